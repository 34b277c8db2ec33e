"""References become words that are read from the database; what cannot be said is said to be missing."""

import pytest

from advice.citations import Citations
from salaries.models import Figure
from tests.people import make_figure, make_source

pytestmark = pytest.mark.django_db


def test_a_figure_is_printed_with_its_unit_and_its_line_in_the_evidence() -> None:
    make_figure("t/2025/p50", value=73_710)
    citations = Citations(["It was [[figure:t/2025/p50]]."])
    assert "$73,710 a year" in citations.cite("figure", "t/2025/p50")
    assert 'href="#figure-1"' in citations.cite("figure", "t/2025/p50")
    assert [cited.figure.key for cited in citations] == ["t/2025/p50"]


def test_a_changed_figure_changes_the_text() -> None:
    make_figure("t/2025/p50", value=73_710)
    Figure.objects.filter(key="t/2025/p50").update(value=80_000)
    assert "$80,000 a year" in Citations(["[[figure:t/2025/p50]]"]).cite("figure", "t/2025/p50")


def test_two_figures_are_reckoned_together() -> None:
    make_figure("new", value=110_000)
    make_figure("old", value=100_000)
    make_figure("rise", value=25, unit="percent", currency="", statistic="premium")
    citations = Citations(["[[difference:new|old]] [[change:new|old]] [[part:rise|old]]"])
    assert "$10,000 a year" in citations.cite("difference", "new|old")
    assert "10\N{NO-BREAK SPACE}%" in citations.cite("change", "new|old")
    assert "$25,000 a year" in citations.cite("part", "rise|old")
    assert "\N{MINUS SIGN}\N{WORD JOINER}$10,000" in citations.cite("difference", "old|new")


@pytest.mark.parametrize(
    "what", ["difference:hourly|yearly", "part:yearly|hourly", "difference:yearly", "difference:yearly|hidden"]
)
def test_what_cannot_be_reckoned_is_said_so(what: str) -> None:
    make_figure("yearly", value=100_000)
    make_figure("hourly", value=50, unit="hour")
    make_figure("hidden", value=None, withheld="suppressed")
    kind, keys = what.split(":")
    assert "not-cited" in Citations([f"[[{what}]]"]).cite(kind, keys)


def test_what_does_not_exist_is_said_so_and_fails_no_page() -> None:
    citations = Citations(["[[figure:none]] [[source:none]]"])
    assert citations.missing == {"none"}
    assert "figure not available" in citations.cite("figure", "none")
    assert "source not available" in citations.cite("source", "none")
    assert "unknown reference" in citations.cite("verse", "none")


def test_a_withheld_figure_says_by_whom() -> None:
    make_figure("hidden", value=None, withheld="suppressed")
    assert "withheld by the publisher" in Citations(["[[figure:hidden]]"]).cite("figure", "hidden")


def test_a_source_links_to_its_entry() -> None:
    make_source("a-source")
    assert 'href="#source-a-source"' in Citations(["[[source:a-source]]"]).cite("source", "a-source")


def test_any_number_of_references_takes_two_queries(django_assert_num_queries) -> None:
    keys = [make_figure(f"t/{number}", value=number).key for number in range(1, 9)]
    with django_assert_num_queries(2):
        citations = Citations([f"[[figure:{key}]] [[source:test-rates]]" for key in keys])
        assert len([citations.cite("figure", key) for key in keys]) == len(list(citations))
