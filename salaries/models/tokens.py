"""The key outside the database under which tokens are made. It stays the same: under another one, what was counted of a
report would not be found, and it could be counted again."""

from django.conf import settings
from django.db import models

from salaries.models.sealing import WrongKey, name_of

_held: set[str] = set()  # keys that this process has found to be the right one


class TokenKey(models.Model):
    """One row: what the key is called under which the first token was made."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=8)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="token_key_only_one"),)

    def __str__(self) -> str:
        return self.name


def hold_token_key() -> None:
    """Remember the key of the first token. Raises WrongKey when ``TOKEN_KEY`` is another one now."""
    if settings.TOKEN_KEY in _held:
        return
    name = name_of(settings.TOKEN_KEY)
    first, _ = TokenKey.objects.get_or_create(id=1, defaults={"name": name})
    if first.name != name:
        raise WrongKey(f"What is counted of reports is named under token key {first.name}; TOKEN_KEY is {name}.")
    _held.add(settings.TOKEN_KEY)
