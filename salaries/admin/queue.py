"""The columns and the filter of the moderators' queue. No amount is among them: the queue never decrypts any."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timesince import timesince

from salaries.models import SalaryReport, country_name
from salaries.stats.screening import REASONS

HIGH_RISK = 5
EVERY_STATE = "all"


class StateFilter(admin.SimpleListFilter):
    """By state; without a choice, what waits for a moderator."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Every state, and all of them."""
        return [*((state.value, str(state.label)) for state in SalaryReport.Status), (EVERY_STATE, "All")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[SalaryReport]) -> QuerySet[SalaryReport]:
        """Reports in the chosen state."""
        return queryset if self.chosen == EVERY_STATE else queryset.filter(status=self.chosen)

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:  # type: ignore[override]
        """The links of the filter, of which one is always chosen."""
        for value, label in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": value == self.chosen, "query_string": query, "display": label}

    @property
    def chosen(self) -> str:
        """The state asked for; pending when it is none of them."""
        value = self.value()
        known = {EVERY_STATE, *SalaryReport.Status.values}
        return value if value in known else SalaryReport.Status.PENDING.value


@admin.display(description="Role, year", ordering="role__title")
def role(report: SalaryReport) -> str:
    """What the report is on."""
    return f"{report.role.title}, {report.year}"


@admin.display(description="Level, country")
def place(report: SalaryReport) -> str:
    """How far along, and where."""
    return f"{report.level.capitalize()}, {country_name(report.country)}"


@admin.display(description="Work")
def work(report: SalaryReport) -> str:
    """How it is contracted, how much of it is done with AI, hours a week and weeks."""
    hours = f"{float(report.hours_per_week):g} × {report.weeks_per_year} weeks"
    return f"{report.get_engagement_display()}, AI: {report.ai_use}, {hours}"


@admin.display(description="Screening")
def screening(report: SalaryReport) -> SafeString | str:
    """Why to look twice, in words."""
    texts = [(text,) for text in reasons(report)]
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", texts)) if texts else "Nothing stands out"


@admin.display(description="Risk", ordering="risk")
def risk(report: SalaryReport) -> SafeString:
    """The sum of the reasons' weights."""
    tone = "high" if report.risk >= HIGH_RISK else "some" if report.risk else "none"
    return format_html('<span class="risk risk-{}">{}</span>', tone, report.risk)


@admin.display(description="Waiting", ordering="updated_at")
def waiting(report: SalaryReport) -> SafeString:
    """How long since it was submitted or revised."""
    since = report.updated_at
    return format_html('<time datetime="{}">{}</time>', since.isoformat(), timesince(since, depth=1))


@admin.display(description="State")
def state(report: SalaryReport) -> str:
    """The state in a word, whether the contributor appealed, whether they answered a question, and whether a proposal
    on the report waits for another moderator."""
    waits = report.status == SalaryReport.Status.PENDING
    marks = [
        (report.appealed_at is not None, "appealed"), (waits and getattr(report, "was_asked", False), "answered"),
        (getattr(report, "is_proposed", False), "in an open proposal"),
    ]  # fmt: skip
    return ", ".join([report.status.capitalize(), *(words for holds, words in marks if holds)])


def reasons(report: SalaryReport) -> list[str]:
    """What screening found, in words. A code that is no longer in use is left out."""
    return [REASONS[code].text for code in report.screening if code in REASONS]


COLUMNS = (role, place, work, screening, risk, waiting, state)
