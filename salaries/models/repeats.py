"""What a program has already sent, so that sending it again does nothing twice."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Repeat(models.Model):
    """A request that was done under an idempotency key. Neither the key nor the pay in the request stands here.

    ``key`` and ``content`` are HMACs under a key outside the database: amounts are too few for a plain hash to hide.
    ``report`` is the answer, found again by its random number; it may have been withdrawn since.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    content = models.CharField(max_length=64)
    report = models.UUIDField(null=True)
    is_new = models.BooleanField(default=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "key"], name="repeat_once")]

    def __str__(self) -> str:
        return f"request of {self.at:%Y-%m-%d %H:%M}"
