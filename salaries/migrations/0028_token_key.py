from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("salaries", "0027_fewer_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="TokenKey",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=8)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="token_key_only_one")],
            },
        ),
    ]
