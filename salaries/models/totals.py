"""All of a role's batches in one row for each table, so that a release need not read every batch ever written."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import Q

from salaries.models.releases import Batch, Correction, Counts, Kind, Release, sum_of
from salaries.models.roles import Role


class TotalQuerySet(models.QuerySet["Total"]):
    def of(self, role: Role) -> "dict[str, Total]":
        """The role's newest, by table: those that its next batches are added to."""
        own = self.filter(role=role).order_by("-since__number")
        newest = own.values_list("since", flat=True).first()
        return {total.table: total for total in own.filter(since=newest)}

    def add(self, role: Role, batches: Iterable[Batch]) -> None:
        """Add the role's batches of one release. Where bins, noise, cells or parts differ, the role begins new ones."""
        held, new = self.of(role), {batch.table: batch for batch in batches}
        if {name: total.kind for name, total in held.items()} != {name: batch.kind for name, batch in new.items()}:
            Total.objects.bulk_create(
                Total(
                    since=b.release,
                    role=role,
                    table=b.table,
                    epsilon=b.epsilon,
                    edges=b.edges,
                    counts=b.counts,
                    parts=b.parts,
                )
                for b in new.values()
            )
            return
        for name, total in held.items():
            total.batches += 1
            total.counts = sum_of(total.counts, new[name].counts)
        Total.objects.bulk_update(held.values(), ["batches", "counts"])

    def corrected(self) -> "list[Total]":
        """These, oldest first, each with its counts less the reports in them that were found made up since."""
        found: list[Total] = list(self.select_related("since").order_by("since__number", "role", "table"))
        for total in found:
            total.corrected = total.counts
        for correction in Correction.objects.select_related("batch__release").order_by("pk"):
            holding = [total for total in found if total.began_before(correction.batch)]
            for total in holding[-1:]:
                total.corrected = sum_of(total.corrected, {correction.cell: correction.counts})
        return found


class Total(models.Model):
    """The sum of a role's batches in one table of the plan, all with the same bins, noise and cells.

    From the release ``since`` until the role's next total begins. It says nothing that the batches do not, and could be
    made anew from them.
    """

    since = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    table = models.CharField(max_length=20)
    epsilon = models.DecimalField(max_digits=5, decimal_places=3, help_text="Of each of its batches.")
    batches = models.PositiveIntegerField(default=1)
    edges = models.JSONField()
    counts = models.JSONField()
    parts = models.JSONField(default=list, help_text="As of its batches.")
    corrected: Counts  # set by TotalQuerySet.corrected
    objects: ClassVar = TotalQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["since", "role", "table"], name="total_once"),
            models.CheckConstraint(condition=Q(batches__gt=0), name="total_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.role_id}/{self.table} since release {self.since_id}"

    @property
    def kind(self) -> Kind:
        """As a batch's."""
        return self.epsilon, self.edges, sorted(self.counts), self.parts

    def began_before(self, batch: Batch) -> bool:
        """Whether it is of the batch's role and table, and not younger: then it or a later one holds the batch."""
        mine = (self.role_id, self.table) == (batch.role_id, batch.table)
        return mine and self.since.number <= batch.release.number
