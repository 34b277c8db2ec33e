"""From a person's own report to what their pages print: sums, states and the trail in plain words."""

from dataclasses import dataclass

from django.utils.translation import gettext, gettext_lazy

from salaries.models import AIUse, Decision, Engagement, ExchangeRate, Level, Period, Stream, country_name
from salaries.presenters.formats import moment, money, number
from salaries.reporting import OwnReport, ReportData, can_appeal, data_of, detail_lines, dollars_of
from salaries.stats.money import Amount, Pay, times_a_year

DONE = {
    Decision.Action.APPROVED: gettext_lazy("A moderator approved the report"),
    Decision.Action.REJECTED: gettext_lazy("A moderator did not accept the report"),
    Decision.Action.ASKED: gettext_lazy("A moderator asks"),
    Decision.Action.REOPENED: gettext_lazy("A moderator looks at it again"),
}
WORDS_OF_STATE = {
    "pending": gettext_lazy("Nothing is published from it until a moderator has looked at it."),
    "asked": gettext_lazy(
        "Read the question below, then change the report. If it is right as it is, send it again unchanged: that "
        "answers too, and under “More about the work” you can say why. It goes back to the moderator."
    ),
    "approved": gettext_lazy(
        "It will be counted in a coming release, once enough reports on this role have come together."
    ),
    "rejected": gettext_lazy("It is not counted. You can change it and send it again."),
}

ASKED_IN_LIST = gettext_lazy("Open the report to read the question and to answer it.")
OR_APPEAL = gettext_lazy("Or appeal, once: another moderator then decides.")


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
            str(Stream(entry.kind).label),
            _given(entry, data),
            money(float(pay.by_stream[entry.kind]), code),
        )
        for entry in data.streams
    )
    both = gettext("%(yearly)s a year, %(hourly)s an hour") % {
        "yearly": money(float(dollars.yearly)), "hourly": money(float(dollars.hourly), "USD", "hour"),
    }  # fmt: skip
    return Sum(
        lines=lines, income=money(float(pay.income), code), costs=money(float(pay.costs), code),
        yearly=money(float(pay.yearly), code), hours=number(float(pay.hours)),
        hourly=money(float(pay.hourly), code, "hour"), in_dollars="" if code == "USD" else both,
        loss=pay.costs > pay.income,
    )  # fmt: skip


def _given(entry: Amount, data: ReportData) -> str:
    """An amount as it was typed, and by how many hours, days, weeks or months it was multiplied."""
    amount = f"{money(float(entry.amount), data.currency, 'hour')} {Period(entry.period).label}"
    if entry.period == Period.YEAR:
        return amount
    return f"{amount} × {number(float(times_a_year(entry.period, data.hours_per_week, data.weeks_per_year)), 1)}"


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
        (gettext("Level"), str(Level(row.level).label)),
        (gettext("Country"), country_name(row.country)),
        (gettext("Hired as"), str(Engagement(row.engagement).label)),
        (gettext("Done with AI tools"), str(AIUse(row.ai_use).label)),
        (gettext("Hours a week"), number(float(row.hours_per_week), 1)),
        (gettext("Weeks in the year"), str(row.weeks_per_year)),
        (gettext("Currency"), row.currency),
        *detail_lines(row.amounts.get("details"), row.currency),
    ]


def state_of(own: OwnReport, *, in_list: bool = False) -> State:
    """Where the report stands, in words its author can use; a list does not show what moderators wrote."""
    row, counted = own.row, own.counted_in
    stands = ASKED_IN_LIST if in_list and row.status == row.Status.ASKED else WORDS_OF_STATE[row.status]
    told = f"{stands}{f' {OR_APPEAL}' if can_appeal(row) else ''}"
    if counted is None:
        return State(row.get_status_display(), told, None)
    if row.status == row.Status.APPROVED:
        words = gettext("It was counted in release %(number)d and stays in every later one.") % {"number": counted}
        return State(gettext("Counted"), words, counted)
    earlier = gettext("An earlier version was counted in release %(number)d and stays there.") % {"number": counted}
    words = f"{told} {earlier}"
    return State(row.get_status_display(), words, counted)


def history_of(own: OwnReport) -> list[Step]:
    """What happened to the report, oldest first. Moderators are not named."""
    row = own.row
    steps = [(row.submitted_at, Step(moment(row.submitted_at), gettext("You sent the report")))]
    if row.updated_at != row.submitted_at:
        steps.append((row.updated_at, Step(moment(row.updated_at), gettext("You sent the report again"))))
    if row.appealed_at is not None:
        said = gettext("You appealed to another moderator")
        steps.append((row.appealed_at, Step(moment(row.appealed_at), said, row.appeal)))
    steps += [(decision.decided_at, _step(decision)) for decision in own.decisions]
    return [step for _, step in sorted(steps, key=lambda dated: dated[0])]


def _step(decision: Decision) -> Step:
    what = str(DONE[Decision.Action(decision.action)])
    if decision.action in (Decision.Action.REJECTED, Decision.Action.ASKED):
        what += f": {Decision.Reason(decision.reason).label}"
    return Step(moment(decision.decided_at), what, decision.message)
