"""Forms of the accounts: name a key; add and change people in the admin, where there are no user names."""

from typing import Any, ClassVar

from allauth.account.forms import RequestLoginCodeForm, SignupForm
from allauth.core import context
from django import forms
from django.conf import settings
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from salaries.accounts.models import ApiKey, User


class KeyForm(forms.Form):
    """What a new API key is for."""

    name = forms.CharField(
        max_length=60, label=gettext_lazy("What is the key for?"), help_text=gettext_lazy("Such as: my notebook."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Give the key a name, so that you know later which one to revoke.")},
    )  # fmt: skip
    scope = forms.ChoiceField(
        label=gettext_lazy("What may a program with it do?"), choices=ApiKey.Scope.choices, initial=ApiKey.Scope.READ,
        widget=forms.RadioSelect,
    )  # fmt: skip


class WebhookForm(forms.Form):
    """Where a program wants to be told of releases."""

    address = forms.CharField(
        max_length=500, label=gettext_lazy("Address of the receiver"),
        help_text=gettext_lazy("Begins with https://. It must answer a challenge at once."),
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Give the address that should be told.")},
    )  # fmt: skip


class SignUpForm(SignupForm):
    """allauth's form, with the same work for an address that has an account: a password takes long to hash, and a
    quicker answer would tell who has one."""

    def try_save(self, request: HttpRequest) -> Any:
        """The new person, or the answer that does not say that there is one already."""
        if self.account_already_exists and self.cleaned_data.get("password1"):
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


ASKED_AGAIN = "address_asked_again"  # in the session, until the form has shown it


class AskForCodeForm(RequestLoginCodeForm):
    """allauth's form, which begins with the address of somebody who has just been asked for a new code."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        if not self.is_bound:
            self.initial.setdefault("email", context.request.session.pop(ASKED_AGAIN, ""))


class MailWishForm(forms.Form):
    """What somebody wants to be told by e-mail."""

    decided = forms.BooleanField(required=False, label=gettext_lazy("A moderator has decided on a report of mine"))
    asked = forms.BooleanField(required=False, label=gettext_lazy("A moderator has a question about a report of mine"))
    counted = forms.BooleanField(required=False, label=gettext_lazy("A release has counted a report of mine"))
    follow_up = forms.BooleanField(
        required=False, label=gettext_lazy("Six and twelve months after a report: say what became of me")
    )
    language = forms.ChoiceField(
        required=False, choices=settings.LANGUAGES, label=gettext_lazy("Language of all e-mails")
    )


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
