"""The form of a follow-up."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from salaries.forms.report import CHOOSE
from salaries.models import FollowUp, Role, spoken
from salaries.reporting import Answer

CHANGES = (
    gettext_lazy("Less than half"),
    gettext_lazy("33 to 50 % less"),
    gettext_lazy("17 to 33 % less"),
    gettext_lazy("5 to 17 % less"),
    gettext_lazy("About the same (within 5 %)"),
    gettext_lazy("5 to 20 % more"),
    gettext_lazy("20 to 50 % more"),
    gettext_lazy("50 to 100 % more"),
    gettext_lazy("More than double"),
)


class FollowUpForm(forms.Form):
    """What became of somebody since a report on ``role``."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What happened?"), choices=[CHOOSE, *FollowUp.Outcome.choices],
        error_messages={"required": gettext_lazy("Say what happened.")},
    )  # fmt: skip
    to = forms.ModelChoiceField(
        Role.objects.none(), label=gettext_lazy("If you moved: to which role?"), required=False, to_field_name="slug",
        empty_label=CHOOSE[1],
    )  # fmt: skip
    change = forms.TypedChoiceField(
        label=gettext_lazy("Unless you left: your pay a year now, after costs, against the pay in the report"),
        required=False, coerce=int, empty_value=None, choices=[CHOOSE, *enumerate(CHANGES)],
        help_text=gettext_lazy("Before inflation, from all work of this kind. Leave it empty only if you left."),
    )  # fmt: skip

    way = forms.ChoiceField(
        label=gettext_lazy("If you stayed and added skills: how did you mostly learn them?"), required=False,
        choices=[("", gettext_lazy("Another way, or I would rather not say")), *FollowUp.Way.choices],
    )  # fmt: skip

    def __init__(self, data: Any, role: Role) -> None:
        super().__init__(data)
        to = self.fields["to"]
        to.queryset = Role.objects.exclude(pk=role.pk).order_by("order", "title")  # type: ignore[attr-defined]
        to.label_from_instance = lambda one: spoken(one.title)  # type: ignore[attr-defined]

    @property
    def answer(self) -> Answer:
        """What was typed; only where it is valid."""
        given = self.cleaned_data
        return Answer(given["outcome"], given["to"], given["change"], given["way"])
