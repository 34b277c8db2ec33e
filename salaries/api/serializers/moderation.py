"""Moderators' work, as the API prints it."""

from rest_framework import serializers

from salaries.models import Decision

MOST = 2_000_000_000


class ReasonShareOut(serializers.Serializer):
    """A reason for rejecting, and its share of the rejections."""

    code = serializers.ChoiceField(Decision.Reason.values)
    percent = serializers.IntegerField(min_value=0, max_value=100, allow_null=True)


class AgreementOut(serializers.Serializer):
    """How many of 100 blind second looks agreed, with a 95 % interval."""

    low = serializers.IntegerField(min_value=0, max_value=100)
    percent = serializers.IntegerField(min_value=0, max_value=100)
    high = serializers.IntegerField(min_value=0, max_value=100)
    looks = serializers.IntegerField(min_value=0, max_value=MOST)


class ModerationOut(serializers.Serializer):
    """Twelve whole months. Counts are rounded to tens; null means that it would rest on fewer than 20."""

    start = serializers.DateField()
    end = serializers.DateField(help_text="The day after the last one counted.")
    decided = serializers.IntegerField(min_value=0, max_value=MOST, allow_null=True)
    approved = serializers.IntegerField(min_value=0, max_value=MOST, allow_null=True)
    rejected = serializers.IntegerField(min_value=0, max_value=MOST, allow_null=True)
    asked = serializers.IntegerField(min_value=0, max_value=MOST, allow_null=True)
    median_hours = serializers.IntegerField(min_value=1, max_value=MOST, allow_null=True)
    reasons = ReasonShareOut(many=True)
    overturned_percent = serializers.IntegerField(min_value=0, max_value=100, allow_null=True)
    agreement = AgreementOut(allow_null=True)
