"""Curators propose changes of the reviewed texts and additions to them; see what is due, and take a change back."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from advice.admin_proposals import ProposalAdmin
from advice.edits import current_pathways, reviewed
from advice.library import Guide, Pathway, futures, guides
from advice.models import Edit, Proposal

admin.site.register(Proposal, ProposalAdmin)


@admin.register(Edit)
class EditAdmin(admin.ModelAdmin):
    """What stands over the files, as a second curator published it. Deleting it brings the reviewed words back."""

    list_display = ("entry", "text", "reason")
    search_fields = ("entry", "text")
    ordering = ("entry",)
    change_list_template = "admin/advice/edit/change_list.html"
    fields = ("entry", "text", "reason", "reviewed_words")
    readonly_fields = ("reviewed_words",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """No: it is proposed."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """No: another change is proposed."""
        return False

    @admin.display(description="Reviewed words")
    def reviewed_words(self, edit: Edit) -> str:
        """What the file says, and again once this edit is deleted."""
        return reviewed().get(edit.entry, _("No file has this entry any more."))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list, with every text's review date above it."""
        today = timezone.localdate()
        texts: list[Guide | Pathway] = [*guides().values(), *futures().values(), *current_pathways().values()]
        dates = sorted((text.review_by, text.title, text.overdue(today)) for text in texts)
        return super().changelist_view(request, {**(extra_context or {}), "reviews": dates})
