"""The kinds of work that are compared, and the official occupations that come nearest to them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from salaries.models.words import Side, spoken


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
    def search(self, words: str) -> "RoleQuerySet":
        """Roles whose title, or another title people use for them, contains ``words``."""
        matches = Q(title__icontains=words) | Q(other_titles__title__icontains=words)
        return self.filter(matches).distinct()

    def called(self, words: str) -> "Role | None":
        """The one role that people mean by ``words``: by its own or another title, whole before in part."""
        wanted = words.strip().casefold()
        whole, other, part = [], [], []
        for role in self.order_by("order", "title").prefetch_related("other_titles"):
            own = {role.title.casefold(), spoken(role.title).casefold()}
            others = {entry.title.casefold() for entry in role.other_titles.all()}
            if wanted in own:
                whole.append(role)
            elif wanted in others:
                other.append(role)
            elif any(wanted in name for name in own | others):
                part.append(role)
        return next(iter([*whole, *other, *part]), None) if wanted else None


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
