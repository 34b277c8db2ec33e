"""Messages written before they were sealed are sealed: reading gives them back as they are, writing seals."""

from django.db import migrations


def seal_each(apps, schema_editor):
    for name in ("Decision", "Proposal"):
        for row in apps.get_model("salaries", name).objects.exclude(message="").iterator():
            row.save(update_fields=["message"])


class Migration(migrations.Migration):

    dependencies = [("salaries", "0008_seal_messages")]

    operations = [migrations.RunPython(seal_each, migrations.RunPython.noop)]
