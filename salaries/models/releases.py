"""What is published: numbered releases, the immutable noisy batches they added, and the estimates read from them."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q

from salaries.models.roles import Role
from salaries.stats import privacy

Counts = dict[str, list[int]]  # cell: a number for each bin
Kind = tuple[Decimal, list[int], list[str], list[str]]


class ReleaseQuerySet(models.QuerySet["Release"]):
    def current(self) -> "Release | None":
        """The newest release, or None before the first."""
        return self.order_by("-number").first()


class Release(models.Model):
    """A numbered publication. It exists only whole: batches, estimates and this row are written together."""

    number = models.PositiveIntegerField(unique=True)
    published_at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)
    gate_epsilon = models.DecimalField(
        max_digits=5, decimal_places=3, default=Decimal("0.4"),
        help_text="What deciding to close its batches cost each report in them.",
    )  # fmt: skip
    objects: ClassVar = ReleaseQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Release {self.number}"


class NoisyGate(models.Model):
    """Decides when what waits becomes a batch (AboveThreshold; docs/method.md has the proof sketch).

    ``offset`` is the secret noise on the threshold, drawn once for each batch. It is never shown.
    """

    offset = models.IntegerField(editable=False)
    looks = models.PositiveIntegerField(default=0, help_text="Nights since the last batch.")

    class Meta:
        abstract = True

    def is_due(self, *, nightly: bool) -> bool:
        """Whether to look now: always by hand; a nightly run is counted, and looks more and more rarely."""
        if not nightly:
            return True
        self.looks += 1
        type(self)._default_manager.filter(pk=self.pk).update(looks=self.looks)
        return privacy.gate_is_due(self.looks)

    def opens(self, waiting: int, noise: privacy.Noise, threshold: int | None = None) -> bool:
        """Whether so many are enough, as ``privacy.gate_opens`` says; an opened gate begins anew."""
        if not privacy.gate_opens(waiting, self.offset, noise, threshold):
            return False
        type(self)._default_manager.filter(pk=self.pk).update(offset=noise(privacy.gate_scale()), looks=0)
        return True


class Gate(NoisyGate):
    """The gate of a role's waiting reports."""

    role = models.OneToOneField(Role, on_delete=models.CASCADE, related_name="gate")

    def __str__(self) -> str:
        return f"Gate of {self.role_id}"


class Batch(models.Model):
    """The noisy counts of one role's reports in one table of the plan. Written once and never changed.

    ``counts`` maps each value of the table's dimension to a list of whole numbers, one for each bin; noise makes some
    negative. For histogram tables ``edges`` holds the bins' limits as places on the table's axis; for income shares it
    is empty and ``parts`` says what each count is of: the streams, and costs since they are counted.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="batches")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="batches")
    table = models.CharField(max_length=20)
    epsilon = models.DecimalField(max_digits=5, decimal_places=3)
    edges = models.JSONField()
    counts = models.JSONField()
    parts = models.JSONField(default=list, help_text="Of income shares: what each count is of, in order; else empty.")

    class Meta:
        verbose_name_plural = "batches"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "role", "table"], name="batch_once"),
            models.CheckConstraint(condition=Q(epsilon__gt=0), name="batch_epsilon_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.role_id}/{self.table} in release {self.release_id}"

    @property
    def kind(self) -> Kind:
        """Noise, bins, cells and parts: counts of different people that have the same can be added up."""
        return self.epsilon, self.edges, sorted(self.counts), self.parts

    @property
    def corrected(self) -> Counts:
        """``counts`` less the reports that were found made up since. Reads ``corrections``: prefetch them."""
        found = self.counts
        for correction in self.corrections.all():
            found = sum_of(found, {correction.cell: correction.counts})
        return found


def sum_of(counts: Counts, more: Counts) -> Counts:
    """Both added up, cell by cell and bin by bin. ``more`` may leave cells out."""
    return counts | {cell: [a + b for a, b in zip(counts[cell], row, strict=True)] for cell, row in more.items()}


class Correction(models.Model):
    """What a made-up report had added to a batch, taken off again: the batch itself stays as it was published.

    Names no report and no time. ``release`` is the first whose estimates leave the report out; empty until then.
    """

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="corrections")
    cell = models.CharField(max_length=9)
    counts = models.JSONField(help_text="To be added to the cell's counts; none is above zero.")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")

    def __str__(self) -> str:
        return f"correction of {self.batch}"


class Estimate(models.Model):
    """What a release says of one cohort: a role, or a role and one value of one dimension.

    Money is in US dollars, a year or an hour as ``measure`` says. ``reports`` is a noisy count. When ``withheld`` is
    not empty it says why, and the percentiles are missing.
    """

    class Measure(models.TextChoices):
        YEARLY = "yearly", "a year"
        HOURLY = "hourly", "an hour"

    class Withheld(models.TextChoices):
        NO = "", "Published"
        TOO_FEW = "too_few", "Too few reports"
        TOO_UNSURE = "too_unsure", "Too uncertain"
        UNRELIABLE = "unreliable", "Earlier ones did not hold"

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="estimates")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="estimates")
    dimension = models.CharField(max_length=10, blank=True, help_text="Blank for the whole role.")
    value = models.CharField(max_length=9, blank=True)
    measure = models.CharField(max_length=6, choices=Measure)
    reports = models.PositiveIntegerField()
    reports_error = models.FloatField(help_text="Standard deviation of the noise in the count.")
    withheld = models.CharField(max_length=10, choices=Withheld, blank=True)
    percentiles = models.JSONField(help_text='{"p50": [low, value, high]}, 90 % intervals.')
    own_share = models.FloatField(help_text="How much of the median comes from these reports, 0 to 1.")
    density = models.JSONField(help_text="Share of people between the limits, for drawing; empty below 100 reports.")
    streams = models.JSONField(help_text='{"fees": [low, percent, high]}; empty when not measured well enough.')
    costs = models.JSONField(
        null=True, default=None,
        help_text="[low, percent, high] of income; empty when too uncertain, null when not counted.",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "role", "dimension", "value", "measure"], name="estimate_once"),
            models.CheckConstraint(condition=Q(own_share__gte=0, own_share__lte=1), name="estimate_share_0_to_1"),
            models.CheckConstraint(condition=Q(measure__in=["yearly", "hourly"]), name="estimate_measure_known"),
            models.CheckConstraint(
                condition=Q(withheld="") | Q(percentiles={}), name="estimate_withheld_has_no_percentiles"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role_id} {self.dimension}={self.value} ({self.measure})"


class Combination(models.Model):
    """What a release expects of a role narrowed down in two or three ways at once, such as senior in Spain.

    No table counts it: it is put together from the tables that count its parts, and exists only where each part is
    published by itself. Yearly pay in US dollars; ``percentiles`` as in Estimate, empty when it is too uncertain.
    """

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="combinations")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=9, blank=True)
    country = models.CharField(max_length=9, blank=True)
    ai_use = models.CharField(max_length=9, blank=True)
    percentiles = models.JSONField(help_text='{"p50": [low, value, high]}, 90 % intervals; empty when too uncertain.')
    own_share = models.FloatField(help_text="How much of the median comes from reports, and not from public figures.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "role", "level", "country", "ai_use"], name="combination_once"),
            models.CheckConstraint(condition=Q(own_share__gte=0, own_share__lte=1), name="combination_share_0_to_1"),
        ]

    def __str__(self) -> str:
        return f"{self.role_id} {self.level}/{self.country}/{self.ai_use} in release {self.release_id}"
