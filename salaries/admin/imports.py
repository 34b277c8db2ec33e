"""Files that were imported, and the reference series they brought: to be looked at, and changed by importing again."""

from django.contrib import admin

from salaries.admin.readonly import ReadOnlyAdmin
from salaries.models import PriceLevel, SourceFile


@admin.register(SourceFile)
class SourceFileAdmin(ReadOnlyAdmin):
    """Publishers' files with their digests and what each brought."""

    list_display = ("name", "source__short_name", "edition", "imported_at", "rows_read", "rows_new", "rows_changed")
    list_filter = ("importer",)
    list_select_related = ("source",)
    search_fields = ("name", "sha256")
    ordering = ("-imported_at", "pk")


@admin.register(PriceLevel)
class PriceLevelAdmin(ReadOnlyAdmin):
    """Consumer prices and purchasing-power parities by year."""

    list_display = ("series", "country", "year", "value", "months", "source__short_name")
    list_filter = ("series",)
    list_select_related = ("source",)
    search_fields = ("=country",)
    ordering = ("series", "country", "-year")
