"""The form of an appeal."""

from django import forms

from salaries.reporting import LONGEST_APPEAL


class AppealForm(forms.Form):
    """Why the decision is wrong, in the contributor's words."""

    text = forms.CharField(
        label="Why is the decision wrong?", max_length=LONGEST_APPEAL,
        help_text=f"Up to {LONGEST_APPEAL} characters. Only moderators read it, and it is stored encrypted.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Say why, so that the other moderator knows what to look at."},
    )  # fmt: skip
