"""Follow-ups: what is published of people half a year and a year after their reports."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from salaries.api.lists import ListCsv
from salaries.api.reading import refuse_unknown
from salaries.api.serializers.follow_ups import MovesOut, told
from salaries.api.views.releases import PINNED
from salaries.models import Release, Role
from salaries.movements import moves_of
from salaries.opendata.follow_ups import COLUMNS, rows_of
from salaries.tabular import Table, csv_text


class FollowUpsCsv(ListCsv):
    """The same numbers as CSV, a row each, as the open data hold them."""

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> str:
        """The rows with a heading."""
        return csv_text(Table(COLUMNS, [row for one in data for row in rows_of(one)]))


class FollowUps(APIView):
    """What became of people who reported on a role and followed up."""

    renderer_classes = (JSONRenderer, FollowUpsCsv)

    @extend_schema(
        summary="What became of people after 6 and 12 months", parameters=[PINNED],
        responses={(200, "application/json"): MovesOut(many=True), (200, "text/csv"): OpenApiTypes.STR},
    )  # fmt: skip
    def get(self, request: Request, slug: str) -> Response:
        """Both horizons, each with its numbers or the reason why there are none; with ``format=csv`` as CSV."""
        refuse_unknown(request, ("release", "format"))
        if not Role.objects.filter(slug=slug).exists():
            raise NotFound("There is no such role.")
        found = moves_of(slug, _release(request))
        as_csv = getattr(request.accepted_renderer, "format", "") == FollowUpsCsv.format
        return Response(found if as_csv else [MovesOut(told(one)).data for one in found])


def _release(request: Request) -> int | None:
    text = request.query_params.get("release", "")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise ValidationError({"release": ["Give the number of a release."]})
    if not Release.objects.filter(number=int(text)).exists():
        raise NotFound("There is no such release.")
    return int(text)
