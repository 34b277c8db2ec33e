"""What is wrong with a form, for the summary at the top of its page."""

from django import forms

Problem = tuple[str, str, str]  # id to jump to, label, message


class NamedProblems(forms.Form):
    """A form that can say at the top of its page what is wrong with which field."""

    @property
    def problems(self) -> list[Problem]:
        """Everything that is wrong, in the order of the fields."""
        return [
            (field.id_for_label or field.auto_id, str(field.label), str(message))
            for field in self
            for message in field.errors
        ]
