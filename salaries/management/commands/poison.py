"""``manage.py poison``: how far made-up reports move what is published, and how many honest ones screening stops."""

import json
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from salaries.management.measuring import checked_seed, pay_rows
from salaries.stats.poison import (
    FALSE_ALARMS,
    FEWEST_REAL,
    HONEST,
    Report,
    Shift,
    brigades,
    false_alarms,
    few_alarms,
    poison,
)

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
        trials, seed = options["trials"], checked_seed(options["seed"])
        roles = _read(options["data"]) if options["data"] else {}
        shifts, alarms = poison(trials=trials, seed=seed)
        whole = next(shift for shift in shifts if shift.attack == "brigade")
        sizes = dict(sorted({**brigades(trials=trials, seed=seed), HONEST: whole}.items()))
        found: dict[str, Any] = {
            "seed": seed,
            "attacks": [asdict(s) | {"holds": s.holds} for s in shifts],
            "brigades": {size: {"undefended": s.undefended, "defended": s.defended} for size, s in sizes.items()},
            "false_alarms": alarms,
        }
        if roles:
            screened, share = false_alarms(roles, seed)
            found["real"] = {"screened": screened, "false_alarms": share if screened else None}
        self.stdout.write(json.dumps(found, indent=2) if options["json"] else _table(shifts, sizes, found))
        failed = [shift.attack for shift in shifts if not shift.holds]
        failed += [] if few_alarms(alarms, trials) else [f"honest reports flagged (at most {FALSE_ALARMS:.1%})"]
        if failed:
            raise CommandError(f"Above the limit: {', '.join(failed)}.")


def _read(path: Path) -> dict[str, list[Report]]:
    """Reports by role; every author counts as new, which is the stricter case."""
    roles: dict[str, list[Report]] = defaultdict(list)
    for row in pay_rows(path, COLUMNS):
        pay = float(row["pay"])
        roles[row["role"]].append(Report(pay, pay, row["level"], row["country"], True, 0.0))
    return roles


def _table(shifts: list[Shift], sizes: dict[int, Shift], found: dict[str, Any]) -> str:
    named = [(shift.attack, shift) for shift in shifts]
    named += [(f"brigade beside {size} honest", shift) for size, shift in sizes.items()]
    lines = ["published p50 and p90 move by    undefended         defended"]
    for name, shift in named:
        numbers = "   ".join(f"{p50:+6.1%} {p90:+6.1%}" for p50, p90 in (shift.undefended, shift.defended))
        lines.append(f"{name:30}  {numbers}")
    lines.append(f"Honest reports flagged: {found['false_alarms']:.2%}")
    if "real" in found:
        lines.append(f"Real reports flagged: {_real(**found['real'])}")
    return "\n".join(lines)


def _real(screened: int, false_alarms: float | None) -> str:
    if false_alarms is None:
        return f"not measured, no role has {FEWEST_REAL} reports"
    return f"{false_alarms:.2%} of {screened}"
