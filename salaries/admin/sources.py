"""Sources, their figures, checks of claims and exchange rates, edited by curators."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from salaries.models import ClaimCheck, ExchangeRate, Figure, Source

# An address typed without its scheme is meant as https. Django 6 will think so by itself.
ADDRESSES: dict[type[models.Field], dict[str, str]] = {models.URLField: {"assume_scheme": "https"}}


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    """Publishers' series, surveys and articles."""

    list_display = ("short_name", "name", "publisher", "kind", "retrieved_on")
    list_filter = ("kind",)
    search_fields = ("slug", "name", "short_name", "publisher")
    ordering = ("short_name",)
    formfield_overrides = ADDRESSES

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The slug of a stored source is part of addresses that others have written down."""
        return ("slug",) if obj else ()


@admin.register(Figure)
class FigureAdmin(admin.ModelAdmin):
    """Published numbers with their lineage."""

    list_display = ("key", "subject", "statistic", "value", "unit", "period", "measure", "withheld")
    list_filter = ("source", "statistic", "measure", "unit", "withheld", "year")
    search_fields = ("key", "subject", "occupation__title", "role__title", "wording")
    autocomplete_fields = ("source", "role", "occupation", "repeats")
    ordering = ("-year", "key")
    list_per_page = 50
    formfield_overrides = ADDRESSES
    show_facets = admin.ShowFacets.NEVER
    fieldsets = (
        (None, {"fields": ("key", "source", "url", "note")}),
        ("What it is about", {"fields": ("subject", "role", "occupation", "population", "country")}),
        (
            "The number",
            {"fields": ("statistic", "measure", "value", "withheld", "unit", "currency", "wording", "repeats")},
        ),
        ("When, and how sure", {"fields": ("year", "period", "respondents", "relative_standard_error")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A figure's key is its permanent name."""
        return ("key",) if obj else ()


@admin.register(ClaimCheck)
class ClaimCheckAdmin(admin.ModelAdmin):
    """What the evidence says of a claim."""

    list_display = ("quote", "verdict", "claim")
    list_filter = ("verdict",)
    list_select_related = ("claim",)
    search_fields = ("quote", "claim__key")
    autocomplete_fields = ("claim", "evidence")
    ordering = ("claim__key",)


@admin.register(ExchangeRate)
class ExchangeRateAdmin(admin.ModelAdmin):
    """Yearly average rates. A changed rate moves no observation that was written before."""

    list_display = ("currency", "year", "usd_per_unit", "days", "source")
    list_filter = ("year", "source")
    list_select_related = ("source",)
    search_fields = ("currency",)
    autocomplete_fields = ("source",)
    ordering = ("currency", "-year")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No: reports in that currency and year could no longer be converted."""
        return False
