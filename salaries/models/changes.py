"""When what the public can see last changed: one mark for each table, set anew by the database itself."""

from typing import ClassVar

from django.db import models


class Change(models.Model):
    """The mark of one table. ``salaries.watching`` has the triggers that draw a new one with every write.

    A mark is random instead of a count: a restored backup must not bring numbers back that a cache has seen.
    """

    table_name = models.CharField(primary_key=True, max_length=63)
    mark = models.CharField(max_length=36)
    objects: ClassVar = models.Manager()

    def __str__(self) -> str:
        return self.table_name
