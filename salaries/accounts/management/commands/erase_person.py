"""``manage.py erase_person EMAIL --yes``: erase somebody who cannot sign in any more and asks for it."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from salaries.accounts.models import User
from salaries.accounts.personal_data import erase, what_would_go


class Command(BaseCommand):
    help = "Erases a person: account, reports, keys, devices, history. What people do themselves under 'Your data'."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the person's e-mail address")
        parser.add_argument("--yes", action="store_true", help="do it; without this nothing happens")

    def handle(self, *, email: str, yes: bool, **options: object) -> None:
        person = User.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError("Nobody with that address has an account.")
        goes = what_would_go(person)
        if not yes:
            raise CommandError(f"That would erase {goes.reports} reports and {goes.keys} keys for good. Add --yes.")
        erase(by=person)
        self.stdout.write("Everything about that person is erased.")
