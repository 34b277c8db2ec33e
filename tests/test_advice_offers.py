"""An offer worked by hand, its properties, and a page that keeps amounts out of addresses and logs."""

import logging
from dataclasses import replace

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from advice.offer_page import check
from advice.offers import Offer, royalties, worth

OFFER = Offer(
    fee=1_200, hours=40, revisions=3, revision_hours=5, deposit=50, costs=100, points=3, low=1_000, middle=20_000,
    high=200_000,
)  # fmt: skip
SENT = {**vars(OFFER), "role": "music-producer", "country": "US", "currency": "USD"}
SENT.pop("recoupable")
money = st.floats(0, 1_000_000)


def test_an_offer_worked_by_hand() -> None:
    found = worth(OFFER)
    assert found.hours == 55  # 40 + 3 x 5
    assert (found.fee_only.total, found.fee_only.hourly, found.fee_only.salary) == (1_100, 20, 41_600)
    assert found.deposit_only.hourly == pytest.approx(500 / 55)  # half of 1,200 less 100
    assert [case.royalties for case in (found.low, found.middle, found.high)] == [30, 600, 6_000]  # 3 %
    assert found.middle.hourly == pytest.approx(1_700 / 55)
    assert found.high.salary == pytest.approx(7_100 / 55 * 2_080)


def test_an_advance_is_earned_back_first() -> None:
    advance = replace(OFFER, recoupable=True)
    assert [royalties(advance, receipts) for receipts in (1_000, 20_000, 200_000)] == [0, 0, 4_800]


def test_an_offer_without_hours_is_refused() -> None:
    with pytest.raises(ValueError, match="hours"):
        worth(Offer(fee=100, hours=0))


@given(money, st.floats(1, 500), st.integers(0, 20), st.floats(0.5, 20), st.floats(0, 100))
def test_more_revisions_never_pay_better(fee: float, hours: float, many: int, each: float, points: float) -> None:
    less, more = (
        worth(Offer(fee, hours, number, each, points=points, middle=1_000)) for number in sorted([many, many + 1])
    )
    assert more.middle.hourly <= less.middle.hourly


@given(money, money, money)
def test_more_receipts_never_pay_less(fee: float, one: float, other: float) -> None:
    low, high = sorted([one, other])
    for recoupable in (False, True):
        found = worth(Offer(fee, 10, points=4, low=low, middle=low, high=high, recoupable=recoupable))
        assert found.fee_only.hourly <= found.low.hourly <= found.high.hourly


@pytest.mark.django_db
def test_its_place_among_published_pay_by_hand(starter_set) -> None:
    found = check(OFFER, role="music-producer", country="US", currency="USD")
    assert found.basis.period == "May 2025"
    places = dict(zip(("deposit", "fee", "low", "middle", "high"), found.places, strict=True))
    # 20 an hour lies between 19.17 (10 %) and 25.53 (25 %): 10 + 15 x ln(20 / 19.17) / ln(25.53 / 19.17)
    assert places["fee"] == pytest.approx(12.2, abs=0.05)
    # 30.91 between 25.53 (25 %) and 35.44 (50 %): 25 + 25 x ln(30.91 / 25.53) / ln(35.44 / 25.53)
    assert places["middle"] == pytest.approx(39.6, abs=0.05)
    assert not found.free
    assert check(replace(OFFER, fee=0), role="music-producer", country="US", currency="USD").free
    assert check(replace(OFFER, fee=1_000), role="music-producer", country="US", currency="USD").free  # 16.36 < 19.17


@pytest.mark.django_db
def test_a_country_without_figures_gives_no_place(starter_set) -> None:
    found = check(OFFER, role="music-producer", country="ES", currency="EUR")
    assert (found.basis, set(found.places), found.free) == (None, {None}, False)


@pytest.mark.django_db
def test_the_page_answers_and_keeps_nothing(client: Client, starter_set, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    answer = client.post("/advice/offer/", SENT)
    page = " ".join(answer.content.decode().split())
    for words in ("$20.00", "$41,600", "above 12 %", "$30.91", "Low receipts", "88 %", "Music Producers Guild"):
        assert words in page or words.replace(" %", "\N{NO-BREAK SPACE}%") in page, words
    assert answer["Cache-Control"] == "no-store"
    assert answer.cookies == {}
    assert "1200" not in caplog.text
    assert "working free" not in page.partition("What it pays")[2].partition("<form")[0]


@pytest.mark.django_db
def test_an_offer_that_is_no_offer_is_called_so(client: Client, starter_set) -> None:
    page = client.post("/advice/offer/", {**SENT, "fee": "0"}).content.decode()
    assert "This is close to working free." in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "cases"),
    [
        ({}, 5),
        ({"points": ""}, 2),
        ({"low": "", "middle": "", "high": ""}, 2),
        ({"recoupable": "on", "high": "20000"}, 5),
    ],
)
def test_royalties_are_shown_where_there_may_be_some(client: Client, starter_set, change, cases: int) -> None:
    page = client.post("/advice/offer/", {**SENT, **change}).context["page"]
    assert len(page["rows"]) == cases


@pytest.mark.django_db
def test_hours_are_printed_with_their_fraction(client: Client, starter_set) -> None:
    sent = {**SENT, "hours": "20.5", "revisions": "3", "revision_hours": "2"}
    assert "for 26.5 hours with all revisions" in client.post("/advice/offer/", sent).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"hours": "0"}, {"fee": "lots"}, {"points": "101"}, {"low": "9", "middle": "1"}])
def test_what_cannot_be_is_refused(client: Client, starter_set, change: dict[str, str]) -> None:
    page = client.post("/advice/offer/", {**SENT, **change}).content.decode()
    assert "Something cannot be used" in page
    assert f'<a href="#offer-{next(iter(change))}">' in page
    assert "As a year’s salary" not in page


@pytest.mark.django_db
def test_the_page_of_a_role_leads_to_an_offer_for_that_role(client: Client, starter_set) -> None:
    assert 'href="/advice/offer/?role=session-musician"' in client.get("/roles/session-musician/").content.decode()
    page = client.get("/advice/offer/?role=session-musician").content.decode()
    assert '<option value="session-musician" selected>' in page
    unknown = client.get('/advice/offer/?role="><b>').content.decode()
    assert "<b>" not in unknown
    assert "Something cannot be used" not in unknown


@pytest.mark.django_db
def test_amounts_in_an_address_are_not_read(client: Client, starter_set) -> None:
    assert "As a year’s salary" not in client.get("/advice/offer/?fee=1200&hours=40").content.decode()
    assert client.put("/advice/offer/").status_code == 405


def test_a_comma_means_the_decimal_in_hours_and_percent(client: Client, starter_set) -> None:
    with_point = client.post("/advice/offer/", {**SENT, "hours": "12.5", "points": "2.5", "deposit": "33.3"})
    page = client.post("/advice/offer/", {**SENT, "hours": "12,5", "points": "2,5", "deposit": "33,3"})
    assert page.context["page"]["rows"] == with_point.context["page"]["rows"]
    assert page.context["page"]["rows"]


@pytest.mark.parametrize("hours", ["", "0", "0,2", "-3", "6000", "NaN", "1e3", "12.5.1", "1,500.5"])
def test_hours_that_cannot_be_are_refused(client: Client, starter_set, hours: str) -> None:
    page = client.post("/advice/offer/", {**SENT, "hours": hours})
    assert page.context["page"] is None
    assert page.context["form"].errors["hours"]
