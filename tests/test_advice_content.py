"""The texts in files: complete, cited, without a typed figure, and about things that exist."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import resolve

from advice.citations import Citations
from advice.exposure import SOURCES
from advice.library import BadContent, Guide, Pathway, Price, _guide, futures, guides, pathways, price_of, tools
from advice.markup import REFERENCE, references
from advice.skills import BY_HAND, ONET, curated, curated_needs, measured, measured_needs, occupation_needs
from salaries.models import Role, Source

GUIDES = [*guides().values(), *futures().values()]
PATHS = list(pathways().values())
LAWS_AND_COUNTS = re.compile(
    r"\b(laws?|courts?|judges?|rulings?|directive|copyright|offices?|societ(y|ies)|countr(y|ies)|collected|surveys?"
    r"|stud(y|ies)|statistics|census|median|percentile|millions?)\b",
    re.IGNORECASE,
)
OURS = re.compile(r"\b[Ww]e know\s+of\s+no|no\s+legal advice")  # what we did not find, and what we do not give


def slug(thing: Guide | Pathway) -> str:
    return thing.slug


@pytest.mark.parametrize("guide", guides().values(), ids=slug)
def test_a_guide_is_long_enough_and_has_a_worked_example(guide: Guide) -> None:
    assert len(REFERENCE.sub("", guide.body).split()) >= 600
    example = dict(guide.sections())["A worked example"]
    assert {"difference", "change", "part"} & {kind for kind, _ in references(example)}


@pytest.mark.parametrize("guide", GUIDES, ids=slug)
def test_every_section_cites_evidence_or_is_marked_as_judgement(guide: Guide) -> None:
    uncited = {heading for heading, text in guide.sections() if not references(text)}
    assert uncited == set(guide.judgement)


def paragraphs(guide: Guide) -> list[str]:
    """Each paragraph and each item of a list, those of sections that are our judgement left out."""
    parts = [
        guide.body.split("\n## ")[0],
        *(text for heading, text in guide.sections() if heading not in guide.judgement),
    ]
    return [found for part in parts for found in re.split(r"\n\s*\n|\n(?=- |\d+\. )", part) if found.strip()]


@pytest.mark.parametrize("guide", GUIDES, ids=slug)
def test_a_paragraph_that_speaks_of_laws_or_counts_cites_what_it_says(guide: Guide) -> None:
    spoken = [text for text in paragraphs(guide) if LAWS_AND_COUNTS.search(REFERENCE.sub("", text))]
    assert spoken
    assert [text for text in spoken if not references(text) and not OURS.search(text)] == []


@pytest.mark.parametrize("text", [guide.body for guide in GUIDES] + [text for path in PATHS for text in path.texts()])
def test_no_figure_is_typed_into_a_text(text: str) -> None:
    prose = re.sub(r"^\d+\. ", "", REFERENCE.sub("", text), flags=re.MULTILINE)
    assert re.findall(r"\d+", prose) == []


@pytest.mark.parametrize("thing", [*GUIDES, *PATHS], ids=slug)
def test_a_review_falls_due_within_a_year(thing: Guide | Pathway) -> None:
    assert 0 < (thing.review_by - thing.reviewed).days <= 366
    assert not thing.overdue(thing.review_by)


@pytest.mark.parametrize("guide", GUIDES, ids=slug)
def test_links_inside_the_site_lead_somewhere(guide: Guide) -> None:
    links = re.findall(r"\]\((/[^)\s]*)\)", guide.body)
    assert links
    for link in links:
        resolve(link.split("?")[0])


def test_the_three_strategies_come_first_and_rights_and_pay_follow() -> None:
    assert list(guides()) == [
        "upskill-in-ai-tools",
        "niche-expertise",
        "hybrid-models",
        "royalties-and-ownership",
        "who-owns-ai-music",
        "negotiating",
        "pay-transparency",
    ]


@pytest.mark.django_db
def test_every_reference_names_something_in_the_starter_set() -> None:
    call_command("load_starter", verbosity=0)
    citations = Citations([*(guide.body for guide in GUIDES), *(text for path in PATHS for text in path.texts())])
    assert citations.missing == set()
    cited = [*(guide.body for guide in GUIDES), *(text for path in PATHS for text in path.texts())]
    for kind, what in {reference for text in cited for reference in references(text)}:
        assert "not-cited" not in citations.cite(kind, what), what
    sources = {ONET, *SOURCES}
    assert set(Source.objects.filter(slug__in=sources).values_list("slug", flat=True)) == sources


@pytest.mark.django_db
def test_every_role_of_the_starter_set_has_curated_skills_and_every_path_its_roles() -> None:
    call_command("load_starter", verbosity=0)
    slugs = set(Role.objects.values_list("slug", flat=True))
    assert set(curated_needs()) == slugs
    assert {end for path in PATHS for end in (path.origin, path.target)} <= slugs


def test_curated_needs_name_curated_skills_on_the_scale() -> None:
    for needs in curated_needs().values():
        assert set(needs) <= set(curated())
        assert all(2 <= value <= 5 for value in needs.values())


def test_every_curated_skill_is_needed_and_says_how_it_is_learned() -> None:
    assert {skill for needs in curated_needs().values() for skill in needs} == set(curated())
    for skill in curated().values():
        assert 0 < skill.hours[0] < skill.hours[1]
        assert skill.learn
        for way in skill.learn:
            assert way.cost in {"free", "varies"}
            assert way.evidence in BY_HAND
            assert bool(way.source) == (way.evidence == "published")


def test_a_published_way_to_learn_names_a_study_that_is_held(starter_set) -> None:
    named = {way.source for skill in curated().values() for way in skill.learn if way.source}
    assert named
    assert set(Source.objects.filter(slug__in=named, kind="study").values_list("slug", flat=True)) == named


def test_a_skill_says_which_held_source_speaks_of_it_and_where(starter_set) -> None:
    spoken = {skill.slug: skill for skill in curated().values()}
    assert all(skill.source and skill.where for skill in curated().values())
    named = {skill.source for skill in spoken.values()}
    assert set(Source.objects.filter(slug__in=named).values_list("slug", flat=True)) == named
    codes = [code for skill in spoken.values() for code in re.findall(r"2\.[AB]\.\d\.[a-z]", skill.where)]
    assert codes
    for skill in spoken.values():
        for name, code in re.findall(r"([A-Z][\w ]+?) \((2\.[AB]\.\d\.[a-z])\)", skill.where):
            assert measured()[code].name == name.removeprefix("and ")


def test_onet_ratings_are_complete_and_on_the_scale() -> None:
    assert len(measured()) == 35
    assert len({frozenset(skill.importance) for skill in measured().values()}) == 1
    assert all(1 <= value <= 5 for skill in measured().values() for value in skill.importance.values())
    assert occupation_needs("27-2041")["2.A.1.b"] == 3.88  # active listening, as O*NET 30.1 has it
    assert occupation_needs("99-9999") == {}


def test_a_role_needs_what_its_main_occupation_needs_or_else_the_most_of_its_neighbours() -> None:
    codes, needs = measured_needs([("27-2041", "main"), ("15-1252", "near")])
    assert (codes, needs["2.B.3.e"]) == (("27-2041",), 1.88)  # programming
    codes, needs = measured_needs([("27-4014", "near"), ("15-1252", "near"), ("25-3021", "near")])
    assert (codes, needs["2.B.3.e"], needs["2.A.1.b"]) == (("27-4014", "15-1252"), 4.0, 3.75)
    assert measured_needs([]) == ((), {})


@pytest.mark.parametrize("text", ["no front matter", "+++\ntitle = 'x'\n+++\nbody", "+++\ntitle = 'x'\nbody"])
def test_a_broken_guide_is_named(tmp_path, text: str) -> None:
    broken = tmp_path / "broken.md"
    broken.write_text(text)
    with pytest.raises(BadContent, match=r"broken\.md"):
        _guide(broken)


def test_tools_are_dated_and_their_sources_exist() -> None:
    assert {"landr", "splice"} <= set(tools())
    for tool in tools().values():
        assert tool.url.startswith("https://")
        assert tool.status_date <= tool.read_on
        assert all((tool.name, tool.maker, tool.does, tool.helps, tool.replaces, tool.status, tool.cost))


def test_a_price_is_read_from_one_line() -> None:
    price = price_of("9.99 CAD 2026-11-23 https://example.org/prices?x=1")
    assert price == Price(Decimal("9.99"), "CAD", date(2026, 11, 23), "https://example.org/prices?x=1")
    assert price.site == "example.org"
    assert price_of("") is None


@pytest.mark.parametrize(
    "text",
    ["10", "10 USD", "10 USD 2026-02-24", "10 USD 2026-02-30 https://a.b", "-1 USD 2026-02-24 https://a.b",
     "10 usd 2026-02-24 https://a.b", "10 USD 2026-02-24 http://a.b", "10 USD 2026-02-24 javascript:https://a.b"],
)  # fmt: skip
def test_what_is_no_price_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        price_of(text)


@pytest.mark.django_db
def test_every_source_of_a_tool_is_in_the_starter_set(starter_set) -> None:
    slugs = {tool.source for tool in tools().values() if tool.source}
    assert set(Source.objects.filter(slug__in=slugs).values_list("slug", flat=True)) == slugs
