"""What became of a contributor after a report: the person's own answer, and what aggregation may know of it."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy

from salaries.models.releases import NoisyGate, Release
from salaries.models.reports import SalaryReport
from salaries.models.roles import Role
from salaries.models.sealing import keyed_name, unseal
from salaries.models.tokens import hold_token_key


class FollowUp(models.Model):
    """One answer to "what became of you?", six or twelve months after a report was given. What it says is sealed.

    It goes with its report.
    """

    class Outcome(models.TextChoices):
        STAYED = "stayed", gettext_lazy("I stayed in the role")
        SKILLS = "skills", gettext_lazy("I stayed and added skills")
        MOVED = "moved", gettext_lazy("I moved to another role")
        LEFT = "left", gettext_lazy("I left music and AI")

    class Way(models.TextChoices):
        """How somebody learned, in as few kinds as noise can tell apart. Empty is any other way, or not said."""

        PRACTICE = "practice", gettext_lazy("Practising by myself")
        TEACHER = "teacher", gettext_lazy("Lessons or feedback from somebody")
        COURSE = "course", gettext_lazy("A course")
        WORK = "work", gettext_lazy("On jobs or projects with others")

    class Months(models.IntegerChoices):
        SIX = 6, gettext_lazy("six months")
        TWELVE = 12, gettext_lazy("twelve months")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(SalaryReport, on_delete=models.CASCADE, related_name="follow_ups")
    months = models.PositiveSmallIntegerField(choices=Months)
    sealed_answer = models.BinaryField(editable=False)
    given_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "months"], name="follow_up_once"),
            models.CheckConstraint(condition=Q(months__in=[6, 12]), name="follow_up_months_known"),
        ]

    def __str__(self) -> str:
        return f"follow-up after {self.months} months"

    @property
    def answer(self) -> dict[str, Any]:
        """The decrypted answer: ``{"outcome": str, "to": slug of a role or "", "change": bin or None, "way": str}``.

        Answers from before people were asked how they learned have no ``way``.
        """
        return unseal(self.sealed_answer)

    @property
    def token(self) -> str:
        """The keyed name of what is counted of it."""
        hold_token_key()
        report = self.report
        return keyed_name(f"follow-up/{report.person_id}/{report.role_id}/{report.year}/{self.months}".encode())


class MovementQuerySet(models.QuerySet["Movement"]):
    def waiting(self) -> "MovementQuerySet":
        """Not yet counted in a batch."""
        return self.filter(release=None)


class Movement(models.Model):
    """A follow-up as the release engine sees it: from where, what happened, how pay changed. No person, no time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token = models.CharField(unique=True, max_length=64, editable=False)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+", help_text="That of the report.")
    months = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=6, choices=FollowUp.Outcome)
    to = models.ForeignKey(Role, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    change = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Bin of salaries.stats.movement.")
    way = models.CharField(max_length=8, choices=FollowUp.Way, blank=True, help_text="Of those who added skills.")
    opens_gate = models.BooleanField(default=True, help_text="Whether its gate may count it.")
    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="The release whose batch holds it; empty while it waits.",
    )  # fmt: skip
    objects: ClassVar = MovementQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(months__in=[6, 12]), name="movement_months_known"),
            models.CheckConstraint(
                condition=Q(outcome="moved", to__isnull=False) | (~Q(outcome="moved") & Q(to=None)),
                name="movement_leads_somewhere",
            ),
            models.CheckConstraint(condition=~Q(to=F("role")), name="movement_to_another_role"),
            models.CheckConstraint(
                condition=Q(outcome="left", change=None) | (~Q(outcome="left") & Q(change__lte=8)),
                name="movement_change_known",
            ),
            models.CheckConstraint(condition=Q(outcome="skills") | Q(way=""), name="movement_way_of_skills"),
        ]

    def __str__(self) -> str:
        return f"{self.role_id}/{self.months}/{self.outcome}"


class MovementGate(NoisyGate):
    """The gate of the waiting follow-ups of a role and horizon."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="+")
    months = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["role", "months"], name="movement_gate_once")]

    def __str__(self) -> str:
        return f"Gate of follow-ups on {self.role_id} after {self.months} months"


class MovementBatch(models.Model):
    """The noisy counts of one role's follow-ups at one horizon. Written once and never changed.

    ``outcomes`` maps stayed, skills, left and the slug of each role that people could move to, to a count. ``changes``
    maps stayed, skills/WAY for each way of learning, skills for any other way, and the slug of each role, to nine
    counts, by bin of the change of pay. Batches of before have one row for all who moved and one for all skills.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="movement_batches")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    months = models.PositiveSmallIntegerField()
    outcomes_epsilon = models.DecimalField(max_digits=5, decimal_places=3)
    changes_epsilon = models.DecimalField(max_digits=5, decimal_places=3)
    outcomes = models.JSONField()
    changes = models.JSONField()

    class Meta:
        verbose_name_plural = "movement batches"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "role", "months"], name="movement_batch_once"),
            models.CheckConstraint(
                condition=Q(outcomes_epsilon__gt=0, changes_epsilon__gt=0), name="movement_batch_epsilon_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"follow-ups of {self.role_id} after {self.months} months in release {self.release_id}"
