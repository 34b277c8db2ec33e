"""A curator types a figure with mistakes: each is named beside its field, and nothing is stored."""

from typing import Any

import pytest
from django.test import Client

from salaries.models import Figure
from tests.people import make_role, make_source, make_staff

pytestmark = pytest.mark.django_db
ADD = "/admin/salaries/figure/add/"


@pytest.fixture
def typed(client: Client) -> dict[str, Any]:
    """A figure in order, and a curator signed in."""
    client.force_login(make_staff("curator"))
    return {
        "key": "test/drummers/p90", "source": make_source().pk, "subject": "Drummers", "statistic": "p90",
        "measure": "earned", "value": "30000", "withheld": "", "unit": "year", "currency": "eur", "country": "es",
        "population": "Drummers who answered", "year": "2025", "period": "2025",
        "role": make_role("session-musician").pk,
    }  # fmt: skip


def test_small_letters_are_meant_as_codes(client: Client, typed: dict[str, Any]) -> None:
    assert client.post(ADD, typed).status_code == 302
    figure = Figure.objects.get(key="test/drummers/p90")
    assert (figure.currency, figure.country) == ("EUR", "ES")


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"value": ""}, "value", "Give the number"),
        ({"value": "-1"}, "value", "below zero"),
        ({"withheld": "suppressed"}, "withheld", "either it is published or it is withheld"),
        ({"currency": ""}, "currency", "Pay needs a currency"),
        ({"currency": "XYZ"}, "currency", "three letters"),
        ({"unit": "percent"}, "currency", "Only pay has a currency"),
        ({"country": "ZQ"}, "country", "two letters"),
        ({"year": "190"}, "year", "from 1990 to 2100"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_beside_its_field(
    client: Client, typed: dict[str, Any], changes: dict[str, Any], field: str, words: str
) -> None:
    answer = client.post(ADD, typed | changes)
    found = answer.context["adminform"].form.errors
    assert list(found) == [field]
    assert words in found[field][0]
    assert not Figure.objects.filter(key="test/drummers/p90").exists()
