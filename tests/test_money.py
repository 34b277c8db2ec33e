"""From what was typed to a year's and an hour's pay: cases worked by hand, and what must hold for every case."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salaries.models import Period, Stream
from salaries.stats.money import Amount, Pay, times_a_year, whole_shares, year_of

money = st.decimals(min_value=0, max_value=10**11, places=2)
hours = st.decimals(min_value=Decimal("0.1"), max_value=168, places=1)
weeks = st.integers(min_value=1, max_value=52)
streams = st.lists(
    st.builds(Amount, st.sampled_from(Stream.values), money, st.sampled_from(Period.values)),
    min_size=1, max_size=9, unique_by=lambda entry: entry.kind,
)  # fmt: skip


def of(amount: int, period: str, hours_per_week: str = "40", in_weeks: int = 52) -> Decimal:
    return year_of([Amount("fees", Decimal(amount), period)], Decimal(0), Decimal(hours_per_week), in_weeks).yearly


def test_each_period_by_hand() -> None:
    assert of(30, "hour") == 62_400  # 30 x 40 hours x 52 weeks
    assert of(300, "day") == 78_000  # 300 x 5 days of eight hours x 52 weeks
    assert of(1_000, "week", in_weeks=46) == 46_000
    assert of(4_000, "month") == 48_000
    assert of(4_000, "month", in_weeks=26) == 24_000  # half a year of it
    assert of(48_000, "year", in_weeks=10) == 48_000
    assert of(20, "hour", hours_per_week="37.5", in_weeks=46) == 34_500


def test_a_freelance_year_by_hand() -> None:
    entries = [Amount("fees", Decimal(48_000), "year"), Amount("royalties", Decimal(500), "month")]
    pay = year_of(entries, Decimal(4_000), Decimal(40), 52)
    assert (pay.income, pay.yearly, pay.hours) == (54_000, 50_000, 2_080)
    assert round(pay.hourly, 2) == Decimal("24.04")
    assert pay.by_stream == {"fees": 48_000, "royalties": 6_000}


def test_a_loss_counts_as_nothing() -> None:
    pay = year_of([Amount("live", Decimal(1_000), "year")], Decimal(3_000), Decimal(10), 20)
    assert (pay.yearly, pay.hourly) == (0, 0)


def test_an_unknown_period_is_an_error() -> None:
    with pytest.raises(KeyError):
        times_a_year("decade", Decimal(40), 52)


def test_shares_by_hand() -> None:
    assert whole_shares({"fees": Decimal(48_000), "royalties": Decimal(6_000)}) == {"fees": 89, "royalties": 11}
    thirds = whole_shares({"a": Decimal(1), "b": Decimal(1), "c": Decimal(1)})
    assert sorted(thirds.values()) == [33, 33, 34]


def test_shares_of_nothing_are_an_error() -> None:
    with pytest.raises(ValueError, match="above zero"):
        whole_shares({"fees": Decimal(0)})


@given(streams, money, hours, weeks)
def test_parts_add_to_the_whole_and_nothing_is_negative(
    entries: list[Amount], costs: Decimal, a_week: Decimal, a_year: int
) -> None:
    pay = year_of(entries, costs, a_week, a_year)
    assert sum(pay.by_stream.values()) == pay.income
    assert 0 <= pay.yearly <= pay.income
    assert abs(pay.hourly * pay.hours - pay.yearly) < Decimal("0.01")


@given(streams, hours, weeks)
def test_more_pay_never_lowers_the_year(entries: list[Amount], a_week: Decimal, a_year: int) -> None:
    raised = [Amount(e.kind, e.amount + 1, e.period) for e in entries]
    before, after = (year_of(some, Decimal(0), a_week, a_year) for some in (entries, raised))
    assert after.yearly > before.yearly


@given(streams, st.decimals(min_value=Decimal("0.0001"), max_value=10, places=4))
def test_a_currency_changes_the_unit_and_not_the_shares(entries: list[Amount], rate: Decimal) -> None:
    pay = year_of(entries, Decimal(0), Decimal(40), 52)
    converted = pay.times(rate)
    assert abs(converted.yearly - pay.yearly * rate) < Decimal("0.01")
    assert converted.hours == pay.hours
    assert set(converted.by_stream) == set(pay.by_stream)


@given(st.dictionaries(st.sampled_from(Stream.values), st.integers(0, 10**9).map(Decimal), min_size=1))
def test_shares_are_whole_and_add_to_a_hundred(amounts: dict[str, Decimal]) -> None:
    income = sum(amounts.values())
    if income == 0:
        return
    shares = whole_shares(amounts)
    assert sum(shares.values()) == 100
    assert all(abs(shares[kind] - 100 * amount / income) < 1 for kind, amount in amounts.items())


def test_pay_in_another_currency_by_hand() -> None:
    pay = Pay(Decimal(100), Decimal(40), Decimal(10), {"fees": Decimal(100)}).times(Decimal("1.5"))
    assert (pay.yearly, pay.hourly, pay.by_stream) == (90, 9, {"fees": 150})
