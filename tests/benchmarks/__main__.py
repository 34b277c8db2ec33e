"""Run every benchmark, print a table of each and write all figures as JSON beside SQLite's data (var/bench.json)."""

import json
import sys
from pathlib import Path

from tests.benchmarks import approvals, growth, pages, publication, release, submissions, upgrade
from tests.benchmarks.table import Row, printed

OUT = Path("var/bench.json")
BENCHMARKS = {
    "pages": pages.measure,
    "release": release.measure,
    "publication": publication.measure,
    "approvals": approvals.measure,
    "submissions": submissions.measure,
    "upgrade": upgrade.measure,
    "growth": growth.measure,
}
LONG = ("upgrade", "growth")


def main(names: list[str]) -> None:
    """Measure the named benchmarks, or all that together take minutes."""
    found: dict[str, list[Row]] = {}
    for name in names or [name for name in BENCHMARKS if name not in LONG]:
        found[name] = BENCHMARKS[name]()
        print(printed(name, found[name]), flush=True)  # noqa: T201
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps({name: [row._asdict() for row in rows] for name, rows in found.items()}, indent=2))


if __name__ == "__main__":
    main(sys.argv[1:])
