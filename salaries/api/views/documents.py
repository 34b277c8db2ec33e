"""The way in: what there is, the OpenAPI document and its page."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from salaries.api.listing import operations, shapes

SELVES = ("schema", "docs")  # what the OpenAPI document does not say of itself


class Root(APIView):
    """The addresses to start from: all that need no name in them."""

    @extend_schema(
        tags=["start"], summary="The addresses to start from", responses={(200, "application/json"): dict[str, str]}
    )
    def get(self, request: Request) -> Response:
        """Each part's address by its name."""
        root = reverse("api-root")
        starts = [path for path in document()["paths"] if "{" not in path and path != root]
        paths = {path.removeprefix(root).rstrip("/"): path for path in starts}
        paths |= {name: reverse(f"api-{name}") for name in SELVES}
        return Response({name: request.build_absolute_uri(path) for name, path in paths.items()})


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document. It depends on the code alone, and making it takes half a second."""
    return SchemaGenerator().get_schema(request=None, public=True)


class Remembered(SchemaGenerator):
    """A generator that makes the document once."""

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        """The remembered document."""
        return document()


class Schema(SpectacularAPIView):
    """The OpenAPI document."""

    generator_class = Remembered
    authentication_classes = ()


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document as a page."""
    return render(request, "api/docs.html", _listed())


@cache
def _listed() -> dict[str, Any]:
    return {"tags": operations(document()), "shapes": shapes(document())}
