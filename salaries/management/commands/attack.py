"""``manage.py attack``: play the attacks of the threat model against the plan, and fail when one does too well."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from salaries.management.measuring import checked_seed
from salaries.stats.attacks import attack


class Command(BaseCommand):
    requires_system_checks = ()  # it touches nothing of the site
    help = "Simulate attacks on the published figures. Reads no report. Fails when an attack succeeds above its limit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--trials", type=int, default=2_000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["trials"] < 1:
            raise CommandError("--trials must be at least 1.")
        found = attack(trials=options["trials"], seed=checked_seed(options["seed"]))
        rows = [asdict(one) | {"holds": one.holds} for one in found]
        if options["json"]:
            self.stdout.write(json.dumps({"seed": options["seed"], "attacks": rows}, indent=2))
        else:
            self.stdout.write("success  guessing  limit  k = 3  attack")
            for one in found:
                figures = f"{one.rate:7.1%}  {one.guess:8.1%}  {one.limit:5.1%}  {one.k3:5.1%}"
                self.stdout.write(f"{figures}  {one.name} ({one.success}); attacker {one.observer}")
        failed = [f"{one.name} by somebody who {one.observer}" for one in found if not one.holds]
        if failed:
            raise CommandError(f"Above the limit: {'; '.join(failed)}.")
