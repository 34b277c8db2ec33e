"""Curators may edit the reviewed texts."""

from django.db import migrations


def grant(apps, schema_editor):
    group = apps.get_model("auth", "Group").objects.get(name="curator")
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="advice", model="edit"
    )
    for action in ("add", "change", "delete", "view"):
        row, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=content_type, codename=f"{action}_edit", defaults={"name": f"Can {action} edit"}
        )
        group.permissions.add(row)


class Migration(migrations.Migration):
    dependencies = [("advice", "0001_edits"), ("salaries", "0002_groups")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
