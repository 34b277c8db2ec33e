"""Demonstration data: only on an empty site, marked on every page, taken away without a trace."""

from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client

from salaries import demonstration
from salaries.accounts.models import User
from salaries.demonstration import DOMAIN, DemonstrationRefused, clear, is_shown, make
from salaries.models import Demonstration, Gate, Observation, Release, Role, SalaryReport, Spent
from salaries.models.demonstration import NOTE
from salaries.moderation import approve
from salaries.reporting import data_of, withdraw
from tests.people import NOW, make_figure, make_moderator, make_person, make_report, make_role

EACH = 25
ENOUGH = 60  # far above the noisy threshold of about 20 reports: that no gate opens has a chance of 1 in 10^6
PAGES = [
    "/", "/compare/?roles=music-producer,ai-developer-music", "/roles/", "/method/", "/privacy/", "/account/login/",
    "/reports/new/", "/advice/", "/embed/compare/?roles=music-producer",
]  # fmt: skip
MARK = "Demonstration data."


@pytest.fixture
def roles(db: None) -> list[Role]:
    return [make_role(code="27-2041"), make_role("ai-developer-music", side="ai")]


def counts() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model in apps.get_models(include_auto_created=True)}


def test_it_leaves_no_trace(roles: list[Role], django_capture_on_commit_callbacks: Any) -> None:
    before = counts()
    with django_capture_on_commit_callbacks(execute=True):
        assert make(now=NOW, each=EACH) == 2 * EACH
    assert SalaryReport.objects.filter(status="approved").count() == 2 * EACH
    with django_capture_on_commit_callbacks(execute=True):
        clear()
    assert counts() == before


def test_every_page_says_so_and_only_while_it_is_there(
    client: Client, roles: list[Role], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        make(now=NOW, each=EACH)
    assert [path for path in PAGES if MARK not in client.get(path).content.decode()] == []
    with django_capture_on_commit_callbacks(execute=True):
        clear()
    assert [path for path in PAGES if MARK in client.get(path).content.decode()] == []


def test_the_release_says_so_too(client: Client, roles: list[Role]) -> None:
    make(now=NOW, each=ENOUGH)
    assert [release.note for release in Release.objects.all()] == [NOTE]


def test_the_reports_are_invented_believable_and_nobodys(roles: list[Role]) -> None:
    for value, statistic in ((40_000, "p25"), (60_000, "p50"), (90_000, "p75")):
        occupation = roles[0].role_occupations.get().occupation
        make_figure(statistic, value, statistic=statistic, occupation=occupation)
    make(now=NOW, each=EACH)
    reports = list(SalaryReport.objects.select_related("role", "person"))
    assert {report.person.email.partition("@")[2] for report in reports} == {DOMAIN}
    assert not [p for p in User.objects.all() if p.is_active or p.has_usable_password() or p.is_staff]
    pays = sorted(float(data_of(report).pay.yearly) for report in reports if report.role == roles[0])
    assert 35_000 < pays[len(pays) // 2] < 100_000
    assert len({report.level for report in reports}) == 4


def test_it_is_the_same_every_time(roles: list[Role]) -> None:
    def pays() -> list[float]:
        return sorted(float(data_of(report).pay.yearly) for report in SalaryReport.objects.all())

    make(now=NOW, each=3)
    first = pays()
    clear()
    make(now=NOW, each=3)
    assert pays() == first


def test_a_site_with_a_report_refuses_it(roles: list[Role]) -> None:
    make_report(roles[0])
    before = counts()
    with pytest.raises(DemonstrationRefused, match="for an empty site"):
        make(now=NOW, each=EACH)
    assert counts() == before


def test_a_site_whose_reports_were_all_withdrawn_refuses_it_once_one_was_counted(roles: list[Role]) -> None:
    report = make_report(roles[0])
    approve(report=report, by=make_moderator(), now=NOW)
    Observation.objects.update(release=Release.objects.create(number=1, published_at=NOW))
    withdraw(report=report, by=report.person)
    assert Spent.objects.exists()
    with pytest.raises(DemonstrationRefused):
        make(now=NOW, each=EACH)


def test_it_is_not_made_twice(roles: list[Role]) -> None:
    make(now=NOW, each=3)
    with pytest.raises(DemonstrationRefused):
        make(now=NOW, each=3)
    assert SalaryReport.objects.count() == 6


def test_what_others_gave_is_not_erased_without_a_word(roles: list[Role]) -> None:
    make(now=NOW, each=3)
    given = make_report(roles[0], make_person("real@example.org"))
    with pytest.raises(DemonstrationRefused, match="1 reports were given by others"):
        clear()
    assert SalaryReport.objects.filter(pk=given.pk).exists()
    clear(with_given=True)
    assert not SalaryReport.objects.exists()
    assert [person.email for person in User.objects.all()] == ["real@example.org"]


def test_a_site_without_a_demonstration_is_left_alone(roles: list[Role]) -> None:
    make_report(roles[0])
    with pytest.raises(DemonstrationRefused, match="no demonstration data"):
        clear(with_given=True)
    assert SalaryReport.objects.count() == 1


def test_a_demonstration_that_breaks_leaves_nothing(roles: list[Role], monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(**_: Any) -> None:
        raise RuntimeError

    before = counts()
    monkeypatch.setattr(demonstration, "release", breaks)
    with pytest.raises(RuntimeError):
        make(now=NOW, each=3)
    assert counts() == before


def test_the_mark_is_asked_for_rarely(roles: list[Role], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demonstration, "_memory", [demonstration._Memory()])
    assert not is_shown()
    Demonstration.objects.create(made_at=NOW)
    assert not is_shown()
    monkeypatch.setattr(demonstration, "_memory", [demonstration._Memory()])
    assert is_shown()


def test_the_command_makes_and_clears(roles: list[Role], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo", each=3)
    assert capsys.readouterr().out.startswith("6 invented reports are released.")
    with pytest.raises(CommandError, match="for an empty site"):
        call_command("demo")
    call_command("demo", "--clear")
    assert not SalaryReport.objects.exists()
    assert not Gate.objects.exists()


@pytest.mark.django_db
def test_the_command_needs_roles() -> None:
    with pytest.raises(CommandError, match="load_starter"):
        call_command("demo")
