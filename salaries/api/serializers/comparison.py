"""The shape of what ``salaries.api.whole`` writes, for the OpenAPI document only."""

from rest_framework import serializers

from salaries.api.serializers.estimates import BarOut
from salaries.api.serializers.reference import MOST, ValueOut
from salaries.models import ClaimCheck, Estimate, Figure, Side
from salaries.models.roles import RoleOccupation


class TermsShape(serializers.Serializer):
    """On what terms money is shown; empty: as published."""

    currency = serializers.CharField()
    prices = serializers.IntegerField(allow_null=True, min_value=1990, max_value=2100)
    ppp = serializers.CharField()
    per = serializers.CharField()


class QueryShape(serializers.Serializer):
    """What was asked; empty strings stand for 'all'."""

    roles = serializers.ListField(child=serializers.CharField())
    level = serializers.CharField()
    country = serializers.CharField()
    engagement = serializers.CharField()
    ai_use = serializers.CharField()
    release = serializers.IntegerField(allow_null=True, min_value=1, max_value=MOST)
    terms = TermsShape()


class CheckShape(serializers.Serializer):
    """What the evidence says of a claim."""

    quote = serializers.CharField()
    verdict = serializers.ChoiceField(ClaimCheck.Verdict.choices)
    verdict_words = serializers.CharField()
    note = serializers.CharField()
    evidence = serializers.ListField(child=serializers.CharField(), help_text="Keys of the figures it rests on.")


class FigureLineShape(ValueOut):
    """One published number with its lineage."""

    key = serializers.CharField()
    statistic = serializers.ChoiceField(Figure.Statistic.choices)
    statistic_words = serializers.CharField()
    measure = serializers.ChoiceField(Figure.Measure.choices)
    measure_words = serializers.CharField()
    period = serializers.CharField()
    year = serializers.IntegerField(min_value=1990, max_value=2100)
    respondents = serializers.IntegerField(allow_null=True, min_value=0, max_value=MOST)
    relative_standard_error = serializers.FloatField(allow_null=True)
    wording = serializers.CharField()
    note = serializers.CharField()
    url = serializers.CharField()
    repeats = serializers.CharField()
    check = CheckShape(allow_null=True)
    dated = serializers.CharField(help_text="That it is past its shelf life, in a sentence; empty while it is not.")
    original_value = serializers.FloatField(allow_null=True, help_text="What was published, where it was converted.")
    original_currency = serializers.CharField()
    original_unit = serializers.CharField()
    conversion = serializers.ListField(child=serializers.CharField(), help_text="How it was converted, step by step.")
    not_converted = serializers.CharField(help_text="Why it is not on the terms asked for; empty when it is.")


class FigureGroupShape(serializers.Serializer):
    """The figures of one source on one subject in one unit, newest period first."""

    source = serializers.CharField()  # type: ignore[assignment]
    source_name = serializers.CharField()
    source_short = serializers.CharField()
    publisher = serializers.CharField()
    licence = serializers.CharField()
    blind_spots = serializers.CharField()
    subject = serializers.CharField()
    occupation = serializers.CharField()
    fit = serializers.ChoiceField([*RoleOccupation.Fit.values, "role"])
    population = serializers.CharField()
    country = serializers.CharField()
    unit = serializers.ChoiceField(Figure.Unit.choices)
    figures = FigureLineShape(many=True)


class DistributionShape(serializers.Serializer):
    """How one source's pay spreads, on the same axis as our own estimates and never added to them."""

    key = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    source_name = serializers.CharField()
    source_short = serializers.CharField()
    publisher = serializers.CharField()
    licence = serializers.CharField()
    url = serializers.CharField()
    blind_spots = serializers.CharField()
    subject = serializers.CharField()
    occupation = serializers.CharField()
    fit = serializers.ChoiceField([*RoleOccupation.Fit.values, "role"])
    measure = serializers.ChoiceField(Figure.Measure.choices)
    measure_words = serializers.CharField()
    unit = serializers.ChoiceField(Figure.Unit.choices)
    currency = serializers.CharField()
    population = serializers.CharField()
    country = serializers.CharField()
    year = serializers.IntegerField(min_value=1990, max_value=2100)
    period = serializers.CharField()
    respondents = serializers.IntegerField(min_value=1, max_value=MOST, help_text="Records counted.")
    effective = serializers.FloatField(help_text="What the records are worth as a plain sample.")
    note = serializers.CharField()
    percentiles = serializers.DictField(child=ValueOut(), help_text="p10 to p90, read off the bars to three digits.")
    bars = BarOut(many=True)
    conversion = serializers.ListField(child=serializers.CharField(), help_text="How it was converted, step by step.")
    not_converted = serializers.CharField(help_text="Why it is not on the terms asked for; empty when it is.")


class OwnEstimateShape(serializers.Serializer):
    """What the release says from contributors' reports, or in ``reason`` why it says nothing."""

    status = serializers.ChoiceField(["published", "no_release", "not_in_plan", "too_few", "too_unsure", "unreliable"])
    reason = serializers.CharField()
    measure = serializers.ChoiceField(Estimate.Measure.choices)
    measure_words = serializers.CharField()
    reports = serializers.IntegerField(allow_null=True, min_value=0, max_value=MOST)
    reports_error = serializers.FloatField(allow_null=True)
    percentiles = serializers.DictField(child=ValueOut())
    own_share = serializers.FloatField(allow_null=True)
    density = BarOut(many=True)
    streams = serializers.DictField(child=ValueOut())
    currency = serializers.CharField()
    conversion = serializers.ListField(child=serializers.CharField(), help_text="How it was converted, step by step.")
    not_converted = serializers.CharField(help_text="Why it is not on the terms asked for; empty when it is.")
    combined = serializers.BooleanField(help_text="Put together from what is published of each choice by itself.")
    costs = ValueOut(allow_null=True, help_text="Percent of income that goes to business costs, the mean over people.")
    before_costs = ValueOut(allow_null=True, help_text="About the median before costs; percentiles are after them.")
    costs_reason = serializers.CharField(help_text="Why costs are missing; empty when they are there.")


class ConflictShape(ValueOut):
    """A figure beside others for the same thing, in one currency and one year's prices; never averaged."""

    key = serializers.CharField()
    subject = serializers.CharField()
    fit = serializers.ChoiceField([*RoleOccupation.Fit.values, "role"])
    source_short = serializers.CharField()
    statistic = serializers.ChoiceField(Figure.Statistic.choices)
    statistic_words = serializers.CharField()
    published = serializers.FloatField(allow_null=True, help_text="As published; null when read off a histogram.")
    published_currency = serializers.CharField()
    measure = serializers.ChoiceField(Figure.Measure.choices)
    measure_words = serializers.CharField()
    population = serializers.CharField()
    country = serializers.CharField()
    period = serializers.CharField()
    year = serializers.IntegerField(min_value=1990, max_value=2100)
    respondents = serializers.IntegerField(allow_null=True, min_value=0, max_value=MOST)
    conversion = serializers.ListField(child=serializers.CharField())
    not_converted = serializers.CharField()
    repeats = serializers.CharField()
    times = serializers.FloatField(allow_null=True, help_text="How many times the first of its unit it is.")
    reasons = serializers.ListField(child=serializers.CharField(), help_text="Why it differs from the first.")


class ComparedOccupationShape(serializers.Serializer):
    """An official occupation that stands for the role."""

    code = serializers.CharField()
    title = serializers.CharField()
    fit = serializers.ChoiceField(RoleOccupation.Fit.choices)
    note = serializers.CharField()


class RoleAnswerShape(serializers.Serializer):
    """All that is said about one role."""

    slug = serializers.CharField()
    title = serializers.CharField()
    side = serializers.ChoiceField(Side.choices)
    side_words = serializers.CharField()
    summary = serializers.CharField()
    occupations = ComparedOccupationShape(many=True)
    pay = FigureGroupShape(many=True)
    outlook = FigureGroupShape(many=True)
    claims = FigureGroupShape(many=True)
    own = OwnEstimateShape()
    distributions = DistributionShape(many=True)
    conflicts = ConflictShape(many=True, help_text="All pay figures on one axis, what they are held against first.")


class PairShape(serializers.Serializer):
    """Two roles' own estimates set against each other, in percent."""

    first = serializers.CharField(help_text="Slug of the role that is asked about.")
    second = serializers.CharField(help_text="Slug of the role it is set against.")
    measure = serializers.ChoiceField(Estimate.Measure.choices)
    out_earns = ValueOut(help_text="How often one of the first earns more than one of the second.")
    above_median = ValueOut(help_text="How many of the first earn more than the second's median.")


class GroupShape(serializers.Serializer):
    """A role, narrowed down, and what the release says of it; empty strings stand for 'all'."""

    role = serializers.CharField(help_text="Slug.")
    title = serializers.CharField()
    side = serializers.ChoiceField(Side.choices)
    level = serializers.CharField()
    country = serializers.CharField()
    engagement = serializers.CharField()
    ai_use = serializers.CharField()
    own = OwnEstimateShape()


class GroupsShape(serializers.Serializer):
    """Two groups of contributors set against each other, in percent, or in ``reason`` why they cannot be."""

    release = serializers.IntegerField(allow_null=True, min_value=1, max_value=MOST)
    released_on = serializers.DateField(allow_null=True)
    release_note = serializers.CharField(help_text="What the release says of itself: demonstration data says so here.")
    first = GroupShape()
    second = GroupShape()
    out_earns = ValueOut(allow_null=True, help_text="How often one of the first earns more than one of the second.")
    above_median = ValueOut(allow_null=True, help_text="How many of the first earn more than the second's median.")
    second_above_median = ValueOut(
        allow_null=True, help_text="How many of the second earn more than the first's median."
    )
    shared = serializers.BooleanField(help_text="Somebody can be in both groups.")
    reason = serializers.CharField(help_text="Why they cannot be set against each other; empty when they are.")


class OverlapShape(serializers.Serializer):
    """Two published distributions set against each other, in percent. Mind the measures."""

    first_role = serializers.CharField()
    first = serializers.CharField(help_text="Key of the distribution that is asked about.")
    first_measure = serializers.ChoiceField(Figure.Measure.choices)
    second_role = serializers.CharField()
    second = serializers.CharField(help_text="Key of the distribution it is set against.")
    second_measure = serializers.ChoiceField(Figure.Measure.choices)
    unit = serializers.ChoiceField(Figure.Unit.choices)
    out_earns = ValueOut(help_text="How often one of the first is above one of the second.")
    above_median = ValueOut(help_text="How many of the first are above the second's median.")
    same_measure = serializers.BooleanField(help_text="False: it is not people against people.")


class ComparisonShape(serializers.Serializer):
    """The comparison, exactly as the page prints it."""

    query = QueryShape()
    release = serializers.IntegerField(allow_null=True, min_value=1, max_value=MOST)
    released_on = serializers.DateField(allow_null=True)
    release_note = serializers.CharField(help_text="What the release says of itself: demonstration data says so here.")
    roles = RoleAnswerShape(many=True)
    pairs = PairShape(many=True, help_text="Only roles whose own estimates publish all five percentiles.")
    overlaps = OverlapShape(many=True, help_text="Published distributions of two roles in the same unit.")
    method = serializers.ListField(child=serializers.CharField(), help_text="How money was converted, if it was.")
    one_axis = TermsShape(help_text="The terms of the conflicts.")
