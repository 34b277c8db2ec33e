"""Business costs get a part of the income shares; estimates of earlier releases say nothing of them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("salaries", "0021_totals_of_batches_that_exist")]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="parts",
            field=models.JSONField(
                default=list, help_text="Of income shares: what each count is of, in order; else empty."
            ),
        ),
        migrations.AddField(
            model_name="total", name="parts", field=models.JSONField(default=list, help_text="As of its batches."),
        ),
        migrations.AddField(
            model_name="estimate",
            name="costs",
            field=models.JSONField(
                default=None, null=True,
                help_text="[low, percent, high] of income; empty when too uncertain, null when not counted.",
            ),
        ),
        migrations.AlterField(
            model_name="observation",
            name="stream_shares",
            field=models.JSONField(help_text="Whole percent of income that go to costs and come by stream, adding to 100."),
        ),
    ]
