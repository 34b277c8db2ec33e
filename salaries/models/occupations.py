"""What occupations need and how far AI reaches into them, as others rated it. Nothing here is about pay."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from salaries.models.imports import SourceFile
from salaries.models.roles import Occupation
from salaries.models.sources import Source


def _file() -> Any:
    return models.ForeignKey(
        SourceFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text="The publisher's file that last said this.",
    )  # fmt: skip


class SkillRating(models.Model):
    """How much one occupation needs one skill or one kind of activity: importance 1 to 5, level 0 to 7."""

    class Kind(models.TextChoices):
        SKILL = "skill", "Skill"
        ACTIVITY = "work_activity", "Work activity"

    occupation = models.ForeignKey(Occupation, on_delete=models.CASCADE, related_name="skill_ratings")
    element = models.CharField(max_length=12, help_text="O*NET's identifier, such as 2.A.1.a.")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=13, choices=Kind)
    importance = models.DecimalField(max_digits=6, decimal_places=4)
    level = models.DecimalField(max_digits=6, decimal_places=4, null=True, blank=True)
    raters = models.PositiveIntegerField(null=True, blank=True)
    standard_error = models.DecimalField(max_digits=6, decimal_places=4, null=True, blank=True)
    edition = models.CharField(max_length=10, blank=True, help_text="O*NET's release, such as 30.1, where it is known.")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="skill_ratings")
    source_file = _file()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["occupation", "element"], name="skill_rating_once"),
            models.CheckConstraint(condition=Q(importance__gte=1, importance__lte=5), name="skill_importance_on_scale"),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__gte=0, level__lte=7), name="skill_level_on_scale"
            ),
            models.CheckConstraint(condition=Q(kind__in=["skill", "work_activity"]), name="skill_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.name} for {self.occupation_id}: {self.importance}"


class OccupationTask(models.Model):
    """One task of an occupation, in the publisher's words."""

    class Kind(models.TextChoices):
        CORE = "core", "Core"
        SUPPLEMENTAL = "supplemental", "Supplemental"
        UNKNOWN = "", "Not said"

    occupation = models.ForeignKey(Occupation, on_delete=models.CASCADE, related_name="tasks")
    detail = models.CharField(max_length=2, help_text="The last two digits of O*NET's own, finer code.")
    number = models.PositiveIntegerField(help_text="O*NET's number of the task.")
    statement = models.CharField(max_length=500)
    kind = models.CharField(max_length=12, choices=Kind, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="tasks")
    source_file = _file()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number"], name="occupation_task_once"),
            models.CheckConstraint(condition=Q(kind__in=["core", "supplemental", ""]), name="task_kind_known"),
        ]

    def __str__(self) -> str:
        return self.statement


class TechnologySkill(models.Model):
    """A tool that people in an occupation use, and whether employers ask for it."""

    occupation = models.ForeignKey(Occupation, on_delete=models.CASCADE, related_name="technologies")
    name = models.CharField(max_length=120)
    category = models.CharField(max_length=120)
    hot = models.BooleanField(help_text="Often named in job advertisements of all kinds.")
    in_demand = models.BooleanField(help_text="Often named in advertisements for this occupation.")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="technologies")
    source_file = _file()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["occupation", "name", "category"], name="technology_skill_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.occupation_id})"


class Exposure(models.Model):
    """What one index says of how far AI reaches into an occupation, or into one task of it.

    Indices measure different things and disagree: they are shown beside one another and never made into one.
    """

    class Index(models.TextChoices):
        MODEL = "gpts-model", gettext_lazy("Rated by GPT-4")
        PEOPLE = "gpts-people", gettext_lazy("Rated by people")
        AIOE = "aioe", "AIOE"
        LANGUAGE = "aioe-language", gettext_lazy("AIOE, language models")
        IMAGES = "aioe-images", gettext_lazy("AIOE, image generators")
        OBSERVED = "aei-observed", gettext_lazy("Observed use")

    class Kind(models.TextChoices):
        MODEL = "model", "Rated by a model"
        PEOPLE = "people", "Rated by people"
        COMPUTED = "computed", "Computed from abilities"
        OBSERVED = "observed", "Observed"

    class Unit(models.TextChoices):
        SHARE = "share", "A share, 0 to 1"
        SCORE = "score", "A score without a unit; 0 is about the average occupation"

    occupation = models.ForeignKey(Occupation, on_delete=models.CASCADE, related_name="exposures")
    task = models.ForeignKey(
        OccupationTask, on_delete=models.CASCADE, null=True, blank=True, related_name="exposures",
        help_text="Blank for the whole occupation.",
    )  # fmt: skip
    index = models.CharField(max_length=13, choices=Index)
    kind = models.CharField(max_length=8, choices=Kind)
    unit = models.CharField(max_length=5, choices=Unit)
    value = models.DecimalField(max_digits=8, decimal_places=4)
    low = models.DecimalField(
        "in its narrowest reading", max_digits=8, decimal_places=4, null=True, blank=True
    )  # fmt: skip
    high = models.DecimalField("in its widest reading", max_digits=8, decimal_places=4, null=True, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="exposures")
    source_file = _file()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["occupation", "index"], condition=Q(task__isnull=True), name="exposure_of_occupation_once"
            ),
            models.UniqueConstraint(
                fields=["task", "index"], condition=Q(task__isnull=False), name="exposure_of_task_once"
            ),
            models.CheckConstraint(
                condition=Q(unit="score") | Q(unit="share", value__gte=0, value__lte=1), name="exposure_on_scale"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["model", "people", "computed", "observed"]), name="exposure_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.index} of {self.occupation_id}: {self.value}"
