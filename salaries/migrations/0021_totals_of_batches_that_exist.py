"""Batches written before there were totals are added up, so that the next release counts them."""

from itertools import groupby

from django.db import migrations


def add_up(apps, schema_editor):
    """As each release would have done it: new totals for a role where bins, noise or cells of any table differ."""
    Batch, Total = (apps.get_model("salaries", name) for name in ("Batch", "Total"))
    held = {}
    batches = Batch.objects.order_by("release__number", "role", "table").iterator(chunk_size=500)
    for (_, role), group in groupby(batches, key=lambda batch: (batch.release_id, batch.role_id)):
        own = {batch.table: batch for batch in group}
        if {name: _kind(total) for name, total in held.get(role, {}).items()} == {
            name: _kind(batch) for name, batch in own.items()
        }:
            for name, batch in own.items():
                _add(held[role][name], batch)
        else:
            Total.objects.bulk_create(held.get(role, {}).values())
            held[role] = {
                name: Total(since_id=batch.release_id, role_id=role, table=name, epsilon=batch.epsilon,
                            edges=batch.edges, counts=batch.counts)
                for name, batch in own.items()
            }  # fmt: skip
    for totals in held.values():
        Total.objects.bulk_create(totals.values())


def _kind(held):
    return held.epsilon, held.edges, sorted(held.counts)


def _add(total, batch):
    total.batches += 1
    total.counts = {
        cell: [a + b for a, b in zip(row, batch.counts[cell], strict=True)] for cell, row in total.counts.items()
    }


class Migration(migrations.Migration):

    dependencies = [("salaries", "0020_totals")]

    operations = [migrations.RunPython(add_up, migrations.RunPython.noop)]
