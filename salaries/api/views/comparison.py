"""The comparison: the same object that the page and its download print."""

import re
from collections.abc import Mapping
from typing import Any

from django_filters.utils import translate_validation
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from salaries.api.reading import refuse_unknown
from salaries.api.serializers.comparison import ComparisonShape
from salaries.api.terms import TERMS_ASKED, refusal
from salaries.api.whole import as_json
from salaries.comparison import MOST_ROLES, Comparison, UnknownQuery, compare
from salaries.downloads import as_csv
from salaries.filters import ComparisonFilter
from salaries.models import COUNTRIES, AIUse, Engagement, Estimate, Level

SLUGS = rf"^[a-z0-9-]+(,[a-z0-9-]+){{0,{MOST_ROLES - 1}}}$"
Context = Mapping[str, Any]
ASK = [
    OpenApiParameter(
        "roles", {"type": "string", "pattern": SLUGS, "maxLength": 300}, required=True,
        description=f"One to {MOST_ROLES} slugs with commas between them.",
        examples=[OpenApiExample("Two roles", "music-producer,audio-software-developer")],
    ),
    OpenApiParameter("level", str, enum=Level.values),
    OpenApiParameter("country", str, enum=COUNTRIES, description="Narrows figures and estimates."),
    OpenApiParameter("engagement", str, enum=Engagement.values, description="Estimates are then per hour."),
    OpenApiParameter("ai_use", str, enum=AIUse.values, description="How much of the work is done with AI tools."),
    OpenApiParameter(
        "release", {"type": "integer", "minimum": 1, "maximum": 2_000_000_000},
        description="Pins a release; the newest unless you say.",
    ),
    *TERMS_ASKED,
]  # fmt: skip


class ComparisonJSON(JSONRenderer):
    """A comparison as JSON."""

    def render(
        self,
        data: Comparison,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """Every number in the one shape of a published number."""
        return as_json(data)


class ComparisonCSV(BaseRenderer):
    """A comparison as CSV: the same text as the page's download."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(
        self,
        data: Comparison,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> str:
        """The rows with a heading, one for each number."""
        return as_csv(data)


class ComparisonView(APIView):
    """Published figures and contributors' estimates of up to four roles, side by side."""

    renderer_classes = (ComparisonJSON, ComparisonCSV)

    @extend_schema(
        summary="Compare up to four roles",
        parameters=ASK,
        responses={(200, "application/json"): ComparisonShape, (200, "text/csv"): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> Response:
        """The comparison that the query asks for, as JSON or with ``format=csv`` as CSV."""
        asked = ComparisonFilter(request.query_params, queryset=Estimate.objects.none())
        refuse_unknown(request, asked.filters)
        if not re.fullmatch(SLUGS, request.query_params.get("roles", "")):
            raise ValidationError({"roles": [f"Give one to {MOST_ROLES} slugs with commas between them."]})
        if not asked.is_valid():
            raise translate_validation(asked.errors)
        try:
            return Response(compare(asked.question()))
        except UnknownQuery as unknown:
            raise refusal(unknown) from None
