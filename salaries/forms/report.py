"""The pay report as a form: it reads what was typed; what a report may say is decided by ``salaries.reporting``."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_name
from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext, gettext_lazy

from salaries.forms import numerals
from salaries.forms.problems import NamedProblems, Problem
from salaries.models import AIUse, Engagement, ExchangeRate, Level, Period, Role, Side, Stream, spoken
from salaries.models.places import country_choices
from salaries.models.reports import FIRST_YEAR
from salaries.presenters.formats import language, number
from salaries.reporting import LABELS, LISTS, LONGEST_DETAIL, ReportData, ReportRefused, check
from salaries.reporting.data import MOST_AN_AMOUNT
from salaries.stats.money import Amount, Pay

OFTEN_USED = ("USD", "EUR", "GBP")
CHOOSE = ("", gettext_lazy("Choose one"))
number_lazy = lazy(number, str)
STREAM_HELP = {
    Stream.SALARY: gettext_lazy("Before tax."),
    Stream.EQUITY: gettext_lazy("What it was worth on the day it became yours."),
    Stream.FEES: gettext_lazy("Production, mixing, session and commission fees."),
    Stream.LIVE: gettext_lazy("Concerts, DJ sets, touring."),
}
LONGEST = 40  # characters; the largest amount with every separator needs 22
Choices = list[tuple[Any, Any]]
Words = Any  # text, or text that finds its language when it is printed


class TypedNumber(forms.CharField):
    """A text field for a number as people type it. ``read`` turns the text into a Decimal."""

    def __init__(self, *, read: Callable[[str], Decimal], most: Decimal, too_much: Words, **options: Any) -> None:
        self.read, self.most, self.too_much = read, most, too_much
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=LONGEST, **options)
        self.error_messages["max_length"] = format_lazy(
            gettext_lazy("This is too long: give a number of at most {most} characters."), most=LONGEST
        )

    def clean(self, value: Any) -> Any:
        """The number, or None when nothing was typed and nothing is required."""
        text = super().clean(value)
        if not text:
            return None
        try:
            number = self.read(text)
        except numerals.NotANumber as wrong:
            raise forms.ValidationError(str(wrong)) from None
        if number > self.most:
            raise forms.ValidationError(self.too_much)
        return number


def amount_field(label: Words, help_text: Words = "") -> TypedNumber:
    """An optional field for an amount of money."""
    below = MOST_AN_AMOUNT - Decimal("0.01")
    return TypedNumber(
        read=numerals.amount, most=below, label=label, help_text=help_text, required=False,
        too_much=format_lazy(
            gettext_lazy("This is too large: amounts must be below {most}."),
            most=number_lazy(float(MOST_AN_AMOUNT)),
        ),
    )  # fmt: skip


def choice_field(label: Words, choices: Choices, wrong: Words, **options: Any) -> forms.ChoiceField:
    """A list to choose one from, starting with none chosen."""
    messages = {"invalid_choice": wrong, "required": wrong}
    return forms.ChoiceField(label=label, choices=[CHOOSE, *choices], error_messages=messages, **options)


def detail_fields() -> dict[str, forms.Field]:
    """The optional fields beyond the pay."""
    fields: dict[str, forms.Field] = {
        name: forms.CharField(label=label, required=False, max_length=LONGEST_DETAIL)
        for name, label in LABELS.items()
    }  # fmt: skip
    fields["tool_spend"] = amount_field(LABELS["tool_spend"], gettext_lazy("In the currency of the report."))
    for name, choices in LISTS.items():
        fields[name] = forms.ChoiceField(label=LABELS[name], choices=[CHOOSE, *choices.choices], required=False)
    return fields


ON_THE_PAGE = (  # and then the details
    "role", "year", "level", "country", "engagement", "ai_use", "hours_per_week", "weeks_per_year", "currency",
    *(f"{part}_{kind}" for kind in Stream for part in ("amount", "period")), "costs",
)  # fmt: skip


class ReportForm(NamedProblems):
    """One year's pay in one role. ``now`` decides which years can be chosen."""

    level = choice_field(gettext_lazy("Level"), Level.choices, gettext_lazy("Choose your level from the list."))
    country = choice_field(
        gettext_lazy("Country you worked from"), country_choices(), gettext_lazy("Choose a country from the list.")
    )
    engagement = choice_field(
        gettext_lazy("How you were hired"), Engagement.choices, gettext_lazy("Choose how you were hired.")
    )
    ai_use = choice_field(
        gettext_lazy("Done with AI tools"), AIUse.choices,
        gettext_lazy("Choose how much of the work you did with AI tools."),
    )  # fmt: skip
    hours_per_week = TypedNumber(
        read=numerals.small_number, most=Decimal(168), label=gettext_lazy("Hours a week"),
        too_much=gettext_lazy("A week has 168 hours: give a number up to 168."),
        help_text=gettext_lazy("In a usual week, unpaid hours for this role included."),
        error_messages={"required": gettext_lazy("Give your usual hours a week.")},
    )  # fmt: skip
    weeks_per_year = TypedNumber(
        read=numerals.small_number, most=Decimal(52), label=gettext_lazy("Weeks in the year"),
        too_much=gettext_lazy("A year has 52 weeks: give a number up to 52."),
        help_text=gettext_lazy("Weeks you worked or were paid for. A full year with paid leave is 52."),
        error_messages={"required": gettext_lazy("Give the weeks you worked or were paid for.")},
    )  # fmt: skip
    costs = amount_field(
        gettext_lazy("Business costs in the year"),
        gettext_lazy("What this work cost you: studio, software, agents, travel."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, now: datetime, **options: Any) -> None:
        super().__init__(data, **options)
        self.now = now
        self.roles = {role.slug: role for role in Role.objects.order_by("order", "title")}
        self.refused: dict[str, list[str]] = {}
        years = [(str(year), str(year)) for year in range(now.year, FIRST_YEAR - 1, -1)]
        years_wrong = gettext("Choose a year from %(first)d to %(last)d.") % {"first": FIRST_YEAR, "last": now.year}
        self.fields["role"] = choice_field(
            gettext("Your role"), self._roles_by_side(), gettext("Choose a role from the list.")
        )
        self.fields["year"] = choice_field(
            gettext("Calendar year"), years, years_wrong,
            help_text=gettext("A whole year. If it is not over, give what it will have brought at its end."),
        )  # fmt: skip
        self.fields["country"].choices = [CHOOSE, *country_choices()]  # type: ignore[attr-defined]
        self.fields["currency"] = choice_field(
            gettext("Currency"),
            currency_choices(),
            gettext("Choose a currency from the list."),
            help_text=gettext("One for the whole report: convert what came in another one."),
        )
        self.fields |= detail_fields()
        for kind in Stream:
            self.fields[f"amount_{kind}"] = amount_field(kind.label, STREAM_HELP.get(kind, ""))
            self.fields[f"period_{kind}"] = forms.ChoiceField(
                label=gettext("%(kind)s: paid") % {"kind": kind.label}, choices=Period.choices,
                initial=Period.YEAR, required=False,
                error_messages={"invalid_choice": gettext("Choose what stretch of time the amount is for.")},
            )  # fmt: skip
        self.order_fields(ON_THE_PAGE)

    def _roles_by_side(self) -> Choices:
        by_side: dict[str, list[tuple[str, str]]] = {side: [] for side in Side.values}
        for role in self.roles.values():
            by_side[role.side].append((role.slug, spoken(role.title)))
        return [(str(Side(side).label), roles) for side, roles in by_side.items() if roles]

    def clean_weeks_per_year(self) -> int:
        """Whole weeks."""
        weeks = self.cleaned_data["weeks_per_year"]
        if weeks != int(weeks):
            raise forms.ValidationError(gettext("Give whole weeks."))
        return int(weeks)

    def read(self) -> Pay | None:
        """The year's pay in US dollars when everything is in order, else None with the problems beside the fields."""
        if not self.is_valid():
            return None
        try:
            return check(self.report, now=self.now)
        except ReportRefused as refusal:
            self.refuse(refusal.problems)
            return None

    @property
    def report(self) -> ReportData:
        """What was typed, as the deeds take it. Only for a valid form."""
        given = self.cleaned_data
        streams = tuple(
            Amount(kind.value, given[f"amount_{kind}"], given[f"period_{kind}"] or Period.YEAR.value)
            for kind in Stream
            if given[f"amount_{kind}"]
        )
        return ReportData(
            role=self.roles[given["role"]], year=int(given["year"]), level=given["level"], country=given["country"],
            engagement=given["engagement"], ai_use=given["ai_use"], hours_per_week=given["hours_per_week"],
            weeks_per_year=given["weeks_per_year"], currency=given["currency"], streams=streams,
            costs=given["costs"] or Decimal(0),
            details={name: str(given[name]) for name in LABELS if given[name] not in (None, "")},
        )  # fmt: skip

    def refuse(self, problems: Mapping[str, list[str]]) -> None:
        """Put a deed's problems beside the fields they name; those of all streams together stand by the section."""
        for name, messages in problems.items():
            if name in self.fields:
                self.add_error(name, messages)
            else:
                self.refused.setdefault(name, []).extend(messages)

    @property
    def as_typed(self) -> dict[str, str]:
        """The text of every field, as it was sent: what a draft has to keep."""
        return {name: self.data[name] for name in self.fields if self.data.get(name)}

    @property
    def details(self) -> list[BoundField]:
        """The fields that nobody needs to fill in, in order."""
        return [self[name] for name in LABELS]

    @property
    def more(self) -> bool:
        """Whether one of them says something, or has a problem: then they are shown at once."""
        return any(field.value() or field.errors for field in self.details)

    @property
    def streams(self) -> list[tuple[BoundField, BoundField]]:
        """Amount and period of each kind of income, in order."""
        return [(self[f"amount_{kind}"], self[f"period_{kind}"]) for kind in Stream]

    @property
    def problems(self) -> list[Problem]:
        """Everything that is wrong, with what is wrong with all streams together."""
        section = [
            ("streams", gettext("Income"), message) for messages in self.refused.values() for message in messages
        ]
        return super().problems + section


def currency_choices() -> Choices:
    """(code, name) of every currency with an exchange rate, the most used first."""
    codes = ExchangeRate.objects.values_list("currency", flat=True).distinct()
    named = sorted((get_currency_name(code, locale=language()), code) for code in codes)
    often = [(code, f"{name} ({code})") for name, code in named if code in OFTEN_USED]
    others = [(code, f"{name} ({code})") for name, code in named if code not in OFTEN_USED]
    return [group for group in ((gettext("Often used"), often), (gettext("All others"), others)) if group[1]]


def typed_from(data: ReportData) -> dict[str, str]:
    """The form's fields as somebody would have typed ``data``, to change it."""
    fields = {
        "role": data.role.slug, "year": str(data.year), "level": data.level, "country": data.country,
        "engagement": data.engagement, "ai_use": data.ai_use,
        "hours_per_week": numerals.typed(data.hours_per_week.normalize()),
        "weeks_per_year": str(data.weeks_per_year), "currency": data.currency,
        "costs": numerals.typed(data.costs) if data.costs else "", **(data.details or {}),
    }  # fmt: skip
    if spent := fields.get("tool_spend"):
        fields["tool_spend"] = numerals.typed(Decimal(spent))
    for stream in data.streams:
        fields |= {f"amount_{stream.kind}": numerals.typed(stream.amount), f"period_{stream.kind}": stream.period}
    return fields
