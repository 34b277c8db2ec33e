"""Whether the site shows demonstration data. One row while it does, none otherwise."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop

NOTE = gettext_noop("Demonstration data: every report in this release is invented.")


class DemonstrationQuerySet(models.QuerySet["Demonstration"]):
    def note(self) -> str:
        """What a release says of itself while the demonstration is there; empty otherwise."""
        return NOTE if self.exists() else ""


class Demonstration(models.Model):
    """Stands for invented reports: while the row is there, every page says so."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    made_at = models.DateTimeField()
    objects: ClassVar = DemonstrationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="demonstration_only_one")]

    def __str__(self) -> str:
        return f"Demonstration data of {self.made_at:%Y-%m-%d}"
