"""A contributor's own reports: give, read, revise, withdraw. Other people's do not exist here."""

import json
import re
from datetime import UTC, datetime
from typing import Any, NoReturn
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from salaries.api.permissions import IsContributor
from salaries.api.reading import refuse_unknown
from salaries.api.refusals import Conflict
from salaries.api.serializers.reports import OwnReports, ReportIn, ReportOut
from salaries.reporting import (
    KeyUsed,
    OwnReport,
    ReportRefused,
    Submitted,
    report_of,
    reports_of,
    revise,
    submit,
    submit_once,
    withdraw,
)

FREELANCE_YEAR = OpenApiExample(
    "A freelance year",
    request_only=True,
    value={
        "role": "music-producer", "year": 2025, "level": "mid", "country": "US", "engagement": "freelance",
        "ai_use": "some", "hours_per_week": 40, "weeks_per_year": 48, "currency": "USD",
        "streams": [
            {"kind": "fees", "amount": "48000.00", "period": "year"},
            {"kind": "royalties", "amount": "500", "period": "month"},
        ],
        "costs": "4000.00",
    },
)  # fmt: skip
KEY = "Idempotency-Key"
KEY_SHAPE = r"^[!-~]{1,200}$"
ONCE = OpenApiParameter(
    KEY, {"type": "string", "pattern": KEY_SHAPE, "example": "6f1c0a34-report-2025"}, OpenApiParameter.HEADER,
    description="Any text of your own, a new one for each report. Sending the same report again under it within 24 "
    "hours changes nothing and answers with the report.",
)  # fmt: skip
NO_SUCH_REPORT = "You have no report with this id."


class PrivateView(APIView):
    """For one person's eyes: needs a key or a confirmed sign-in, and is never stored on the way."""

    authentication_classes = (*APIView.authentication_classes, SessionAuthentication)
    permission_classes = (IsContributor,)

    def permission_denied(self, request: Request, message: str | None = None, code: str | None = None) -> NoReturn:
        """Raise NotAuthenticated or PermissionDenied, once the request is counted, or Throttled."""
        self.check_throttles(request)
        super().permission_denied(request, message, code)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """The answer, errors included, with a ban on keeping copies."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        return answer


class Reports(PrivateView):
    """All of one's own reports."""

    @extend_schema(summary="Your own reports", operation_id="reports_list", responses=OwnReports)
    def get(self, request: Request) -> Response:
        """The reports, newest year first, without the moderators' decisions."""
        refuse_unknown(request, ())
        mine = ReportOut(reports_of(request.user), many=True).data
        return Response({"next": None, "previous": None, "results": mine})

    @extend_schema(
        summary="Give a report, or revise the one you gave for this role and year",
        request=ReportIn,
        parameters=[ONCE],
        examples=[FREELANCE_YEAR],
        responses={
            201: OpenApiResponse(ReportOut, description="A new report; it waits for a moderator."),
            200: OpenApiResponse(ReportOut, description="You had one for this role and year: it was revised."),
        },
    )
    def post(self, request: Request) -> Response:
        """The stored report."""
        given = checked(request)
        try:
            done = _submitted(request, given)
        except ReportRefused as refused:
            raise Conflict(refused.problems) from None
        except KeyUsed as used:
            raise Conflict({KEY: [str(used)]}) from None
        stored = report_of(request.user, done.report)
        if stored is None:
            raise Conflict({KEY: ["The report that was given under this key is withdrawn."]})
        address = request.build_absolute_uri(reverse("api-report", args=[done.report]))
        headers = {"Location": address} | ({"Idempotency-Replayed": "true"} if done.repeated else {})
        return Response(ReportOut(stored).data, status=201 if done.is_new else 200, headers=headers)


class Report(PrivateView):
    """One of one's own reports."""

    @extend_schema(summary="One of your reports", responses=ReportOut)
    def get(self, request: Request, pk: UUID) -> Response:
        """The report, what moderators decided, and the release that counted it."""
        refuse_unknown(request, ())
        return Response(ReportOut(own(request, pk)).data)

    @extend_schema(summary="Revise a report", request=ReportIn, examples=[FREELANCE_YEAR], responses=ReportOut)
    def put(self, request: Request, pk: UUID) -> Response:
        """The revised report; it waits for a moderator again."""
        report, given = own(request, pk).row, checked(request)
        try:
            revise(report=report, by=request.user, data=given.report_data(), now=datetime.now(UTC))
        except ReportRefused as refused:
            raise Conflict(refused.problems) from None
        except ObjectDoesNotExist:
            raise NotFound(NO_SUCH_REPORT) from None
        return Response(ReportOut(own(request, pk)).data)

    @extend_schema(
        summary="Withdraw a report",
        responses={204: OpenApiResponse(description="Erased. A noisy batch that had counted it stays as it is.")},
    )
    def delete(self, request: Request, pk: UUID) -> Response:
        """An empty answer: the report and its amounts are erased."""
        try:
            withdraw(report=own(request, pk).row, by=request.user)
        except ObjectDoesNotExist:
            raise NotFound(NO_SUCH_REPORT) from None
        return Response(status=204)


def _submitted(request: Request, given: ReportIn) -> Submitted:
    """What became of the report, given once or, under the same key, again. Raises ReportRefused, KeyUsed."""
    key, now = request.headers.get(KEY), datetime.now(UTC)
    if key is None:
        report, is_new = submit(by=request.user, data=given.report_data(), now=now)
        return Submitted(report.pk, is_new, repeated=False)
    if not re.fullmatch(KEY_SHAPE, key):
        raise ValidationError({KEY: ["Give 1 to 200 visible ASCII characters without spaces."]})
    content = json.dumps(request.data, sort_keys=True).encode()
    return submit_once(by=request.user, data=given.report_data(), key=key, content=content, now=now)


def own(request: Request, pk: UUID) -> OwnReport:
    """The person's report with that id. Raises NotFound, also when it is somebody else's."""
    found = report_of(request.user, pk)
    if found is None:
        raise NotFound(NO_SUCH_REPORT)
    return found


def checked(request: Request) -> ReportIn:
    """What was sent, each field by itself found possible. Raises ValidationError."""
    refuse_unknown(request, ())
    given = ReportIn(data=request.data)
    given.is_valid(raise_exception=True)
    return given
