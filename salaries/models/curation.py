"""What one curator wants to publish and another one has to confirm."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q


class FigureProposal(models.Model):
    """A new or changed figure that the home page may show. No foreign keys: the trail outlives figures and accounts."""

    class State(models.TextChoices):
        OPEN = "open", "Waits for another curator"
        PUBLISHED = "published", "Published"
        DECLINED = "declined", "Declined"

    key = models.CharField("figure", max_length=160, db_index=True)
    figure = models.JSONField(help_text="The figure as it is to be, by the names of its fields.")
    before = models.JSONField(null=True, help_text="As it was when this was proposed; empty for a new one.")
    proposer_id = models.BigIntegerField()
    proposer = models.CharField(max_length=254)
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    second_id = models.BigIntegerField(null=True, blank=True)
    second = models.CharField(max_length=254, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "published", "declined"]), name="figure_proposal_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | (Q(second_id__isnull=False) & ~Q(second_id=models.F("proposer_id"))),
                name="figure_published_by_another",
            ),
            models.UniqueConstraint(fields=["key"], condition=Q(state="open"), name="figure_proposal_open_once"),
        ]

    def __str__(self) -> str:
        return self.key
