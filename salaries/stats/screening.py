"""Is this report believable? Reasons, not verdicts.

It looks at one report, the role's published figures and the last release, never at other people's rows: otherwise what
is approved would depend on them and the privacy proof would break.
"""

from collections.abc import Sequence
from dataclasses import dataclass

FAR_ABOVE = 3.0  # times the published 90th percentile
FAR_BELOW = 5.0  # times below the published 10th percentile
LONGEST_WEEK = 90.0
HOURLY_LIMITS = (1.0, 2_000.0)


@dataclass(frozen=True)
class Reason:
    """Why a moderator should look twice. ``weight`` adds up to the risk by which the queue is sorted."""

    code: str
    weight: int
    text: str


REASONS = {
    reason.code: reason
    for reason in (
        Reason(
            "monthly_for_yearly",
            5,
            "Twelve times as much would be usual: perhaps a month's pay for a year's.",
        ),
        Reason("zero_too_many", 5, "A tenth of it would be usual: perhaps a zero too many."),
        Reason("wrong_currency", 4, "The same number in US dollars would be usual: perhaps the wrong currency."),
        Reason("far_above", 3, "More than three times the highest published percentile."),
        Reason("far_below", 2, "Less than a fifth of the lowest published percentile."),
        Reason("hourly_extreme", 2, "The pay for an hour is below $1 or above $2,000."),
        Reason("long_week", 1, "More than 90 hours a week."),
        Reason("copy", 3, "The same amounts as in another report of the same person."),
        Reason("no_reference", 1, "Nothing published to compare it with."),
    )
}


@dataclass(frozen=True)
class Range:
    """What is publicly known of a role's yearly pay: lowest and highest published percentile, US dollars."""

    low: float
    high: float

    def holds(self, pay: float) -> bool:
        """Whether ``pay`` lies within the range."""
        return self.low <= pay <= self.high


@dataclass(frozen=True)
class Candidate:
    """The report to be screened: yearly and hourly pay in US dollars, yearly pay as typed, hours a week."""

    yearly: float
    hourly: float
    yearly_as_typed: float
    hours_per_week: float
    copies_own: bool = False


def screen(report: Candidate, known: Range | None) -> list[str]:
    """Codes of REASONS that apply, the heaviest first; an empty list when nothing stands out."""
    codes = _of_the_report_alone(report)
    codes += ["no_reference"] if known is None else _against(report, known)
    return sorted(codes, key=lambda code: (-REASONS[code].weight, code))


def risk(codes: Sequence[str]) -> int:
    """The sum of the reasons' weights."""
    return sum(REASONS[code].weight for code in codes)


def _of_the_report_alone(report: Candidate) -> list[str]:
    tests = {
        "hourly_extreme": not HOURLY_LIMITS[0] <= report.hourly <= HOURLY_LIMITS[1],
        "long_week": report.hours_per_week > LONGEST_WEEK,
        "copy": report.copies_own,
    }
    return [code for code, applies in tests.items() if applies]


def _against(report: Candidate, known: Range) -> list[str]:
    if known.holds(report.yearly):
        return []
    converted = abs(report.yearly - report.yearly_as_typed) > 0.2 * report.yearly
    tests = {
        "monthly_for_yearly": report.yearly < known.low and known.holds(report.yearly * 12),
        "zero_too_many": report.yearly > known.high and known.holds(report.yearly / 10),
        "wrong_currency": converted and known.holds(report.yearly_as_typed),
        "far_above": report.yearly > FAR_ABOVE * known.high,
        "far_below": report.yearly < known.low / FAR_BELOW,
    }
    return [code for code, applies in tests.items() if applies]
