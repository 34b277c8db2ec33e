"""What a person may tell the planner, checked. Nothing of it is stored; pay is taken from a request's body only."""

from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advice.asking import CARRIES, Ask, Own, clash
from advice.edits import current_skills
from advice.rates import currencies, usual
from salaries.forms.problems import NamedProblems
from salaries.forms.report import amount_field
from salaries.models import Level, Role, spoken
from salaries.models.places import country_choices

PAY = ("pay", "low", "middle", "high")
WEEK = ("hours", "weekly", "from_work")
MONEY_AND_TIME = (
    "hours", "weeks", "weekly", "from_work", "away", "hour_cost", "fixed_cost", "carry", "horizon",
)  # fmt: skip
NAMES = {"from": "origin", "to": "target"}  # as they stand in an address: as they are called in an Ask
CARRY_WORDS = {
    0: gettext_lazy("Not at all: anywhere among the people in the new role"),
    50: gettext_lazy("By half"),
    100: gettext_lazy("Entirely: the same place among colleagues"),
}
DEFAULTS = {field: getattr(Ask("", ""), field) for field in Ask.__dataclass_fields__ if field not in ("has", "own")}


def whole(label: Any, low: int, high: int, help_text: Any = "") -> forms.IntegerField:
    """A whole number between two ends; left empty, the usual one counts."""
    return forms.IntegerField(label=label, min_value=low, max_value=high, required=False, help_text=help_text)


def plain(value: Any) -> Any:
    """A value as it stands in an address: an amount in digits, never in powers of ten."""
    return f"{value:.2f}".removesuffix(".00") if isinstance(value, float) else value


class PlanForm(NamedProblems):
    """Every assumption of a plan. A field that is wrong gets a message, and the usual value counts meanwhile."""

    origin = forms.ChoiceField(label=gettext_lazy("From"))
    target = forms.ChoiceField(label=gettext_lazy("To"))
    level = forms.ChoiceField(
        label=gettext_lazy("Your level"), choices=[("", gettext_lazy("Any")), *Level.choices], required=False
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=country_choices, required=False)
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), required=False)
    basis = forms.CharField(
        label=gettext_lazy("Figures to reckon with"), required=False, max_length=60, widget=forms.HiddenInput
    )
    hours = whole(gettext_lazy("Hours you work a week"), 1, 100)
    weeks = whole(gettext_lazy("Paid weeks a year"), 1, 52)
    weekly = whole(gettext_lazy("Hours a week you can learn"), 1, 60)
    from_work = whole(gettext_lazy("Of these, taken from paid work"), 0, 60)
    away = whole(gettext_lazy("Months without pay between the roles"), 0, 36)
    hour_cost = amount_field(gettext_lazy("Cost of an hour of learning"))
    fixed_cost = amount_field(gettext_lazy("Cost at once: courses, equipment, computing"))
    carry = forms.TypedChoiceField(
        label=gettext_lazy("Does your place in today’s role go with you?"), coerce=int, required=False,
        choices=[(value, CARRY_WORDS[value]) for value in CARRIES],
    )  # fmt: skip
    horizon = whole(gettext_lazy("Years it may take to pay back"), 1, 40)
    has = forms.MultipleChoiceField(
        label=gettext_lazy("Skills you have already"), required=False, widget=forms.CheckboxSelectMultiple
    )
    pay = amount_field(gettext_lazy("What you are paid a year"))
    low = amount_field(gettext_lazy("New pay a year, low"))
    middle = amount_field(gettext_lazy("New pay a year, middle"))
    high = amount_field(gettext_lazy("New pay a year, high"))

    def __init__(
        self, given: Mapping[str, Any], roles: list[Role], *, with_pay: bool = False, with_target: bool = True
    ) -> None:
        data = _named(given)
        if not with_pay:
            data = {name: value for name, value in data.items() if name not in PAY}
        held = list(currencies())
        if not data.get("currency"):
            money = usual(str(data["country"]))
            data["currency"] = money if money in held else DEFAULTS["currency"]
        super().__init__(data, auto_id="plan-%s")
        self.fields["target"].required = with_target
        named = [("", _("Choose one")), *((role.slug, spoken(role.title)) for role in roles)]
        for name in ("origin", "target"):
            self._choose(name, named)
            self.fields[name].error_messages = dict.fromkeys(
                ("required", "invalid_choice"), _("Choose a role from the list.")
            )
        self._choose("currency", [(code, code) for code in held])
        self._choose("has", [(skill.slug, spoken(skill.name)) for skill in current_skills().values()])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def clean(self) -> dict[str, Any]:
        """Refuse a role set against itself, hours of work that exceed the learning, and half an expectation."""
        given = self.cleaned_data
        if given.get("origin") and given.get("origin") == given.get("target"):
            self.add_error("target", _("Choose another role than the one you have."))
        week = (given[name] if given.get(name) is not None else DEFAULTS[name] for name in WEEK)
        if found := clash(*week):
            self.add_error(*found)
        new = [given.get(name) for name in PAY[1:]]
        if any(value is not None for value in new) and (None in new or new != sorted(new) or not new[0]):  # type: ignore[type-var]
            self.add_error("low", _("Give all three, above zero, from low to high."))
        return given

    def ask(self) -> Ask:
        """The plan that is asked for; call ``is_valid`` first. Usual values stand in for what is wrong or empty."""
        given = self.cleaned_data
        answers = {name: given[name] for name in DEFAULTS if given.get(name) not in (None, "")}
        for name in ("hour_cost", "fixed_cost"):
            answers[name] = float(answers.get(name, 0))
        amounts = [None if given.get(name) is None else float(given[name]) for name in PAY]
        if "low" in self.errors:
            amounts[1:] = [None, None, None]
        return Ask(**answers, has=tuple(sorted(given.get("has", ()))), own=Own(*amounts))


def _named(given: Mapping[str, Any]) -> dict[str, Any]:
    """Values by field: usual ones where nothing was given, but for the currency, which follows the country; lists for
    ``has``, whether repeated or with commas."""
    many = given.getlist("has") if isinstance(given, QueryDict) else list(given.get("has", ()))
    found = {NAMES.get(name, name): value for name, value in given.items() if name != "csrfmiddlewaretoken"}
    absent = {name: value for name, value in DEFAULTS.items() if name != "currency" and found.get(name) in (None, "")}
    absent = {name: plain(value) for name, value in absent.items()}
    return {**found, **absent, "has": [slug for text in many for slug in text.split(",") if slug]}


def state(ask: Ask) -> str:
    """The query string of a plan: what differs from the usual, and never pay."""
    held = {"from": ask.origin, **({"to": ask.target} if ask.target else {})}
    for name, default in DEFAULTS.items():
        value = getattr(ask, name)
        abroad = name == "currency" and ask.country != DEFAULTS["country"]  # where the usual money is another
        if name not in ("origin", "target") and (value != default or abroad):
            held[name] = plain(value)
    return urlencode({**held, **({"has": ",".join(ask.has)} if ask.has else {})}, safe=",")
