"""One figure on other terms of money, on its page and in the API: the same steps as the comparison's."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from salaries.comparison import Query, Terms, compare
from salaries.models import ExchangeRate, PriceLevel
from salaries.starter import loading, reading
from tests.api import problem_in
from tests.people import make_estimate, make_figure, make_role, make_source


@pytest.fixture
def held(db: None) -> None:
    """Figures without a role, in two currencies and of every kind, and what they can be converted by."""
    for year, rate in ((2023, "1.25"), (2025, "1.3")):
        ExchangeRate.objects.create(currency="GBP", year=year, usd_per_unit=rate, days=250, source=make_source())
    for year, value in ((2017, 240), (2023, 300), (2025, 330)):
        PriceLevel.objects.create(series="cpi", country="US", year=year, value=value, source=make_source())
    for country, parity in (("ES", "0.6"), ("GB", "0.7")):
        PriceLevel.objects.create(series="ppp", country=country, year=2023, value=parity, source=make_source())
    make_figure("census/gb", 20_000, currency="GBP", country="GB", year=2023, period="2023", statistic="mean")
    make_figure("us", 24_000, year=2017, period="2017")
    make_figure("h", 40, unit="hour", year=2025)
    make_figure("ad", 104_000, year=2025, measure="posted")
    make_figure("share", 43, unit="percent", currency="", statistic="share", measure="counted")
    make_figure("jobs", 9_000, unit="jobs", currency="", statistic="employment", measure="counted")
    make_figure("hidden", None, withheld="top_coded", year=2025)


def one(client: Client, key: str, asked: str = "") -> dict[str, Any]:
    answer = client.get(f"/api/v1/figures/{key}/?{asked}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def money(found: dict[str, Any]) -> tuple[object, ...]:
    return found["value"], found["currency"], found["unit"]


def original(found: dict[str, Any]) -> tuple[object, ...]:
    return found["original_value"], found["original_currency"], found["original_unit"]


def test_pounds_become_dollars_of_another_year_step_by_step(held: None, client: Client) -> None:
    found = one(client, "census/gb", "currency=USD&prices=2025")
    assert money(found) == (27_500, "USD", "year")
    assert original(found) == (20_000, "GBP", "year")
    assert found["conversion"] == [
        "× 1.25 US dollars for one GBP, average of 2023", "× 1.1, US consumer prices of 2025 over 2023",
    ]  # fmt: skip
    assert found["not_converted"] == ""


def test_buying_power_counts_instead_of_exchange_rates(held: None, client: Client) -> None:
    assert one(client, "us", "currency=GBP&ppp=1&prices=2025")["value"] == pytest.approx(24_000 * 330 / 240 * 0.7)
    assert one(client, "us", "currency=GBP&prices=2025")["value"] == pytest.approx(33_000 / 1.3, abs=0.01)


def test_as_published_nothing_is_said_of_conversion(held: None, client: Client) -> None:
    found = one(client, "census/gb")
    assert money(found) == (20_000, "GBP", "year")
    assert original(found) == (None, "", "")
    assert (found["conversion"], found["not_converted"]) == ([], "")
    assert original(one(client, "us", "currency=USD")) == (None, "", "")


def test_hourly_pay_stays_hourly_and_only_advertised_full_years_are_divided(held: None, client: Client) -> None:
    stays = one(client, "h", "per=year")
    assert money(stays) == (40, "USD", "hour")
    assert "published by the hour only" in stays["not_converted"]
    assert "published by the hour only" in client.get("/figures/h/?per=year").content.decode()
    assert "hours worked for it are not published" in one(client, "us", "per=hour")["not_converted"]
    assert money(one(client, "ad", "per=hour")) == (50, "USD", "hour")
    in_pounds = one(client, "h", "per=year&currency=GBP")
    assert money(in_pounds) == (pytest.approx(40 / 1.3, abs=0.01), "GBP", "hour")


def test_time_alone_changes_no_currency(held: None, client: Client) -> None:
    found = one(client, "census/gb", "per=hour")
    assert money(found) == (20_000, "GBP", "year")
    assert original(found) == (None, "", "")


@pytest.mark.parametrize("key", ["share", "jobs"])
def test_what_is_not_money_stays_and_says_so(held: None, client: Client, key: str) -> None:
    before, after = one(client, key), one(client, key, "currency=GBP&prices=2025")
    assert money(after) == money(before)
    assert after["not_converted"] == "As published: it is not an amount of money."
    assert after["not_converted"] in client.get(f"/figures/{key}/?currency=GBP").content.decode()
    assert "Show it so" not in client.get(f"/figures/{key}/").content.decode()


def test_what_no_yardstick_reaches_stays_with_the_reason(held: None, client: Client) -> None:
    found = one(client, "us", "currency=GBP")
    assert money(found) == (24_000, "USD", "year")
    assert "nothing is held to compare GBP by in 2017" in found["not_converted"]
    assert found["not_converted"] in client.get("/figures/us/?currency=GBP").content.decode()


def test_a_hidden_number_stays_hidden(held: None, client: Client) -> None:
    assert one(client, "hidden", "currency=GBP")["value"] is None
    assert "off the scale" in client.get("/figures/hidden/?currency=GBP").content.decode()


def test_lists_convert_every_line_and_keep_what_was_published_beside_it(held: None, client: Client) -> None:
    asked = "currency=GBP&prices=2025&fields=key&page_size=3&unit=year"
    first = client.get(f"/api/v1/figures/?{asked}").json()
    assert "currency=GBP" in first["next"]
    rows = {row["key"]: row for row in first["results"] + client.get(first["next"]).json()["results"]}
    assert set(rows) == {"census/gb", "us", "ad", "hidden"}
    assert {row["currency"] for row in rows.values()} == {"GBP"}
    assert original(rows["us"]) == (24_000, "USD", "year")
    assert rows["us"]["value"] == one(client, "us", "currency=GBP&prices=2025")["value"]
    assert "original_value" not in client.get("/api/v1/figures/?fields=key").json()["results"][0]
    whole = "/api/v1/figures/?currency=GBP&prices=2025&fields=key&format="
    text = client.get(f"{whole}csv").content.decode()
    (row,) = (row for row in csv.DictReader(io.StringIO(text)) if row["key"] == "us")
    assert (float(row["value"]), row["original_currency"]) == (rows["us"]["value"], "USD")
    assert row["conversion"] == "; ".join(rows["us"]["conversion"])
    assert client.get(f"{whole}parquet").content.startswith(b"PAR1")


MALFORMED = [
    ("currency=XYZ", "currency", "Select a valid choice"),
    ("prices=soon", "prices", "Enter a number"),
    ("prices=1500", "prices", "prices are held of"),
    ("per=day", "per", "Select a valid choice"),
    ("ppp=EU", "ppp", "Select a valid choice"),
]
UNKNOWN = [
    ("prices=2031", "prices", "no consumer prices of 2031 are held; those of 2017 to 2025 are"),
    ("currency=EUR&ppp=1", "ppp", "EUR is used in several countries"),
    ("currency=GBP&ppp=ES", "ppp", "GBP is not the money of Spain"),
]


@pytest.mark.parametrize("address", ["/api/v1/figures/", "/api/v1/figures/us/"])
def test_the_api_refuses_bad_terms_by_field_and_says_what_is_not_held(held: None, client: Client, address: str) -> None:
    for asked, field, words in MALFORMED:
        assert words in " ".join(problem_in(client.get(f"{address}?{asked}"), 400)["errors"][field])
    for asked, field, words in UNKNOWN:  # as the comparison answers: not held, or of no use together
        status = 404 if field == "prices" else 409
        assert words in " ".join(problem_in(client.get(f"{address}?{asked}"), status)["errors"][field])


@pytest.mark.parametrize(("asked", "field", "words"), MALFORMED + UNKNOWN)
def test_the_page_says_beside_the_field_what_is_wrong(
    held: None, client: Client, asked: str, field: str, words: str
) -> None:
    page = client.get(f"/figures/us/?{asked}")
    assert page.status_code == 400
    text = page.content.decode()
    assert words in text.split(f'id="id_{field}_error"')[1].split("</div>")[0]
    assert "$24,000" in text  # as published, so that nobody takes it for what was asked


def test_the_page_shows_both_amounts_and_the_steps(held: None, client: Client) -> None:
    page = client.get("/figures/us/?currency=GBP&prices=2025").content.decode()
    assert '<span class="big">£25,385</span>' in page
    assert "GBP a year, in prices of 2025" in page
    assert "Published as $24,000 a year." in page
    for step in one(client, "us", "currency=GBP&prices=2025")["conversion"]:
        assert f"<li>{step}</li>" in page
    assert "raised to prices of 2025 with US consumer prices" in page
    assert '<option value="GBP" selected>' in page
    assert "2017: $24,000" in page  # what is cited is what was published


def test_the_form_is_led_to_the_short_address(held: None, client: Client) -> None:
    answer = client.get("/figures/us/?currency=GBP&prices=2025&ppp=&per=")
    assert (answer.status_code, answer["Location"]) == (302, "/figures/us/?currency=GBP&prices=2025")
    assert client.get("/es/figures/us/?currency=&prices=&ppp=&per=")["Location"] == "/es/figures/us/"
    assert "How it was converted" not in client.get("/figures/us/").content.decode()


def test_the_spanish_page_says_it_in_spanish(held: None, client: Client) -> None:
    page = client.get("/es/figures/census/gb/?currency=USD&prices=2025").content.decode()
    assert "Cómo se convirtió" in page
    assert "Published as" not in page


def test_page_api_and_comparison_say_the_same_of_the_shipped_figures(db: None, client: Client) -> None:
    loading.load(starter=reading.read())
    terms = Terms("EUR", 2025, "ES")
    lines = [k for r in compare(Query(("session-musician",), terms=terms)).roles for g in r.pay for k in g.figures]
    assert "uk-musicians-census/musicians/mean" in {line.key for line in lines}
    for line in [k for k in lines if k.year >= 2023]:
        found = one(client, line.key, "currency=EUR&prices=2025&ppp=ES")
        assert money(found) == (line.value, line.currency, line.unit)
        assert found["conversion"] == list(line.conversion)


def test_estimates_by_part_are_in_the_money_their_table_names(held: None, client: Client) -> None:
    role = make_role("one")
    make_estimate(role, (46_000, 52_000, 65_000))
    make_estimate(role, (26_000, 39_000, 52_000), dimension="level", value="entry")
    page = client.get("/compare/?roles=one&currency=GBP&prices=2025").content.decode()
    assert "By level: median a year, GBP in prices of 2025 <" in page
    assert "£30,000<small>£20,000 to £40,000</small>" in page
    page = client.get("/compare/?roles=one").content.decode()
    assert "By level: median a year, in US dollars <" in page
    assert "$39,000<small>$26,000 to $52,000</small>" in page
