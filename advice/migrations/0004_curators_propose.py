"""Curators may propose edits and additions; what they publish lies over the files as before."""

from django.db import migrations


def grant(apps, schema_editor):
    group = apps.get_model("auth", "Group").objects.get(name="curator")
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="advice", model="proposal"
    )
    for action in ("add", "view"):
        row, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=content_type, codename=f"{action}_proposal", defaults={"name": f"Can {action} text proposal"}
        )
        group.permissions.add(row)


class Migration(migrations.Migration):
    dependencies = [("advice", "0003_proposals"), ("salaries", "0002_groups")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
