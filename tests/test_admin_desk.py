"""The rest of the desk: the trail, what curators edit, releases and their button, and who may do what."""

from typing import Any

import pytest
from celery.exceptions import OperationalError
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from salaries.models import Decision, Figure, Gate, Observation, Release, Role, Source
from salaries.moderation import approve, reject
from tests.people import (
    NOW,
    approved_reports,
    make_moderator,
    make_person,
    make_report,
    make_role,
    make_source,
    make_staff,
)

NOW_BUTTON = "/admin/salaries/release/now/"
GROUPS = ("moderator", "curator", "administrator")
LOOKED_AT = ("skillrating", "occupationtask", "technologyskill", "exposure", "sourcefile", "pricelevel")
EDITED = ("role", "occupation", "source", "figure", "claimcheck", "exchangerate")
LISTS = {
    "salaryreport": {"moderator"},
    "decision": {"moderator"},
    "proposal": {"moderator"},
    "secondlook": {"moderator"},
    "opening": {"administrator"},
    "release": set(GROUPS),
    "estimate": set(GROUPS),
    "batch": {"administrator"},
    **{name: {"curator"} for name in (*EDITED, *LOOKED_AT, "figureproposal")},
}


def signed_in(client: Client, group: str) -> Client:
    client.force_login(make_staff(group))
    return client


def list_of(name: str) -> str:
    return reverse(f"admin:salaries_{name}_changelist")


@pytest.mark.django_db
@pytest.mark.parametrize("group", GROUPS)
def test_who_sees_which_list(client: Client, group: str) -> None:
    signed_in(client, group)
    seen = {name for name in LISTS if client.get(list_of(name)).status_code == 200}
    assert seen == {name for name, groups in LISTS.items() if group in groups}


@pytest.mark.django_db
@pytest.mark.parametrize(("group", "sees"), [("moderator", False), ("curator", False), ("administrator", True)])
def test_only_administrators_have_rights_on_accounts(group: str, sees: bool) -> None:
    assert make_staff(group).has_perm("accounts.view_user") is sees
    assert not make_staff(group, "second@example.org").has_perm("accounts.delete_user")


@pytest.mark.django_db
@pytest.mark.parametrize("group", ["moderator", "curator"])
@pytest.mark.parametrize(
    "table",
    ["accounts/user", "auth/group", "account/emailaddress", "usersessions/usersession", "mfa/authenticator"],
)
def test_others_see_no_account(client: Client, group: str, table: str) -> None:
    person = make_person("somebody@example.org")
    signed_in(client, group)
    for end in ("", f"{person.pk}/change/", "add/"):
        assert client.get(f"/admin/{table}/{end}").status_code in (403, 404)
    assert "Accounts" not in client.get("/admin/").content.decode()


@pytest.mark.django_db
def test_an_administrator_sees_accounts_under_one_heading_and_no_report(client: Client) -> None:
    report = make_report(make_role())
    signed_in(client, "administrator")
    apps = client.get("/admin/").context["app_list"]
    assert [app["name"] for app in apps].count("Accounts") == 1
    assert client.get(f"/admin/accounts/user/{report.person_id}/change/").status_code == 200
    assert client.get(reverse("admin:salaries_salaryreport_change", args=[report.pk])).status_code == 403


@pytest.mark.django_db
def test_no_group_may_delete_or_add_what_people_gave() -> None:
    ours = Permission.objects.filter(content_type__app_label="salaries", group__isnull=False)
    granted = set(ours.values_list("codename", flat=True))
    kept = ("salaryreport", "decision", "proposal", "opening", "secondlook")
    assert not granted & {f"{verb}_{name}" for verb in ("add", "delete") for name in kept}
    assert not granted & {f"change_{name}" for name in kept[1:]}
    assert not {code for code in granted if code.endswith(("_observation", "_gate"))}


def test_observations_and_gates_are_not_in_the_admin() -> None:
    assert not admin.site.is_registered(Observation)
    assert not admin.site.is_registered(Gate)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["decision", "opening", "release", "batch", "estimate"])
@pytest.mark.parametrize("end", ["add/", "1/delete/", "1/change/"])
def test_history_is_not_written_by_hand(admin_client: Client, name: str, end: str) -> None:
    approve(report=make_report(make_role()), by=make_moderator(), now=NOW)
    Decision.objects.update(id=1)
    Release.objects.create(pk=1, number=1, published_at=NOW)
    answer = admin_client.post(list_of(name) + end, {"number": 9, "post": "yes"})
    assert answer.status_code in (302, 403)
    assert Release.objects.filter(number=1).count() == Decision.objects.count() == 1


@pytest.mark.django_db
def test_a_line_of_the_trail_leads_to_its_report(client: Client) -> None:
    report = make_report(make_role())
    decision = approve(report=report, by=make_moderator(), now=NOW, message="Fits")
    signed_in(client, "moderator")
    assert f"/admin/salaries/salaryreport/{report.pk}/change/" in client.get(list_of("decision")).content.decode()
    assert "Fits" in client.get(reverse("admin:salaries_decision_change", args=[decision.pk])).content.decode()


@pytest.mark.django_db
def test_the_trail_by_action_and_by_report(client: Client) -> None:
    role, moderator = make_role(), make_moderator()
    approved, rejected = make_report(role), make_report(role)
    approve(report=approved, by=moderator, now=NOW)
    reject(report=rejected, by=moderator, now=NOW, reason="fraud")
    signed_in(client, "moderator")
    for query, report in (
        ("?action__exact=rejected", rejected),
        ("?reason__exact=plausible", approved),
        (f"?q={approved.pk}", approved),
    ):
        rows = client.get(list_of("decision") + query).context["cl"].result_list
        assert [row.report_id for row in rows] == [report.pk]
    assert client.get(list_of("decision") + "?q=nonsense").status_code == 200


@pytest.mark.django_db
def test_a_curator_adds_a_figure_and_a_value_must_be_there_or_be_withheld(client: Client) -> None:
    signed_in(client, "curator")
    words: dict[str, Any] = {
        "key": "test/one", "source": make_source().pk, "subject": "Producers", "statistic": "p50", "unit": "year",
        "currency": "USD", "value": "50000", "measure": "earned", "population": "Everybody", "year": "2024",
        "period": "2024",
    }  # fmt: skip
    add = reverse("admin:salaries_figure_add")
    refused = client.post(add, {**words, "value": ""})
    assert refused.context["adminform"].form.errors.keys() == {"value"}
    assert client.post(add, words).status_code == 302
    assert Figure.objects.get().value == 50_000


@pytest.mark.django_db
def test_a_stored_slug_stays_and_a_role_is_not_deleted(client: Client) -> None:
    role, source = make_role(), make_source()
    signed_in(client, "curator")
    page = client.get(reverse("admin:salaries_role_change", args=[role.pk]))
    assert "slug" not in page.context["adminform"].form.fields
    assert client.post(reverse("admin:salaries_role_delete", args=[role.pk]), {"post": "yes"}).status_code == 403
    assert (
        "slug"
        not in client.get(reverse("admin:salaries_source_change", args=[source.pk])).context["adminform"].form.fields
    )
    assert (Role.objects.count(), Source.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_figures_are_found_while_typing(client: Client) -> None:
    signed_in(client, "curator")
    make_role(code="27-2041")
    query = {"app_label": "salaries", "model_name": "figure", "field_name": "occupation", "term": "27-2"}
    found = client.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [row["id"] for row in found] == ["27-2041"]


@pytest.mark.django_db
def test_the_button_releases_in_the_process(client: Client) -> None:
    approved_reports(make_role(code="27-2041"), list(range(30_000, 150_000, 1_000)), make_moderator())
    signed_in(client, "administrator")
    client.post(NOW_BUTTON)
    assert Release.objects.get().number == 1
    assert "Release 1 is published." in client.get(list_of("release")).content.decode()


@pytest.mark.django_db
def test_the_button_says_when_nothing_is_ready(client: Client) -> None:
    signed_in(client, "administrator")
    client.post(NOW_BUTTON)
    assert "Nothing to publish" in client.get(list_of("release")).content.decode()


@pytest.mark.django_db
def test_the_button_queues_for_workers(client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[bool] = []
    settings.CELERY_TASK_ALWAYS_EAGER = False
    monkeypatch.setattr("salaries.admin.releases.release_now.delay", lambda: sent.append(True))
    signed_in(client, "administrator")
    client.post(NOW_BUTTON)
    assert sent == [True]
    assert "The release is queued." in client.get(list_of("release")).content.decode()


@pytest.mark.django_db
def test_the_button_says_when_the_broker_is_down(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def down() -> None:
        raise OperationalError("no broker")

    monkeypatch.setattr("salaries.admin.releases.release_now.delay", down)
    signed_in(client, "administrator")
    assert client.post(NOW_BUTTON).status_code == 302
    assert "The release was not queued" in client.get(list_of("release")).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("group", ["moderator", "curator"])
def test_only_administrators_have_the_button(client: Client, group: str) -> None:
    signed_in(client, group)
    assert "Release now" not in client.get(list_of("release")).content.decode()
    assert client.post(NOW_BUTTON).status_code == 403


@pytest.mark.django_db
def test_the_button_works_by_post_and_for_staff_only(client: Client) -> None:
    assert client.post(NOW_BUTTON)["Location"].startswith(reverse("admin:login"))
    signed_in(client, "administrator")
    assert client.get(NOW_BUTTON).status_code == 405
