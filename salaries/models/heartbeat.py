"""When a worker last did its minute's task: proof that beat, the broker and a worker work together."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models

SILENT_AFTER = timedelta(minutes=3)


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    def last(self) -> datetime | None:  # type: ignore[override]
        """The last beat, or None before the first."""
        return self.values_list("at", flat=True).first()

    def state(self, now: datetime) -> str:
        """ "ok", or in words since when nothing was heard."""
        last = self.last()
        if last is None:
            return "not heard yet"
        silent = now - last
        return "ok" if silent < SILENT_AFTER else f"silent for {int(silent.total_seconds() // 60)} minutes"


class Heartbeat(models.Model):
    """One row, written every minute by a worker."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()
    objects: ClassVar = HeartbeatQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="heartbeat_only_one")]

    def __str__(self) -> str:
        return f"heard at {self.at:%Y-%m-%d %H:%M}"
