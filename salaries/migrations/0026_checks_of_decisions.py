"""The checks of 0003 on decisions are held against the rows that were there before them, while everybody works on."""

from django.db import migrations

CHECKS = ("salaries_decision_proposal_check", "salaries_decision_waited_minutes_check")


def validate(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in CHECKS:
            schema_editor.execute(f"ALTER TABLE salaries_decision VALIDATE CONSTRAINT {name}")


class Migration(migrations.Migration):

    dependencies = [("salaries", "0025_ways_of_learning")]

    operations = [migrations.RunPython(validate, migrations.RunPython.noop)]
