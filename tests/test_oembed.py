"""oEmbed: found from the page, answers with the small page, and with nothing else."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from tests.people import make_figure, make_role

pytestmark = pytest.mark.django_db
PAGE = f"{settings.SITE_URL}/compare/?roles=music-producer,data-scientist"


@pytest.fixture(autouse=True)
def two_roles() -> None:
    make_role("music-producer", title='Producer "loud"', code="27-2041")
    make_role("data-scientist", side="ai")
    make_figure("m", 73_710, occupation_id="27-2041")


def ask(client: Client, **query: object) -> object:
    return client.get(f"/oembed/?{urlencode({'url': PAGE, **query})}")


def test_it_is_found_from_the_page_and_leads_to_the_small_page(client: Client) -> None:
    page = client.get(PAGE.removeprefix(settings.SITE_URL)).content.decode()
    (link,) = re.findall(r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', page)
    found = client.get(unescape(link).removeprefix(settings.SITE_URL)).json()
    assert (found["version"], found["type"], found["provider_name"]) == ("1.0", "rich", "Gainstage")
    (source,) = re.findall(r'src="([^"]+)"', found["html"])
    small = client.get(unescape(source).removeprefix(settings.SITE_URL))
    assert small.status_code == 200
    assert "$73,710" in small.content.decode()


def test_it_keeps_within_the_limits_asked_for(client: Client) -> None:
    found = ask(client, maxwidth=300, maxheight=9999).json()  # type: ignore[attr-defined]
    assert (found["width"], found["height"]) == (300, 560)
    assert 'width="300"' in found["html"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"url": ""}, 404), ({"url": "https://elsewhere.example/compare/?roles=music-producer"}, 404),
        ({"url": f"{settings.SITE_URL}/privacy/"}, 404), ({"url": f"{settings.SITE_URL}/compare/?roles=nobody"}, 404),
        ({"url": f"{settings.SITE_URL}.elsewhere.example/compare/?roles=music-producer"}, 404),
        ({"url": "http://[bad"}, 404), ({"format": "xml"}, 501), ({"maxwidth": "-1"}, 400), ({"maxheight": "0"}, 400),
    ],
)  # fmt: skip
def test_everything_else_is_refused(client: Client, query: dict[str, str], status: int) -> None:
    assert ask(client, **query).status_code == status  # type: ignore[attr-defined]


def test_the_html_cannot_break_out(client: Client) -> None:
    html = ask(client).json()["html"]  # type: ignore[attr-defined]
    assert 'Producer "loud"' not in html
    assert html.count("<") == 2


def test_a_format_we_do_not_speak_is_no_error_of_ours(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    ask(client, format="xml")
    found = [record.levelname for record in caplog.records if record.name == "django.request"]
    assert found == ["WARNING"]
