"""What is held to put money on other terms, in words for who asks for more."""

from django.db.models import Max, Min
from django.utils.translation import gettext

from salaries.models import PriceLevel


def held_prices() -> str:
    """Of which years consumer prices are held. One query."""
    held = PriceLevel.objects.filter(series=PriceLevel.Series.CPI, country="US").aggregate(Min("year"), Max("year"))
    if held["year__min"] is None:
        return gettext("No consumer prices are held.")
    return gettext("Consumer prices are held of %(year__min)s to %(year__max)s only.") % held
