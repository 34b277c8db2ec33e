"""Moderators' work: the numbers of the page, for programs."""

from datetime import UTC, datetime

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from salaries.api.reading import refuse_unknown
from salaries.api.serializers.moderation import ModerationOut
from salaries.moderation import statistics


class Moderation(APIView):
    """How many reports are decided on, how fast, why some are rejected, and how often two moderators agree."""

    @extend_schema(summary="Moderators' work over twelve months", responses=ModerationOut)
    def get(self, request: Request) -> Response:
        """The same rounded numbers as the page shows."""
        refuse_unknown(request, ())
        found = ModerationOut(statistics(datetime.now(UTC))).data
        return Response(found, headers={"Cache-Control": "max-age=3600"})
