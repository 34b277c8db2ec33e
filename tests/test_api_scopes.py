"""What a key opens: with the narrow scope every public address and no private one, with the other both."""

import importlib
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

from salaries.accounts.models import ApiKey, User, issue_key
from salaries.api.permissions import IsContributor
from salaries.models import SalaryReport
from tests.api import problem_in
from tests.crowd import report_json
from tests.people import NOW, make_person, make_report, make_role

METHODS = ("get", "post", "put", "patch", "delete", "head")


def addresses(patterns: list[Any], before: str = "") -> list[tuple[str, Any]]:
    """(name, view's class) of every address under /api/."""
    found = []
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += addresses(pattern.url_patterns, here)
        elif isinstance(pattern, URLPattern) and here.startswith("api/"):
            found.append((pattern.name, getattr(pattern.callback, "cls", None)))
    return found


ADDRESSES = addresses(get_resolver().url_patterns)
PRIVATE = {name for name, view in ADDRESSES if view and IsContributor in view.permission_classes}


def program(person: User, scope: str) -> APIClient:
    _, secret = issue_key(person=person, name="test", now=NOW, scope=scope)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def test_what_is_private_is_known() -> None:
    assert {"api-reports", "api-report", "api-webhooks", "api-webhook", "api-webhook-test"} == PRIVATE
    assert len(ADDRESSES) > 12


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.django_db
def test_a_narrow_key_opens_no_private_address(method: str) -> None:
    person = make_person()
    report = make_report(make_role(), person)
    client = program(person, "read")
    for path in ("/api/v1/reports/", f"/api/v1/reports/{report.pk}/", f"/api/v1/reports/{uuid4()}/"):
        answer = getattr(client, method)(path, report_json() if method in ("post", "put") else None, format="json")
        if method == "head":
            assert answer.status_code == 403
        else:
            assert "public figures only" in problem_in(answer, 403)["detail"]
    assert SalaryReport.objects.get().updated_at == report.updated_at


@pytest.mark.parametrize("scope", ["read", "reports"])
@pytest.mark.django_db
def test_both_scopes_read_what_is_public(scope: str) -> None:
    make_role()
    client = program(make_person(), scope)
    for name in ("", "roles/", "sources/", "figures/", "releases/", "estimates/", "plan/", "ledger/", "schema/"):
        assert client.get(f"/api/v1/{name}").status_code == 200, name


@pytest.mark.django_db
def test_the_wide_scope_opens_ones_own_reports_and_no_others() -> None:
    mine, other = make_person(), make_person()
    report = make_report(make_role(), other)
    client = program(mine, "reports")
    assert client.get("/api/v1/reports/").json()["results"] == []
    assert client.get(f"/api/v1/reports/{report.pk}/").status_code == 404
    assert client.post("/api/v1/reports/", report_json(), format="json").status_code == 201


@pytest.mark.django_db
def test_using_a_key_is_noted_for_its_owner() -> None:
    program(make_person(), "read").get("/api/v1/roles/")
    assert ApiKey.objects.get().last_used_on is not None


@pytest.mark.django_db
def test_keys_made_before_there_were_scopes_keep_what_they_opened() -> None:
    key, _ = issue_key(person=make_person(), name="old", now=NOW, scope="read")
    migration = importlib.import_module("salaries.accounts.migrations.0004_widen_keys_that_exist")
    migration.widen(apps, None)
    key.refresh_from_db()
    assert key.opens_reports


@pytest.mark.django_db
def test_the_database_knows_the_scopes() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        issue_key(person=make_person(), name="x", now=NOW, scope="all")
