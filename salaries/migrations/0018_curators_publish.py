"""Curators may look at each other's proposals."""

from django.db import migrations


def grant(apps, schema_editor):
    group = apps.get_model("auth", "Group").objects.get(name="curator")
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="salaries", model="figureproposal"
    )
    row, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename="view_figureproposal", defaults={"name": "Can view figure proposal"}
    )
    group.permissions.add(row)


class Migration(migrations.Migration):
    dependencies = [("salaries", "0017_figure_proposals")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
