"""The three groups of people who work behind the desk."""

from django.conf import settings
from django.db import migrations

VIEW = ("view",)
EDIT = ("add", "change", "delete", "view")
USER = tuple(settings.AUTH_USER_MODEL.lower().split("."))
PUBLISHED = {("salaries", "release"): VIEW, ("salaries", "estimate"): VIEW}
GROUPS = {
    "moderator": {
        ("salaries", "salaryreport"): ("change", "view"),
        ("salaries", "decision"): VIEW,
    }
    | PUBLISHED,
    "curator": {
        ("salaries", name): EDIT
        for name in (
            "role", "roletitle", "roleoccupation", "occupation", "source", "figure", "claimcheck", "exchangerate",
        )
    }
    | {("salaries", name): VIEW for name in ("sourcefile", "pricelevel", "occupationtitle")}
    | PUBLISHED,
    "administrator": {
        USER: ("add", "change", "view"),
        ("salaries", "release"): ("add", "view"),
        ("salaries", "batch"): VIEW,
        ("salaries", "estimate"): VIEW,
    },
}


def permission(apps, label, model, action):
    """The permission's row. Django makes them after all migrations have run, which is too late for us; it then finds
    the one made here."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=label, model=model)
    verbose_name = apps.get_model(label, model)._meta.verbose_name
    row, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=f"{action}_{model}", defaults={"name": f"Can {action} {verbose_name}"}
    )
    return row


def make(apps, schema_editor):
    for name, grants in GROUPS.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(
            *(permission(apps, label, model, action) for (label, model), actions in grants.items() for action in actions)
        )


def remove(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("salaries", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [migrations.RunPython(make, remove)]
