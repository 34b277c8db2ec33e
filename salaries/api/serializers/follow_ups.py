"""What is published of follow-ups, in the one shape of a number."""

from typing import Any

from rest_framework import serializers

from salaries.api.serializers.reference import MOST, ValueOut
from salaries.api.values import own_value
from salaries.comparison import Interval
from salaries.movements import Changed, Moves
from salaries.stats.mix import Bounds
from salaries.stats.movement import in_percent

PLAIN = ("role", "months", "release", "release_note", "people", "people_error", "evidence")


class MovesOut(serializers.Serializer):
    """What is published at one horizon, or in ``reason`` why something is missing."""

    role = serializers.CharField()
    months = serializers.IntegerField(min_value=6, max_value=12, help_text="Since the report: 6 or 12.")
    release = serializers.IntegerField(
        allow_null=True, min_value=1, max_value=MOST, help_text="The last that added to it; null before any."
    )
    release_note = serializers.CharField(help_text="Demonstration data says so here.")
    people = serializers.IntegerField(allow_null=True, min_value=0, max_value=MOST, help_text="A noisy count.")
    people_error = serializers.FloatField(allow_null=True, help_text="Standard deviation of the noise in people.")
    outcomes = serializers.DictField(
        child=ValueOut(), help_text="Percent of people: stayed, skills, left, or the slug of the role moved to."
    )
    chosen = serializers.ListField(
        child=serializers.CharField(), help_text="Slugs of roles moved to that stand out from the noise."
    )
    changes = serializers.DictField(
        child=ValueOut(),
        help_text="Median change of pay a year, in percent of pay then: stayed, skills, skills/ and a way of learning "
        "(practice, teacher, course, work), the slug of the role moved to, and moved for all of chosen together.",
    )
    reason = serializers.CharField(help_text="Why something is missing, in words; empty when nothing is.")
    evidence = serializers.CharField(help_text="measured, by follow-ups to this site, or none.")


def told(one: Moves) -> dict[str, Any]:
    """One horizon with every number in the one shape of a number."""
    return {
        **{name: getattr(one, name) for name in PLAIN},
        "outcomes": {
            name: _value(bounds, one, one.people, one.people_error, one.outcomes_epsilon)
            for name, bounds in one.outcomes.items()
        },
        "chosen": list(one.chosen),
        "changes": {name: changed(change, one) for name, change in one.changes.items()},
        "reason": one.reason,
    }  # fmt: skip


def changed(change: Changed, one: Moves) -> dict[str, Any]:
    """A median change of pay in percent, with the noisy number of the people it is of."""
    return _value(in_percent(change.ratio), one, change.people, change.people_error, one.changes_epsilon)


def _value(bounds: Bounds, one: Moves, n: int | None, n_error: float | None, epsilon: float | None) -> dict[str, Any]:
    return own_value(
        Interval(*bounds), unit="percent", n=n, n_error=n_error, release=one.release, epsilon=epsilon
    )  # fmt: skip
