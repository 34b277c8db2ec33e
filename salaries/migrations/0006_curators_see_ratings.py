"""Curators may look at what was rated of occupations."""

from django.db import migrations

MODELS = ("skillrating", "occupationtask", "technologyskill", "exposure")


def grant(apps, schema_editor):
    group = apps.get_model("auth", "Group").objects.get(name="curator")
    for model in MODELS:
        content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
            app_label="salaries", model=model
        )
        verbose_name = apps.get_model("salaries", model)._meta.verbose_name
        row, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=content_type, codename=f"view_{model}", defaults={"name": f"Can view {verbose_name}"}
        )
        group.permissions.add(row)


class Migration(migrations.Migration):
    dependencies = [("salaries", "0005_occupations_rated")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
