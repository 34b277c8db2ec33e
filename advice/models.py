"""What curators have changed of the reviewed texts. Everything else of this part lives in files."""

from django.db import models


class Edit(models.Model):
    """A curator's words for one field of one entry. The file stays the reviewed default; deleting this brings it back.

    ``entry`` is kind/slug/field, such as tool/landr/cost (see ``advice.edits``).
    """

    entry = models.CharField(unique=True, max_length=120)
    text = models.TextField(max_length=4000)
    reason = models.CharField(max_length=200, help_text="Why, and where it can be read. For other curators.")

    def __str__(self) -> str:
        return self.entry
