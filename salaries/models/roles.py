"""The kinds of work that are compared, and the official occupations that come nearest to them."""

import re
import unicodedata
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from salaries.models.words import Side, spoken

WORD = re.compile(r"\w+")
HYPHENS = "-\u2010\u2011'\u2019"


class Occupation(models.Model):
    """An entry of the US Standard Occupational Classification (2018), by which public statistics count people."""

    code = models.CharField(primary_key=True, max_length=7)
    title = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{2}-[0-9]{4}$"), name="occupation_code_shape")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.code})"


class RoleQuerySet(models.QuerySet["Role"]):
    def found_by(self, words: str) -> "list[Role]":
        """The roles that people may mean by ``words``, the surest first: by its own title, by another one, by the
        beginning of a word in one, or by all words wherever they stand. Accents, hyphens and a plural's s are nothing.
        """
        wanted = words_of(words)
        ranked = []
        for role in self.order_by("order", "title").prefetch_related("other_titles"):
            own = spoken_words(role.title)
            others = [name for other in role.other_titles.all() for name in spoken_words(other.title)]
            ranked += [(rank, role) for rank in [_nearness(wanted, own, others)] if rank is not None]
        return [role for _, role in sorted(ranked, key=lambda pair: pair[0])]

    def called(self, words: str) -> "Role | None":
        """The one role that people mean by ``words``."""
        return next(iter(self.found_by(words)), None)


def words_of(text: str) -> list[str]:
    """The words of a title as it may be typed anywhere: without accents, hyphens and capitals."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return WORD.findall("".join(sign for sign in bare if not unicodedata.combining(sign) and sign not in HYPHENS))


def spoken_words(title: str) -> list[list[str]]:
    """The words of a title in English and in the reader's language."""
    return [words_of(title), words_of(spoken(title))]


def _nearness(wanted: list[str], own: list[list[str]], others: list[list[str]]) -> int | None:
    """0 to 3, nearest first; None when the role is not meant."""
    together = "".join(wanted)
    if not together:
        return None
    if any("".join(name) == together for name in own):
        return 0
    if any("".join(name) == together for name in others):
        return 1
    names = own + others
    if any("".join(name[start:]).startswith(together) for name in names for start in range(len(name))):
        return 2
    known = {word for name in names for word in name}
    return 3 if all(any(word.startswith(one.removesuffix("s") or one) for word in known) for one in wanted) else None


class Role(models.Model):
    """A kind of work with a name people use for it."""

    slug = models.SlugField(unique=True, max_length=60)
    title = models.CharField(unique=True, max_length=80)
    side = models.CharField(max_length=6, choices=Side)
    summary = models.CharField(max_length=300)
    order = models.PositiveSmallIntegerField(default=100)
    occupations = models.ManyToManyField(Occupation, through="RoleOccupation", related_name="roles")
    objects: ClassVar = RoleQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(side__in=Side.values), name="role_side_known")]

    def __str__(self) -> str:
        return self.title


class RoleTitle(models.Model):
    """Another title under which people look for a role."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="other_titles")
    title = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["role", "title"], name="role_title_once")]

    def __str__(self) -> str:
        return self.title


class RoleOccupation(models.Model):
    """Which official occupation stands for a role, how near it comes and what it misses."""

    class Fit(models.TextChoices):
        MAIN = "main", gettext_lazy("The occupation this role is counted in")
        NEAR = "near", gettext_lazy("A neighbouring occupation")

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="role_occupations")
    occupation = models.ForeignKey(Occupation, on_delete=models.PROTECT, related_name="role_occupations")
    fit = models.CharField(max_length=4, choices=Fit)
    note = models.CharField(max_length=300)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["role", "occupation"], name="role_occupation_once"),
            models.UniqueConstraint(fields=["role"], condition=Q(fit="main"), name="role_one_main_occupation"),
            models.CheckConstraint(condition=Q(fit__in=["main", "near"]), name="role_occupation_fit_known"),
        ]

    def __str__(self) -> str:
        return f"{self.role} ~ {self.occupation}"
