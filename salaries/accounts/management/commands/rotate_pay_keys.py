"""``manage.py rotate_pay_keys``: seal everything under the first of PAY_KEYS, so that older ones can be removed."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from salaries.accounts.rotation import keys_of_second_factors, rotate_second_factors
from salaries.models.sealing import WrongKey, name_of
from salaries.reporting.rotation import BATCH, keys_in_use, rotate


class Command(BaseCommand):
    help = "Seals amounts, appeals, messages and second factors under the first of PAY_KEYS. Stop and repeat at will."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say which keys are in use")
        parser.add_argument("--batch", type=int, default=BATCH, help="rows in one transaction")

    def handle(self, *, check: bool, batch: int, **options: object) -> None:
        if batch < 1:
            raise CommandError("A batch has at least one row.")
        try:
            if not check:
                self._rotate(batch)
        except WrongKey as missing:
            raise CommandError(f"{missing} What was sealed anew so far stays; run this again then.") from None
        self._report()

    def _rotate(self, batch: int) -> None:
        for done in rotate(batch):
            self.stdout.write(f"{done.place}: {done.sealed} sealed anew of {done.looked_at} looked at")
        self.stdout.write(f"second factors: {rotate_second_factors()} sealed anew")

    def _report(self) -> None:
        used = keys_in_use() + keys_of_second_factors()
        for position, key in enumerate(settings.PAY_KEYS, start=1):
            rows = used.pop(name_of(key), 0)
            verdict = "seals" if position == 1 else ("can be removed" if not rows and not used[""] else "still needed")
            self.stdout.write(f"PAY_KEYS {position}, {name_of(key)}: {rows} rows, {verdict}")
        for name, rows in used.items():
            if rows:
                self.stdout.write(f"{name or 'not yet in envelopes'}: {rows} rows")
