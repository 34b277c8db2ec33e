"""A person's own webhooks: set up, list, try out, remove. Other people's do not exist here."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import NotFound, Throttled
from rest_framework.request import Request
from rest_framework.response import Response

from salaries.api.reading import refuse_unknown
from salaries.api.refusals import Conflict
from salaries.api.serializers.webhooks import OwnWebhooks, WebhookIn, WebhookMadeOut, WebhookOut, WebhookTestOut
from salaries.api.views.reports import PrivateView
from salaries.models import Webhook
from salaries.webhooks import TooManyTries, WebhookRefused, create, delete, try_out, webhooks_of

HOUR = 3600
NO_SUCH_WEBHOOK = "You have no webhook with this id."


class Webhooks(PrivateView):
    """All of one's own webhooks."""

    @extend_schema(summary="Your webhooks", operation_id="webhooks_list", responses=OwnWebhooks)
    def get(self, request: Request) -> Response:
        """The webhooks, oldest first, without their secrets."""
        refuse_unknown(request, ())
        mine = WebhookOut(webhooks_of(request.user), many=True).data
        return Response({"next": None, "previous": None, "results": mine})

    @extend_schema(
        summary="Set up a webhook",
        description="The address is sent a challenge and must answer at once with its word, or this is a 409.",
        request=WebhookIn,
        responses={201: OpenApiResponse(WebhookMadeOut, description="Set up; the secret is shown this once.")},
    )
    def post(self, request: Request) -> Response:
        """The webhook with its secret."""
        refuse_unknown(request, ())
        given = WebhookIn(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            own, secret = create(by=request.user, address=given.validated_data["address"], now=datetime.now(UTC))
        except WebhookRefused as refused:
            raise Conflict({"address": [str(refused)]}) from None
        except TooManyTries:
            raise Throttled(wait=HOUR) from None
        made: dict[str, Any] = {**asdict(own), "secret": secret}
        return Response(WebhookMadeOut(made).data, status=201)


class WebhookOne(PrivateView):
    """One of one's own webhooks."""

    @extend_schema(
        summary="Remove a webhook", responses={204: OpenApiResponse(description="Nothing more is sent to it.")}
    )
    def delete(self, request: Request, pk: UUID) -> Response:
        """An empty answer."""
        refuse_unknown(request, ())
        if not delete(by=request.user, pk=pk):
            raise NotFound(NO_SUCH_WEBHOOK)
        return Response(status=204)


class WebhookTest(PrivateView):
    """Trying a webhook out."""

    @extend_schema(
        summary="Send a test message to a webhook", operation_id="webhooks_test", request=None, responses=WebhookTestOut
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """The status of the receiver's answer."""
        refuse_unknown(request, ())
        try:
            status = try_out(by=request.user, pk=pk, now=datetime.now(UTC))
        except Webhook.DoesNotExist:
            raise NotFound(NO_SUCH_WEBHOOK) from None
        except TooManyTries:
            raise Throttled(wait=HOUR) from None
        return Response(WebhookTestOut({"status": status}).data)
