"""What programs may ask of the advice part, each value checked. Pay is read from bodies only."""

import re
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from advice.asking import Ask, Own
from advice.edits import current_skills
from advice.mix import kinds
from advice.offers import Offer
from advice.rates import usual
from salaries.api.refusals import NoSuch
from salaries.api.serializers.reports import Money, Strict, Whole, choice
from salaries.comparison import CURRENCIES
from salaries.models import Level
from salaries.models.places import country_choices_in_english

SLUG = r"^[a-z0-9-]{1,60}$"
SKILLS = r"^[a-z0-9-]{1,60}(,[a-z0-9-]{1,60})*$"
NO_MONEY = "0"


class Digits(Whole):
    """A whole number: digits in an address, a number in JSON."""

    def to_internal_value(self, data: Any) -> int:
        """The number. Raises ValidationError."""
        if self.context.get("address") and isinstance(data, str) and re.fullmatch("[0-9]{1,6}", data, re.ASCII):
            data = int(data)
        return super().to_internal_value(data)


class Text(serializers.RegexField):
    """Text of one form that is text in JSON too."""

    def to_internal_value(self, data: Any) -> str:
        """The text. Raises ValidationError."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class YesOrNo(serializers.BooleanField):
    """True or false, and no number that stands for one."""

    def to_internal_value(self, data: Any) -> bool:
        """The answer. Raises ValidationError."""
        if not isinstance(data, bool):
            self.fail("invalid", input="That")
        return data


def role(help_text: str) -> Text:
    """A role's slug."""
    return Text(SLUG, help_text=help_text, trim_whitespace=False)


class MovesIn(Strict):
    """Every assumption of a plan but where it leads. Only ``from`` is needed; amounts are in ``currency``."""

    level = serializers.ChoiceField(Level.choices, required=False)
    country = choice(country_choices_in_english())
    currency = serializers.ChoiceField(
        [(code, code) for code in CURRENCIES], required=False, help_text="The country's own unless said."
    )
    hours = Digits(min_value=1, max_value=100, required=False, help_text="Hours of work a week; 40 unless said.")
    weeks = Digits(min_value=1, max_value=52, required=False, help_text="Paid weeks a year; 52 unless said.")
    weekly = Digits(min_value=1, max_value=60, required=False, help_text="Hours of learning a week; 5 unless said.")
    from_work = Digits(min_value=0, max_value=60, required=False, help_text="Of these, taken from paid work.")
    away = Digits(min_value=0, max_value=36, required=False, help_text="Months without pay between the roles.")
    hour_cost = Money(required=False, help_text="Cost of an hour of learning.")
    fixed_cost = Money(required=False, help_text="Cost of learning that is paid once.")
    carry = Digits(min_value=0, max_value=100, required=False, help_text="Percent of the place among colleagues kept.")
    horizon = Digits(min_value=1, max_value=40, required=False, help_text="Years it may take to pay back; 10.")
    has = Text(SKILLS, required=False, help_text="Slugs of skills, with commas between them.")

    def validate_has(self, value: str) -> str:
        """Skills that there are. Raises NoSuch: curators add some, so that the schema cannot list them."""
        if unknown := sorted(set(value.split(",")) - set(current_skills())):
            raise NoSuch({"has": [_("There is no skill called '%(slug)s'.") % {"slug": unknown[0]}]})
        return value

    def get_fields(self) -> dict[str, serializers.Field]:
        """With ``from``, which Python keeps for itself."""
        fields = super().get_fields()
        fields["country"].required = False
        return {"from": role("Slug of today's role."), **fields}

    def ask(self) -> Ask:
        """The plan that is asked for. Call ``is_valid(raise_exception=True)`` first."""
        given = dict(self.validated_data)
        given["origin"], given["target"] = given.pop("from"), given.pop("to", "")
        given["has"] = tuple(sorted(set(given["has"].split(",")))) if given.get("has") else ()
        given.setdefault("currency", usual(given.get("country", Ask.country)))
        for name in ("hour_cost", "fixed_cost"):
            given[name] = float(given.get(name, 0))
        own = Own(*(float(given.pop(name)) if name in given else None for name in ("pay", "low", "middle", "high")))
        return Ask(**given, own=own)


class MoveIn(MovesIn):
    """Every assumption of a plan. ``from`` and ``to`` are needed; amounts are in ``currency``."""

    basis = role("Slug of the figures to reckon with, as ``bases`` of an answer lists them.")

    def get_fields(self) -> dict[str, serializers.Field]:
        """With ``to``."""
        fields = super().get_fields()
        fields["basis"].required = False
        return {"from": fields.pop("from"), "to": role("Slug of the role to move to."), **fields}


class PlanIn(MoveIn):
    """The same with one's own pay, which is used for this answer only."""

    pay = Money(required=False, help_text="What you are paid a year. Used for this answer and not kept.")
    low = Money(
        required=False,
        help_text="Pay you expect a year in the new role, low; used when all three rise from above nought.",
    )
    middle = Money(required=False)
    high = Money(required=False)


class MixIn(Strict):
    """A share of one's income for each kind of work; scaled so that they add up to a hundred."""

    def get_fields(self) -> dict[str, serializers.Field]:
        """One field for each kind of work."""
        return {
            work.slug: Digits(min_value=0, max_value=100, required=False, help_text=work.name)
            for work in kinds().values()
        }


class OfferIn(Strict):
    """An offer as the client made it. Used for this answer and not kept."""

    role = role("Slug of the role in which the work is done.")
    country = choice(country_choices_in_english())
    currency = serializers.ChoiceField([(code, code) for code in CURRENCIES])
    fee = Money()
    hours = Digits(min_value=1, max_value=5_000, help_text="Hours of work without revisions.")
    revisions = Digits(min_value=0, max_value=50, default=0)
    revision_hours = Digits(min_value=0, max_value=200, default=0, help_text="Hours for each revision.")
    deposit = Digits(min_value=0, max_value=100, default=0, help_text="Percent of the fee paid at the start.")
    points = Digits(min_value=0, max_value=100, default=0, help_text="Percent of receipts that become royalties.")
    costs = Money(default=NO_MONEY)
    low = Money(default=NO_MONEY, help_text="Receipts of the record, low.")
    middle = Money(default=NO_MONEY)
    high = Money(default=NO_MONEY)
    recoupable = YesOrNo(default=False, help_text="Whether the fee is an advance on the royalties.")

    def offer(self) -> Offer:
        """The offer. Call ``is_valid(raise_exception=True)`` first."""
        given: dict[str, Any] = {
            name: value for name, value in self.validated_data.items() if name in Offer.__dataclass_fields__
        }
        for name in set(given) - {"recoupable", "revisions"}:
            given[name] = float(given[name])
        return Offer(**given)
