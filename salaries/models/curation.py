"""What one curator wants to publish and another one has to confirm."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q


class Proposed(models.Model):
    """One curator proposes, another one publishes. No foreign keys: the trail outlives both."""

    class State(models.TextChoices):
        OPEN = "open", "Waits for another curator"
        PUBLISHED = "published", "Published"
        DECLINED = "declined", "Declined"

    proposer_id = models.BigIntegerField()
    proposer = models.CharField(max_length=254)
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    second_id = models.BigIntegerField(null=True, blank=True)
    second = models.CharField(max_length=254, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def close(self, *, state: str, by: Any, now: datetime) -> bool:
        """Publish or decline it by one conditional update; False when somebody else was faster."""
        waiting = type(self)._default_manager.filter(pk=self.pk, state=self.State.OPEN)
        return bool(waiting.update(state=state, second_id=by.pk, second=by.get_username(), closed_at=now))


def two_people(name: str, *about: str) -> list[models.BaseConstraint]:
    """The rules of proposals called ``name``: a known state, published by another, one open at a time on ``about``."""
    published_by_another = ~Q(state="published") | (Q(second_id__isnull=False) & ~Q(second_id=F("proposer_id")))
    return [
        models.CheckConstraint(
            condition=Q(state__in=["open", "published", "declined"]), name=f"{name}_proposal_state_known"
        ),
        models.CheckConstraint(condition=published_by_another, name=f"{name}_published_by_another"),
        models.UniqueConstraint(fields=about, condition=Q(state="open"), name=f"{name}_proposal_open_once"),
    ]


class FigureProposal(Proposed):
    """A new or changed figure that the home page may show."""

    key = models.CharField("figure", max_length=160, db_index=True)
    figure = models.JSONField(help_text="The figure as it is to be, by the names of its fields.")
    before = models.JSONField(null=True, help_text="As it was when this was proposed; empty for a new one.")
    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        constraints: ClassVar = two_people("figure", "key")

    def __str__(self) -> str:
        return self.key
