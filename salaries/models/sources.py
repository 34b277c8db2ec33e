"""What others measured: a source, its figures with their lineage, checks of claims, and exchange rates."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from salaries.models.roles import Occupation, Role


class Source(models.Model):
    """A publisher's series, survey or article, with what it counts and what it cannot see."""

    class Kind(models.TextChoices):
        STATISTICS = "statistics", gettext_lazy("Official statistics")
        SURVEY = "survey", gettext_lazy("Survey")
        POSTINGS = "postings", gettext_lazy("Job postings")
        STUDY = "study", gettext_lazy("Study or model")
        ARTICLE = "article", gettext_lazy("Article")

    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=40)
    publisher = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind)
    url = models.URLField(max_length=300)
    licence = models.CharField(max_length=120)
    counts = models.CharField("who is counted", max_length=300)
    blind_spots = models.CharField(max_length=500)
    retrieved_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=["statistics", "survey", "postings", "study", "article"]),
                name="source_kind_known",
            )
        ]

    def __str__(self) -> str:
        return self.name


# For how many years after the one it is about a number is shown without a word. A projection lasts until its last year,
# a claim for ever. Statistics and postings come out every year, surveys and studies seldom.
SHELF_YEARS: dict[str, int] = {
    Source.Kind.STATISTICS: 2, Source.Kind.POSTINGS: 2, Source.Kind.SURVEY: 5, Source.Kind.STUDY: 3,
}  # fmt: skip


def is_dated(kind: str, measure: str, year: int, today: date) -> bool:
    """Whether a number about ``year``, of a source of that kind, is past its shelf life."""
    if measure == Figure.Measure.PROJECTED:
        return today.year > year
    return measure != Figure.Measure.CLAIMED and kind in SHELF_YEARS and today.year - year > SHELF_YEARS[kind]


class FigureQuerySet(models.QuerySet["Figure"]):
    def about(self, role: Role) -> "FigureQuerySet":
        """Figures on the role itself or on an occupation it is linked to."""
        return self.filter(Q(role=role) | Q(occupation__roles=role)).distinct()

    def newest_first(self) -> "FigureQuerySet":
        """By reference period, newest first, then in a fixed order."""
        return self.order_by("-year", "source__slug", "occupation_id", "statistic", "key")


class Figure(models.Model):
    """One published number, with what a reader needs to judge it."""

    class Statistic(models.TextChoices):
        MEAN = "mean", gettext_lazy("Mean")
        P10 = "p10", gettext_lazy("10th percentile")
        P25 = "p25", gettext_lazy("25th percentile")
        P50 = "p50", gettext_lazy("Median")
        P75 = "p75", gettext_lazy("75th percentile")
        P90 = "p90", gettext_lazy("90th percentile")
        LOW = "low", gettext_lazy("Low end of a range")
        HIGH = "high", gettext_lazy("High end of a range")
        SHARE = "share", gettext_lazy("Share")
        PREMIUM = "premium", gettext_lazy("Pay premium")
        EMPLOYMENT = "employment", gettext_lazy("Jobs")
        SELF_EMPLOYED = "self_employed", gettext_lazy("Share who are self-employed")
        GROWTH = "growth", gettext_lazy("Projected change in jobs")
        OPENINGS = "openings", gettext_lazy("Projected openings a year")

    class Unit(models.TextChoices):
        YEAR = "year", gettext_lazy("a year")
        HOUR = "hour", gettext_lazy("an hour")
        PERCENT = "percent", gettext_lazy("percent")
        JOBS = "jobs", gettext_lazy("jobs")

    class Measure(models.TextChoices):
        EARNED = "earned", gettext_lazy("Earned")
        POSTED = "posted", gettext_lazy("Posted in job advertisements")
        PROJECTED = "projected", gettext_lazy("Projected")
        CLAIMED = "claimed", gettext_lazy("Claimed")
        COUNTED = "counted", gettext_lazy("Counted")

    class Withheld(models.TextChoices):
        NO = "", gettext_lazy("Published")
        SUPPRESSED = "suppressed", gettext_lazy("Withheld by the publisher")
        TOP_CODED = "top_coded", gettext_lazy("Above the publisher's highest shown value")

    key = models.CharField(
        unique=True, max_length=160, help_text="A permanent name, such as bls-oews/27-2041/2023/p50/year."
    )
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="figures")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, null=True, blank=True, related_name="figures")
    occupation = models.ForeignKey(Occupation, on_delete=models.PROTECT, null=True, blank=True, related_name="figures")
    subject = models.CharField(max_length=200, help_text="Whom or what the number is about, in words.")
    statistic = models.CharField(max_length=13, choices=Statistic)
    unit = models.CharField(max_length=7, choices=Unit)
    currency = models.CharField(max_length=3, blank=True)
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    withheld = models.CharField(max_length=10, choices=Withheld, blank=True)
    measure = models.CharField(max_length=9, choices=Measure)
    population = models.CharField("who is counted", max_length=300)
    country = models.CharField(max_length=2, blank=True, help_text="Blank for the whole world.")
    year = models.PositiveSmallIntegerField(help_text="Reference year; a projection's last year.")
    period = models.CharField(max_length=40, help_text="The reference period in words, such as May 2023.")
    respondents = models.PositiveIntegerField(null=True, blank=True)
    relative_standard_error = models.DecimalField(
        "relative standard error, percent", max_digits=5, decimal_places=2, null=True, blank=True
    )
    wording = models.CharField(max_length=80, blank=True, help_text="The publisher's own word for the number.")
    note = models.CharField(max_length=500, blank=True)
    url = models.URLField(
        max_length=400, blank=True, help_text="Where this number stands, if not at the source's address."
    )
    repeats = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="repeated_by",
        help_text="The figure this one merely repeats.",
    )  # fmt: skip
    source_file = models.ForeignKey(
        "salaries.SourceFile", on_delete=models.SET_NULL, null=True, blank=True, related_name="figures",
        help_text="The publisher's file that last said this number.",
    )  # fmt: skip
    objects: ClassVar = FigureQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(value__isnull=False, withheld="") | (Q(value__isnull=True) & ~Q(withheld="")),
                name="figure_value_or_reason",
            ),
            models.CheckConstraint(
                condition=(Q(unit__in=["year", "hour"]) & ~Q(currency=""))
                | Q(unit__in=["percent", "jobs"], currency=""),
                name="figure_money_has_currency",
            ),
            models.CheckConstraint(condition=Q(year__gte=1990, year__lte=2100), name="figure_year_sane"),
            models.CheckConstraint(
                condition=Q(measure__in=["earned", "posted", "projected", "claimed", "counted"]),
                name="figure_measure_known",
            ),
            models.CheckConstraint(
                condition=Q(withheld__in=["", "suppressed", "top_coded"]), name="figure_withheld_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    statistic__in=[
                        "mean",
                        "p10",
                        "p25",
                        "p50",
                        "p75",
                        "p90",
                        "low",
                        "high",
                        "share",
                        "premium",
                        "employment",
                        "self_employed",
                        "growth",
                        "openings",
                    ]
                ),
                name="figure_statistic_known",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["occupation", "statistic", "-year"], name="figure_by_occupation")]

    def __str__(self) -> str:
        return self.key


class ClaimCheck(models.Model):
    """What the evidence says of a claim."""

    class Verdict(models.TextChoices):
        CONFIRMED = "confirmed", gettext_lazy("Confirmed")
        MISLEADING = "misleading", gettext_lazy("True of something else")
        CONTRADICTED = "contradicted", gettext_lazy("Contradicted")
        UNSUPPORTED = "unsupported", gettext_lazy("No source found")

    claim = models.OneToOneField(Figure, on_delete=models.CASCADE, related_name="check_of_claim")
    quote = models.CharField(max_length=300, help_text="What is claimed, in our words.")
    verdict = models.CharField(max_length=12, choices=Verdict)
    note = models.CharField(max_length=600)
    evidence = models.ManyToManyField(Figure, blank=True, related_name="evidence_in")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(verdict__in=["confirmed", "misleading", "contradicted", "unsupported"]),
                name="claim_verdict_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.verdict}"


class ExchangeRate(models.Model):
    """US dollars for one unit of a currency, averaged over a year."""

    currency = models.CharField(max_length=3)
    year = models.PositiveSmallIntegerField()
    usd_per_unit = models.DecimalField(max_digits=16, decimal_places=10)
    days = models.PositiveSmallIntegerField(help_text="How many rates the average is over: daily, or monthly ones.")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="exchange_rates")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["currency", "year"], name="exchange_rate_once"),
            models.CheckConstraint(condition=Q(usd_per_unit__gt=0), name="exchange_rate_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.year}: {self.usd_per_unit} USD"
