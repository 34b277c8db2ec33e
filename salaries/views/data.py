"""The open data: a list of releases, a permanent page for each, and its files."""

import json
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from salaries.changes import Changes
from salaries.models import Release, Role, spoken
from salaries.opendata.bundles import Bundle, find, folder_of, progress, zip_name
from salaries.opendata.texts import linked_data, title_of
from salaries.presenters import formats

BECAME = {  # the median of a role's yearly pay
    "published": gettext_lazy("Published"), "moved": gettext_lazy("Moved"), "unchanged": gettext_lazy("Unchanged"),
    "withheld": gettext_lazy("Withheld"),
}  # fmt: skip
KINDS = {
    "csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet", "zip": "application/zip",
    "json": "application/json", "jsonld": "application/ld+json", "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8", "cff": "text/plain; charset=utf-8",
}  # fmt: skip


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """All releases with their bundles, newest first."""
    releases = [_shown(release) for release in Release.objects.order_by("-number")]
    return render(request, "pages/data.html", {"releases": releases})


@require_safe
def data_release(request: HttpRequest, number: int) -> HttpResponse:
    """One release: its files with checksums, what it changed, and its description for machines."""
    release = get_object_or_404(Release, number=number)
    shown = _shown(release)
    sizes = {name: size for name, (size, _) in shown["bundle"].files.items()} if shown["bundle"] else {}
    return render(
        request,
        "pages/data_release.html",
        {**shown, "changes": _changes(release), "markup": _safe(linked_data(release, sizes))},
    )


@require_safe
def data_file(_request: HttpRequest, number: int, name: str) -> HttpResponseBase:
    """One file of a release. It never changes, so it may be kept for good."""
    release = get_object_or_404(Release, number=number)
    bundle = find(release)
    if bundle is None or name not in bundle.files:
        raise Http404("There is no such file.")
    kind = KINDS.get(name.rpartition(".")[2], "text/plain; charset=utf-8")
    answer = FileResponse((folder_of(release) / name).open("rb"), content_type=kind, as_attachment=True, filename=name)
    answer["ETag"] = f'"{bundle.files[name][1]}"'
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _changes(release: Release) -> list[dict[str, str]]:
    """What it changed in words, by role."""
    titles = dict(Role.objects.values_list("slug", "title"))
    return [
        {"role": one.role, "title": titles[one.role], "what": str(BECAME[one.what]), "why": spoken(one.why)}
        for one in Changes().of(release)
    ]


def _shown(release: Release) -> dict[str, Any]:
    bundle = find(release)
    done, whole = progress(release)
    return {
        "release": release, "title": title_of(release), "bundle": bundle, "files": _files(bundle), "done": done,
        "whole": whole, "archive": zip_name(release),
    }  # fmt: skip


def _files(bundle: Bundle | None) -> list[dict[str, object]]:
    if bundle is None:
        return []
    return [
        {"name": name, "size": f"{formats.number(size / 1000, 1)} kB", "sum": digest}
        for name, (size, digest) in bundle.files.items()
    ]


def _safe(value: object) -> str:
    """JSON for a script element of data: nothing in it can end the element."""
    return json.dumps(value, ensure_ascii=True).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
