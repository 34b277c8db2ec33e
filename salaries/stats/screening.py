"""Is this report believable? Reasons, not verdicts.

It looks at one report, its author's account, the role's published figures and the last release, never at what other
people earn: otherwise what is approved would depend on that and the privacy proof would break. Of other reports it may
know one thing, how many new accounts reported on the role in a week (docs/method.md says what follows from that).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FAR_ABOVE = 3.0  # times the published 90th percentile
FAR_BELOW = 5.0  # times below the published 10th percentile
LONGEST_WEEK = 90.0
HOURLY_LIMITS = (1.0, 2_000.0)
FAR_UP = 3.5  # standard deviations of log pay above what is usual
FAR_UP_FOR_NEW = 3.0  # the same for the first report of a new account: trolls come with new accounts
FAR_DOWN = 5.0  # below what is usual: part of a year or of a week is honest, and on real pay 3.5 flags 1 in 90
NARROWEST = 0.25  # a standard deviation of log pay below which no group is believed to be
QUARTILES_OF_NORMAL = 1.349  # standard deviations between the quartiles of a normal distribution
NEW_DAYS = 30  # an account is new for so long, or until its first report is approved
WEEK_DAYS = 7
USUAL_WEEKS = 8  # what a usual week is, is read from so many weeks before
FEWEST_IN_BURST = 6
BURST_DEVIATIONS = 3.5  # above the usual week, by the square root of what is usual
ACT_ON = 2  # the risk from which a moderator should not approve without asking


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
        Reason("unusual", 3, "Very far from what is usual for this role, level and country."),
        Reason("burst", 3, "One of unusually many reports that new accounts gave on this role within a week."),
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
class Usual:
    """What is publicly known of comparable pay: middle and standard deviation of the log of US dollars a year."""

    middle: float
    spread: float

    def distance(self, pay: float) -> float:
        """How many standard deviations ``pay`` is above the middle; negative below it."""
        return (math.log(max(pay, 1.0)) - self.middle) / self.spread


@dataclass(frozen=True)
class Candidate:
    """The report to be screened: yearly and hourly pay in US dollars, yearly pay as typed, hours a week.

    ``new_account`` and ``in_burst`` tell of its author's account and of the week it came in.
    """

    yearly: float
    hourly: float
    yearly_as_typed: float
    hours_per_week: float
    copies_own: bool = False
    new_account: bool = False
    in_burst: bool = False


def usual_of(whole: Mapping[str, float], parts: Sequence[Mapping[str, float]] = ()) -> Usual | None:
    """What is usual where the ``parts`` (level, country) of the ``whole`` role meet; None without a median.

    All are percentiles by name. Each part moves the middle by as much as its own median differs from the whole's; the
    spread is the narrowest distance between quartiles that is known, and at least NARROWEST.
    """
    if "p50" not in whole:
        return None
    known = [part for part in parts if "p50" in part]
    middle = math.log(whole["p50"]) + sum(math.log(part["p50"] / whole["p50"]) for part in known)
    spreads = [_spread(group) for group in (whole, *known) if {"p25", "p75"} <= group.keys()]
    return Usual(middle, max(NARROWEST, min(spreads, default=2 * NARROWEST)))


def is_burst(week: int, usual_week: float) -> bool:
    """Whether ``week`` reports by new accounts are far more than in a usual week (a Poisson count's deviations)."""
    return week >= FEWEST_IN_BURST and week > usual_week + BURST_DEVIATIONS * math.sqrt(usual_week + 1)


def screen(report: Candidate, known: Range | None, usual: Usual | None = None) -> list[str]:
    """Codes of REASONS that apply, the heaviest first; an empty list when nothing stands out."""
    codes = _of_the_report_alone(report)
    up = FAR_UP_FOR_NEW if report.new_account else FAR_UP
    if usual is not None and not -FAR_DOWN <= usual.distance(report.yearly) <= up:
        codes.append("unusual")
    codes += ["no_reference"] if known is None else _against(report, known)
    return ordered(codes)


def ordered(codes: Sequence[str]) -> list[str]:
    """``codes``, the heaviest first."""
    return sorted(codes, key=lambda code: (-REASONS[code].weight, code))


def risk(codes: Sequence[str]) -> int:
    """The sum of the reasons' weights."""
    return sum(REASONS[code].weight for code in codes)


def _of_the_report_alone(report: Candidate) -> list[str]:
    tests = {
        "hourly_extreme": not HOURLY_LIMITS[0] <= report.hourly <= HOURLY_LIMITS[1],
        "long_week": report.hours_per_week > LONGEST_WEEK,
        "copy": report.copies_own,
        "burst": report.in_burst and report.new_account,
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


def _spread(group: Mapping[str, float]) -> float:
    return math.log(group["p75"] / group["p25"]) / QUARTILES_OF_NORMAL
