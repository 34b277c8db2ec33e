"""What a person may tell the planner. Nothing of it is stored, and nothing of it is pay."""

from django import forms

USUAL_WEEKLY = 5


class LearningForm(forms.Form):
    """Time and money for learning; both end up in the address, so the page can be kept and shared."""

    weekly = forms.IntegerField(
        label="Hours a week you can learn", min_value=1, max_value=60, required=False, initial=USUAL_WEEKLY
    )
    cost = forms.IntegerField(
        label="What learning will cost you, in US dollars", min_value=0, max_value=1_000_000, required=False,
        help_text="Courses, subscriptions, equipment, computing time. We print no price that has no source.",
    )  # fmt: skip

    def answers(self) -> tuple[int, int | None]:
        """Weekly hours and cost; the usual hours and no cost where nothing usable was given."""
        if not self.is_bound:
            return USUAL_WEEKLY, None
        self.full_clean()
        given = self.cleaned_data
        return given.get("weekly") or USUAL_WEEKLY, given.get("cost")
