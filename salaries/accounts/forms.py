"""Forms of the accounts: name a key; add and change people in the admin, where there are no user names."""

from typing import ClassVar

from django import forms
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm

from salaries.accounts.models import User


class KeyForm(forms.Form):
    """What a new API key is for."""

    name = forms.CharField(
        max_length=60, label="What is the key for?", help_text="Such as: my notebook.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Give the key a name, so that you know later which one to revoke."},
    )  # fmt: skip


class NewPersonForm(AdminUserCreationForm):
    """A person made in the admin."""

    class Meta:
        model = User
        fields = ("email",)


class PersonForm(UserChangeForm):
    """A person changed in the admin."""

    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["email", "is_active", "is_staff", "is_superuser", "groups", "user_permissions"]
