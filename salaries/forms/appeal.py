"""The form of an appeal."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from salaries.reporting import LONGEST_APPEAL


class AppealForm(forms.Form):
    """Why the decision is wrong, in the contributor's words."""

    text = forms.CharField(
        label=gettext_lazy("Why is the decision wrong?"), max_length=LONGEST_APPEAL,
        help_text=format_lazy(
            gettext_lazy("Up to {most} characters. Only moderators read it, and it is stored encrypted."),
            most=LONGEST_APPEAL,
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Say why, so that the other moderator knows what to look at.")},
    )  # fmt: skip
