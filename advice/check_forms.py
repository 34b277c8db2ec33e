"""The task mix, whose shares stand in the address, and the offer check, whose amounts never do."""

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advice.forms import whole
from advice.mix import kinds
from advice.offers import Offer
from advice.rates import currencies
from salaries.forms.numerals import small_number
from salaries.forms.problems import NamedProblems
from salaries.forms.report import TypedNumber, amount_field
from salaries.models import Role, spoken
from salaries.models.places import country_choices
from salaries.presenters.formats import number

AMOUNTS = ("fee", "costs", "low", "middle", "high")
LEAST_HOURS = Decimal("0.5")
NUMBERS = ("hours", "revisions", "revision_hours", "deposit", "points")


def decimal_field(label: Any, most: int, *, required: bool = False) -> forms.Field:
    """A number too small for thousands, so that point and comma both mean the decimal."""
    return TypedNumber(
        read=small_number, most=Decimal(most), label=label, required=required,
        too_much=format_lazy(gettext_lazy("This can be {most} at most."), most=lazy(number, str)(most)),
    )  # fmt: skip


class MixForm(forms.Form):
    """A share of one's income for each kind of work; they need not add up to a hundred."""

    def __init__(self, given: Any) -> None:
        super().__init__(given or None, auto_id="mix-%s")
        for work in kinds().values():
            self.fields[work.slug] = whole(gettext_lazy(work.name), 0, 100)

    def shares(self) -> dict[str, float]:
        """{slug: share as typed} of what was given above zero."""
        if not self.is_bound or not self.is_valid():
            return {}
        return {slug: float(share) for slug, share in self.cleaned_data.items() if share}


GROUPS = (
    (gettext_lazy("The offer"), ("role", "country", "currency", "fee", "deposit")),
    (gettext_lazy("The work"), ("hours", "revisions", "revision_hours", "costs")),
    (gettext_lazy("Royalties, if there are any"), ("points", "low", "middle", "high", "recoupable")),
)


class OfferForm(NamedProblems):
    """An offer as the client made it. Read from a request's body, used for one answer, kept nowhere."""

    role = forms.ChoiceField(label=gettext_lazy("Role"))
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=country_choices, initial="US", required=False)
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), required=False)
    fee = amount_field(gettext_lazy("Fee"))
    hours = decimal_field(gettext_lazy("Hours of work, without revisions"), 5_000, required=True)
    revisions = whole(gettext_lazy("Revisions included"), 0, 50)
    revision_hours = decimal_field(gettext_lazy("Hours for each revision"), 200)
    deposit = decimal_field(gettext_lazy("Deposit, percent"), 100)
    costs = amount_field(gettext_lazy("Your own costs"))
    points = decimal_field(gettext_lazy("Points or royalty share, percent"), 100)
    low = amount_field(gettext_lazy("Receipts of the record, low"))
    middle = amount_field(gettext_lazy("Receipts of the record, middle"))
    high = amount_field(gettext_lazy("Receipts of the record, high"))
    recoupable = forms.BooleanField(label=gettext_lazy("The fee is an advance on the royalties"), required=False)

    def __init__(self, given: Any, roles: list[Role], *, role: str = "") -> None:
        """``role`` is the one that the empty form begins with."""
        super().__init__(given, auto_id="offer-%s", initial={"role": role})
        cast(forms.ChoiceField, self.fields["role"]).choices = [(one.slug, spoken(one.title)) for one in roles]
        cast(forms.ChoiceField, self.fields["currency"]).choices = [(code, code) for code in currencies()]

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields as they stand together on the page, under what they are about."""
        return [(str(words), [self[name] for name in names]) for words, names in GROUPS]

    def clean_hours(self) -> Decimal:
        """Less than half an hour is no offer to work."""
        hours: Decimal = self.cleaned_data["hours"]
        if hours < LEAST_HOURS:
            raise forms.ValidationError(_("Give half an hour at least."))
        return hours

    def clean(self) -> dict[str, Any]:
        """Receipts have to grow from low to high."""
        given = self.cleaned_data
        ends = [given.get(name) or 0 for name in ("low", "middle", "high")]
        if ends != sorted(ends):
            self.add_error("low", _("Give the receipts from low to high."))
        return given

    def offer(self) -> Offer:
        """The offer; call ``is_valid`` first."""
        given = self.cleaned_data
        amounts = {name: float(given.get(name) or 0) for name in (*AMOUNTS, *NUMBERS) if name != "revisions"}
        return Offer(**amounts, revisions=given.get("revisions") or 0, recoupable=bool(given.get("recoupable")))
