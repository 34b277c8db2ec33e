"""What a first visit to a comparison costs over the wire: at most 60 kB, everything the page names included."""

import gzip
import re
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client

from salaries.models import Role
from tests.people import make_estimate

pytestmark = pytest.mark.django_db
MOST = 60_000
PERCENTILES = {"p10": 20, "p25": 30, "p50": 45, "p75": 70, "p90": 110}
NAMED = re.compile(r'(?:<link rel="(?:stylesheet|icon)" href|<script[^>]* src|<img[^>]* src)="([^"]+)"')


@pytest.fixture(autouse=True)
def a_full_site() -> None:
    call_command("load_starter", stdout=StringIO())
    density = [[10_000 * step, 10_000 * (step + 1), 0.05] for step in range(1, 21)]
    streams = {name: [20, 25, 30] for name in ("salary", "fees", "royalties", "live")}
    for role in Role.objects.all():
        known = {name: [900 * k, 1_000 * k, 1_100 * k] for name, k in PERCENTILES.items()}
        make_estimate(role, (0, 0, 0), percentiles=known, density=density, streams=streams)


@pytest.mark.parametrize(
    "path",
    [
        "/compare/?roles=music-producer,hybrid-producer,ai-developer-music",
        "/es/compare/?roles=mixing-mastering-engineer,ai-music-technologist,audio-software-developer,ai-developer-music",
    ],
)
def test_a_first_visit_is_light(client: Client, path: str) -> None:
    page = client.get(path).content
    named = set(NAMED.findall(page.decode()))
    assert all(address.startswith("/static/") for address in named), "nothing comes from another site"
    weight = len(gzip.compress(page, 6))
    for address in named:
        weight += len(gzip.compress(Path(finders.find(address.removeprefix("/static/"))).read_bytes(), 6))
    assert len(named) > 5
    assert weight <= MOST, f"{weight:,} bytes"
