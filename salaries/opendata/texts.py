"""The texts of a bundle: read me, dictionary, citation, and its description for machines."""

import hashlib
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

from salaries.ledger import ledger
from salaries.models import Release
from salaries.opendata.tables import PARTS

LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
LICENCE_TEXT = (Path(__file__).parent / "CC-BY-4.0.txt").read_text(encoding="utf-8")
KEYWORDS = ["pay", "music", "artificial intelligence", "differential privacy"]


def address_of(number: int) -> str:
    """The permanent address of a release's data."""
    return f"{settings.SITE_URL}{reverse('data_release', args=[number])}"


def title_of(release: Release) -> str:
    """The data set's title."""
    return f"Gainstage release {release.number}: pay in music, in music AI and in between"


def about(release: Release) -> str:
    """What the data set is, in a sentence or two."""
    said = (
        "Differentially private estimates of what people earn who make music, build music AI, or do both, with the "
        "noisy counts they are computed from, beside published figures."
    )
    return f"{said} {release.note}".strip()


def readme(release: Release) -> str:
    """What lies in the bundle and how to use it."""
    tables = "\n".join(f"- `{name}.csv`, `{name}.parquet`: {part.title.lower()}." for name, part in PARTS.items())
    return f"""# {title_of(release)}

{about(release)}

Published {release.published_at:%Y-%m-%d}. Permanent address: {address_of(release.number)}

{tables}
- `dictionary.md`: every column. `plan.json`: what may be published at which cost in privacy. `ledger.json`: what was.
- `datapackage.json` (Frictionless), `dataset.jsonld` (schema.org), `CITATION.cff`, `SHA256SUMS`.

Estimates are computed from the batches of this release and all earlier ones: each release's bundle holds its own.

The release's own data is under CC BY 4.0 (`LICENSE.txt`): name Gainstage and the release. Published figures keep their
publishers' licences, which stand in each row; those that may only be quoted singly are left out here. In the CSV files,
text that a spreadsheet would run as a formula has an apostrophe in front. Every count is noisy on purpose.
"""


def dictionary(release: Release) -> str:
    """Every column of every table."""
    lines = [f"# Data dictionary of release {release.number}", ""]
    for name, part in PARTS.items():
        lines += [f"## {name}", "", f"{part.title}.", "", "| column | type | what it holds |", "|---|---|---|"]
        lines += [f"| `{column.name}` | {column.kind} | {column.description} |" for column in part.columns]
        lines.append("")
    return "\n".join(lines)


def citation(release: Release) -> str:
    """A Citation File (cff 1.2.0)."""
    return f"""cff-version: 1.2.0
message: "If you use these data, please cite them with the number of the release."
type: dataset
title: "{title_of(release)}"
version: "{release.number}"
date-released: "{release.published_at:%Y-%m-%d}"
authors:
  - name: "Gainstage contributors"
license: CC-BY-4.0
url: "{address_of(release.number)}"
"""


def account(release: Release) -> str:
    """The ledger up to the release, as JSON."""
    whole = ledger().as_dict()
    for part in (whole, whole["follow_ups"]):
        part["batches"] = [line for line in part["batches"] if line["release"] <= release.number]
    whole.pop("plan")
    return pretty(whole)


def plan(_release: Release) -> str:
    """The tables of the plan, as JSON."""
    whole = ledger().as_dict()
    names = ("unit", "gate_epsilon", "gate_threshold", "spent_by_a_report", "lifetime_epsilon", "plan")
    followed = whole["follow_ups"]
    followed.pop("batches")
    return pretty({**{name: whole[name] for name in names}, "follow_ups": followed})


def linked_data(release: Release, sizes: dict[str, int]) -> dict[str, Any]:
    """The data set in schema.org's words. ``sizes``: bytes of each downloadable file by its name."""
    address = address_of(release.number)
    kinds = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet", "zip": "application/zip"}
    return {
        "@context": "https://schema.org/", "@type": "Dataset", "@id": address, "url": address,
        "name": title_of(release), "description": about(release), "version": str(release.number),
        "datePublished": f"{release.published_at:%Y-%m-%d}", "license": LICENCE_URL, "isAccessibleForFree": True,
        "keywords": KEYWORDS, "creator": {"@type": "Organization", "name": "Gainstage", "url": settings.SITE_URL},
        "distribution": [
            {"@type": "DataDownload", "name": name, "contentUrl": f"{address}{name}", "contentSize": f"{size} B",
             "encodingFormat": kinds[name.rpartition(".")[2]]}
            for name, size in sizes.items() if name.rpartition(".")[2] in kinds
        ],
    }  # fmt: skip


def package(release: Release, folder: Path) -> str:
    """The Frictionless description of the tables in ``folder``, with their sizes and checksums."""
    resources = []
    for name, part in PARTS.items():
        fields = [{"name": c.name, "type": c.kind, "description": c.description} for c in part.columns]
        for kind, media in (("csv", "text/csv"), ("parquet", "application/vnd.apache.parquet")):
            content = (folder / f"{name}.{kind}").read_bytes()
            resource: dict[str, Any] = {
                "name": name if kind == "csv" else f"{name}-parquet", "path": f"{name}.{kind}", "title": part.title,
                "format": kind, "mediatype": media, "bytes": len(content),
                "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
            }  # fmt: skip
            if kind == "csv":
                resource |= {"profile": "tabular-data-resource", "encoding": "utf-8", "schema": {"fields": fields}}
            resources.append(resource)
    licence = {"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0", "path": LICENCE_URL}
    return pretty({
        "profile": "data-package", "name": f"gainstage-release-{release.number}", "title": title_of(release),
        "description": about(release), "version": str(release.number), "homepage": address_of(release.number),
        "created": f"{release.published_at:%Y-%m-%dT%H:%M:%SZ}", "licenses": [licence], "keywords": KEYWORDS,
        "contributors": [{"title": "Gainstage contributors", "role": "author"}], "resources": resources,
    })  # fmt: skip


def pretty(value: Any) -> str:
    """JSON for people, always the same."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
