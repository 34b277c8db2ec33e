"""``manage.py remove_second_factor EMAIL --yes``: for somebody who lost app, passkey and recovery codes."""

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from salaries.accounts.history import record
from salaries.accounts.models import AccountEvent, User


class Command(BaseCommand):
    help = "Removes every second factor of a person. Make sure first that it is really they who ask."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the person's e-mail address")
        parser.add_argument("--yes", action="store_true", help="do it; without this nothing happens")

    @transaction.atomic
    def handle(self, *, email: str, yes: bool, **options: object) -> None:
        person = User.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError("Nobody with that address has an account.")
        factors = Authenticator.objects.filter(user=person)
        if not yes:
            raise CommandError(f"That would remove {factors.count()} second factors. Add --yes.")
        factors.delete()
        kind = AccountEvent.Kind.FACTOR_REMOVED
        record(person=person, kind=kind, now=timezone.now(), detail="by the site, because you asked")
        self.stdout.write("That person signs in without a second factor now.")
