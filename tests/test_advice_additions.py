"""What curators add: held to the rules of the files, seen by two, shown escaped, gone when it is deleted."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from advice.additions import CannotAdd, pathway_of, read_new, resource_of, skill_of, tool_of
from advice.asking import Ask
from advice.edits import current_pathways, current_skills, current_tools
from advice.library import read_toml
from advice.models import Edit, Proposal
from advice.planning import plan
from advice.proposals import CLOSED, MOVED, OPEN_ALREADY, OWN, ProposalRefused, decline, propose, publish
from advice.skills import curated
from salaries.accounts.models import User
from tests.people import make_staff

pytestmark = pytest.mark.django_db
PROPOSALS = "/admin/advice/proposal/"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TOOL = """
name = "Drumbot"
maker = "Drumbot Ltd"
kind = "Drum generator"
does = "Writes drums."
helps = "Somebody without a drummer."
replaces = "Loops."
status = "On offer when its page was read."
status_date = 2026-11-20
cost = "9 euros a month."
url = "https://example.org/prices"
read_on = 2026-11-20
"""
RESOURCE = """
skill = "mixing"
what = "Mix beside a colleague."
cost = "free"
evidence = "opinion"
"""
SKILL = """
name = "Immersive mixing"
group = "Craft"
what = "Placing sounds around a listener."
hours = [100, 300]
learn = [{ what = "Mix one album anew.", cost = "free", evidence = "opinion" }]
needs = { "hybrid-producer" = 4 }
"""
PATHWAY = """
title = "Session musician to music educator"
summary = "Teach what you play."
origin = "session-musician"
target = "music-educator"
reviewed = 2026-11-20
review_by = 2027-05-20
nobody_measures = "What teaching beside playing pays, nobody counts ([[source:bls-oews]])."
stay = "Staying is a choice."
move = "Pupils come back."
step = [{ title = "Teach one pupil", text = "Ask them what they kept." }]
"""
NEW = {
    "new/tool/drumbot": TOOL,
    "new/resource/beside": RESOURCE,
    "new/skill/immersive": SKILL,
    "new/pathway/teach": PATHWAY,
}


def curator(name: str) -> User:
    """The same person each time."""
    return User.objects.filter(email=f"{name}@example.org").first() or make_staff("curator", f"{name}@example.org")


def added(entry: str, text: str) -> Proposal:
    return propose(
        entry=entry, text=text, reason="Asked for.", source="https://example.org/", read_on=date(2026, 11, 20),
        by=curator("first"), now=NOW,
    )  # fmt: skip


def published(entry: str, text: str) -> Edit:
    return publish(proposal=added(entry, text), by=curator("second"), now=NOW)


def test_the_files_keep_the_rules_themselves() -> None:
    for row in read_toml("tools.toml")["tool"]:
        tool_of(row.pop("slug"), row)
    for row in read_toml("pathways.toml")["pathway"]:
        pathway_of(row.pop("slug"), row)
    for row in read_toml("skills.toml")["skill"]:
        skill_of(row.pop("slug"), {**row, "needs": {"music-producer": 2}})
        for way in row["learn"]:
            resource_of("", {**way, "skill": "mixing"})


def test_an_addition_is_shown_once_another_published_it_and_gone_when_deleted(client: Client, starter_set) -> None:
    proposal = added("new/tool/drumbot", TOOL)
    assert "drumbot" not in current_tools()
    edit = publish(proposal=proposal, by=curator("second"), now=NOW)
    for address in ("/advice/tools/", "/api/v1/advice/tools/"):
        assert "9 euros a month." in client.get(address).content.decode()
    edit.delete()
    assert "Drumbot" not in client.get("/advice/tools/").content.decode()


def test_what_is_added_counts_in_plans(client: Client, starter_set) -> None:
    ask = Ask("music-producer", "hybrid-producer")
    before = plan(ask)
    for entry, text in NEW.items():
        published(entry, text)
    found = plan(ask)
    # immersive mixing 1 to 4: three quarters of 100 and 300, up to tens
    assert found.hours == (before.hours[0] + 80, before.hours[1] + 230)
    assert current_skills()["mixing"].learn[-1].what == "Mix beside a colleague."
    assert current_pathways()["teach"].origin == "session-musician"
    page = client.get("/advice/plan/?from=session-musician&to=music-educator").content.decode()
    assert "Pupils come back." in page
    page = client.get("/advice/plan/?from=music-producer&to=hybrid-producer&has=immersive").content.decode()
    assert "<dd>Immersive mixing</dd>" in page
    assert client.get("/advice/paths/teach/").status_code == 301
    answer = client.get("/api/v1/advice/plan/?from=music-producer&to=hybrid-producer&has=immersive,mixing")
    assert answer.json()["assumptions"]["has"] == ["immersive", "mixing"]
    skills = {row["slug"]: row for row in client.get("/api/v1/advice/skills/").json()}
    assert skills["immersive"]["needed_by"] == [{"role": "hybrid-producer", "importance": 4.0}]


def changed(text: str, name: str, value: str) -> str:
    lines = [f"{name} = {value}" if line.startswith(f"{name} =") else line for line in text.splitlines()]
    return "\n".join(line for line in lines if not line.endswith("= gone"))


HOSTILE = [
    ("new/tool/landr", TOOL), ("new/tool/Upper", TOOL), ("new/guide/x", TOOL), ("new/tool/x/y", TOOL),
    ("new/tool/x", "name = "), ("new/tool/x", "name = 'only'"), ("new/tool/x", ""),
    ("new/tool/x", TOOL + "slug = 'landr'"), ("new/tool/x", changed(TOOL, "name", "5")),
    ("new/tool/x", changed(TOOL, "name", "[]")), ("new/tool/x", changed(TOOL, "name", "'  '")),
    ("new/tool/x", changed(TOOL, "name", "\"a\\u0000b\"")), ("new/tool/x", changed(TOOL, "name", "\"a\\u202eb\"")),
    ("new/tool/x", changed(TOOL, "url", "'javascript:alert(1)'")), ("new/tool/x", changed(TOOL, "url", "'http://a.b'")),
    ("new/tool/x", changed(TOOL, "url", "gone")), ("new/tool/x", changed(TOOL, "read_on", "2999-01-01")),
    ("new/tool/x", changed(TOOL, "read_on", "gone")), ("new/tool/x", changed(TOOL, "read_on", "'2026-11-20'")),
    ("new/tool/x", changed(TOOL, "read_on", "2026-11-20T10:00:00")),
    ("new/tool/x", changed(TOOL, "helps", "'It brings $90,000 a year.'")),
    ("new/tool/x", changed(TOOL, "does", "'Earns 5k euros.'")),
    ("new/tool/x", changed(TOOL, "does", f"'{'x' * 1501}'")),
    ("new/tool/x", TOOL + "source = 'nobody'"), ("new/tool/x", TOOL + "price = '9 euros'"),
    ("new/tool/x", TOOL + "price = '9 EUR 2999-01-01 https://example.org/'"), ("new/tool/x", TOOL + "price = 9"),
    ("new/resource/x", changed(RESOURCE, "skill", "'nobody'")), ("new/resource/x", changed(RESOURCE, "cost", "'5'")),
    ("new/resource/x", changed(RESOURCE, "evidence", "'measured'")),
    ("new/resource/x", changed(RESOURCE, "evidence", "'published'")),
    ("new/resource/x", RESOURCE + "source = 'bls-oews'"),
    ("new/resource/x", changed(RESOURCE, "evidence", "'published'") + "\nsource = 'bls-oews'"),
    ("new/resource/x", changed(RESOURCE, "what", "'Pays 90,000 dollars.'")),
    ("new/skill/x", changed(SKILL, "group", "'Magic'")), ("new/skill/x", changed(SKILL, "hours", "[300, 100]")),
    ("new/skill/x", changed(SKILL, "hours", "[true, 9]")), ("new/skill/x", changed(SKILL, "hours", "[1, 99999]")),
    ("new/skill/x", changed(SKILL, "needs", "{ nobody = 3 }")), ("new/skill/x", changed(SKILL, "needs", "{}")),
    ("new/skill/x", changed(SKILL, "needs", "{ hybrid-producer = 9 }")), ("new/skill/x", changed(SKILL, "learn", "[]")),
    ("new/skill/x", changed(SKILL, "learn", "[1]")),
    ("new/pathway/x", changed(PATHWAY, "stay", "'It pays 50,000.'")),
    ("new/pathway/x", changed(PATHWAY, "nobody_measures", "'Nothing is cited.'")),
    ("new/pathway/x", changed(PATHWAY, "stay", "'It paid [[figure:none]].'")),
    ("new/pathway/x", changed(PATHWAY, "target", "'session-musician'")),
    ("new/pathway/x", changed(PATHWAY, "target", "'nobody'")), ("new/pathway/x", changed(PATHWAY, "step", "[]")),
    ("new/pathway/x", changed(PATHWAY, "review_by", "2029-01-01")),
    ("new/pathway/x", changed(changed(PATHWAY, "origin", "'music-producer'"), "target", "'hybrid-producer'")),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "text"), HOSTILE)
def test_what_breaks_a_rule_is_refused(starter_set, entry: str, text: str) -> None:
    with pytest.raises(ProposalRefused):
        added(entry, text)
    assert not Proposal.objects.exists()


def test_hostile_words_are_printed_as_they_stand(client: Client, starter_set) -> None:
    attack = "<script>alert(x)</script><img src=x onerror=alert(x)>"
    published("new/tool/x", changed(TOOL, "helps", f"'{attack}'"))
    proposal = added("new/pathway/teach", changed(PATHWAY, "stay", f"'{attack} [a](javascript:alert(one))'"))
    client.force_login(curator("second"))
    shown = client.get(f"{PROPOSALS}{proposal.pk}/change/").content.decode()
    client.post(f"{PROPOSALS}{proposal.pk}/publish/")
    plan_page = client.get("/advice/plan/?from=session-musician&to=music-educator").content.decode()
    for page in (shown, plan_page, client.get("/advice/tools/").content.decode()):
        assert "&lt;script&gt;alert(x)&lt;/script&gt;" in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript' not in page


def test_two_people_once_each_and_only_what_was_seen(starter_set) -> None:
    proposal = added("new/tool/drumbot", TOOL)
    other = curator("second")
    with pytest.raises(ProposalRefused, match=OPEN_ALREADY):
        added("new/tool/drumbot", TOOL)
    with pytest.raises(ProposalRefused, match=OWN):
        publish(proposal=proposal, by=curator("first"), now=NOW)
    Edit.objects.create(entry="new/tool/drumbot", text=TOOL, reason="Meanwhile.")
    with pytest.raises(ProposalRefused, match=MOVED):
        publish(proposal=proposal, by=other, now=NOW)
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.OPEN  # nothing of a refused one stays
    decline(proposal=proposal, by=other, now=NOW)
    with pytest.raises(ProposalRefused, match=CLOSED):
        publish(proposal=proposal, by=other, now=NOW)


def test_an_addition_that_the_rules_have_outgrown_is_passed_over(starter_set) -> None:
    Edit.objects.create(entry="new/tool/x", text="name = 5", reason="Old.")
    Edit.objects.create(entry="new/skill/mixing", text=SKILL, reason="A file has it now.")
    assert "x" not in current_tools()
    assert current_skills()["mixing"].name == curated()["mixing"].name


def test_the_form_wants_one_entry_a_source_and_a_day(client: Client, starter_set) -> None:
    client.force_login(make_staff("curator"))
    good = {
        "new": "new/tool/drumbot",
        "text": TOOL,
        "reason": "x",
        "source": "https://example.org/",
        "read_on": "2026-11-20",
    }
    for change in ({"entry": "tool/landr/cost"}, {"new": ""}, {"source": ""}, {"source": "http://example.org/"},
                   {"source": "javascript:alert(1)"}, {"read_on": ""}, {"read_on": "2999-01-01"}):  # fmt: skip
        assert client.post(PROPOSALS + "add/", {**good, **change}).status_code == 200, change
    assert not Proposal.objects.exists()
    assert client.post(PROPOSALS + "add/", good).status_code == 302
    assert Proposal.objects.get().proposer_id


def test_reading_asks_the_database_nothing(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        for entry, text in NEW.items():
            read_new(entry, text)
    with pytest.raises(CannotAdd, match="TOML"):
        read_new("new/tool/x", "=")
