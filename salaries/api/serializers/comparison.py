"""The shape of ``Comparison.as_dict()``, for the OpenAPI document only: the answer itself is that dictionary."""

from rest_framework import serializers

from salaries.api.serializers.estimates import BarOut, IntervalOut
from salaries.api.serializers.reference import MOST
from salaries.models import ClaimCheck, Estimate, Figure, Side
from salaries.models.roles import RoleOccupation


class QueryShape(serializers.Serializer):
    """What was asked; empty strings stand for 'all'."""

    roles = serializers.ListField(child=serializers.CharField())
    level = serializers.CharField()
    country = serializers.CharField()
    engagement = serializers.CharField()
    ai_use = serializers.CharField()
    release = serializers.IntegerField(allow_null=True, min_value=1, max_value=MOST)


class CheckShape(serializers.Serializer):
    """What the evidence says of a claim."""

    quote = serializers.CharField()
    verdict = serializers.ChoiceField(ClaimCheck.Verdict.choices)
    verdict_words = serializers.CharField()
    note = serializers.CharField()
    evidence = serializers.ListField(child=serializers.CharField(), help_text="Keys of the figures it rests on.")


class FigureLineShape(serializers.Serializer):
    """One published number with its lineage."""

    key = serializers.CharField()
    statistic = serializers.ChoiceField(Figure.Statistic.choices)
    statistic_words = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    unit = serializers.ChoiceField(Figure.Unit.choices)
    currency = serializers.CharField()
    withheld = serializers.CharField(help_text="suppressed, top_coded, or empty when there is a value.")
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


class OwnEstimateShape(serializers.Serializer):
    """What the release says from contributors' reports, or in ``reason`` why it says nothing."""

    status = serializers.ChoiceField(["published", "no_release", "not_in_plan", "too_few", "too_unsure"])
    reason = serializers.CharField()
    measure = serializers.ChoiceField(Estimate.Measure.choices)
    measure_words = serializers.CharField()
    reports = serializers.IntegerField(allow_null=True, min_value=0, max_value=MOST)
    reports_error = serializers.FloatField(allow_null=True)
    percentiles = serializers.DictField(child=IntervalOut())
    own_share = serializers.FloatField(allow_null=True)
    density = BarOut(many=True)
    streams = serializers.DictField(child=IntervalOut())


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


class PairShape(serializers.Serializer):
    """Two roles' own estimates set against each other, in percent."""

    first = serializers.CharField(help_text="Slug of the role that is asked about.")
    second = serializers.CharField(help_text="Slug of the role it is set against.")
    measure = serializers.ChoiceField(Estimate.Measure.choices)
    out_earns = IntervalOut(help_text="How often one of the first earns more than one of the second.")
    above_median = IntervalOut(help_text="How many of the first earn more than the second's median.")


class ComparisonShape(serializers.Serializer):
    """The comparison, exactly as the page prints it."""

    query = QueryShape()
    release = serializers.IntegerField(allow_null=True, min_value=1, max_value=MOST)
    released_on = serializers.DateField(allow_null=True)
    roles = RoleAnswerShape(many=True)
    pairs = PairShape(many=True, help_text="Only roles whose own estimates publish all five percentiles.")
