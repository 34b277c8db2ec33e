"""``manage.py evaluate_estimates``: how good the estimates are, on files of the reader's own."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from salaries.management.measuring import checked_seed, pay_rows
from salaries.reference import price_level
from salaries.stats.evaluation import evaluate, noise_on_median
from salaries.stats.replay import Counted, own_table, plan_tables, reports

DIMENSIONS = ("level", "country", "engagement", "ai_use")


class Command(BaseCommand):
    help = (
        "Train the estimates on one CSV file and score them on another. Columns: role, level, country, engagement, "
        "ai_use, pay in dollars; all but pay may be blank or missing. docs/method.md describes the protocol."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--train", type=Path, required=True)
        parser.add_argument("--test", type=Path, required=True)
        parser.add_argument("--json", action="store_true", help="everything, for programs")
        parser.add_argument("--no-noise", action="store_true", help="one exact table of the finest cohorts")
        parser.add_argument(
            "--baselines", action="store_true", help="also score the parent cohort and LinkedIn's method"
        )
        parser.add_argument("--seed", type=int, default=1, help="of the noise and of the bootstrap")

    def handle(self, *args: Any, **options: Any) -> None:
        checked_seed(options["seed"])
        rows = {name: pay_rows(options[name]) for name in ("train", "test")}
        if rows["train"] == rows["test"]:
            self.stderr.write("Warning: both files hold the same rows, so the scores are too good.")
        dimensions = [name for name in DIMENSIONS if any(row.get(name) for part in rows.values() for row in part)]
        train, test = (reports(rows[name], dimensions) for name in ("train", "test"))
        if len(set(train.pay)) < 2:
            raise CommandError(f"{options['train']} needs at least two different pays of $1,000 or more a year.")
        tables = own_table(dimensions, None) if options["no_noise"] else plan_tables(dimensions)
        known = [price_level if name == "country" else None for name in dimensions]
        groups = evaluate(train, test, tables, baselines=options["baselines"], seed=options["seed"], known=known)
        moved = {} if options["no_noise"] else noise_on_median(train, tables, seed=options["seed"], known=known)
        if options["json"]:
            protocol = {
                "cohort": ["role", *dimensions], "train_reports": len(train.keys), "test_reports": len(test.keys),
                "tables": [_described(table, dimensions) for table in tables], "seed": options["seed"],
                "loss": "mean pinball loss of p10, p25, p50, p75, p90 in log pay",
                "groups": "training reports of the test report's cohort",
            }  # fmt: skip
            self.stdout.write(json.dumps({"protocol": protocol, "groups": groups, "noise_on_median": moved}, indent=2))
            return
        self.stdout.write("training reports  test reports  loss relative to raw  80 % held  90 % held")
        for name, found in groups.items():
            self.stdout.write(_line(name, found))
        for size, cells in moved.items():
            if cells["cells"]:
                self.stdout.write(f"noise moves the median of cells of about {size} by {cells['percent']} %")


def _described(table: Counted, dimensions: list[str]) -> dict[str, object]:
    return {
        "splits": ["role", *(dimensions[place - 1] for place in table.places)],
        "epsilon": None if table.epsilon is None else float(table.epsilon),
    }


def _line(name: str, found: dict[str, Any]) -> str:
    if not found["reports"]:
        return f"{name:>16}  {0:>12}"
    ratio = found["relative_loss"]["raw"]
    words = "no loss to compare with" if ratio is None else f"{ratio[1]:.3f} ({ratio[0]:.3f} to {ratio[2]:.3f})"
    held = f"{found['coverage_80']['model']:>9.1f}  {found['coverage_90']['model']:>9.1f}"
    return f"{name:>16}  {found['reports']:>12}  {words:>20}  {held}"
