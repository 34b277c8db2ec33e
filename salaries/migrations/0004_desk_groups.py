"""Moderators see proposals and second looks; administrators see who opened a report, and nothing of its pay."""

from django.conf import settings
from django.db import migrations

MAY_VIEW = {"moderator": ("proposal", "secondlook"), "administrator": ("opening",)}


def permission(apps, model):
    """The permission's row. Django makes them after all migrations have run, which is too late for us; it then finds
    the one made here."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="salaries", model=model
    )
    name = apps.get_model("salaries", model)._meta.verbose_name
    row, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=f"view_{model}", defaults={"name": f"Can view {name}"}
    )
    return row


def grant(apps, schema_editor):
    for group, models in MAY_VIEW.items():
        row, _ = apps.get_model("auth", "Group").objects.get_or_create(name=group)
        row.permissions.add(*(permission(apps, model) for model in models))


class Migration(migrations.Migration):
    dependencies = [
        ("salaries", "0003_desk"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
