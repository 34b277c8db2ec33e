"""The shapes of plans, ranked moves and offers, for the OpenAPI document only, as in ``advice.api_shapes``."""

from rest_framework import serializers as s

from advice.api_shapes import WayShape, whole
from salaries.api.serializers.follow_ups import MovesOut
from salaries.api.serializers.reference import ValueOut


def note() -> s.CharField:
    """What the release that was read says of itself."""
    return s.CharField(help_text="Demonstration data says so here.")


class AssumptionsShape(s.Serializer):
    """Everything that was asked but pay."""

    origin = s.CharField()
    target = s.CharField()
    level = s.CharField()
    country = s.CharField()
    currency = s.CharField()
    hours = whole()
    weeks = whole()
    has = s.ListField(child=s.CharField())
    weekly = whole()
    from_work = whole()
    hour_cost = s.FloatField()
    fixed_cost = s.FloatField()
    away = whole()
    carry = whole()
    horizon = whole()
    basis = s.CharField()
    own_pay_given = s.BooleanField()


class LessonShape(s.Serializer):
    """A missing skill with the hours and money to close it."""

    skill = s.CharField()
    name = s.CharField()
    have = s.FloatField()
    need = s.FloatField()
    weight = s.FloatField(help_text="(need - have) x need.")
    hours_low = whole()
    hours_high = whole()
    cost_low = s.FloatField()
    cost_high = s.FloatField()
    learn = WayShape(many=True)


class BillShape(s.Serializer):
    """What a move costs before the new pay begins."""

    end = s.ChoiceField(["few_hours", "middle", "many_hours"])
    hours = s.FloatField()
    start_month = s.FloatField()
    learning = s.FloatField()
    lost = s.FloatField(allow_null=True, help_text="Null where it takes a pay that is not known.")
    total = s.FloatField(allow_null=True)


class RateShape(s.Serializer):
    """How money was converted."""

    currency = s.CharField()
    into = s.CharField()
    factor = s.FloatField()
    year = whole()
    source = s.CharField()  # type: ignore[assignment]
    source_slug = s.CharField()
    source_short = s.CharField()
    days = whole(help_text="How many rates the average is over.")


class ParityShape(s.Serializer):
    """How much of ``into`` buys in ``country`` what one unit of ``currency`` buys at home."""

    currency = s.CharField()
    into = s.CharField()
    country = s.CharField()
    factor = s.FloatField()
    year = whole()
    source = s.CharField()  # type: ignore[assignment]
    source_slug = s.CharField()


class PayShape(s.Serializer):
    """Percentiles of pay in the plan's currency, as far as they are published."""

    subject = s.CharField()
    population = s.CharField()
    percentiles = s.DictField(child=ValueOut())
    figures = s.ListField(child=s.CharField())
    misses = s.CharField()


class BasisShape(s.Serializer):
    """A ground to reckon on: both roles from the same source and period."""

    slug = s.CharField()
    name = s.CharField()
    source = s.CharField()  # type: ignore[assignment]
    measure = s.CharField()
    period = s.CharField()
    country = s.CharField()
    rate = RateShape(allow_null=True)
    parity = ParityShape(allow_null=True, help_text="For figures of other countries.")
    origin = PayShape(allow_null=True)
    target = PayShape()


class EndsShape(s.Serializer):
    """At the pessimistic, middle and optimistic end: percentiles 10, 50 and 90 of the new pay."""

    pessimistic = ValueOut()
    middle = ValueOut(help_text="With the ends as its interval: 80 percent of outcomes lie between them.")
    optimistic = ValueOut()


class MonthsShape(s.Serializer):
    """Months from today; withheld with the reason where it is never."""

    pessimistic = ValueOut()
    middle = ValueOut()
    optimistic = ValueOut()


class ChancesShape(s.Serializer):
    """Percent, by how many hours the learning takes."""

    few_hours = ValueOut()
    middle = ValueOut()
    many_hours = ValueOut()


class OutcomeShape(s.Serializer):
    """What a move brings, in the plan's currency."""

    pay_today = ValueOut()
    pay_today_is_own = s.BooleanField()
    place_today = ValueOut(help_text="Share of people in today's role who are paid less, 0 to 1.")
    difference = EndsShape()
    gain = EndsShape()
    month_paid_back = MonthsShape()
    paid_less_percent = ValueOut()
    never_percent = ChancesShape()
    medians_differ_by = ValueOut(allow_null=True, help_text="Its interval is of at least 90 percent.")


class NeededShape(s.Serializer):
    """The yearly difference at which the middle cost has come back; null where none is enough."""

    years = whole()
    yearly = s.FloatField(allow_null=True)


class ElsewhereShape(ValueOut):
    """A published number that is shown and not reckoned with."""

    role = s.CharField()
    figure = s.CharField()
    subject = s.CharField()
    statistic = s.CharField()
    measure = s.CharField()
    period = s.CharField()
    country = s.CharField()
    converted = ValueOut(allow_null=True)
    claim_check = s.CharField()


class PlanShape(s.Serializer):
    """A planned move. ``outcome`` is null where pay is not known on both sides; ``unknown`` then says why."""

    assumptions = AssumptionsShape()
    release = whole(allow_null=True)
    release_note = note()
    pathway = s.CharField(allow_null=True)
    missing_share = s.FloatField(help_text="Skills missing, weighted by importance, 0 to 1.")
    lessons = LessonShape(many=True)
    bills = BillShape(many=True)
    bases = BasisShape(many=True)
    basis = s.CharField(allow_null=True)
    outcome = OutcomeShape(allow_null=True)
    unknown = s.CharField()
    needed = NeededShape(many=True)
    abroad = BasisShape(many=True, help_text="Other countries' figures on both roles: shown, not used.")
    elsewhere = ElsewhereShape(many=True)
    notes = s.ListField(child=s.CharField(), help_text="What does not fit in the figures.")
    followed = MovesOut(many=True, help_text="What became of people who reported on the role of today.")


class MoveShape(s.Serializer):
    """One thing to do; ``gain`` is null where pay is not known."""

    kind = s.ChoiceField(["stay", "hybrid", "move"])
    title = s.CharField()
    target = s.CharField(allow_null=True)
    gain = ValueOut(allow_null=True)
    outcome = OutcomeShape(allow_null=True)
    hours_low = whole()
    hours_high = whole()
    basis = s.CharField(allow_null=True)
    unknown = s.CharField()


class MovesShape(s.Serializer):
    """Moves from one role, from the best to the worst, staying among them."""

    assumptions = AssumptionsShape()
    release_note = note()
    stay_wins = s.BooleanField()
    known = MoveShape(many=True)
    unknown = MoveShape(many=True)


class CaseShape(s.Serializer):
    """One way an offer may go: money worked out of what was sent."""

    name = s.ChoiceField(["deposit", "fee", "low", "middle", "high"])
    royalties = s.FloatField()
    total = s.FloatField()
    hourly = s.FloatField()
    salary = s.FloatField()
    paid_less_percent = ValueOut(allow_null=True)


class OfferShape(s.Serializer):
    """An offer worked out."""

    release_note = note()
    currency = s.CharField()
    hours = s.FloatField()
    close_to_free = s.BooleanField()
    cases = CaseShape(many=True)
    basis = BasisShape(allow_null=True)
