"""What others published person by person, or posting by posting, kept as histograms on the public scale of pay."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from salaries.models.imports import SourceFile
from salaries.models.roles import Occupation, Role
from salaries.models.sources import Figure, Source


class PublishedDistribution(models.Model):
    """How one source's pay spreads, on a role or an occupation. Never added to what contributors report.

    ``edges`` are K + 1 ascending places on the axis of the unit, in US dollars; ``shares`` the K weighted shares of
    people (or postings) between them, which add to 1.
    """

    class Unit(models.TextChoices):
        YEAR = "year", "a year"
        HOUR = "hour", "an hour"

    key = models.CharField(unique=True, max_length=160, help_text="A permanent name.")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="distributions")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, null=True, blank=True, related_name="distributions")
    occupation = models.ForeignKey(
        Occupation, on_delete=models.PROTECT, null=True, blank=True, related_name="distributions"
    )
    subject = models.CharField(max_length=200)
    measure = models.CharField(max_length=9, choices=Figure.Measure)
    unit = models.CharField(max_length=4, choices=Unit)
    edges = models.JSONField()
    shares = models.JSONField()
    respondents = models.PositiveIntegerField(help_text="Records counted.")
    effective = models.DecimalField(
        "effective number", max_digits=10, decimal_places=1,
        help_text="How many equally weighted, different records would say as much (Kish).",
    )  # fmt: skip
    population = models.CharField("who is counted", max_length=300)
    country = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    period = models.CharField(max_length=40)
    note = models.CharField(max_length=500, blank=True)
    source_file = models.ForeignKey(
        SourceFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="distributions"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(unit__in=["year", "hour"]), name="distribution_unit_known"),
            models.CheckConstraint(condition=Q(measure__in=["earned", "posted"]), name="distribution_measure_known"),
            models.CheckConstraint(condition=Q(respondents__gt=0, effective__gt=0), name="distribution_of_somebody"),
            models.CheckConstraint(
                condition=Q(role__isnull=False) | Q(occupation__isnull=False), name="distribution_about_something"
            ),
        ]

    def __str__(self) -> str:
        return self.key
