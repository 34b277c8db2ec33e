"""What aggregation may know of an approved report: which cohort, and where on the pay scale. No person, no time."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from salaries.models.places import COUNTRIES
from salaries.models.releases import Release
from salaries.models.roles import Role
from salaries.models.words import AIUse, Engagement, Level


class ObservationQuerySet(models.QuerySet["Observation"]):
    def waiting(self) -> "ObservationQuerySet":
        """Not yet counted in a batch."""
        return self.filter(release=None)


class Spent(models.Model):
    """Remembers by its keyed token what a report has already cost, after its observation is gone.

    With a ``release``: a batch counted it, so it is never counted again. Without: a gate may have looked at it before
    it was taken back, so it never opens a gate again. Without these a report that comes back would cost twice.
    """

    token = models.CharField(primary_key=True, max_length=64)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name_plural = "spent tokens"

    def __str__(self) -> str:
        return f"spent in {self.release or 'a gate'}"


class Observation(models.Model):
    """An approved report as the release engine sees it. The random id keeps the order of approvals out of the index."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token = models.CharField(unique=True, max_length=64, editable=False)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=6, choices=Level)
    country = models.CharField(max_length=2)
    engagement = models.CharField(max_length=9, choices=Engagement)
    ai_use = models.CharField(max_length=4, choices=AIUse)
    yearly_index = models.PositiveSmallIntegerField(help_text="Place on salaries.stats.axis.YEARLY.")
    hourly_index = models.PositiveSmallIntegerField(help_text="Place on salaries.stats.axis.HOURLY.")
    stream_shares = models.JSONField(
        help_text="Whole percent of income that go to costs and come by stream, adding to 100."
    )
    opens_gate = models.BooleanField(default=True, help_text="Whether its role's gate may count it.")
    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, null=True, blank=True, related_name="observations", db_index=False,
        help_text="The release whose batches hold it; empty while it waits.",
    )  # fmt: skip
    objects: ClassVar = ObservationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(level__in=Level.values), name="observation_level_known"),
            models.CheckConstraint(condition=Q(country__in=COUNTRIES), name="observation_country_known"),
            models.CheckConstraint(condition=Q(engagement__in=Engagement.values), name="observation_engagement_known"),
            models.CheckConstraint(condition=Q(ai_use__in=AIUse.values), name="observation_ai_use_known"),
            models.CheckConstraint(condition=Q(yearly_index__lte=991), name="observation_yearly_on_axis"),
            models.CheckConstraint(condition=Q(hourly_index__lte=922), name="observation_hourly_on_axis"),
        ]
        # Looked up by token, or by role while it waits. Every further index would be written by each night's release.
        indexes: ClassVar = [
            models.Index(fields=["role"], condition=Q(release=None), name="observation_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.role_id}/{self.level}/{self.country}"
