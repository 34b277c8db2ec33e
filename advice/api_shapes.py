"""The shapes of ``advice.answers``, for the OpenAPI document only: the answers themselves are those dictionaries."""

from typing import Any

from rest_framework import serializers as s

from salaries.api.serializers.reference import MOST, ValueOut


def whole(**more: Any) -> s.IntegerField:
    """A whole number that is not negative."""
    return s.IntegerField(min_value=0, max_value=MOST, **more)


class CitesShape(s.Serializer):
    """What a text refers to."""

    figures = s.ListField(child=s.CharField(), help_text="Keys of figures.")
    sources = s.ListField(child=s.CharField(), help_text="Slugs of sources.")


class WayShape(s.Serializer):
    """A way to learn a skill, and what is known of its use."""

    what = s.CharField()
    cost = s.CharField(help_text="free or varies.")
    evidence = s.CharField(help_text="measured, published, opinion or none.")
    source = s.CharField(help_text="Slug of the study, where it is published.")  # type: ignore[assignment]
    way = s.CharField(help_text="practice, teacher, course, work or other.")
    measured = ValueOut(
        allow_null=True,
        help_text="In a plan, where evidence is measured: median change of pay, in percent, of contributors in the "
        "role of today who stayed and added skills mostly in this way.",
    )


class NeededByShape(s.Serializer):
    """A role that needs a skill."""

    role = s.CharField()
    importance = s.FloatField(help_text="1 to 5, our judgement.")


class SkillShape(s.Serializer):
    """A curated skill. Hours and importance are our judgement."""

    slug = s.CharField()
    name = s.CharField()
    group = s.CharField()
    what = s.CharField()
    source = s.CharField(help_text="Slug of a source that speaks of the skill; empty where we hold none.")  # type: ignore[assignment]
    where = s.CharField(help_text="In which part of the source.")
    hours_low = whole()
    hours_high = whole()
    learn = WayShape(many=True)
    needed_by = NeededByShape(many=True)


class StepShape(s.Serializer):
    """A step of a move."""

    title = s.CharField()
    text = s.CharField()


class PathwayShape(s.Serializer):
    """A move that we have written about; texts hold references such as [[figure:KEY]]."""

    slug = s.CharField()
    title = s.CharField()
    summary = s.CharField()
    origin = s.CharField()
    target = s.CharField()
    reviewed = s.DateField()
    review_by = s.DateField()
    stay = s.CharField()
    move = s.CharField()
    steps = StepShape(many=True)
    cites = CitesShape()


class GuideShape(s.Serializer):
    """A guide or a prediction; ``judgement`` names the sections that cite nothing."""

    slug = s.CharField()
    kind = s.ChoiceField(["guide", "future"])
    title = s.CharField()
    summary = s.CharField()
    reviewed = s.DateField()
    review_by = s.DateField()
    overdue = s.BooleanField()
    judgement = s.ListField(child=s.CharField())
    body = s.CharField()
    cites = CitesShape()


class PriceShape(s.Serializer):
    """What a month of a tool's cheapest paid plan cost on a day, as a page says; 0 where it is free."""

    amount = s.FloatField()
    currency = s.CharField()
    day = s.DateField()
    url = s.CharField()


class ToolShape(s.Serializer):
    """A tool or its maker."""

    slug = s.CharField()
    name = s.CharField()
    maker = s.CharField()
    kind = s.CharField()
    does = s.CharField()
    helps = s.CharField()
    replaces = s.CharField(help_text="Our judgement.")
    status = s.CharField()
    status_date = s.DateField()
    price = PriceShape(allow_null=True, help_text="Null where no page was read that says it.")
    cost = s.CharField(help_text="What else is known of the price, in words.")
    url = s.CharField()
    read_on = s.DateField()
    source = s.CharField(help_text="Slug of a source, or empty.")  # type: ignore[assignment]


class OccupationValueShape(ValueOut):
    """An index's value for one occupation."""

    occupation = s.CharField()


class IndexValueShape(ValueOut):
    """One index's value."""

    index = s.CharField()


class IndexShape(s.Serializer):
    """One index over the occupations behind a role."""

    index = s.CharField()
    name = s.CharField()
    measures = s.CharField()
    source = s.CharField()  # type: ignore[assignment]
    unit = s.ChoiceField(["share", "score"])
    values = OccupationValueShape(many=True)


class ExposureConflictShape(s.Serializer):
    """An occupation on which indices disagree."""

    occupation = s.CharField()
    lowest = s.FloatField()
    highest = s.FloatField()


class TaskShape(s.Serializer):
    """One task of the main occupation."""

    occupation = s.CharField()
    number = whole()
    statement = s.CharField()
    values = IndexValueShape(many=True)


class ExposureShape(s.Serializer):
    """Indices of exposure to AI side by side; never one score."""

    role = s.CharField()
    indices = IndexShape(many=True)
    conflicts = ExposureConflictShape(many=True)
    tasks = TaskShape(many=True, help_text="Empty until the publishers' files on tasks are imported.")


class PartShape(s.Serializer):
    """One kind of work in a mix."""

    work = s.CharField()
    name = s.CharField()
    occupation = s.CharField()
    share = s.FloatField()
    future = s.CharField(allow_null=True)
    values = IndexValueShape(many=True)


class TotalShape(ValueOut):
    """One index over the whole mix; ``covered`` is the share of the income it speaks of."""

    index = s.CharField()
    name = s.CharField()
    measures = s.CharField()
    covered = s.FloatField()


class MixShape(s.Serializer):
    """A task mix: a sum for each index, never one."""

    parts = PartShape(many=True)
    totals = TotalShape(many=True)
