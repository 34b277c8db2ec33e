"""What curators have changed of the reviewed texts and added to them. Everything else of this part lives in files."""

from typing import ClassVar

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q

MOST_TEXT = 12_000


class Edit(models.Model):
    """A curator's words for one field of one entry. The file stays the reviewed default; deleting this brings it back.

    ``entry`` is kind/slug/field, such as tool/landr/cost (see ``advice.edits``), or new/kind/slug for an entry that no
    file has, its text then the whole of it in TOML.
    """

    entry = models.CharField(unique=True, max_length=120)
    text = models.TextField(max_length=MOST_TEXT)
    reason = models.CharField(max_length=200, help_text="Why, and where it can be read. For other curators.")

    def __str__(self) -> str:
        return self.entry


class Proposal(models.Model):
    """An edit or an addition that waits for a second curator, or has been decided. No foreign keys: the trail stays."""

    class State(models.TextChoices):
        OPEN = "open", "Waits for another curator"
        PUBLISHED = "published", "Published"
        DECLINED = "declined", "Declined"

    entry = models.CharField(max_length=120, db_index=True)
    text = models.TextField(max_length=MOST_TEXT)
    before = models.TextField(blank=True, help_text="The words when this was proposed; empty for something new.")
    reason = models.CharField(max_length=200, help_text="Why. For other curators.")
    source = models.CharField(
        max_length=300, validators=[URLValidator(["https"])], help_text="Where it can be read, beginning with https://."
    )
    read_on = models.DateField(help_text="The day you read it there, such as 2026-11-22.")
    proposer_id = models.BigIntegerField()
    proposer = models.CharField(max_length=254)
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    second_id = models.BigIntegerField(null=True, blank=True)
    second = models.CharField(max_length=254, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "text proposal"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "published", "declined"]), name="text_proposal_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | (Q(second_id__isnull=False) & ~Q(second_id=models.F("proposer_id"))),
                name="text_published_by_another",
            ),
            models.UniqueConstraint(fields=["entry"], condition=Q(state="open"), name="text_proposal_open_once"),
        ]

    def __str__(self) -> str:
        return self.entry
