"""Money on other terms: every step is named, intervals convert too, and what cannot be converted stays as published."""

import csv
import io
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from salaries.comparison import Interval, Query, Terms, UnknownQuery, compare
from salaries.models import ExchangeRate, PriceLevel, Role
from salaries.starter import loading, reading
from salaries.stats.money import NoYardstick, Target, Yardsticks, product, steps_to
from tests.api import problem_in
from tests.people import make_estimate, make_figure, make_role, make_source

BY = Yardsticks(
    rates={("USD", 2023): Decimal(1), ("GBP", 2023): Decimal("1.25"), ("GBP", 2025): Decimal("1.3"),
           ("EUR", 2025): Decimal("1.1")},
    prices={2017: Decimal(240), 2023: Decimal(300), 2025: Decimal(330)},
    parities={("GB", 2022): Decimal("0.7"), ("ES", 2024): Decimal("0.6"), ("ES", 2020): Decimal("0.65")},
)  # fmt: skip


def kinds(target: Target, currency: str, country: str, year: int) -> tuple[list[str], float]:
    steps = steps_to(target, currency, country, year, BY)
    return [step.kind for step in steps], float(product(steps))


# The arithmetic


def test_what_is_there_already_takes_no_step() -> None:
    assert kinds(Target("USD"), "USD", "US", 2017) == ([], 1)
    assert kinds(Target("USD", 2017), "USD", "US", 2017) == ([], 1)
    assert kinds(Target("GBP", None, "GB"), "GBP", "GB", 2010) == ([], 1)


def test_each_step_worked_by_hand() -> None:
    assert kinds(Target("USD"), "GBP", "GB", 2023) == (["rate_in"], 1.25)
    assert kinds(Target("USD", 2025), "USD", "US", 2017) == (["prices"], 330 / 240)
    assert kinds(Target("EUR", 2025), "GBP", "GB", 2023) == (
        ["rate_in", "prices", "rate_out"],
        pytest.approx(1.25 * 330 / 300 / 1.1),
    )
    assert kinds(Target("EUR", 2025, "ES"), "GBP", "GB", 2023) == (
        ["parity_in", "prices", "parity_out"],
        pytest.approx(1 / 0.7 * 330 / 300 * 0.6),
    )


def test_a_parity_may_be_three_years_old_and_no_older() -> None:
    assert steps_to(Target("EUR", None, "ES"), "USD", "US", 2023, BY)[0].year == 2020
    with pytest.raises(NoYardstick):
        steps_to(Target("EUR", None, "ES"), "USD", "US", 2019, BY)


@pytest.mark.parametrize(
    ("target", "currency", "year"),
    [(Target("EUR"), "USD", 2023), (Target("USD"), "GBP", 2017), (Target("USD", 2026), "USD", 2023)],
)
def test_nothing_is_guessed(target: Target, currency: str, year: int) -> None:
    with pytest.raises(NoYardstick):
        steps_to(target, currency, "US", year, BY)


@given(st.sampled_from([2017, 2023, 2025]), st.sampled_from([2017, 2023, 2025]))
def test_there_and_back_is_one(year: int, until: int) -> None:
    there = product(steps_to(Target("USD", until), "USD", "US", year, BY))
    back = product(steps_to(Target("USD", year), "USD", "US", until, BY))
    assert float(there * back) == pytest.approx(1)


# The comparison


@pytest.fixture
def paid(db: None) -> None:
    """A British and an American figure, one by the hour only, one advertised, and an estimate."""
    role = make_role("session-musician", code="27-2042")
    ExchangeRate.objects.create(currency="GBP", year=2023, usd_per_unit="1.25", days=250, source=make_source())
    ExchangeRate.objects.create(currency="GBP", year=2025, usd_per_unit="1.3", days=250, source=make_source())
    for year, value in ((2017, 240), (2023, 300), (2025, 330)):
        PriceLevel.objects.create(series="cpi", country="US", year=year, value=value, source=make_source())
    for country, value in (("ES", "0.6"), ("GB", "0.7")):
        PriceLevel.objects.create(series="ppp", country=country, year=2023, value=value, source=make_source())
    make_figure("gb", 20_000, role=role, currency="GBP", country="GB", year=2023, subject="British", statistic="mean")
    make_figure("us", 24_000, role=role, year=2017, subject="American")
    make_figure("h", 40, role=role, year=2025, unit="hour", subject="By the hour")
    make_figure("hy", None, role=role, year=2025, withheld="suppressed", subject="By the hour")
    make_figure("ad", 104_000, role=role, year=2025, measure="posted", subject="Advertised")
    make_estimate(role, (30_000, 33_000, 36_000), density=[[10_000, 20_000, 1.0]])


def lines(**terms: object) -> dict[str, object]:
    role = compare(Query(("session-musician",), terms=Terms(**terms))).roles[0]
    return {line.key: line for group in role.pay for line in group.figures}


def test_one_currency_and_one_years_prices(paid: None) -> None:
    found = lines(currency="USD", prices=2025)
    assert (found["us"].value, found["us"].original_value, found["us"].original_currency) == (33_000, 24_000, "USD")
    assert found["gb"].value == 27_500
    assert found["gb"].conversion == (
        "× 1.25 US dollars for one GBP, average of 2023", "× 1.1, US consumer prices of 2025 over 2023",
    )  # fmt: skip
    assert found["h"].conversion == ()


def test_buying_power_is_not_the_exchange_rate(paid: None) -> None:
    found = lines(currency="GBP", ppp="1", prices=2025)
    assert found["us"].value == 24_000 * 330 / 240 * 0.7
    assert "what buys in the United Kingdom as much as a US dollar at home, 2023" in found["us"].conversion[1]
    assert lines(currency="GBP", prices=2025)["us"].value == round(33_000 / 1.3, 2)


def test_hourly_pay_stays_hourly_and_yearly_pay_is_divided_only_where_it_is_a_full_year(paid: None) -> None:
    hourly = lines(per="hour")
    assert (hourly["ad"].value, hourly["ad"].unit) == (50, "hour")
    assert hourly["ad"].conversion == ("÷ 2,080 hours of a full-time year",)
    assert (hourly["us"].value, hourly["us"].unit) == (24_000, "year")
    assert "hours worked for it are not published" in hourly["us"].not_converted
    yearly = lines(per="year")
    assert (yearly["h"].value, yearly["h"].unit) == (40, "hour")
    assert "published by the hour only" in yearly["h"].not_converted
    assert "hy" not in hourly  # the same source publishes it by the hour


@pytest.mark.parametrize("per", ["year", "hour"])
def test_by_the_hour_alone_leaves_every_amount_in_its_own_money(paid: None, per: str) -> None:
    """Also where no rate is held: nothing is to be converted."""
    make_figure("idr", 9_000_000, role_id=Role.objects.get().pk, currency="IDR", country="ID", subject="Far", year=2019)
    found = lines(per=per)
    assert (found["gb"].value, found["gb"].currency, found["gb"].conversion) == (20_000, "GBP", ())
    assert (found["idr"].value, found["idr"].currency, found["idr"].conversion) == (9_000_000, "IDR", ())
    assert ("held" in found["idr"].not_converted, found["us"].currency) == (False, "USD")
    assert compare(Query(("session-musician",), terms=Terms(per=per))).roles[0].own.currency == "USD"


def test_intervals_and_shapes_convert_too(paid: None) -> None:
    own = compare(Query(("session-musician",), terms=Terms("GBP"))).roles[0].own
    median = own.percentile("p50")
    assert (median.low, median.value, median.high) == (23_100, 25_400, 27_700)  # /1.3, to three digits
    assert own.density[0][:2] == (round(10_000 / 1.3, 2), round(20_000 / 1.3, 2))
    assert own.currency == "GBP"


def test_the_table_of_estimates_names_its_money(paid: None, client: Client) -> None:
    dollars, pounds = "earn a year, in US dollars", "Gainstage contributors, GBP a year"
    for asked, words in (("", dollars), ("&per=year", dollars), ("&currency=GBP", pounds)):
        page = client.get(f"/compare/?roles=session-musician{asked}").content.decode()
        caption = page.split('id="contributors"')[1].split("</caption>")[0]
        assert words in caption
        assert ("US dollars" in caption) is not asked.endswith("GBP")


def test_what_cannot_be_converted_stays_with_the_reason(paid: None) -> None:
    found = lines(currency="GBP")
    assert (found["us"].value, found["us"].currency) == (24_000, "USD")
    assert "nothing is held to compare GBP by in 2017" in found["us"].not_converted


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("currency=XYZ", "Currency: Select a valid choice"),
        ("prices=soon", "In prices of: Enter a number"),
        ("prices=2031", "no consumer prices of 2031 are held; those of 2017 to 2025 are"),
        ("prices=1500", "In prices of: Consumer prices are held of 2017 to 2025 only."),
        ("per=day", "Pay: Select a valid choice"),
        ("ppp=EU", "Buying power in: Select a valid choice"),
        ("currency=EUR&ppp=1", "used in several countries. Choose one of them, such as Austria (AT)."),
        ("currency=GBP&ppp=ES", "GBP is not the money of Spain"),
    ],
)
def test_bad_terms_get_a_clear_answer(paid: None, client: Client, asked: str, words: str) -> None:
    page = client.get(f"/compare/?roles=session-musician&{asked}")
    assert page.status_code in (400, 404)
    assert words in page.content.decode()
    status = {"prices=2031": 404, "currency=EUR&ppp=1": 409, "currency=GBP&ppp=ES": 409}.get(asked, 400)
    problem = problem_in(client.get(f"/api/v1/comparison/?roles=session-musician&{asked}"), status)
    assert list(problem["errors"]) == [asked.rpartition("&")[2].partition("=")[0]]
    assert client.get(f"/compare/data.csv?roles=session-musician&{asked}").status_code in (400, 404)


@pytest.mark.parametrize(("asked", "field"), [("currency=EUR&ppp=1", "ppp"), ("prices=2031", "prices")])
def test_terms_that_cannot_be_met_are_marked_at_their_field(paid: None, client: Client, asked: str, field: str) -> None:
    page = client.get(f"/compare/?roles=session-musician&{asked}").content.decode()
    assert f'id="id_{field}_error"' in page


def test_page_api_and_download_agree_on_terms(paid: None, client: Client) -> None:
    asked = "roles=session-musician&currency=EUR&ppp=ES&prices=2025"
    answer = client.get(f"/api/v1/comparison/?{asked}").json()
    (british,) = (g["figures"][0] for g in answer["roles"][0]["pay"] if g["subject"] == "British")
    assert british["value"] == pytest.approx(20_000 / 0.7 * 1.1 * 0.6, abs=0.01)
    assert answer["query"]["terms"] == {"currency": "EUR", "prices": 2025, "ppp": "ES", "per": ""}
    rows = list(csv.DictReader(io.StringIO(client.get(f"/compare/data.csv?{asked}").content.decode())))
    (row,) = (row for row in rows if row["key"] == "gb")
    assert (float(row["value"]), row["original_currency"]) == (british["value"], "GBP")
    assert row["conversion"] == "; ".join(british["conversion"])
    page = client.get(f"/compare/?{asked}").content.decode()
    assert f"€{british['value']:,.0f}" in page
    assert "published as £20,000" in page
    assert "EUR a year, by buying power, in prices of 2025" in page
    assert answer["method"][0] in page
    assert "currency=EUR&amp;prices=2025&amp;ppp=ES" in page  # the address to cite and to download keeps the terms


def test_as_published_nothing_is_said_of_conversion(paid: None, client: Client) -> None:
    answer = client.get("/api/v1/comparison/?roles=session-musician").json()
    assert answer["method"] == []
    assert {k["original_value"] for g in answer["roles"][0]["pay"] for k in g["figures"]} == {None}


def test_the_starter_set_can_be_shown_in_every_currency(db: None) -> None:
    loading.load(starter=reading.read())
    for terms in (
        Terms("GBP", 2025),
        Terms("EUR", 2025, "ES"),
        Terms("SEK", 2024, "1"),
        Terms("USD", 2025, "", "hour"),
    ):
        answer = compare(Query(("session-musician", "data-scientist"), terms=terms))
        money = [k for r in answer.roles for g in r.pay for k in g.figures if k.value is not None]
        assert {k.currency for k in money} == {terms.currency}


def test_prices_that_are_not_held_are_refused_for_estimates_too(paid: None) -> None:
    with pytest.raises(UnknownQuery, match="2030"):
        compare(Query(("session-musician",), terms=Terms(prices=2030)))


@pytest.mark.django_db
def test_a_role_as_a_whole_is_shown_by_the_hour_as_it_is_published() -> None:
    make_estimate(make_role("one"), (40_000, 50_000, 60_000))
    make_estimate(make_role("one"), (20, 25, 30), measure="hourly")
    by_hour = Terms(per="hour")
    own = compare(Query(("one",), terms=by_hour)).roles[0].own
    assert (own.percentile("p50"), own.measure_words, own.not_converted) == (Interval(20, 25, 30), "an hour", "")
    narrowed = compare(Query(("one",), level="mid", terms=by_hour)).roles[0].own
    assert narrowed.measure == "yearly"
