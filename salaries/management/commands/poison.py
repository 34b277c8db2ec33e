"""``manage.py poison``: how far made-up reports move what is published, and how many honest ones screening stops."""

import csv
import json
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from salaries.stats.poison import Report, Shift, false_alarms, poison

COLUMNS = ("role", "level", "country", "pay")


class Command(BaseCommand):
    requires_system_checks = ()  # it touches nothing of the site
    help = "Simulate made-up reports, and moderators who act on what screening flags and on nothing else."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--trials", type=int, default=100)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--data", type=Path, help=f"measure false alarms on a CSV with {', '.join(COLUMNS)} too")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["trials"] < 1:
            raise CommandError("--trials must be at least 1.")
        roles = _read(options["data"]) if options["data"] else {}
        shifts, alarms = poison(trials=options["trials"], seed=options["seed"])
        found: dict[str, Any] = {
            "seed": options["seed"],
            "attacks": [asdict(s) for s in shifts],
            "false_alarms": alarms,
        }
        if roles:
            screened, share = false_alarms(roles, options["seed"])
            found["real"] = {"screened": screened, "false_alarms": share}
        self.stdout.write(json.dumps(found, indent=2) if options["json"] else _table(shifts, found))


def _read(path: Path) -> dict[str, list[Report]]:
    """Reports by role; every author counts as new, which is the stricter case."""
    roles: dict[str, list[Report]] = defaultdict(list)
    try:
        with path.open(newline="", encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                pay = float(row["pay"])
                roles[row["role"]].append(Report(pay, pay, row["level"], row["country"], True, 0.0))
    except (OSError, KeyError, ValueError) as error:
        raise CommandError(f"{path} cannot be read as a CSV with {', '.join(COLUMNS)}: {error}") from error
    return roles


def _table(shifts: list[Shift], found: dict[str, Any]) -> str:
    lines = ["published p50 and p90 move by    undefended         defended"]
    for shift in shifts:
        numbers = "   ".join(f"{p50:+6.1%} {p90:+6.1%}" for p50, p90 in (shift.undefended, shift.defended))
        lines.append(f"{shift.attack:30}  {numbers}")
    lines.append(f"Honest reports flagged: {found['false_alarms']:.2%}")
    if "real" in found:
        lines.append(f"Real reports flagged: {found['real']['false_alarms']:.2%} of {found['real']['screened']}")
    return "\n".join(lines)
