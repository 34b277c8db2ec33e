"""Demonstration data: only on an empty site, marked on every page, taken away without a trace."""

import subprocess
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client

from salaries import demonstration
from salaries.accounts.models import User
from salaries.demonstration import DOMAIN, DemonstrationRefused, clear, is_shown, make
from salaries.models import (
    Change,
    Decision,
    Demonstration,
    FollowUp,
    Gate,
    Observation,
    Release,
    Role,
    SalaryReport,
    Spent,
    Webhook,
)
from salaries.models.demonstration import NOTE
from salaries.moderation import Seen, approve, choice, open_report, propose, statistics
from salaries.movements import moves_of
from salaries.publication import release
from salaries.reporting import data_of, withdraw
from salaries.stats import privacy
from salaries.webhooks import due
from tests.people import NOW, make_figure, make_moderator, make_person, make_report, make_role
from tests.site import Site

EACH = 25
ENOUGH = 60  # far above the noisy threshold of about 20 reports: that no gate opens has a chance of 1 in 10^6
PAGES = [
    "/", "/compare/?roles=music-producer,ai-developer-music", "/roles/", "/method/", "/privacy/", "/account/login/",
    "/compare/groups/?first-role=music-producer&second-role=ai-developer-music",
    "/reports/new/", "/advice/", "/embed/compare/?roles=music-producer",
]  # fmt: skip
MARK = "Demonstration data."


@pytest.fixture
def roles(db: None) -> list[Role]:
    return [make_role(code="27-2041"), make_role("ai-developer-music", side="ai")]


def quiet(scale: Fraction) -> int:
    """No noise, so that every gate opens."""
    return 0


def counts() -> dict[str, int]:
    """Rows of each table, but for the marks that tell caches which tables were written to: they say nothing else."""
    tables = set(apps.get_models(include_auto_created=True)) - {Change}
    return {model._meta.label: model._base_manager.count() for model in tables}


def test_it_leaves_no_trace(
    roles: list[Role], django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choice, "SHARE", 1.0)  # with a second look at each
    monkeypatch.setattr(demonstration, "REPORTS_A_ROLE", EACH - 5)  # with follow-ups on the last five of each role
    moderator = make_moderator()
    before = counts()
    with django_capture_on_commit_callbacks(execute=True):
        assert make(now=NOW, each=EACH) == 2 * EACH
    assert FollowUp.objects.count() == 10
    for report in SalaryReport.objects.all()[:2]:
        open_report(report=report, by=moderator, now=NOW)
        propose(verb="subtract", seen=[Seen(report.pk, report.updated_at)], by=moderator, now=NOW)
    assert SalaryReport.objects.filter(status="approved").count() == 2 * EACH
    with django_capture_on_commit_callbacks(execute=True):
        clear()
    assert counts() == before


def test_a_webhook_made_meanwhile_is_told_of_the_first_real_release(roles: list[Role]) -> None:
    make(now=NOW, each=EACH)
    Webhook.objects.create(
        person=make_person(), address="https://a.example/", secret="s", created_at=NOW, told_from=1,
    )  # fmt: skip
    clear()
    assert due(now=NOW) == []
    Release.objects.create(number=1, published_at=NOW)
    assert len(due(now=NOW)) == 1


def test_every_page_says_so_and_only_while_it_is_there(
    client: Client, roles: list[Role], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        make(now=NOW, each=EACH)
    assert [path for path in PAGES if MARK not in client.get(path).content.decode()] == []
    with django_capture_on_commit_callbacks(execute=True):
        clear()
    assert [path for path in PAGES if MARK in client.get(path).content.decode()] == []


def test_everything_that_leaves_the_site_says_so(
    client: Client, roles: list[Role], django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demonstration, "release", partial(release, noise=quiet))
    with django_capture_on_commit_callbacks(execute=True):
        make(now=NOW, each=ENOUGH)
    query = "?roles=music-producer"
    for path in (f"/compare/data.csv{query}", f"/api/v1/comparison/{query}", f"/api/v1/comparison/{query}&format=csv",
                 "/api/v1/estimates/?role=music-producer", "/api/v1/estimates/?role=music-producer&format=csv",
                 "/api/v1/estimates/?role=music-producer&fields=percentiles", "/api/v1/releases/",
                 "/api/v1/advice/plan/?from=music-producer&to=ai-developer-music",
                 "/api/v1/advice/moves/?from=music-producer"):  # fmt: skip
        assert NOTE in client.get(path).content.decode(), path
    for path in (f"/compare/picture.svg{query}", f"/embed/compare/{query}", "/moderation/"):
        assert MARK[:-1] in client.get(path).content.decode(), path


def test_follow_ups_are_in_it_and_marked_like_the_rest(
    client: Client, roles: list[Role], django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demonstration, "release", partial(release, noise=quiet))
    monkeypatch.setattr(demonstration, "REPORTS_A_ROLE", 2)
    with django_capture_on_commit_callbacks(execute=True):
        make(now=NOW, each=2, first=ENOUGH + 60)
    half, year = moves_of("music-producer")
    assert (half.people, year.people) == (ENOUGH + 58, None)
    assert "stayed" in half.changes
    assert NOTE in client.get("/api/v1/follow-ups/music-producer/").content.decode()
    assert NOTE in client.get("/api/v1/follow-ups/music-producer/?format=csv").content.decode()
    page = client.get("/advice/roles/music-producer/").content.decode()
    assert "stayed in the role" in page
    assert MARK in page


def test_a_real_release_says_nothing_of_a_demonstration(client: Client, roles: list[Role]) -> None:
    Release.objects.create(number=1, published_at=NOW)
    answer = client.get("/api/v1/comparison/?roles=music-producer").json()
    assert (answer["release"], answer["release_note"]) == (1, "")


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
    spent = {report.engagement: data_of(report).pay.parts["costs"] / data_of(report).pay.income for report in reports}
    assert 0 <= spent["employee"] < 0.05 < spent["freelance"] < 0.45


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


@pytest.mark.django_db
def test_the_mark_is_seen_at_once() -> None:
    assert not is_shown()
    Demonstration.objects.create(made_at=NOW)
    assert is_shown()


def test_the_command_makes_and_clears(
    roles: list[Role], capsys: pytest.CaptureFixture[str], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(privacy, "GATE_THRESHOLD", -10_000)
    call_command("demo", each=3)
    assert capsys.readouterr().out.startswith("6 invented reports are released.")
    assert len(list(settings.OPEN_DATA_DIR.glob("release-*"))) == Release.objects.count() == 1
    with pytest.raises(CommandError, match="for an empty site"):
        call_command("demo")
    call_command("demo", "--clear")
    assert not SalaryReport.objects.exists()
    assert not Gate.objects.exists()
    assert list(settings.OPEN_DATA_DIR.glob("*release*")) == []


@pytest.mark.django_db
def test_the_command_needs_roles() -> None:
    with pytest.raises(CommandError, match="load_starter"):
        call_command("demo")


def test_a_database_that_was_never_migrated_is_told_so_in_a_sentence(tmp_path: Path) -> None:
    site = Site({"DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'new.sqlite3'}", "REDIS_URL": ""})
    for words in (["demo"], ["demo", "--clear"]):
        with pytest.raises(subprocess.CalledProcessError) as failed:
            site.manage(*words)
        assert failed.value.returncode == 1
        assert failed.value.stderr.splitlines()[-1] == (
            "CommandError: The database is not up to date. Run manage.py migrate and load_starter first."
        )
        assert "Traceback" not in failed.value.stderr


def test_its_decisions_have_a_past_and_show_in_the_public_numbers(roles: list[Role]) -> None:
    make(now=NOW, each=ENOUGH)
    assert statistics(NOW).decided is not None
    assert {report.updated_at <= NOW for report in SalaryReport.objects.all()} == {True}
    assert not Decision.objects.filter(decided_at__gt=NOW).exists()
