"""Everything about a person: taken away as a copy, or erased, which is proved by looking into every table."""

import csv
import json
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from salaries.accounts import personal_data
from salaries.accounts.keys import issue
from salaries.accounts.models import AccountEvent, User
from salaries.accounts.personal_data import as_rows, erase, everything_about
from salaries.models import Decision, FollowUp, Movement, Observation, Release, SalaryReport, Spent
from salaries.moderation import approve, ask, reject
from salaries.publication import release
from salaries.reporting import Answer, appeal, follow_up
from salaries.stats.money import Amount
from salaries.stats.privacy import PLAN, spent_by_a_report
from tests.people import (
    NOW,
    PASSWORD,
    approved_reports,
    make_moderator,
    make_person,
    make_report,
    make_role,
)

ADDRESS = "leaving@example.org"
TYPED = ("48113.97", "7919.43")  # with a point: no digest or number of a row can hold them by chance
WRITTEN = "Was it really that much, Leavingson?"
SAID = "I billed exactly 48113.97 that year."
DATA, ERASE = "/account/data/", "/account/data/erase/"
JSON, CSV = "/account/data/everything.json", "/account/data/everything.csv"


@pytest.fixture
def moderator(db: None) -> User:
    return make_moderator()


@pytest.fixture
def leaving(moderator: User) -> User:
    """Somebody with one of everything: a counted report, a waiting one, a question, an appeal, a key, devices."""
    person = make_person(ADDRESS)
    role = make_role()
    streams = (Amount("fees", Decimal(TYPED[0]), "year"), Amount("royalties", Decimal(TYPED[1]), "year"))
    reports = [make_report(role, person, year=year, streams=streams) for year in (2024, 2025)]
    approve(report=reports[0], by=moderator, now=NOW)
    Observation.objects.update(release=Release.objects.create(number=7, published_at=NOW))
    answer = Answer("moved", make_role("composer-songwriter"), 5)
    follow_up(
        report=SalaryReport.objects.get(pk=reports[0].pk), by=person, answer=answer, now=NOW + timedelta(days=200)
    )
    ask(report=reports[1], by=moderator, now=NOW, reason="hours", message=WRITTEN)
    approve(report=reports[1], by=moderator, now=NOW)
    third = make_report(make_role("composer-songwriter"), person)
    reject(report=third, by=moderator, now=NOW, reason="other", message=WRITTEN)
    appeal(report=third, by=person, text=SAID, now=NOW)
    issue(by=person, name="=notebook", now=NOW)
    LogEntry.objects.create(
        user=moderator, content_type=ContentType.objects.get_for_model(User), object_id=str(person.pk),
        object_repr=ADDRESS, action_flag=2, change_message=f"Changed {ADDRESS}",
    )  # fmt: skip
    for _ in range(2):
        assert signed_in(person).get(JSON).status_code == 200
    return person


def signed_in(person: User) -> Client:
    client = Client()
    assert client.post("/account/login/", {"login": person.email, "password": PASSWORD}).status_code == 302
    return client


def confirmed(person: User) -> Client:
    """A browser in which the person has just given the password once more."""
    client = signed_in(person)
    client.post("/account/reauthenticate/", {"password": PASSWORD, "next": ERASE})
    return client


def rows_of(person_id: int) -> dict[str, int]:
    """How many rows of every table point at the person, many-to-many tables included."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if getattr(field, "concrete", False) and field.related_model is User and not field.many_to_many:
                rows = model._base_manager.filter(**{field.name: person_id})
                found[f"{model._meta.label}.{field.name}"] = rows.count()
    return found


def database() -> str:
    """Every cell of every table, as text; bytes as far as they can be read."""
    cells = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                cells += [bytes(c).decode("latin-1") if isinstance(c, bytes | memoryview) else str(c) for c in row]
    return "\n".join(cells).lower()


def test_nothing_of_an_erased_person_is_left_in_any_table(leaving: User) -> None:
    before = rows_of(leaving.pk)
    assert {name for name, number in before.items() if number} >= {
        "accounts.ApiKey.person", "accounts.AccountEvent.person", "salaries.SalaryReport.person",
        "account.EmailAddress.user", "usersessions.UserSession.user",
    }  # fmt: skip
    assert ADDRESS in database()
    assert WRITTEN.lower() not in database()  # sealed
    person_id = leaving.pk
    confirmed(leaving).post(ERASE)
    assert set(rows_of(person_id).values()) == {0}
    assert not FollowUp.objects.exists()
    assert not Movement.objects.exists()
    everything = database()
    for word in (ADDRESS, "leavingson", *TYPED, "=notebook"):
        assert word not in everything, word
    assert not User.objects.filter(pk=person_id).exists()
    assert not Session.objects.exists() or all("_auth_user_id" not in s.get_decoded() for s in Session.objects.all())


def test_amounts_were_never_readable_in_the_database(leaving: User) -> None:
    everything = database()
    assert not [amount for amount in TYPED if amount in everything]


def test_observations_go_and_counted_ones_leave_a_token(leaving: User) -> None:
    counted = SalaryReport.objects.get(person=leaving, year=2024).token
    erase(by=leaving)
    assert not Observation.objects.exists()
    left = Spent.objects.exclude(release=None)
    assert [(spent.token, spent.release.number) for spent in left] == [(counted, 7)]


def test_the_trail_stays_without_words(leaving: User) -> None:
    before = Decision.objects.count()
    erase(by=leaving)
    assert Decision.objects.count() == before == 4
    assert set(Decision.objects.values_list("message", flat=True)) == {""}


def test_others_keep_everything(leaving: User, moderator: User) -> None:
    stranger = make_person()
    report = make_report(make_role(), stranger)
    ask(report=report, by=moderator, now=NOW, reason="hours", message="Full time?")
    issue(by=stranger, name="mine", now=NOW)
    client = signed_in(stranger)
    before = rows_of(stranger.pk)
    erase(by=leaving)
    assert rows_of(stranger.pk) == before
    assert Decision.objects.get(report_id=report.pk).message == "Full time?"
    assert client.get("/reports/").status_code == 200


def test_an_erased_moderator_is_not_named_in_the_trail(leaving: User, moderator: User) -> None:
    number = moderator.pk
    erase(by=moderator)
    assert set(Decision.objects.values_list("moderator", "moderator_id")) == {(personal_data.FORMER, number)}
    assert "moderator@example.org" not in database()


def test_an_erasure_is_whole_or_not_at_all(leaving: User, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows_of(leaving.pk)

    def breaks(person: User) -> None:
        raise RuntimeError

    monkeypatch.setattr(personal_data, "_unname", breaks)
    with pytest.raises(RuntimeError):
        erase(by=leaving)
    assert rows_of(leaving.pk) == before
    assert [line.message for line in Decision.objects.all()].count(WRITTEN) == 2
    assert Observation.objects.count() == 2


def test_erasing_takes_a_password_first(leaving: User) -> None:
    client = signed_in(leaving)
    for answer in (client.get(ERASE), client.post(ERASE)):
        assert answer["Location"].startswith("/account/reauthenticate/?next=")
    client.post("/account/reauthenticate/", {"password": "wrong password", "next": ERASE})
    assert client.get(ERASE).status_code == 302
    assert User.objects.filter(pk=leaving.pk).exists()
    client.post("/account/reauthenticate/", {"password": PASSWORD, "next": ERASE})
    assert "Erase everything now" in client.get(ERASE).content.decode()
    assert User.objects.filter(pk=leaving.pk).exists()


def test_the_page_says_what_goes_and_what_stays(leaving: User) -> None:
    page = confirmed(leaving).get(ERASE).content.decode()
    assert "your 3 reports" in page
    assert "Your API key stops working" in page
    assert "counted in release 7. The batches they were counted in stay" in page
    nobody = signed_in(make_person()).get(DATA).content.decode()
    assert "No report of yours is in a release" in nobody


def test_erasing_ends_every_session_and_says_so(leaving: User) -> None:
    phone, desk = signed_in(leaving), confirmed(leaving)
    page = desk.post(ERASE, follow=True).content.decode()
    assert "Everything about you is erased" in page
    assert phone.get("/reports/").status_code == desk.get("/reports/").status_code == 302
    assert not UserSession.objects.exists()
    again = Client().post("/account/login/", {"login": ADDRESS, "password": PASSWORD})
    assert "not correct" in again.content.decode()


def test_the_json_copy_holds_everything(leaving: User) -> None:
    answer = signed_in(leaving).get(JSON)
    assert answer["Content-Disposition"] == 'attachment; filename="my-gainstage-data.json"'
    copy = json.loads(answer.content)
    assert set(copy) == {
        "account",
        "keys",
        "second_factors",
        "sessions",
        "mail_wishes",
        "webhooks",
        "history",
        "reports",
        "privacy",
    }
    assert copy["account"]["addresses"] == [{"email": ADDRESS, "verified": True, "primary": True}]
    assert copy["keys"][0]["name"] == "=notebook"
    assert len(copy["sessions"]) == 3
    by_key = {(report["role"], report["year"]): report for report in copy["reports"]}
    counted = by_key["music-producer", 2024]
    assert [stream["amount"] for stream in counted["streams"]] == list(TYPED)
    assert counted["counted_in_release"] == 7
    assert by_key["composer-songwriter", 2025]["appeal"] == SAID
    assert by_key["music-producer", 2025]["decisions"][0]["message"] == WRITTEN
    assert "password" not in answer.content.decode().replace("password_changed", "")


def test_the_copy_names_the_tables_and_what_they_spent(moderator: User) -> None:
    role = make_role()
    approved_reports(role, [30_000 + 1_000 * i for i in range(60)], moderator)
    release(now=NOW)
    person = SalaryReport.objects.order_by("pk")[0].person
    (report,) = everything_about(person)["reports"]
    assert {row["table"] for row in report["published_tables"]} == {table.name for table in PLAN}
    gate = Decimal(str(everything_about(person)["privacy"]["epsilon_a_counted_report_spends_in_its_whole_life"]))
    tables = sum(Decimal(row["epsilon"]) for row in report["published_tables"])
    assert 0 < tables < gate == Decimal(str(float(spent_by_a_report())))
    client = Client()
    client.force_login(person)
    page = client.get(f"/reports/{report['id']}/").content.decode()
    assert "Pay a year by role and level" in page
    assert ">2.00<" in page
    Release.objects.update(gate_epsilon="0.25")  # what that release did cost, whatever the plan says today
    assert ">1.85<" in client.get(f"/reports/{report['id']}/").content.decode()


def test_the_csv_copy_says_the_same_and_no_cell_is_a_formula(leaving: User) -> None:
    answer = signed_in(leaving).get(CSV)
    assert answer["Content-Type"].startswith("text/csv")
    header, *rows = csv.reader(StringIO(answer.content.decode()))
    assert header == ["section", "item", "field", "value"]
    assert sorted(row[3] for row in rows if row[2] == "streams.1.amount") == ["48000", *[TYPED[0]] * 2]
    assert ["keys", "1", "name", "'=notebook"] in rows
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    copied = {(section, int(item), field) for section, item, field, _ in rows if section != "history"}
    expected = {row[:3] for row in as_rows(everything_about(leaving)) if row[0] != "history"}
    assert copied == expected - {("sessions", 4, field) for _, _, field in expected}


def test_a_second_click_finds_nothing_to_erase(leaving: User) -> None:
    again = User.objects.get(pk=leaving.pk)
    erase(by=leaving)
    erase(by=again)
    assert not User.objects.filter(pk=again.pk).exists()


def test_the_command_erases_whoever_asks_by_mail(leaving: User) -> None:
    with pytest.raises(CommandError, match="3 reports"):
        call_command("erase_person", ADDRESS.upper())
    assert User.objects.filter(pk=leaving.pk).exists()
    call_command("erase_person", ADDRESS.upper(), "--yes")
    assert ADDRESS not in database()
    with pytest.raises(CommandError, match="Nobody"):
        call_command("erase_person", ADDRESS, "--yes")


def test_the_admin_erases_nobody(client: Client, leaving: User, moderator: User) -> None:
    client.force_login(moderator)
    assert client.post(f"/admin/accounts/user/{leaving.pk}/delete/", {"post": "yes"}).status_code == 403
    selected = {"action": "delete_selected", "_selected_action": leaving.pk, "post": "yes"}
    client.post("/admin/accounts/user/", selected)
    assert User.objects.filter(pk=leaving.pk).exists()


@pytest.mark.parametrize("path", [DATA, JSON, CSV, ERASE])
@pytest.mark.django_db
def test_the_pages_are_private_and_never_stored(client: Client, path: str) -> None:
    assert client.get(path)["Location"] == f"/account/login/?next={path}"
    client.force_login(make_person())
    assert "no-store" in client.get(path)["Cache-Control"]
    assert client.put(path).status_code == 405


@pytest.mark.django_db
def test_a_copy_holds_nothing_of_others(client: Client) -> None:
    make_report(make_role(), make_person("stranger@example.org"))
    client.force_login(make_person())
    for path in (JSON, CSV):
        assert "stranger" not in client.get(path).content.decode()
    assert client.get(JSON).json()["reports"] == []


def test_taking_a_copy_is_in_the_history_without_pay(leaving: User) -> None:
    events = AccountEvent.objects.filter(person=leaving, kind=AccountEvent.Kind.EXPORTED)
    assert [(event.detail, event.address) for event in events] == [("JSON", "127.0.0.0")] * 2


@pytest.mark.django_db
def test_erasing_needs_a_token_against_forgery() -> None:
    person = make_person()
    client = confirmed(person)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post(ERASE).status_code == 403
    assert User.objects.filter(pk=person.pk).exists()


def test_nothing_typed_reaches_a_log(leaving: User, caplog: Any) -> None:
    confirmed(leaving).post(ERASE)
    assert not [word for word in (*TYPED, ADDRESS) if word in caplog.text]
