"""A thief's look: the database's files and the server's logs after pay was typed into everything that takes it."""

import base64
import json
import re
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.people import PASSWORD
from tests.servers import answers, free_port, wait_for
from tests.site import ROOT, Site

JSON = {"Content-Type": "application/json"}
AMOUNTS = ("48113.97", "7919.43", "61237.81", "3391.17")
SUMS = ("56033.40", "29.18", "64628.98")
CLOCK = re.compile(rb"\d\d:\d\d:\d\d[.,]\d{3,6}")  # at 12:00:17,919 an amount would seem to stand there
PEOPLE = """
from django.contrib.auth.hashers import make_password
from salaries.accounts.keys import issue
from tests.people import *
role, moderator, person = make_role(), make_moderator(), make_person("me@example.org")
for one in (moderator, person):
    one.password = make_password(PASSWORD, hasher="pbkdf2_sha256")
    one.save()
print(issue(by=person, name="program", now=NOW)[1])
"""
SESSIONS = """
from django.contrib.sessions.models import Session
from salaries.models import *
print(json.dumps([str([session.get_decoded() for session in Session.objects.all()]), SalaryReport.objects.count(),
                  Observation.objects.count(), Decision.objects.count()]))
"""


def spellings(amount: str) -> set[bytes]:
    """Every way in which somebody might come across the amount in a file."""
    whole, cents = amount.split(".")
    digits = re.sub(r"(?<=\d)(?=(\d{3})+$)", ",", whole)
    words = {amount, f"{digits}.{cents}", f"{digits.replace(',', ' ')}.{cents}", f"{digits.replace(',', '.')},{cents}",
             f"{whole},{cents}", f"{whole}{cents}", urllib.parse.quote_plus(f"{digits}.{cents}")}  # fmt: skip
    if len(whole) > 3:  # shorter numbers stand in every file by chance
        words |= {digits}
    found = set()
    for word in words:
        plain = word.encode()
        found |= {plain, word.encode("utf-16-le"), plain.hex().encode()}
        for shift in range(3):  # what base64 makes of it, wherever it begins
            coded = base64.b64encode(b"\0" * shift + plain)
            found.add(coded[(0, 2, 3)[shift] : -4])
    return {piece for piece in found if len(piece) >= 5}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site({"DATA_DIR": str(tmp_path), "REDIS_URL": "", "DATABASE_URL": f"sqlite:///{tmp_path / 'site.sqlite3'}"})
    site.manage("migrate", "--verbosity", "0")
    return site


@pytest.fixture
def server(site: Site, tmp_path: Path) -> Iterator[str]:
    port = free_port()
    with (tmp_path / "log").open("wb") as log:
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--blocking-threads",
                   "64", "--access-log", "--log-level", "debug", "config.wsgi:application"]  # fmt: skip
        process = subprocess.Popen(command, env=site.env, cwd=ROOT, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for("the site", lambda: answers(f"{address}/healthz"))
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


class Person:
    """Somebody with a browser."""

    def __init__(self, address: str) -> None:
        self.browser = httpx.Client(base_url=address, follow_redirects=True, timeout=30, headers={"Referer": address})

    def __enter__(self) -> "Person":
        return self

    def __exit__(self, *_: object) -> None:
        self.browser.close()

    def send(self, path: str, **fields: str) -> httpx.Response:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', self.browser.get(path).text)
        assert found, path
        return self.browser.post(path, data={"csrfmiddlewaretoken": found[1], **fields})

    def sign_in(self, email: str) -> None:
        assert self.send("/account/login/", login=email, password=PASSWORD).status_code == 200


def typed(fees: str, royalties: str, **more: str) -> dict[str, str]:
    return {
        "role": "music-producer", "year": "2025", "level": "mid", "country": "US", "engagement": "freelance",
        "ai_use": "some", "hours_per_week": "40", "weeks_per_year": "48", "currency": "USD",
        "amount_fees": fees, "period_fees": "year", "amount_royalties": royalties, "period_royalties": "year", **more,
    }  # fmt: skip


def a_day_of_typing(address: str, key: str) -> None:
    """Pay typed into the form, wrongly and rightly, into a draft, the API, an appeal, and a moderator's question."""
    with Person(address) as me, Person(address) as desk, Person(address) as visitor:
        type_everywhere(address, key, me, desk, visitor)


def type_everywhere(address: str, key: str, me: Person, desk: Person, visitor: Person) -> None:
    me.sign_in("me@example.org")
    desk.sign_in("moderator@example.org")
    me.send("/reports/new/", **typed("48,113.97", "7919.43", hours_per_week="no"))
    sent = me.send("/reports/new/", **typed("48,113.97", "7919.43"))
    report = re.search(r"/reports/([0-9a-f-]{36})/", str(sent.url))
    assert report, sent.text
    assert "Sign in" in visitor.send("/reports/new/", **typed("61237.81", "3,391.17")).text
    headers = {"Authorization": f"Bearer {key}"}
    body = {
        "role": "music-producer", "year": 2024, "level": "mid", "country": "US", "engagement": "freelance",
        "ai_use": "some", "hours_per_week": 40, "weeks_per_year": 48, "currency": "USD",
        "streams": [{"kind": "fees", "amount": "61237.81", "period": "year"}], "costs": "0",
    }  # fmt: skip
    with httpx.Client(base_url=address, headers=headers) as program:
        assert program.post("/api/v1/reports/", json=body | {"level": "61237.81"}).status_code == 400
        assert program.post("/api/v1/reports/", content=json.dumps(body)[:-9], headers=JSON).status_code == 400
        assert program.post("/api/v1/reports/", json=body).status_code == 201
    desk_page = f"/admin/salaries/salaryreport/{report[1]}/change/"
    assert "48,113.97" in desk.browser.get(desk_page).text
    me.browser.get("/account/data/everything.json")
    me.browser.get("/account/data/everything.csv")
    me.browser.get(f"/reports/{report[1]}/edit/")


DECIDE = """
from salaries.moderation import *
from salaries.reporting import appeal
from tests.people import *
moderator = User.objects.get(email="moderator@example.org")
first, second = SalaryReport.objects.order_by("-year")
ask(report=first, by=moderator, now=NOW, reason="hours", message="Is it really 48,113.97, me@example.org?")
reject(report=first, by=moderator, now=NOW, reason="range", message="48113.97 is too much.")
appeal(report=first, by=first.person, text="I billed exactly 48,113.97.", now=NOW)
approve(report=second, by=moderator, now=NOW)
"""


def test_neither_the_database_nor_the_logs_say_what_was_typed(site: Site, server: str, tmp_path: Path) -> None:
    key = site.run(PEOPLE).splitlines()[-1]
    a_day_of_typing(server, key)
    site.run(DECIDE)
    sessions, *rows = json.loads(site.run(SESSIONS).splitlines()[-1])
    assert rows == [2, 1, 3]
    files = [path for path in tmp_path.iterdir() if path.name.startswith("site.sqlite3") or path.name == "log"]
    everything = CLOCK.sub(b"", b"\n".join(path.read_bytes() for path in files) + sessions.encode())
    assert b"me@example.org" in everything  # the search would find what is there
    assert b"/reports/new/" in everything
    assert [piece for amount in AMOUNTS + SUMS for piece in spellings(amount) if piece in everything] == []


def test_the_search_knows_an_amount_when_it_sees_one() -> None:
    for text in ("fees=48%2C113.97", '{"amount": "48113.97"}', "48.113,97", "48 113.97", "4811397"):
        for hay in (text.encode(), base64.b64encode(b"xy" + text.encode()), text.encode("utf-16-le")):
            assert [piece for piece in spellings("48113.97") if piece in hay], text
