"""Sources, their figures, checks of claims and exchange rates, edited by curators."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from salaries.admin.figure_form import FigureForm
from salaries.curation import CurationRefused, needs_another, propose
from salaries.models import ClaimCheck, ExchangeRate, Figure, Source

# An address typed without its scheme is meant as https. Django 6 will think so by itself.
ADDRESSES: dict[type[models.Field], dict[str, str]] = {models.URLField: {"assume_scheme": "https"}}

PROPOSALS = "admin:salaries_figureproposal_changelist"
PROPOSED = "The home page may show this figure, so another curator has to publish it. Until then nothing has changed."


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

    form = FigureForm
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

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not for what stands on the home page: taking a figure away would change it for one person alone."""
        return super().has_delete_permission(request, obj) and not (obj is not None and needs_another(obj))

    def save_model(self, request: HttpRequest, obj: Figure, form: Any, change: bool) -> None:
        """Save the figure, or propose it to another curator when the home page may show it."""
        if not needs_another(obj):
            super().save_model(request, obj, form, change)
            return
        try:
            propose(figure=obj, by=request.user, now=datetime.now(UTC))
            self.message_user(request, PROPOSED, messages.SUCCESS)
        except CurationRefused as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
        form.proposed = True

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing of a figure that was only proposed."""
        if not getattr(form, "proposed", False):
            super().save_related(request, form, formsets, change)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """What Django's own log says; it has to know below that a figure was only proposed."""
        request.proposed_figure = getattr(form, "proposed", False)  # type: ignore[attr-defined]
        return super().construct_change_message(request, form, formsets, add)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """A line in Django's log for what was saved."""
        return None if _only_proposed(request) else super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """A line in Django's log for what was saved."""
        return None if _only_proposed(request) else super().log_change(request, obj, message)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Back to the list of proposals, when it was one."""
        return redirect(PROPOSALS) if _only_proposed(request) else super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Back to the list of proposals, when it was one."""
        return redirect(PROPOSALS) if _only_proposed(request) else super().response_change(request, obj)


def _only_proposed(request: HttpRequest) -> bool:
    return bool(getattr(request, "proposed_figure", False))


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
