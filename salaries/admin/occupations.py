"""Roles and the official occupations that come nearest to them, edited by curators."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from salaries.models import Occupation, Role, RoleOccupation, RoleTitle


class RoleTitleInline(admin.StackedInline):
    """Other titles under which people look for the role. Stacked, because Django's tables of fields have no labels."""

    model = RoleTitle
    extra = 0


class RoleOccupationInline(admin.StackedInline):
    """Which official occupations stand for the role, and what they miss."""

    model = RoleOccupation
    extra = 0
    autocomplete_fields = ("occupation",)


@admin.register(Role)
class RoleAdmin(admin.ModelAdmin):
    """The kinds of work that are compared."""

    list_display = ("title", "side", "slug", "order")
    list_filter = ("side",)
    search_fields = ("title", "slug", "other_titles__title")
    ordering = ("side", "order", "title")
    inlines = (RoleTitleInline, RoleOccupationInline)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The slug of a stored role is part of addresses that others have written down."""
        return ("slug",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No: Django's page before a deletion would list every report and observation that holds the role."""
        return False


@admin.register(Occupation)
class OccupationAdmin(admin.ModelAdmin):
    """Codes and titles of the Standard Occupational Classification."""

    list_display = ("code", "title")
    search_fields = ("code", "title", "titles__title")
    ordering = ("code",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The code is the row's key: a changed one would be another occupation."""
        return ("code",) if obj else ()
