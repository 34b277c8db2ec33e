"""Batches, their totals and waiting observations from before costs were counted.

Batches and totals so far say that they count streams alone. Observations that wait for a batch are given the part that costs take,
from the reports they were made of; those that a batch holds stay as they were counted.
"""

from decimal import Decimal

from django.db import migrations

from salaries.models.sealing import observation_token, unseal
from salaries.stats.money import Amount, whole_shares, year_of

STREAMS = ["salary", "bonus", "equity", "fees", "royalties", "live", "teaching", "sales", "other"]


def name_the_parts(apps, schema_editor):
    for name in ("Batch", "Total"):
        apps.get_model("salaries", name).objects.filter(table="role_streams").update(parts=STREAMS)


def take_off_costs(apps, schema_editor):
    observations = apps.get_model("salaries", "Observation").objects
    waiting = set(observations.filter(release=None).values_list("token", flat=True))
    if not waiting:
        return
    for report in apps.get_model("salaries", "SalaryReport").objects.filter(status="approved").iterator():
        token = observation_token(person_id=report.person_id, role_id=report.role_id, year=report.year)
        if token in waiting:
            observations.filter(token=token).update(stream_shares=shares_of(report))


def shares_of(report):
    """Parts of the income in whole percent; no exchange rate is needed for them."""
    given = unseal(report.sealed_amounts)
    amounts = [Amount(one["kind"], Decimal(one["amount"]), one["period"]) for one in given["streams"]]
    return whole_shares(year_of(amounts, Decimal(given["costs"]), report.hours_per_week, report.weeks_per_year).parts)


class Migration(migrations.Migration):

    dependencies = [("salaries", "0022_costs")]

    operations = [
        migrations.RunPython(name_the_parts, migrations.RunPython.noop),
        migrations.RunPython(take_off_costs, migrations.RunPython.noop),
    ]
