"""What is kept of the work at the desk, beside the decisions: proposals of two moderators, openings, second looks.

None has a foreign key: like the trail, these rows must neither stop an erasure nor be changed by one. A report is named
by its random number. Its observation's token would tie the observation to a moment and a person at the desk.
"""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from salaries.models.reports import Decision, SalaryReport
from salaries.models.sealing import SealedTextField


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def open(self, now: datetime) -> "ProposalQuerySet":
        """Neither confirmed nor declined, and not yet expired."""
        return self.filter(state=Proposal.State.OPEN, expires_at__gt=now)

    def named(self, now: datetime) -> list[str]:
        """The numbers of the reports that open ones are about. One query."""
        return [pk for reports in self.open(now).values_list("reports", flat=True) for pk, _version in reports]

    def waiting_for(self, moderator: Any, now: datetime) -> "ProposalQuerySet":
        """Open ones that ``moderator`` may confirm: those of others."""
        return self.open(now).exclude(proposer_id=moderator.pk)


class Proposal(models.Model):
    """A decision that one moderator wants and another one must confirm: many approvals at once, or taking off fraud."""

    class Verb(models.TextChoices):
        APPROVE = "approve", "Approve"
        SUBTRACT = "subtract", "Take off as made up"

    class State(models.TextChoices):
        OPEN = "open", "Waits for another moderator"
        CONFIRMED = "confirmed", "Confirmed"
        DECLINED = "declined", "Declined"

    verb = models.CharField(max_length=8, choices=Verb)
    reports = models.JSONField(help_text='[["number of the report", "the version that was seen"], …]')
    message = SealedTextField(max_length=500, blank=True)
    proposer_id = models.BigIntegerField()
    proposer = models.CharField(max_length=254)
    proposed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    second_id = models.BigIntegerField(null=True, blank=True)
    second = models.CharField(max_length=254, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=500, blank=True, help_text="How many were decided, and why others were not.")
    objects: ClassVar = ProposalQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(verb__in=["approve", "subtract"]), name="proposal_verb_known"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "confirmed", "declined"]), name="proposal_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(second_id__isnull=False) & ~Q(second_id=models.F("proposer_id")),
                name="proposal_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()}: {len(self.reports)}"


class Opening(models.Model):
    """A line for each time that somebody at the desk opened a report and saw its pay. Only ever added to."""

    report_id = models.UUIDField(db_index=True)
    moderator_id = models.BigIntegerField()
    moderator = models.CharField(max_length=254)
    opened_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["moderator_id", "opened_at"], name="opening_by_moderator")]

    def __str__(self) -> str:
        return f"opened by {self.moderator}"


class SecondLookQuerySet(models.QuerySet["SecondLook"]):
    def open(self, now: datetime) -> "SecondLookQuerySet":
        """Still to be taken: the decision stands, on the version that was decided, and the time is not up."""
        decided = SalaryReport.objects.filter(
            pk=OuterRef("report_id"), updated_at=OuterRef("version"),
            status__in=[SalaryReport.Status.APPROVED, SalaryReport.Status.REJECTED],
        )  # fmt: skip
        return self.filter(Exists(decided), verdict="", expires_at__gt=now)

    def hidden_from(self, moderator: Any, now: datetime) -> "SecondLookQuerySet":
        """Open ones whose first decision ``moderator`` must not see: they may be asked to take the second look."""
        return self.open(now).exclude(first_id=moderator.pk).exclude(proposer_id=moderator.pk)


class SecondLook(models.Model):
    """A decided report that another moderator judges again without seeing the decision, to learn how often both agree.

    ``verdict`` is empty until then. Which reports get one is settled by a keyed number, not by anybody.
    """

    report_id = models.UUIDField()
    version = models.DateTimeField(help_text="The report's updated_at when it was decided.")
    first_id = models.BigIntegerField(help_text="The moderator who decided.")
    proposer_id = models.BigIntegerField(default=0, help_text="The moderator who had proposed it, or 0.")
    decided = models.CharField(max_length=8, choices=Decision.Action)
    decided_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    verdict = models.CharField(max_length=8, choices=Decision.Action, blank=True)
    reason = models.CharField(max_length=9, choices=Decision.Reason, blank=True)
    second_id = models.BigIntegerField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    objects: ClassVar = SecondLookQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report_id", "version"], name="second_look_once"),
            models.CheckConstraint(condition=Q(decided__in=["approved", "rejected"]), name="second_look_of_a_decision"),
            models.CheckConstraint(condition=Q(verdict__in=["", "approved", "rejected"]), name="second_look_verdict"),
            models.CheckConstraint(
                condition=Q(verdict="")
                | Q(second_id__isnull=False)
                & ~Q(second_id=models.F("first_id"))
                & ~Q(second_id=models.F("proposer_id")),
                name="second_look_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"second look at {self.report_id}"

    @property
    def agrees(self) -> bool:
        """Whether both came to the same. Ask only when there is a verdict."""
        return self.verdict == self.decided
