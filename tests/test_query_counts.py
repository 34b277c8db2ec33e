"""How many questions each page and endpoint asks the database: none may ask one more than the reviewed list says.

Renew the list after a change that is meant, and look at what moved:

    RENEW=1 .venv/bin/python -m pytest tests/test_query_counts.py && git diff tests/snapshots/queries.txt
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from salaries.models import Figure, Role
from tests.people import make_estimate, make_moderator, make_person, make_report

BASELINE = Path(__file__).parent / "snapshots" / "queries.txt"
ROLE = "music-producer"
THREE = f"roles={ROLE},ai-developer-music,hybrid-producer"
# What stands in an address for each part of it that changes; an address with another part is not asked.
PARTS = {
    "slug": [ROLE, "bls-oews", "upskill-in-ai-tools", "music-producer-to-hybrid-producer"], "key": [], "name": [],
    "number": ["1"], "code": ["not-found"], "pk": [], "release": ["1"],
}  # fmt: skip
MORE = [
    f"/compare/?{THREE}", f"/compare/data.csv?{THREE}", f"/compare/picture.svg?{THREE}", f"/embed/compare/?{THREE}",
    f"/api/v1/comparison/?{THREE}", "/api/v1/figures/?page_size=100",
    "/api/v1/figures/?page_size=100&currency=GBP&prices=2025&ppp=GB", f"/roles/?q={ROLE}", f"/es/compare/?{THREE}",
    f"/compare/groups/?first-role={ROLE}&first-level=mid&second-role=hybrid-producer",
    f"/api/v1/comparison/groups/?first-role={ROLE}&first-level=mid&second-role=hybrid-producer",
    f"/advice/plan/?from={ROLE}&to=hybrid-producer", f"/advice/moves/?from={ROLE}", "/advice/tasks/?stock=1&mixing=1",
    f"/api/v1/advice/plan/?from={ROLE}&to=hybrid-producer", f"/api/v1/advice/moves/?from={ROLE}",
]  # fmt: skip
SKIPPED = ("/account/logout", "/static/", "/readyz", "/admin/jsi18n", "/admin/logout", "/admin/login")


def addresses(patterns: Any, before: str = "/") -> Iterator[str]:
    """Every address of the site, as its patterns say it, in English."""
    for pattern in patterns:
        path = before + str(pattern.pattern).removeprefix("^").removesuffix("$")
        if isinstance(pattern, URLResolver):
            if getattr(pattern, "namespace", "") == "admin":
                yield from (f"/admin/{name}" for name in changelists(pattern))
            else:
                yield from addresses(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            yield from filled(path, sorted(pattern.pattern.converters))


def changelists(admin: URLResolver) -> Iterator[str]:
    for pattern in admin.url_patterns:
        if isinstance(pattern, URLResolver):
            yield str(pattern.pattern)


def filled(path: str, parts: list[str]) -> Iterator[str]:
    if not parts and not set(path) & set("<(?*["):
        yield path
    elif len(parts) == 1:
        start, end = path.index("<"), path.index(">") + 1
        for value in PARTS.get(parts[0], []):
            yield path[:start] + value + path[end:]


def counted(client: Client, address: str) -> tuple[int, int]:
    """The status, and how many questions were asked, with nothing remembered from an earlier one."""
    cache.clear()
    ContentType.objects.clear_cache()
    with CaptureQueriesContext(connection) as queries:
        status = client.get(address).status_code
    return status, len([query for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))])


@pytest.fixture
def site(db: None) -> dict[str, Client]:
    call_command("load_starter", verbosity=0)
    role = Role.objects.get(slug=ROLE)
    make_estimate(role, (30_000, 40_000, 50_000))
    person = make_person()
    make_report(role, person, currency="USD")
    clients = {"visitor": Client(), "contributor": Client(), "moderator": Client()}
    clients["contributor"].force_login(person)
    clients["moderator"].force_login(make_moderator())
    return clients


def measured(site: dict[str, Client]) -> dict[str, int]:
    figure = Figure.objects.order_by("key").first()
    assert figure is not None
    every = {
        *addresses(get_resolver().url_patterns),
        *MORE,
        f"/figures/{figure.key}/",
        f"/api/v1/figures/{figure.key}/",
    }
    found = {}
    for address in sorted(address for address in every if not address.startswith(SKIPPED)):
        who = "visitor"
        if address.startswith("/admin/"):
            who = "moderator"
        elif address.startswith(("/reports/", "/account/")):
            who = "contributor"
        status, number = counted(site[who], address)
        if status == 200:
            found[f"{who} {address}"] = number
    return found


def test_no_page_asks_more_than_the_reviewed_list_says(site: dict[str, Client]) -> None:
    now = measured(site)
    assert len(now) > 50
    if os.environ.get("RENEW"):
        BASELINE.write_text("".join(f"{number:3} {what}\n" for what, number in now.items()))
    lines = (line.split(maxsplit=1) for line in BASELINE.read_text().splitlines())
    allowed = {what: int(number) for number, what in lines}
    unknown = sorted(set(now) - set(allowed))
    assert not unknown, f"not in the list yet: {unknown}. How to renew it stands at the top of this file."
    more = {what: (allowed[what], number) for what, number in now.items() if number > allowed[what]}
    assert not more, f"(allowed, asked): {more}"
