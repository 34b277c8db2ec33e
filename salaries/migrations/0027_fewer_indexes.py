"""Indexes go that nothing asks and every approval and release had to write.

Django would take the foreign keys away and check a million rows again under a lock; here only the indexes are dropped,
each by itself, so that nobody waits for two tables at once. Two were made on PostgreSQL only, for LIKE.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

UNUSED = (
    "salaries_observation_release_id_978df23a",
    "salaries_observation_role_id_3a355520",
    "salaries_observation_token_f1bf7f25_like",
    "salaries_spent_token_73d3dc95_like",
    "salaries_salaryreport_person_id_4a3d089f",
)


def drop(apps, schema_editor):
    for name in UNUSED:
        schema_editor.execute(f'DROP INDEX IF EXISTS "{name}"')


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ("salaries", "0026_checks_of_decisions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name="observation",
                    name="release",
                    field=models.ForeignKey(
                        blank=True, db_index=False, help_text="The release whose batches hold it; empty while it waits.",
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="observations",
                        to="salaries.release",
                    ),
                ),
                migrations.AlterField(
                    model_name="observation",
                    name="role",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                        to="salaries.role",
                    ),
                ),
                migrations.AlterField(
                    model_name="salaryreport",
                    name="person",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="salary_reports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
