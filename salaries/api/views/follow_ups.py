"""Follow-ups: what is published of people half a year and a year after their reports."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from salaries.api.reading import refuse_unknown
from salaries.api.serializers.reference import MOST, ValueOut
from salaries.api.values import own_value
from salaries.comparison import Interval
from salaries.models import Release, Role
from salaries.movements import Moves, moves_of
from salaries.stats.mix import Bounds
from salaries.stats.movement import in_percent

PINNED = OpenApiParameter(
    "release", {"type": "integer", "minimum": 1, "maximum": 2_000_000_000}, description="The newest unless you say."
)


class MovesOut(serializers.Serializer):
    """What is published at one horizon, or in ``reason`` why something is missing."""

    role = serializers.CharField()
    months = serializers.IntegerField(min_value=6, max_value=12, help_text="Since the report: 6 or 12.")
    release = serializers.IntegerField(
        allow_null=True, min_value=1, max_value=MOST, help_text="The last that added to it; null before any."
    )
    people = serializers.IntegerField(allow_null=True, min_value=0, max_value=MOST, help_text="A noisy count.")
    people_error = serializers.FloatField(allow_null=True, help_text="Standard deviation of the noise in people.")
    outcomes = serializers.DictField(
        child=ValueOut(), help_text="Percent of people: stayed, skills, left, or the slug of the role moved to."
    )
    changes = serializers.DictField(
        child=ValueOut(), help_text="Median change of pay a year, in percent of pay then: stayed, skills, moved."
    )
    reason = serializers.CharField(help_text="Why something is missing, in words; empty when nothing is.")
    evidence = serializers.CharField(help_text="measured: by reports to this site.")


class FollowUps(APIView):
    """What became of people who reported on a role and followed up."""

    @extend_schema(
        summary="What became of people after 6 and 12 months", parameters=[PINNED], responses=MovesOut(many=True)
    )
    def get(self, request: Request, slug: str) -> Response:
        """Both horizons, each with its numbers or the reason why there are none."""
        refuse_unknown(request, ("release",))
        if not Role.objects.filter(slug=slug).exists():
            raise NotFound("There is no such role.")
        return Response([MovesOut(_told(one)).data for one in moves_of(slug, _release(request))])


def _told(one: Moves) -> dict[str, Any]:
    """With every number in the one shape of a number."""

    def value(bounds: Bounds, epsilon: float | None) -> dict[str, Any]:
        return own_value(
            Interval(*bounds), unit="percent", n=one.people, n_error=one.people_error, release=one.release,
            epsilon=epsilon,
        )  # fmt: skip

    return {
        **{name: getattr(one, name) for name in ("role", "months", "release", "people", "people_error")},
        "outcomes": {name: value(bounds, one.outcomes_epsilon) for name, bounds in one.outcomes.items()},
        "changes": {name: value(in_percent(bounds), one.changes_epsilon) for name, bounds in one.changes.items()},
        "reason": one.reason, "evidence": one.evidence,
    }  # fmt: skip


def _release(request: Request) -> int | None:
    text = request.query_params.get("release", "")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise ValidationError({"release": ["Give the number of a release."]})
    if not Release.objects.filter(number=int(text)).exists():
        raise NotFound("There is no such release.")
    return int(text)
