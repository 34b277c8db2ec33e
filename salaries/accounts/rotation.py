"""Replacing a pay key in the secrets of second factors, as salaries.reporting.rotation does it in reports."""

from collections import Counter
from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from salaries.models.sealing import name_of, reseal, sealed_under

SEALED = ("secret", "seed")  # of an authenticator app, of recovery codes


@transaction.atomic
def rotate_second_factors() -> int:
    """Seal every secret under the first pay key; returns how many were under another. Raises WrongKey."""
    first = name_of(settings.PAY_KEYS[0])
    done = 0
    for factor in Authenticator.objects.select_for_update().order_by("pk"):
        old = {name: factor.data[name].encode() for name in SEALED if name in factor.data}
        new = {name: reseal(value).decode() for name, value in old.items() if sealed_under(value) != first}
        if new:
            factor.data |= new
            factor.save(update_fields=["data"])
            done += 1
    return done


def keys_of_second_factors() -> Counter[str]:
    """How many secrets are sealed under each pay key, by the key's name."""
    return Counter(sealed_under(value.encode()) for value in _secrets())


def _secrets() -> Iterator[str]:
    for data in Authenticator.objects.values_list("data", flat=True):
        yield from (data[name] for name in SEALED if name in data)
