"""What a person tells us about a year's pay, and the trail of what moderators decided."""

import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, ExpressionWrapper, IntegerField, OuterRef, Q, Subquery, When
from django.utils.translation import gettext_lazy

from salaries.models.places import COUNTRIES
from salaries.models.roles import Role
from salaries.models.sealing import SealedTextField, observation_token, unseal
from salaries.models.sources import ExchangeRate
from salaries.models.tokens import hold_token_key
from salaries.models.words import AIUse, Engagement, Level

FIRST_YEAR = 2020
SHARED = {  # what makes two reports alike; the same person comes before all the rest
    "person_id": 7, "year": 1, "level": 1, "country": 1, "engagement": 1, "ai_use": 1, "hours_per_week": 1,
    "currency": 1,
}  # fmt: skip


class SalaryReportQuerySet(models.QuerySet["SalaryReport"]):
    def of(self, person: Any) -> "SalaryReportQuerySet":
        """A person's own reports, newest year first."""
        return self.filter(person=person).select_related("role").order_by("-year", "role__title")

    def queue(self) -> "SalaryReportQuerySet":
        """What waits for a moderator, riskiest first, then oldest."""
        return self.filter(status=SalaryReport.Status.PENDING).order_by("-risk", "updated_at", "pk")

    def with_question(self) -> "SalaryReportQuerySet":
        """Each with ``was_asked``: whether a moderator ever had a question about it."""
        asked = Decision.objects.filter(report_id=OuterRef("pk"), action=Decision.Action.ASKED)
        return self.annotate(was_asked=Exists(asked))

    def with_proposal(self, proposed: Sequence[str]) -> "SalaryReportQuerySet":
        """Each with ``is_proposed``: whether it is one of ``proposed``."""
        return self.annotate(is_proposed=ExpressionWrapper(Q(pk__in=proposed), models.BooleanField()))

    def with_rate(self) -> "SalaryReportQuerySet":
        """Each with the rate of its currency in its year, so that nobody asks for one after the other."""
        rate = ExchangeRate.objects.filter(currency=OuterRef("currency"), year=OuterRef("year")).values("usd_per_unit")
        return self.annotate(usd_per_unit=Subquery(rate))

    def after(self, report: "SalaryReport") -> "SalaryReportQuerySet":
        """What comes after ``report`` in the queue, the next first."""
        lower, younger = Q(risk__lt=report.risk), Q(risk=report.risk, updated_at__gt=report.updated_at)
        tied = Q(risk=report.risk, updated_at=report.updated_at, pk__gt=report.pk)
        return self.queue().filter(lower | younger | tied)

    def before(self, report: "SalaryReport") -> "SalaryReportQuerySet":
        """What comes before ``report`` in the queue, the nearest first."""
        higher, older = Q(risk__gt=report.risk), Q(risk=report.risk, updated_at__lt=report.updated_at)
        tied = Q(risk=report.risk, updated_at=report.updated_at, pk__lt=report.pk)
        return self.queue().filter(higher | older | tied).reverse()

    def similar_to(self, report: "SalaryReport") -> "SalaryReportQuerySet":
        """Other reports on the same role and a year next to it, most alike first; ``alike`` weighs what they share.

        Looks at what the queue shows and at who reported, never at amounts.
        """
        shared = [
            Case(When(Q(**{name: getattr(report, name)}), then=weight), default=0, output_field=IntegerField())
            for name, weight in SHARED.items()
        ]
        near = self.filter(role=report.role_id, year__range=(report.year - 1, report.year + 1)).exclude(pk=report.pk)
        return near.annotate(alike=sum(shared[1:], start=shared[0])).order_by("-alike", "-updated_at", "pk")


class SalaryReport(models.Model):
    """One person, one role, one year. The amounts are sealed; see ``salaries.models.sealing``."""

    class Status(models.TextChoices):
        PENDING = "pending", gettext_lazy("Waiting for a moderator")
        ASKED = "asked", gettext_lazy("A moderator has a question")
        APPROVED = "approved", gettext_lazy("Approved")
        REJECTED = "rejected", gettext_lazy("Rejected")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(  # the constraint below has an index that begins with the person
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="salary_reports", db_index=False
    )
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="salary_reports")
    year = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=6, choices=Level)
    country = models.CharField(max_length=2)
    engagement = models.CharField(max_length=9, choices=Engagement)
    ai_use = models.CharField("AI use", max_length=4, choices=AIUse)
    hours_per_week = models.DecimalField(max_digits=4, decimal_places=1)
    weeks_per_year = models.PositiveSmallIntegerField()
    currency = models.CharField(max_length=3)
    sealed_amounts = models.BinaryField(editable=False)
    status = models.CharField(max_length=8, choices=Status, default=Status.PENDING)
    screening = models.JSONField(default=list, blank=True, help_text="Codes of salaries.stats.screening.")
    risk = models.PositiveSmallIntegerField(default=0)
    submitted_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    appealed_at = models.DateTimeField(null=True, blank=True, help_text="An appeal can be made once.")
    sealed_appeal = models.BinaryField(default=b"", editable=False)
    usd_per_unit: Decimal | None = None  # set by SalaryReportQuerySet.with_rate
    objects: ClassVar = SalaryReportQuerySet.as_manager()

    class Meta:
        verbose_name = "pay report"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "role", "year"], name="report_one_per_person_role_year"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="report_level_known"),
            models.CheckConstraint(condition=Q(country__in=COUNTRIES), name="report_country_known"),
            models.CheckConstraint(condition=Q(engagement__in=Engagement.values), name="report_engagement_known"),
            models.CheckConstraint(condition=Q(ai_use__in=AIUse.values), name="report_ai_use_known"),
            models.CheckConstraint(condition=Q(year__gte=FIRST_YEAR, year__lte=2100), name="report_year_sane"),
            models.CheckConstraint(
                condition=Q(hours_per_week__gt=0, hours_per_week__lte=168), name="report_hours_in_a_week"
            ),
            models.CheckConstraint(
                condition=Q(weeks_per_year__gte=1, weeks_per_year__lte=52), name="report_weeks_in_a_year"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "asked", "approved", "rejected"]), name="report_status_known"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["status", "-risk", "updated_at"], name="report_queue")]

    def __str__(self) -> str:
        return f"{self.role_id}/{self.year} ({self.get_status_display()})"

    @property
    def token(self) -> str:
        """The keyed name of this report's observation."""
        hold_token_key()
        return observation_token(person_id=self.person_id, role_id=self.role_id, year=self.year)

    @property
    def amounts(self) -> dict[str, Any]:
        """The decrypted amounts: ``{"streams": [{"kind", "amount", "period"}…], "costs": str}``, money as strings."""
        return unseal(self.sealed_amounts)

    @property
    def appeal(self) -> str:
        """What the contributor wrote against a rejection, decrypted; empty when nothing."""
        return str(unseal(self.sealed_appeal)["text"]) if self.sealed_appeal else ""


class Decision(models.Model):
    """A line of the moderation trail. No foreign keys: a trail must not stop an erasure, nor be changed by one."""

    class Action(models.TextChoices):
        APPROVED = "approved", gettext_lazy("Approved")
        REJECTED = "rejected", gettext_lazy("Rejected")
        ASKED = "asked", gettext_lazy("Asked the contributor")
        REOPENED = "reopened", gettext_lazy("Reopened")

    class Reason(models.TextChoices):
        PLAUSIBLE = "plausible", gettext_lazy("Plausible as it stands")
        PERIOD = "period", gettext_lazy("Amount and period do not fit together")
        CURRENCY = "currency", gettext_lazy("Currency looks wrong")
        RANGE = "range", gettext_lazy("Far outside what is known for this role")
        HOURS = "hours", gettext_lazy("Hours or weeks look wrong")
        ROLE = "role", gettext_lazy("Belongs to another role")
        DUPLICATE = "duplicate", gettext_lazy("A copy of another report")
        FRAUD = "fraud", gettext_lazy("Made up")
        OTHER = "other", gettext_lazy("Another reason, see the message")

    report_id = models.UUIDField(db_index=True)
    action = models.CharField(max_length=8, choices=Action)
    reason = models.CharField(max_length=9, choices=Reason)
    message = SealedTextField(max_length=500, blank=True)
    moderator_id = models.BigIntegerField()
    moderator = models.CharField(max_length=254)
    decided_at = models.DateTimeField()
    proposal = models.PositiveBigIntegerField(null=True, blank=True, help_text="Number of the proposal it confirms.")
    waited_minutes = models.PositiveIntegerField(null=True, blank=True, help_text="From the report's last change.")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(action__in=["approved", "rejected", "asked", "reopened"]), name="decision_action_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    reason__in=[
                        "plausible",
                        "period",
                        "currency",
                        "range",
                        "hours",
                        "role",
                        "duplicate",
                        "fraud",
                        "other",
                    ]
                ),
                name="decision_reason_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} by {self.moderator}"
