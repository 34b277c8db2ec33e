"""People and their keys in the admin. What they earn is not shown here, and no key's secret exists to be shown."""

from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest

from salaries.accounts.forms import NewPersonForm, PersonForm
from salaries.accounts.models import ApiKey, User

for table in (Authenticator, EmailAddress, UserSession):  # changed by their owners, not at the desk
    admin.site.unregister(table)


class ApiKeyInline(admin.TabularInline):
    """The keys of a person, to look at."""

    model = ApiKey
    extra = 0
    can_delete = False
    fields = readonly_fields = ("name", "hint", "scope", "created_at", "last_used_on", "revoked_at")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keys are made by their owners, or by ``manage.py api_key``."""
        return False


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Accounts by e-mail address."""

    form = PersonForm
    add_form = NewPersonForm
    ordering = ("email",)
    list_display = ("email", "is_staff", "is_active", "date_joined")
    search_fields = ("email",)
    inlines: ClassVar[list[type]] = [ApiKeyInline]
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        ("May do", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "usable_password", "password1", "password2")}),)
    readonly_fields = ("last_login", "date_joined")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No: it would leave observations behind. ``manage.py erase_person`` does it whole."""
        return False
