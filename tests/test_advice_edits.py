"""Curators' edits lie over the reviewed files: seen at once, kept, checked, and gone when they are deleted."""

from datetime import date

import pytest
from django.test import Client
from django.utils.html import escape

from advice.asking import Ask
from advice.edits import FIELDS, CannotRead, current_pathways, current_skills, current_tools, read, reviewed
from advice.library import tools
from advice.models import Edit, Proposal
from advice.planning import plan
from tests.people import make_figure, make_staff

pytestmark = pytest.mark.django_db
LIST = "/admin/advice/edit/"
PROPOSALS = "/admin/advice/proposal/"
SENT = {"reason": "Read there.", "source": "https://example.org/", "read_on": "2026-11-20"}


def edit(entry: str, text: str) -> Edit:
    return Edit.objects.create(entry=entry, text=text, reason="For tests.")


@pytest.mark.parametrize("entry", ["tool/landr/cost", "tool/splice/name", "tool/landr/status"])
def test_an_edit_is_shown_and_deleting_it_brings_the_reviewed_words_back(client: Client, entry: str) -> None:
    made = edit(entry, "Words of a curator.")
    assert "Words of a curator." in client.get("/advice/tools/").content.decode()
    assert "Words of a curator." in client.get("/api/v1/advice/tools/").content.decode()
    made.delete()
    assert "Words of a curator." not in client.get("/advice/tools/").content.decode()
    assert current_tools() == tools()


def test_an_edit_is_kept_when_the_starter_set_is_loaded_again(starter_set) -> None:
    edit("skill/mixing/hours", "100 200")
    edit("resource/mixing-1/evidence", "none")
    assert current_skills()["mixing"].hours == (100, 200)
    assert current_skills()["mixing"].learn[0].evidence == "none"
    assert current_skills()["mastering"].hours == (200, 600)


def test_evidence_is_published_only_with_its_study_and_never_measured_by_hand(starter_set) -> None:
    edit("resource/mixing-1/evidence", "published")
    edit("resource/mastering-1/evidence", "measured")
    edit("resource/mixing-2/evidence", "none")
    assert [way.evidence for way in current_skills()["mixing"].learn] == ["opinion", "none"]
    assert current_skills()["mastering"].learn[0].evidence == "opinion"


def test_edited_hours_count_in_a_plan(starter_set) -> None:
    ask = Ask("data-scientist", "machine-learning-engineer")
    before = plan(ask).hours
    edit("skill/engineering/hours", "1000 2000")
    # engineering 3 to 5: half of 300 and 900 become half of 1,000 and 2,000
    assert plan(ask).hours == (before[0] - 150 + 500, before[1] - 450 + 1_000)


def test_an_edit_that_no_file_has_any_more_is_passed_over() -> None:
    edit("tool/gone/cost", "x")
    edit("tool/landr/gone", "x")
    edit("tool/landr/status_date", "soon")
    assert current_tools() == tools()


def test_every_reviewed_entry_reads_back_as_itself(starter_set) -> None:
    for entry, text in reviewed().items():
        kind, _slug, field = entry.split("/")
        value = read(entry, text)
        if kind == "tool" and FIELDS["tool"][field].__name__ == "_day":
            assert value == date.fromisoformat(text)
    assert len(reviewed()) > 100


@pytest.mark.parametrize(
    ("entry", "text"),
    [("skill/mixing/hours", "many"), ("skill/mixing/hours", "20 10"), ("tool/landr/url", "javascript:1"),
     ("tool/landr/read_on", "today"), ("tool/landr/price", "10 dollars"),
     ("resource/mixing-1/evidence", "sure"), ("tool/nobody/cost", "x"),
     ("pathway/music-producer-to-hybrid-producer/stay", "It pays [[figure:none]].")],
)  # fmt: skip
def test_words_that_a_field_cannot_hold_are_refused(entry: str, text: str) -> None:
    with pytest.raises(CannotRead):
        read(entry, text)


def test_a_figure_in_an_edit_is_a_reference() -> None:
    make_figure("t/p50", value=73_710)
    edit("pathway/music-producer-to-hybrid-producer/stay", "It paid [[figure:t/p50]].")
    assert "[[figure:t/p50]]" in current_pathways()["music-producer-to-hybrid-producer"].stay


def test_a_second_curator_publishes_what_the_first_proposed_and_sees_what_is_due(client: Client) -> None:
    one, other = make_staff("curator", "one@example.org"), make_staff("curator", "other@example.org")
    client.force_login(one)
    assert (
        client.post(PROPOSALS + "add/", {**SENT, "entry": "tool/landr/cost", "text": "Ten words."}).status_code == 302
    )
    proposal = Proposal.objects.get()
    client.post(f"{PROPOSALS}{proposal.pk}/publish/")
    assert not Edit.objects.exists()  # not by oneself
    client.force_login(other)
    page = client.get(f"{PROPOSALS}{proposal.pk}/change/").content.decode()
    assert escape(tools()["landr"].cost) in page  # the words of today stand beside
    client.post(f"{PROPOSALS}{proposal.pk}/publish/")
    assert "Ten words." in client.get("/advice/tools/").content.decode()
    assert "Low-budget work goes to machines" in client.get(LIST).content.decode()
    assert client.get(LIST + "add/").status_code == 403


def test_the_admin_refuses_what_the_field_cannot_hold(client: Client) -> None:
    client.force_login(make_staff("curator"))
    page = client.post(PROPOSALS + "add/", {**SENT, "entry": "skill/mixing/hours", "text": "many"})
    assert "Give two whole numbers" in page.content.decode()
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("group", ["moderator", "administrator"])
def test_others_behind_the_desk_edit_nothing(client: Client, group: str) -> None:
    client.force_login(make_staff(group))
    assert [client.get(address).status_code for address in (LIST, PROPOSALS, PROPOSALS + "add/")] == [403, 403, 403]
