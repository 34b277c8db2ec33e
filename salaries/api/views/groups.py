"""Two groups of contributors against each other: the same object that the page prints."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from salaries.api.reading import refuse_unknown
from salaries.api.refusals import NoSuch
from salaries.api.serializers.comparison import GroupsShape
from salaries.api.terms import refusal
from salaries.api.whole import groups_as_json
from salaries.comparison import Against, UnknownQuery, against
from salaries.filters import GROUPS, GroupFilter, PinFilter
from salaries.models import COUNTRIES, AIUse, Engagement, Estimate, Level

CHOICES = {"level": Level.values, "country": COUNTRIES, "engagement": Engagement.values, "ai_use": AIUse.values}
SLUG = {"type": "string", "pattern": "^[a-z0-9-]+$", "maxLength": 60}
ASK = [
    *(OpenApiParameter(f"{prefix}-role", SLUG, required=True, description="The group's role.") for prefix in GROUPS),
    *(
        OpenApiParameter(f"{prefix}-{name}", str, enum=choices, description="Narrows the group.")
        for prefix in GROUPS
        for name, choices in CHOICES.items()
    ),
    OpenApiParameter(
        "release", {"type": "integer", "minimum": 1, "maximum": 2_000_000_000},
        description="Pins a release; the newest unless you say.",
    ),
]  # fmt: skip


class GroupsJSON(JSONRenderer):
    """Two groups as JSON."""

    def render(
        self,
        data: Against,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """Every number in the one shape of a published number."""
        return groups_as_json(data)


def _only_unknown(asked: Mapping[str, GroupFilter], wrong: Collection[str]) -> bool:
    """Whether nothing is wrong but that there are no roles of such names."""
    named = {f"{prefix}-role": one.form.data.get(f"{prefix}-role", "") for prefix, one in asked.items()}
    return all(re.fullmatch(str(SLUG["pattern"]), named.get(name, "")) for name in wrong)


class GroupsView(APIView):
    """Two groups of contributors, each a role narrowed down in its own way."""

    renderer_classes = (GroupsJSON,)

    @extend_schema(summary="Set two groups against each other", parameters=ASK, responses=GroupsShape)
    def get(self, request: Request) -> Response:
        """How often one of the first group earns more than one of the second, and how far their pay overlaps."""
        nothing = Estimate.objects.none()
        asked = {prefix: GroupFilter(request.query_params, queryset=nothing, prefix=prefix) for prefix in GROUPS}
        pin = PinFilter(request.query_params, queryset=nothing)
        known = [f"{prefix}-{name}" for prefix, one in asked.items() for name in one.filters]
        refuse_unknown(request, [*known, *pin.filters])
        wrong = {f"{prefix}-{name}": said for prefix, one in asked.items() for name, said in one.form.errors.items()}
        wrong |= pin.form.errors
        if wrong:
            raise NoSuch(wrong) if _only_unknown(asked, wrong) else ValidationError(wrong)
        first, second = (one.question(pin.number) for one in asked.values())
        try:
            return Response(against(first, second))
        except UnknownQuery as unknown:
            raise refusal(unknown) from None
