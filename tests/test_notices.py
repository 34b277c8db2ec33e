"""E-mails about one's reports: none unless asked for, each once, without pay or role, and stopped by one click."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.test import Client

from salaries.accounts.models import MailWish, User
from salaries.accounts.notices import Wishes, send_due, stop, token_for, wish, wishes_of
from salaries.models import Observation, Release, SalaryReport
from salaries.moderation import approve, ask, reject
from tests.people import NOW, make_moderator, make_person, make_report, make_role

LATER = NOW + timedelta(minutes=5)
ALL = Wishes(decided=True, asked=True, counted=True, follow_up=True)
PAGE = "/account/mail/"
DECIDED, ASKS, COUNTED = "has decided", "has a question", "has counted"


@pytest.fixture
def me(db: None) -> User:
    return make_person("me@example.org")


@pytest.fixture
def report(me: User) -> SalaryReport:
    return make_report(make_role(), me)


@pytest.fixture
def moderator(db: None) -> User:
    return make_moderator()


def wants(person: User, wishes: Wishes = ALL) -> None:
    wish(by=person, wishes=wishes, now=NOW - timedelta(hours=1))


def count(number: int) -> None:
    Observation.objects.update(release=Release.objects.create(number=number, published_at=NOW))


def words() -> list[str]:
    """Which of the three lines each mail has."""
    return [" ".join(word for word in (DECIDED, ASKS, COUNTED) if word in sent.body) for sent in mail.outbox]


def test_nobody_is_told_who_did_not_ask(report: SalaryReport, moderator: User) -> None:
    approve(report=report, by=moderator, now=NOW)
    count(1)
    assert send_due(now=LATER) == 0
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("wishes", "told"),
    [
        (Wishes(decided=True), [DECIDED]), (Wishes(asked=True), [ASKS]), (Wishes(counted=True), [COUNTED]),
        (ALL, [f"{DECIDED} {ASKS} {COUNTED}"]),
    ],
)  # fmt: skip
def test_everybody_is_told_what_they_asked_for(
    me: User, report: SalaryReport, moderator: User, wishes: Wishes, told: list[str]
) -> None:
    wants(me, wishes)
    ask(report=report, by=moderator, now=NOW, reason="hours", message="48,000?")
    approve(report=report, by=moderator, now=NOW)
    count(1)
    send_due(now=LATER)
    assert words() == told


def test_nothing_is_told_twice(me: User, report: SalaryReport, moderator: User) -> None:
    wants(me)
    reject(report=report, by=moderator, now=NOW, reason="range")
    assert [send_due(now=LATER + timedelta(minutes=10 * i)) for i in range(3)] == [1, 0, 0]
    other = make_report(make_role("composer-songwriter"), me)
    approve(report=other, by=moderator, now=LATER + timedelta(hours=1))
    assert send_due(now=LATER + timedelta(hours=2)) == 1
    count(1)
    assert send_due(now=LATER + timedelta(hours=3)) == 1
    assert words() == [DECIDED, DECIDED, COUNTED]


def test_what_happened_before_one_asked_is_not_told(me: User, report: SalaryReport, moderator: User) -> None:
    approve(report=report, by=moderator, now=NOW)
    count(3)
    wish(by=me, wishes=ALL, now=LATER)
    assert send_due(now=LATER + timedelta(hours=1)) == 0
    stop(person_id=me.pk)
    other = make_report(make_role("composer-songwriter"), me)
    approve(report=other, by=moderator, now=LATER + timedelta(hours=2))
    wish(by=me, wishes=ALL, now=LATER + timedelta(hours=3))
    assert send_due(now=LATER + timedelta(hours=4)) == 0


def test_a_release_without_ones_report_is_no_news(me: User, report: SalaryReport) -> None:
    wants(me)
    Release.objects.create(number=1, published_at=NOW)
    assert send_due(now=LATER) == 0
    assert MailWish.objects.get().told_release == 1


def test_the_first_release_after_a_demonstration_is_told(me: User, report: SalaryReport, moderator: User) -> None:
    """Its numbers begin again, below what was looked at last."""
    wants(me, Wishes(counted=True))
    MailWish.objects.update(told_release=5)
    approve(report=report, by=moderator, now=NOW)
    count(1)
    assert [send_due(now=LATER + timedelta(minutes=10 * i)) for i in range(3)] == [1, 0, 0]
    assert words() == [COUNTED]


def test_only_the_author_is_told(me: User, report: SalaryReport, moderator: User) -> None:
    wants(make_person("stranger@example.org"))
    wants(me)
    approve(report=report, by=moderator, now=NOW)
    send_due(now=LATER)
    assert [sent.to for sent in mail.outbox] == [["me@example.org"]]


def test_a_mail_names_neither_pay_nor_role(me: User, report: SalaryReport, moderator: User) -> None:
    wants(me)
    ask(report=report, by=moderator, now=NOW, reason="hours", message="Is it 48,000?")
    send_due(now=LATER)
    (sent,) = mail.outbox
    text = str(sent.message())
    assert sent.subject == "Gainstage: News about your pay reports"
    for secret in ("48", "54", "Music Producer", "music-producer", "2025", str(report.pk)):
        assert secret not in text.split("Date:")[1].split("\n", 2)[2].replace(token_for(me.pk), ""), secret


def test_a_mail_can_be_stopped_by_one_click_signed_out(me: User, report: SalaryReport, moderator: User) -> None:
    wants(me)
    approve(report=report, by=moderator, now=NOW)
    send_due(now=LATER)
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = re.fullmatch(r"<http://localhost:8000(/account/mail/stop/\S+/)>", headers["List-Unsubscribe"])
    assert found
    program = Client(enforce_csrf_checks=True)
    page = program.get(found[1])
    assert "Stop these e-mails?" in page.content.decode()
    assert wishes_of(me)["decided"]
    answer = program.post(found[1], {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert answer.cookies == {}
    assert not any(wishes_of(me).values())


@pytest.mark.parametrize("token", ["1", "1:forged", "x:y"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_forged_link_stops_nothing(client: Client, me: User, token: str, method: str) -> None:
    wants(me)
    for guess in (token, f"{me.pk}:{token_for(me.pk + 1).split(':')[1]}"):
        assert getattr(client, method)(f"{PAGE}stop/{guess}/").status_code == 404
    assert all(wishes_of(me).values())


def test_a_link_of_somebody_who_is_gone_is_harmless(client: Client, db: None) -> None:
    assert client.post(f"{PAGE}stop/{token_for(999_999)}/").status_code == 200


def test_a_failed_mail_is_tried_again_and_holds_up_nobody(
    me: User, report: SalaryReport, moderator: User, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    other = make_person("other@example.org")
    for person in (me, other):
        wants(person)
    approve(report=report, by=moderator, now=NOW)
    approve(report=make_report(make_role(), other), by=moderator, now=NOW)

    def breaks(message: EmailMessage) -> int:
        if message.to == ["me@example.org"]:
            raise ConnectionRefusedError
        mail.outbox.append(message)
        return 1

    with monkeypatch.context() as patch:
        patch.setattr(EmailMessage, "send", breaks)
        assert send_due(now=LATER) == 1
    assert "me@example.org" not in caplog.text
    assert send_due(now=LATER) == 1
    assert sorted(sent.to[0] for sent in mail.outbox) == ["me@example.org", "other@example.org"]


def test_the_page_asks_and_saves(client: Client, me: User) -> None:
    assert client.get(PAGE)["Location"] == f"/account/login/?next={PAGE}"
    client.force_login(me)
    page = client.get(PAGE)
    assert "no-store" in page["Cache-Control"]
    assert " checked>" not in page.content.decode()
    client.post(PAGE, {"asked": "on"})
    assert wishes_of(me) == {"decided": False, "asked": True, "counted": False, "follow_up": False}
    assert client.get(PAGE).content.decode().count(" checked>") == 1
    client.post(PAGE, {})
    assert not any(wishes_of(me).values())


def test_the_command_sweeps(me: User, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("send_notices")
    assert capsys.readouterr().out == "Mails sent: 0.\n"


def test_a_quiet_sweep_costs_six_queries(me: User, django_assert_num_queries: Any) -> None:
    for number in range(5):
        wants(make_person(f"p{number}@example.org"))
    with django_assert_num_queries(6):
        send_due(now=LATER)
