"""What curators have changed of the reviewed texts and added to them. Everything else of this part lives in files."""

from typing import ClassVar

from django.core.validators import URLValidator
from django.db import models

from salaries.models.curation import Proposed, two_people

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


class Proposal(Proposed):
    """An edit or an addition that waits for a second curator, or has been decided."""

    entry = models.CharField(max_length=120, db_index=True)
    text = models.TextField(max_length=MOST_TEXT)
    before = models.TextField(blank=True, help_text="The words when this was proposed; empty for something new.")
    reason = models.CharField(max_length=200, help_text="Why. For other curators.")
    source = models.CharField(
        max_length=300, validators=[URLValidator(["https"])], help_text="Where it can be read, beginning with https://."
    )
    read_on = models.DateField(help_text="The day you read it there, such as 2026-11-22.")

    class Meta:
        verbose_name = "text proposal"
        constraints: ClassVar = two_people("text", "entry")

    def __str__(self) -> str:
        return self.entry
