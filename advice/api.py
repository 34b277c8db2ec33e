"""The advice part for programs: the same answers that its pages print, under /api/v1/advice/."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from advice import answers, library
from advice.api_input import MixIn, MoveIn, MovesIn, OfferIn, PlanIn
from advice.api_shapes import ExposureShape, GuideShape, MixShape, PathwayShape, SkillShape, ToolShape
from advice.asking import Ask, clash
from advice.edits import current_pathways, current_skills, current_tools
from advice.exposure import exposure, task_exposure
from advice.mix import mix
from advice.moves import moves
from advice.offer_page import check
from advice.plan_shapes import MovesShape, OfferShape, PlanShape
from advice.planning import plan
from advice.skills import needs_with
from salaries.api.reading import refuse_unknown
from salaries.api.refusals import Conflict
from salaries.api.serializers.reports import Strict
from salaries.comparison import Query, UnknownQuery, compare

Read = TypeVar("Read", bound=Strict)
TAGS = ["advice"]
MOVE = {"from": "music-producer", "to": "machine-learning-engineer", "weekly": 10, "level": "mid"}
OFFER = {"role": "music-producer", "country": "US", "currency": "USD", "fee": "1200", "hours": 40, "revisions": 3}


def asked(kind: type[Read], request: Request) -> Read:
    """What stands in the address, checked. Raises ValidationError."""
    known = kind(context={"address": True}).fields
    refuse_unknown(request, known)
    given = {name: value for name, value in request.query_params.items() if name in known}
    found = kind(data=given, context={"address": True})
    found.is_valid(raise_exception=True)
    return found


def told(kind: type[Read], request: Request) -> Read:
    """What stands in the body, checked. Raises ValidationError."""
    refuse_unknown(request, ())
    found = kind(data=request.data)
    found.is_valid(raise_exception=True)
    return found


def found_or_404(question: Callable[[], Any]) -> Any:
    """The answer to ``question``. Raises NotFound where it names a role that does not exist."""
    try:
        return question()
    except UnknownQuery as unknown:
        raise NotFound(str(unknown)) from None


class Skills(APIView):
    """Skills of music and AI that no survey asks about."""

    @extend_schema(tags=TAGS, summary="Curated skills, and the roles that need them", responses=SkillShape(many=True))
    def get(self, request: Request) -> Response:
        """All of them."""
        refuse_unknown(request, ())
        skills = current_skills()
        needs = needs_with(skills)
        return Response([answers.skill(one, needs) for one in skills.values()])


class Exposure(APIView):
    """What published indices say of the occupations behind a role."""

    @extend_schema(tags=TAGS, summary="Exposure of a role to AI, index by index", responses=ExposureShape)
    def get(self, request: Request, slug: str) -> Response:
        """The indices side by side, and task by task."""
        refuse_unknown(request, ())
        role = found_or_404(lambda: compare(Query(roles=(slug,)))).roles[0]
        main = next((code for code, _title, fit, _note in role.occupations if fit == "main"), "")
        tasks = task_exposure(main)[1] if main else ()
        return Response(answers.exposure(slug, exposure([code for code, *_rest in role.occupations]), tasks))


class Pathways(APIView):
    """Moves that we have written about."""

    @extend_schema(tags=TAGS, summary="Moves with the case for staying", responses=PathwayShape(many=True))
    def get(self, request: Request) -> Response:
        """All of them."""
        refuse_unknown(request, ())
        return Response([answers.pathway(path) for path in current_pathways().values()])


class Guides(APIView):
    """Guides and predictions as reviewed text."""

    @extend_schema(
        tags=TAGS, summary="Guides and predictions, with their review dates", responses=GuideShape(many=True)
    )
    def get(self, request: Request) -> Response:
        """All of them, in reading order."""
        refuse_unknown(request, ())
        today = timezone.localdate()
        kinds = (("guide", library.guides()), ("future", library.futures()))
        return Response([answers.guide(text, kind, today) for kind, held in kinds for text in held.values()])


class Tools(APIView):
    """AI tools for music, and what became of their makers."""

    @extend_schema(tags=TAGS, summary="Tools and their makers", responses=ToolShape(many=True))
    def get(self, request: Request) -> Response:
        """All of them."""
        refuse_unknown(request, ())
        return Response([answers.tool(one) for one in current_tools().values()])


def together(ask: Ask) -> Ask:
    """``ask`` itself. Raises Conflict where its parts do not go together."""
    if ask.origin == ask.target:
        raise Conflict({"to": ["A move leads to another role than the one you have."]})
    if found := clash(ask.hours, ask.weekly, ask.from_work):
        raise Conflict({found[0]: [found[1]]})
    return ask


class Plan(APIView):
    """A move planned: skills, time, cost, pay with its spread, and when it pays back."""

    @extend_schema(tags=TAGS, summary="Plan a move", parameters=[MoveIn], responses=PlanShape)
    def get(self, request: Request) -> Response:
        """The plan with the published median as today's pay."""
        return self._answer(asked(MoveIn, request).ask())

    @extend_schema(
        tags=TAGS, summary="Plan a move with one's own pay, which is not kept", request=PlanIn, responses=PlanShape,
        examples=[OpenApiExample("A move", {**MOVE, "pay": "61000.00"}, request_only=True)],
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """The plan with the pay in the body, which is used for this answer only."""
        return self._answer(told(PlanIn, request).ask())

    def _answer(self, ask: Ask) -> Response:
        return Response(answers.plan(found_or_404(lambda: plan(together(ask)))))


class Moves(APIView):
    """Every move from one role."""

    @extend_schema(tags=TAGS, summary="Moves from a role, ranked", parameters=[MovesIn], responses=MovesShape)
    def get(self, request: Request) -> Response:
        """From the best to the worst, staying among them; those without known pay apart."""
        ask = asked(MovesIn, request).ask()
        return Response(answers.moves(found_or_404(lambda: moves(together(ask)))))


class Mix(APIView):
    """A person's mix of work beside the indices."""

    @extend_schema(tags=TAGS, summary="Exposure by one's own income", parameters=[MixIn], responses=MixShape)
    def get(self, request: Request) -> Response:
        """A sum for each index; empty without a share above zero."""
        shares = {slug: float(share) for slug, share in asked(MixIn, request).validated_data.items()}
        if not any(shares.values()):
            return Response({"parts": [], "totals": []})
        return Response(answers.mix(mix(shares)))


class Offers(APIView):
    """An offer as pay for an hour."""

    @extend_schema(
        tags=TAGS, summary="Check an offer, which is not kept", request=OfferIn, responses=OfferShape,
        examples=[OpenApiExample("An offer", OFFER, request_only=True)],
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """What it pays an hour, case by case, and where that stands."""
        found = told(OfferIn, request)
        where = {name: found.validated_data[name] for name in ("role", "country", "currency")}
        return Response(answers.offer(found_or_404(lambda: check(found.offer(), **where))))
