"""What estimates promised of those who report later, and how many of them kept to it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from salaries.models.releases import Estimate, Release
from salaries.models.roles import Role


class Forecast(models.Model):
    """The percentiles that a release found for a cohort, to be scored by the role's next batches.

    Also kept where the estimate itself is withheld as unreliable, so that a group can show that it has become reliable.
    ``expected``, ``covered`` and ``variance`` are a Score of salaries.stats.calibration; empty until it is scored, and
    for one that no whole bin lies in.
    """

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="forecasts")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    dimension = models.CharField(max_length=10, blank=True)
    value = models.CharField(max_length=9, blank=True)
    measure = models.CharField(max_length=6, choices=Estimate.Measure)
    reports = models.PositiveIntegerField(help_text="A noisy count.")
    percentiles = models.JSONField(help_text='{"p50": dollars}')
    scored_in = models.ForeignKey(
        Release, on_delete=models.CASCADE, null=True, blank=True, related_name="scored_forecasts",
        help_text="The release whose batches it was scored by.",
    )  # fmt: skip
    expected = models.FloatField(null=True, blank=True)
    covered = models.FloatField(null=True, blank=True)
    variance = models.FloatField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "role", "dimension", "value", "measure"], name="forecast_once"),
            models.CheckConstraint(condition=Q(measure__in=["yearly", "hourly"]), name="forecast_measure_known"),
            models.CheckConstraint(
                condition=Q(expected=None, covered=None, variance=None)
                | Q(scored_in__isnull=False, expected__isnull=False, covered__isnull=False, variance__gte=0),
                name="forecast_scored_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role_id} {self.dimension}={self.value} ({self.measure}), release {self.release_id}"
