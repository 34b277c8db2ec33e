"""The list of pages for search engines: whole, in every language, and each of them there."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_every_listed_page_is_there_in_every_language(client: Client, starter_set) -> None:
    text = client.get("/sitemap.xml").content.decode()
    places = re.findall(r"<loc>https?://[^/]+([^<]*)</loc>", text)
    for path in ("/", "/es/", "/advice/plan/", "/advice/guides/negotiating/", "/es/advice/futures/low-budget-work/"):
        assert path in places
    assert len(places) == len(set(places)) > 100
    assert not any(path.startswith(("/admin", "/account", "/reports", "/es/reports")) for path in places)
    for path in places[:: len(places) // 12]:
        assert client.get(path).status_code == 200, path


def test_robots_are_told_where_it_is(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Disallow: /reports/" in text
