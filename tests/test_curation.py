"""Figures of the home page take two curators: one proposes, another publishes, and nobody does both."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from salaries import curation
from salaries.accounts.models import User
from salaries.curation import CurationRefused, decline, differences, home_roles, needs_another, propose, publish
from salaries.models import ClaimCheck, Figure, FigureProposal, Role, RoleOccupation, Source
from salaries.starter import loading, reading
from tests.people import NOW, make_figure, make_role, make_source, make_staff
from tests.site import own_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown() -> Figure:
    """The figure that the home page shows for music."""
    make_role("session-musician")
    Role.objects.update(order=500)
    make_role("music-producer", code="27-2041")
    return make_figure("median", 73_710, occupation_id="27-2041")


@pytest.fixture
def two() -> tuple[User, User]:
    """Two curators."""
    return make_staff("curator", "one@example.org"), make_staff("curator", "two@example.org")


def changed(figure: Figure, **values: Any) -> Figure:
    copy = Figure.objects.get(pk=figure.pk)
    for name, value in values.items():
        setattr(copy, name, value)
    return copy


# What needs a second one


def test_only_medians_of_the_first_roles_need_another(shown: Figure) -> None:
    assert [role.slug for role in home_roles()] == ["music-producer"]
    assert needs_another(shown)
    assert needs_another(changed(shown, statistic="mean"))  # it is taken off the home page
    other = make_figure("other", 1, role=Role.objects.get(slug="session-musician"))
    assert not needs_another(other)
    assert needs_another(changed(other, role=Role.objects.get(slug="music-producer")))
    assert not needs_another(make_figure("p90", 1, occupation_id="27-2041", statistic="p90"))
    assert not needs_another(make_figure("ad", 1, occupation_id="27-2041", measure="posted"))
    RoleOccupation.objects.all().delete()
    assert not needs_another(shown)


def test_what_the_home_page_shows_needs_another() -> None:
    loading.load(starter=reading.read())
    assert needs_another(Figure.objects.get(key="bls-oews/27-2041/2025/p50/year"))
    assert needs_another(Figure.objects.get(key="bls-oews/15-1252/2025/p50/year"))
    assert not needs_another(Figure.objects.get(key="uk-musicians-census/musicians/mean"))


# The deeds


def test_one_proposes_and_another_publishes(shown: Figure, two: tuple[User, User]) -> None:
    proposal = propose(figure=changed(shown, value=75_000, note="Looked up."), by=two[0], now=NOW)
    assert Figure.objects.get().value == 73_710
    assert list(differences(proposal)) == [("value", "73710.00", "75000.00"), ("note", "", "Looked up.")]
    publish(proposal=proposal, by=two[1], now=NOW)
    assert (Figure.objects.get().value, Figure.objects.get().pk) == (75_000, shown.pk)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.second) == ("published", two[1].get_username())


def test_nobody_publishes_their_own(shown: Figure, two: tuple[User, User]) -> None:
    proposal = propose(figure=changed(shown, value=1), by=two[0], now=NOW)
    with pytest.raises(CurationRefused, match="proposed this yourself"):
        publish(proposal=proposal, by=two[0], now=NOW)
    with pytest.raises(IntegrityError, match="figure_published_by_another"):
        FigureProposal.objects.update(state="published", second_id=two[0].pk)


def test_it_is_decided_once(shown: Figure, two: tuple[User, User]) -> None:
    proposal = propose(figure=changed(shown, value=1), by=two[0], now=NOW)
    decline(proposal=proposal, by=two[0], now=NOW)
    for deed in (publish, decline):
        with pytest.raises(CurationRefused, match="in the meantime"):
            deed(proposal=proposal, by=two[1], now=NOW)
    assert Figure.objects.get().value == 73_710


def test_a_figure_waits_for_one_change_at_a_time(shown: Figure, two: tuple[User, User]) -> None:
    propose(figure=changed(shown, value=1), by=two[0], now=NOW)
    with pytest.raises(CurationRefused, match="already waits"):
        propose(figure=changed(shown, value=2), by=two[1], now=NOW)


def test_what_was_changed_meanwhile_is_not_overwritten(shown: Figure, two: tuple[User, User]) -> None:
    proposal = propose(figure=changed(shown, note="New."), by=two[0], now=NOW)
    Figure.objects.update(value=80_000)
    with pytest.raises(CurationRefused, match="changed after this was proposed"):
        publish(proposal=proposal, by=two[1], now=NOW)
    proposal.refresh_from_db()
    assert proposal.state == "open"  # nothing of it was done, so it can still be declined
    assert Figure.objects.get().value == 80_000


def test_a_new_figure_is_checked_again_when_it_is_published(shown: Figure, two: tuple[User, User]) -> None:
    new = Figure(
        key="new", source=make_source(), subject="S", statistic="p50", unit="year", currency="USD", value=5,
        measure="earned", population="P", year=2026, period="2026", occupation_id="27-2041",
    )  # fmt: skip
    proposal = propose(figure=new, by=two[0], now=NOW)
    assert proposal.before is None
    made = publish(proposal=proposal, by=two[1], now=NOW)
    assert Figure.objects.get(key="new").pk == made.pk
    bad = propose(figure=changed(made, currency=""), by=two[0], now=NOW)
    with pytest.raises(CurationRefused, match="figure_money_has_currency"):
        publish(proposal=bad, by=two[1], now=NOW)


def test_a_failing_write_leaves_the_proposal_open(
    shown: Figure, two: tuple[User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = propose(figure=changed(shown, value=1), by=two[0], now=NOW)
    monkeypatch.setattr(curation.Figure, "save", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publish(proposal=proposal, by=two[1], now=NOW)
    proposal.refresh_from_db()
    assert proposal.state == "open"


AT_ONCE = """
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from django.db import connections
from salaries.curation import CurationRefused, propose, publish
from tests.people import *

make_role(code="27-2041")
figure = make_figure("raced", 1, occupation_id="27-2041")
figure.value = 2
proposal = propose(figure=figure, by=make_staff("curator", "zero@example.org"), now=NOW)
people = [make_staff("curator", f"curator{n}@example.org") for n in range(6)]
barrier = Barrier(6)
def one(person):
    try:
        barrier.wait()
        return publish(proposal=proposal, by=person, now=NOW) is not None
    except CurationRefused:
        return False
    finally:
        connections.close_all()
with ThreadPoolExecutor(6) as pool:
    done = sum(pool.map(one, people))
print(json.dumps([done, float(Figure.objects.get(key="raced").value)]))
"""


@pytest.mark.parametrize("with_postgres", [False, pytest.param(True, marks=pytest.mark.needs_postgres)])
def test_six_curators_at_once_publish_it_once(tmp_path: Path, with_postgres: bool) -> None:
    with own_site(tmp_path, with_postgres=with_postgres) as site:
        assert json.loads(site.run(AT_ONCE).splitlines()[-1]) == [1, 2.0]


# In the admin


def form_of(figure: Figure, **values: Any) -> dict[str, Any]:
    names = ("source", "url", "note", "subject", "role", "occupation", "population", "country", "statistic", "measure",
             "value", "withheld", "unit", "currency", "wording", "repeats", "year", "period", "respondents",
             "relative_standard_error")  # fmt: skip
    given = {name: getattr(figure, f"{name}_id", None) if name in ("source", "role", "occupation", "repeats")
             else getattr(figure, name) for name in names}  # fmt: skip
    return {name: "" if value is None else value for name, value in {**given, **values}.items()}


def test_the_admin_proposes_and_another_publishes(shown: Figure, two: tuple[User, User], client: Client) -> None:
    client.force_login(two[0])
    address = reverse("admin:salaries_figure_change", args=[shown.pk])
    page = client.post(address, form_of(shown, value="75000"), follow=True).content.decode()
    assert "another curator has to publish it" in page
    assert Figure.objects.get().value == 73_710
    proposal = FigureProposal.objects.get()
    detail = reverse("admin:salaries_figureproposal_change", args=[proposal.pk])
    assert "This is your own proposal" in client.get(detail).content.decode()
    button = reverse("admin:salaries_figureproposal_publish", args=[proposal.pk])
    assert client.get(button).status_code == 405
    assert "proposed this yourself" in client.post(button, follow=True).content.decode()
    client.force_login(two[1])
    page = client.get(detail).content.decode()
    assert "73710.00" in page
    assert "75000.00" in page
    assert "The figure is published." in client.post(button, follow=True).content.decode()
    assert Figure.objects.get().value == 75_000


def test_a_figure_of_the_home_page_is_not_deleted_by_one(shown: Figure, two: tuple[User, User], client: Client) -> None:
    client.force_login(two[0])
    assert client.post(reverse("admin:salaries_figure_delete", args=[shown.pk]), {"post": "yes"}).status_code == 403
    action = {"action": "delete_selected", "_selected_action": [shown.pk], "post": "yes"}
    client.post(reverse("admin:salaries_figure_changelist"), action)
    assert Figure.objects.filter(pk=shown.pk).exists()


@pytest.mark.parametrize(("group", "answer"), [("curator", 302), ("moderator", 403), ("administrator", 403)])
def test_only_curators_publish(shown: Figure, two: tuple[User, User], client: Client, group: str, answer: int) -> None:
    proposal = propose(figure=changed(shown, value=1), by=two[0], now=NOW)
    client.force_login(make_staff(group, "third@example.org"))
    assert client.post(reverse("admin:salaries_figureproposal_publish", args=[proposal.pk])).status_code == answer


def test_curators_add_a_source_a_figure_and_a_check(shown: Figure, two: tuple[User, User], client: Client) -> None:
    client.force_login(two[0])
    source = {
        "slug": "new-survey", "name": "A survey", "short_name": "Survey", "publisher": "P", "kind": "survey",
        "url": "https://example.org/", "licence": "CC0", "counts": "C", "blind_spots": "B",
        "retrieved_on": "2026-11-22",
    }  # fmt: skip
    assert client.post(reverse("admin:salaries_source_add"), source).status_code == 302
    made = Source.objects.get(slug="new-survey")
    figure = form_of(shown, key="new-survey/mean", source=made.pk, statistic="mean", value="50000")
    assert client.post(reverse("admin:salaries_figure_add"), figure).status_code == 302
    mean = Figure.objects.get(key="new-survey/mean")
    check = {"claim": mean.pk, "quote": "Q", "verdict": "misleading", "note": "A mean.", "evidence": [shown.pk]}
    assert client.post(reverse("admin:salaries_claimcheck_add"), check).status_code == 302
    assert ClaimCheck.objects.get().evidence.get() == shown
    assert not FigureProposal.objects.exists()
    proposed = form_of(shown, key="new-survey/p50", source=made.pk)
    page = client.post(reverse("admin:salaries_figure_add"), proposed, follow=True).content.decode()
    assert "another curator has to publish it" in page
    assert not Figure.objects.filter(key="new-survey/p50").exists()
