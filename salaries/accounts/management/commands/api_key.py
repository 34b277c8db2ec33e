"""``manage.py api_key EMAIL``: makes an API key for a person and prints it once."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from salaries.accounts.keys import KeyRefused, issue
from salaries.accounts.models import ApiKey, User


class Command(BaseCommand):
    help = "Makes an API key for the person with that e-mail address and prints it. It is never shown again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the person's e-mail address")
        parser.add_argument("--scope", choices=ApiKey.Scope.values, default="reports", help="what the key opens")
        parser.add_argument("--name", default="command line", help="what the key is for (at most 60 characters)")

    def handle(self, *, email: str, name: str, scope: str, **options: object) -> None:
        person = User.objects.filter(email__iexact=email, is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody with the address {email} has an account.")
        if not 0 < len(name) <= 60:
            raise CommandError("A name has 1 to 60 characters.")
        try:
            _, secret = issue(by=person, name=name, now=timezone.now(), scope=scope)
        except KeyRefused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(secret)
