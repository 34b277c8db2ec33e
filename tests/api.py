"""What the API's tests share: programs with a key, and how a problem looks."""

import json
from typing import Any

from django.http import HttpResponse
from rest_framework.test import APIClient

from salaries.accounts.models import User, issue_key
from tests.people import NOW


def program_of(person: User) -> APIClient:
    """A program that acts for ``person`` by a key."""
    _, secret = issue_key(person=person, name="test", now=NOW)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def problem_in(response: HttpResponse, status: int) -> dict[str, Any]:
    """The problem's body, after a look at its shape."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = json.loads(response.content)
    assert body["status"] == status
    assert body["type"].startswith("http")
    assert body["title"]
    assert body["detail"]
    return body
