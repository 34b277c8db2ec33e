"""Curators change the reviewed texts here, field by field; and see which texts are due for another look."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from advice.edits import CannotRead, current_pathways, read, reviewed
from advice.library import Guide, Pathway, futures, guides
from advice.models import Edit


class EditForm(ModelForm):
    """One field of one entry, with the reviewed words beside."""

    class Meta:
        model = Edit
        fields = ("entry", "text", "reason")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds: dict[str, list[tuple[str, str]]] = {}
        for entry in reviewed():
            kinds.setdefault(entry.split("/")[0], []).append((entry, entry.split("/", 1)[1]))
        if "entry" in self.fields:  # it is fixed once it is stored
            self.fields["entry"] = forms.ChoiceField(choices=list(kinds.items()), help_text=_("Entry and field."))

    def clean(self) -> dict[str, Any]:
        """Refuse words that the field cannot hold."""
        given = super().clean() or self.cleaned_data
        entry = given.get("entry") or self.instance.entry
        if entry and given.get("text"):
            try:
                read(entry, given["text"])
            except CannotRead as wrong:
                self.add_error("text", str(wrong))
        return given


@admin.register(Edit)
class EditAdmin(admin.ModelAdmin):
    """Edits of tools, skills, resources and written moves. Deleting one brings the reviewed words back."""

    form = EditForm
    list_display = ("entry", "text", "reason")
    search_fields = ("entry", "text")
    ordering = ("entry",)
    change_list_template = "admin/advice/edit/change_list.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """What is edited is chosen once; the reviewed words stand beside."""
        return ("entry", "reviewed_words") if obj else ()

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
