"""Refusals that Django REST framework has no word for. ``problems`` says them in full."""

from http import HTTPStatus

from rest_framework.exceptions import APIException, NotFound


class Conflict(APIException):
    """Each field can be, but they do not go together, or not with what is stored. ``detail`` may be by field."""

    status_code = HTTPStatus.CONFLICT
    default_detail = "Each part can be, but not with the others or with what we hold."
    default_code = "conflict"


class NoSuch(NotFound):
    """What the query names can be, but does not exist. ``detail`` is by parameter."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__(errors)
