"""From a person's own report to what their pages print: sums, states and the trail in plain words."""

from dataclasses import dataclass
from datetime import datetime

from salaries.models import AIUse, Decision, Engagement, ExchangeRate, Level, Period, Stream, country_name
from salaries.presenters.formats import day, money
from salaries.reporting import OwnReport, ReportData, can_appeal, data_of, dollars_of
from salaries.stats.money import Pay

DONE = {
    Decision.Action.APPROVED: "A moderator approved the report",
    Decision.Action.REJECTED: "A moderator did not accept the report",
    Decision.Action.ASKED: "A moderator asks",
    Decision.Action.REOPENED: "A moderator looks at it again",
}
WORDS_OF_STATE = {
    "pending": "Nothing is published from it until a moderator has looked at it.",
    "asked": "Read the question below, then change the report. It goes back to the moderator.",
    "approved": "It will be counted in a coming release, once enough reports on this role have come together.",
    "rejected": "It is not counted. You can change it and send it again.",
}

OR_APPEAL = "Or appeal, once: another moderator then decides."


@dataclass(frozen=True)
class Sum:
    """A year's pay added up, every amount ready to print."""

    lines: tuple[tuple[str, str, str], ...]
    income: str
    costs: str
    yearly: str
    hours: str
    hourly: str
    in_dollars: str
    loss: bool


@dataclass(frozen=True)
class State:
    """Where a report stands."""

    label: str
    words: str
    counted_in: int | None


@dataclass(frozen=True)
class Step:
    """One line of a report's history."""

    when: str
    what: str
    message: str = ""


def sum_of(data: ReportData, dollars: Pay) -> Sum:
    """What was typed, added up; ``dollars`` is the same year in US dollars."""
    pay, code = data.pay, data.currency
    lines = tuple(
        (
            Stream(entry.kind).label,
            f"{money(float(entry.amount), code, 'hour')} {Period(entry.period).label}",
            money(float(pay.by_stream[entry.kind]), code),
        )
        for entry in data.streams
    )
    both = f"{money(float(dollars.yearly))} a year, {money(float(dollars.hourly), 'USD', 'hour')} an hour"
    return Sum(
        lines=lines, income=money(float(pay.income), code), costs=money(float(pay.costs), code),
        yearly=money(float(pay.yearly), code), hours=f"{pay.hours:,.0f}",
        hourly=money(float(pay.hourly), code, "hour"), in_dollars="" if code == "USD" else both,
        loss=pay.costs > pay.income,
    )  # fmt: skip


def sum_of_report(own: OwnReport) -> Sum | None:
    """The stored report added up; None when the exchange rate it was taken with is gone."""
    try:
        return sum_of(data_of(own.row), dollars_of(own.row))
    except ExchangeRate.DoesNotExist:
        return None


def facts_of(own: OwnReport) -> list[tuple[str, str]]:
    """(name, value) of everything in the report but money."""
    row = own.row
    return [
        ("Level", Level(row.level).label),
        ("Country", country_name(row.country)),
        ("Hired as", Engagement(row.engagement).label),
        ("Done with AI tools", AIUse(row.ai_use).label),
        ("Hours a week", f"{row.hours_per_week.normalize():f}"),
        ("Weeks in the year", str(row.weeks_per_year)),
        ("Currency", row.currency),
    ]


def state_of(own: OwnReport) -> State:
    """Where the report stands, in words its author can use."""
    row, number = own.row, own.counted_in
    told = WORDS_OF_STATE[row.status] + (f" {OR_APPEAL}" if can_appeal(row) else "")
    if number is None:
        return State(row.get_status_display(), told, None)
    if row.status == row.Status.APPROVED:
        return State("Counted", f"It was counted in release {number} and stays in every later one.", number)
    words = f"{told} An earlier version was counted in release {number} and stays there."
    return State(row.get_status_display(), words, number)


def history_of(own: OwnReport) -> list[Step]:
    """What happened to the report, oldest first. Moderators are not named."""
    row = own.row
    steps = [(row.submitted_at, Step(_when(row.submitted_at), "You sent the report"))]
    if row.updated_at != row.submitted_at:
        steps.append((row.updated_at, Step(_when(row.updated_at), "You changed the report")))
    if row.appealed_at is not None:
        steps.append((row.appealed_at, Step(_when(row.appealed_at), "You appealed to another moderator", row.appeal)))
    steps += [(decision.decided_at, _step(decision)) for decision in own.decisions]
    return [step for _, step in sorted(steps, key=lambda dated: dated[0])]


def _step(decision: Decision) -> Step:
    what = DONE[Decision.Action(decision.action)]
    if decision.action in (Decision.Action.REJECTED, Decision.Action.ASKED):
        what += f": {Decision.Reason(decision.reason).label}"
    return Step(_when(decision.decided_at), what, decision.message)


def _when(moment: datetime) -> str:
    return f"{day(moment.date())}, {moment:%H:%M} UTC"
