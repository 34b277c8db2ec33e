"""Where one's own report stands between published percentiles, on its own page and nowhere else."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from salaries.models import Estimate, ExchangeRate, SalaryReport
from salaries.presenters.standing import standing_of
from salaries.reporting import report_of
from salaries.stats.money import Amount
from tests.people import make_estimate, make_person, make_report, make_role

PERCENTILES = {
    "p25": [28_000, 30_000, 32_000], "p50": [47_000, 50_000, 53_000], "p75": [66_000, 70_000, 74_000],
}  # fmt: skip


def report(pay: int, **changes: Any) -> SalaryReport:
    streams = (Amount("fees", Decimal(pay), "year"),)
    return make_report(make_role(), make_person(), streams=streams, costs=Decimal(0), **changes)


def standing(row: SalaryReport) -> Any:
    own = report_of(row.person, row.pk)
    assert own is not None
    return standing_of(own)


@pytest.fixture
def published(db: None) -> Estimate:
    return make_estimate(make_role(), (47_000, 50_000, 53_000), percentiles=PERCENTILES)


@pytest.mark.parametrize(
    ("pay", "place", "uncertain"),
    [
        (20_000, "Below $30,000: more than 75 % of people there earn more.", False),
        (40_000, "Between $30,000 and $50,000: between 25 % and 50 % of people there earn less.", False),
        (52_000, "Between $50,000 and $70,000: between 50 % and 75 % of people there earn less.", True),
        (70_000, "Above $70,000: more than 75 % of people there earn less.", True),
        (90_000, "Above $70,000: more than 75 % of people there earn less.", False),
    ],
)
def test_a_report_stands_between_percentiles(published: Estimate, pay: int, place: str, uncertain: bool) -> None:
    found = standing(report(pay))
    assert (found.place, found.uncertain) == (place.replace(" %", "\N{NO-BREAK SPACE}%"), uncertain)
    assert found.among == "Measured by what release 1 says of everybody in this role."


def test_its_own_level_goes_before_the_whole_role(published: Estimate) -> None:
    level = {"p50": [80_000, 90_000, 95_000]}
    make_estimate(make_role(), (80_000, 90_000, 95_000), dimension="level", value="senior", percentiles=level)
    assert standing(report(85_000, level="senior")).place.startswith("Below $90,000: more than 50\N{NO-BREAK SPACE}%")
    assert "Senior" in standing(report(85_000, level="senior")).among
    assert standing(report(85_000)).place.startswith("Above $70,000")


def test_without_anything_published_nothing_is_said(db: None) -> None:
    row = report(40_000)
    assert standing(row) is None
    make_estimate(make_role(), (0, 0, 0), percentiles={}, withheld="too_few")
    assert standing(row) is None


def test_without_its_exchange_rate_nothing_is_said(published: Estimate) -> None:
    row = report(40_000)
    ExchangeRate.objects.all().delete()
    assert standing(row) is None


def test_the_page_shows_it_to_its_author(client: Client, published: Estimate) -> None:
    row = report(40_000)
    client.force_login(row.person)
    assert "Where you stand" in client.get(f"/reports/{row.pk}/").content.decode()
