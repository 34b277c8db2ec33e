"""Every error under /api/ is a problem of RFC 9457."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLResolver, get_resolver
from rest_framework.throttling import SimpleRateThrottle

from salaries.accounts.models import issue_key
from tests.api import problem_in, program_of
from tests.people import NOW, make_person, make_role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options", "head"])
@pytest.mark.parametrize(
    "address", ["/api/", "/api/v1/nothing/", "/api/v2/roles/", "/api/v1/roles/a/b/", "/api/v1/%00/"]
)
def test_an_unknown_address_is_a_404_whatever_the_method(method: str, address: str) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)(address)
    if method == "head":
        assert response.status_code == 404
    else:
        problem_in(response, 404)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_forgotten_slash_is_put_there_without_losing_the_body(client: Client, method: str) -> None:
    response = getattr(client, method)("/api/v1/roles?q=a")
    assert response.status_code == 308
    assert response["Location"].startswith("/api/v1/roles/")


def test_head_and_options_answer(client: Client) -> None:
    make_role()
    assert client.head("/api/v1/roles/").status_code == 200
    assert client.head("/api/v1/comparison/?roles=music-producer").status_code == 200
    for part, methods in (("roles/", "GET, HEAD, OPTIONS"), ("advice/plan/", "GET, POST, HEAD, OPTIONS")):
        for headers in ({}, {"accept": "text/csv;q=0.1, */*"}, {"origin": "https://example.org"}):
            answer = client.options(f"/api/v1/{part}", headers=headers)
            assert (answer.status_code, answer.content, answer["Allow"]) == (204, b"", methods)
    assert client.delete("/api/v1/roles/").status_code == 405


def test_a_program_without_a_key_may_ask_sixty_times_a_minute(client: Client) -> None:
    for _ in range(60):
        assert client.get("/api/v1/plan/").status_code == 200
    refused = client.get("/api/v1/plan/")
    problem_in(refused, 429)
    assert 1 <= int(refused["Retry-After"]) <= 60


def test_requests_are_counted_in_the_site_s_own_cache(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SimpleRateThrottle, "cache", cache)  # other tests count in a cache of their own
    address = uuid4().hex
    for left in ("59", "58"):
        answer = client.get("/api/v1/plan/", REMOTE_ADDR=address)
        assert (answer.status_code, answer["RateLimit"].split(";")[1]) == (200, f"r={left}")


@pytest.mark.parametrize(("proxies", "status"), [(0, 429), (1, 200)])
def test_who_asks_is_read_from_a_proxy_only_when_there_is_one(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: object, proxies: int, status: int
) -> None:
    """Without a proxy anybody could write the header, so it must not help against the limit."""
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": proxies}  # type: ignore[attr-defined]
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"anon": "1/min", "user": "1/min"})
    assert client.get("/api/v1/plan/", headers={"x-forwarded-for": "192.0.2.1"}).status_code == 200
    assert client.get("/api/v1/plan/", headers={"x-forwarded-for": "192.0.2.2"}).status_code == status


@pytest.mark.parametrize("key", ["gs_wrong", "", "a b", "é", "\x7f", "x" * 10_000])
def test_a_wrong_key_is_refused_everywhere(client: Client, key: str) -> None:
    header = f"Bearer {key}".encode().decode("latin-1")
    for part in ("roles", "reports", "comparison"):
        response = client.get(f"/api/v1/{part}/", HTTP_AUTHORIZATION=header)
        problem_in(response, 401)
        assert response["WWW-Authenticate"].startswith("Bearer")


def test_what_a_problem_means_is_told_at_its_type(client: Client) -> None:
    address = problem_in(client.get("/api/v1/roles/nobody/"), 404)["type"]
    assert address.endswith("/api/v1/problems/not-found/")
    told = client.get(address.partition("/api")[1] + address.partition("/api")[2]).json()
    assert told["status"] == 404
    problem_in(client.get("/api/v1/problems/nothing/"), 404)


def test_an_error_of_ours_is_a_problem_that_gives_nothing_away(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("secret 48000")

    monkeypatch.setattr("salaries.api.views.comparison.compare", broken)
    client.raise_request_exception = False
    make_role()
    response = client.get("/api/v1/comparison/?roles=music-producer")
    assert "48000" not in str(problem_in(response, 500))


def test_the_root_leads_to_every_part(client: Client) -> None:
    for name, address in client.get("/api/v1/").json().items():
        response = client.get(address.removeprefix("http://testserver"))
        asks = {"comparison", "comparison/groups", "advice/plan", "advice/moves"}
        expected = 400 if name in asks else {"reports": 401, "webhooks": 401, "advice/offer": 405}.get(name, 200)
        assert response.status_code == expected, name


def addresses(patterns: list[Any], start: str) -> Iterator[str]:
    """Every address under ``start`` that has no name in it."""
    for pattern in patterns:
        here = start + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, here)
        elif not re.search(r"[<^(]", here):
            yield here


def test_no_address_is_missing_from_the_root(client: Client) -> None:
    under = [path for path in addresses(get_resolver().url_patterns, "/") if path.startswith("/api/v1/")]
    assert len(under) > 20
    assert {f"http://testserver{path}" for path in under} - set(client.get("/api/v1/").json().values()) == {
        "http://testserver/api/v1/"
    }


@pytest.mark.parametrize("address", ["reports/", "advice/plan/", "roles/", "nothing/"])
def test_ten_megabytes_are_refused_before_they_are_read(client: Client, address: str) -> None:
    body = b"{" + b" " * 10_000_000 + b"}"
    problem_in(client.post(f"/api/v1/{address}", body, content_type="application/json"), 413)


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("roles/", {"authorization": "Bearer gs_wrong"}, 401), ("reports/", {}, 401), ("nothing/", {}, 404),
        ("roles/?q=%00", {}, 400), ("roles/", {"accept": "image/png"}, 406), ("roles", {}, 308), ("docs/", {}, 200),
    ],
)  # fmt: skip
def test_every_answer_is_counted_once(client: Client, address: str, headers: dict[str, str], status: int) -> None:
    for left in range(59, -1, -1):
        answer = client.get(f"/api/v1/{address}", headers=headers)
        assert answer.status_code == status
        assert answer["RateLimit"].startswith(f'"requests";r={left};t=')
        assert answer["RateLimit-Policy"] == '"requests";q=60;w=60'
    refused = client.get(f"/api/v1/{address}", headers=headers)
    problem_in(refused, 429)
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused["RateLimit"].startswith('"requests";r=0;t=')


def test_past_the_limit_no_wrong_key_is_looked_up(client: Client, django_assert_num_queries: Any) -> None:
    for number in range(60):
        client.get("/api/v1/roles/", headers={"authorization": f"Bearer gs_{number}"})
    with django_assert_num_queries(0):
        refused = client.get("/api/v1/roles/", headers={"authorization": "Bearer gs_more"})
    problem_in(refused, 429)
    assert refused["Retry-After"]


def test_a_right_key_is_not_shut_out_by_those_without_one(client: Client) -> None:
    program = program_of(make_person())
    for _ in range(61):
        client.get("/api/v1/nothing/")
    assert program.get("/api/v1/plan/").status_code == 200


def test_what_a_narrow_key_may_not_is_counted_under_its_person() -> None:
    _, secret = issue_key(person=make_person(), name="narrow", now=NOW, scope="read")
    answer = Client().get("/api/v1/reports/", headers={"authorization": f"Bearer {secret}"})
    problem_in(answer, 403)
    assert answer["RateLimit-Policy"] == '"requests";q=600;w=60'
