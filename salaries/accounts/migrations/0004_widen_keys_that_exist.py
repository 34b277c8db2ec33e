"""Keys made before there were scopes keep what they opened: their owner's reports too."""

from django.db import migrations


def widen(apps, schema_editor):
    apps.get_model("accounts", "ApiKey").objects.filter(scope="read").update(scope="reports")


class Migration(migrations.Migration):

    dependencies = [("accounts", "0003_scopes_of_keys")]

    operations = [migrations.RunPython(widen, migrations.RunPython.noop)]
