"""A person's own report: what comes in, turned into ReportData, and what goes out to its author."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from salaries.api.serializers.reference import MOST
from salaries.models import AIUse, Engagement, Level, Period, Role, Stream
from salaries.models.places import country_choices_in_english
from salaries.reporting import OwnReport, ReportData, ReportRefused, data_of
from salaries.stats.money import Amount

MOST_STREAMS = len(Stream.values)
AS_STORED = (
    "id", "status", "year", "level", "country", "engagement", "ai_use", "hours_per_week", "weeks_per_year", "currency",
    "submitted_at", "updated_at",
)  # fmt: skip


class Strict(serializers.Serializer):
    """A serializer that refuses fields it does not know, so that a typing error cannot lose what was meant."""

    default_error_messages = {"invalid": "Send an object with the report's fields."}  # noqa: RUF012

    def to_internal_value(self, data: Any) -> Any:
        """The checked values. Raises ValidationError with all problems of known and unknown fields."""
        unknown = set(data) - set(self.fields) if isinstance(data, Mapping) else set()
        problems: dict[str, Any] = {str(name)[:60]: ["There is no such field."] for name in sorted(unknown)}
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as found:
            raise serializers.ValidationError(problems | dict(found.detail)) from None  # type: ignore[arg-type]
        if problems:
            raise serializers.ValidationError(problems)
        return value


def choice(choices: Any) -> serializers.ChoiceField:
    """A field for one of a closed list; its message does not repeat what was sent."""
    return serializers.ChoiceField(choices, error_messages={"invalid_choice": "Choose one of the listed values."})


AMOUNT = r"^[0-9]{1,12}(\.[0-9]{1,2})?$"


@extend_schema_field({"type": "string", "pattern": AMOUNT, "maxLength": 15, "example": "48000.00"})
class Money(serializers.Field):
    """An amount that is not negative, as text: in JSON's numbers, cents get lost."""

    default_error_messages = {  # noqa: RUF012
        "invalid": 'Give an amount as text, such as "48000.00": up to 12 digits before the point and 2 after.'
    }

    def to_internal_value(self, data: Any) -> Decimal:
        """The exact amount. Raises ValidationError."""
        if not isinstance(data, str) or not re.fullmatch(AMOUNT, data, re.ASCII):
            self.fail("invalid")
        return Decimal(data)


@extend_schema_field({"type": "number", "minimum": 0.1, "maximum": 168})
class Hours(serializers.FloatField):
    """Hours in a week, 0.1 to 168, rounded to one digit after the point."""

    def __init__(self, **more: Any) -> None:
        super().__init__(min_value=Decimal("0.1"), max_value=Decimal(168), **more)  # type: ignore[arg-type]

    def to_internal_value(self, data: Any) -> Any:
        """The hours as a decimal. Raises ValidationError, also for text."""
        if isinstance(data, str | bool):
            self.fail("invalid")
        return Decimal(str(round(super().to_internal_value(data), 1)))


class Whole(serializers.IntegerField):
    """A whole number that is one in JSON too."""

    def to_internal_value(self, data: Any) -> int:
        """The number. Raises ValidationError, also for text."""
        if isinstance(data, str | bool):
            self.fail("invalid")
        return super().to_internal_value(data)


class Slug(serializers.SlugField):
    """A slug that is text in JSON too."""

    def to_internal_value(self, data: Any) -> str:
        """The slug. Raises ValidationError, also for a number."""
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class StreamIn(Strict):
    """One strand of the year's income: ``amount`` in the report's currency for each ``period``."""

    kind = choice(Stream.choices)
    amount = Money()
    period = choice(Period.choices)


class ReportIn(Strict):
    """A year's pay in one role. Every field is needed except ``costs``."""

    role = Slug(max_length=60, help_text="Slug of the role.")
    year = Whole(min_value=2020, max_value=2100, help_text="2020 up to this year.")
    level = choice(Level.choices)
    country = choice(country_choices_in_english())
    engagement = choice(Engagement.choices)
    ai_use = choice(AIUse.choices)
    hours_per_week = Hours(help_text="Rounded to one digit after the point.")
    weeks_per_year = Whole(min_value=1, max_value=52)
    currency = serializers.RegexField(
        r"\A[A-Z]{3}\Z", error_messages={"invalid": "Give a currency by its three capital letters, such as USD."}
    )
    streams = serializers.ListField(child=StreamIn(), min_length=1, max_length=MOST_STREAMS)
    costs = Money(default=Decimal(0), help_text="Business costs of the year, in the same currency.")

    def report_data(self) -> ReportData:
        """The report, each part of its type. Call ``is_valid(raise_exception=True)`` first.

        Raises ReportRefused when there is no such role.
        """
        given = dict(self.validated_data)
        role = Role.objects.filter(slug=given.pop("role")).first()
        if role is None:
            raise ReportRefused({"role": ["There is no role with this slug. See /api/v1/roles/."]})
        streams = tuple(Amount(s["kind"], s["amount"], s["period"]) for s in given.pop("streams"))
        return ReportData(role=role, streams=streams, **given)


class GivenStream(serializers.Serializer):
    """One strand of income as it was given."""

    kind = serializers.ChoiceField(Stream.choices)
    amount = serializers.CharField(help_text="An exact amount, such as 48000.00.")
    period = serializers.ChoiceField(Period.choices)


class DecisionOut(serializers.Serializer):
    """What a moderator decided or asked."""

    action = serializers.CharField()
    reason = serializers.CharField(help_text="The reason in words.")
    message = serializers.CharField()
    decided_at = serializers.DateTimeField()


class ReportOut(serializers.Serializer):
    """A report as its author sees it. Amounts are text, so that no cent is lost."""

    id = serializers.UUIDField()
    status = serializers.CharField(help_text="pending, asked, approved or rejected.")
    status_words = serializers.CharField()
    role = serializers.CharField()
    year = serializers.IntegerField(min_value=2020, max_value=2100)
    level = serializers.ChoiceField(Level.choices)
    country = serializers.CharField()
    engagement = serializers.ChoiceField(Engagement.choices)
    ai_use = serializers.ChoiceField(AIUse.choices)
    hours_per_week = serializers.FloatField()
    weeks_per_year = serializers.IntegerField(min_value=1, max_value=52)
    currency = serializers.CharField()
    streams = GivenStream(many=True)
    costs = serializers.CharField(help_text="An exact amount, such as 4000.00.")
    submitted_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    counted_in_release = serializers.IntegerField(
        allow_null=True, min_value=1, max_value=MOST, help_text="Null while no release has counted it."
    )
    decisions = DecisionOut(many=True, help_text="Oldest first; empty in lists.")

    def to_representation(self, own: OwnReport) -> dict[str, Any]:
        """The report's row, its decrypted amounts, and what became of it."""
        row, data = own.row, data_of(own.row)
        answer = {name: getattr(row, name) for name in AS_STORED}
        answer |= {
            "status_words": row.get_status_display(), "role": row.role.slug, "costs": f"{data.costs:.2f}",
            "streams": [{"kind": s.kind, "amount": f"{s.amount:.2f}", "period": s.period} for s in data.streams],
            "counted_in_release": own.counted_in, "decisions": [_decision(line) for line in own.decisions],
        }  # fmt: skip
        return super().to_representation(answer)


def _decision(line: Any) -> dict[str, Any]:
    return {
        "action": line.action, "reason": line.get_reason_display(), "message": line.message,
        "decided_at": line.decided_at,
    }  # fmt: skip


class OwnReports(serializers.Serializer):
    """All of one's own reports, in the envelope of every list; they fit on one page."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ReportOut(many=True)
