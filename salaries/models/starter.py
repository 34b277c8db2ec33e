"""What the starter set last wrote, so that loading it again leaves a curator's own edits and deletions alone."""

from django.db import models


class StarterRow(models.Model):
    """One row of the starter set as it was last loaded: its name and the digest of what it said."""

    key = models.CharField(primary_key=True, max_length=200)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.key
