"""A comparison taken elsewhere: file, picture, frame and citation show exactly what the page shows."""

import xml.etree.ElementTree as ET
from html import unescape

import pytest
from django.test import Client

from tests.people import make_estimate, make_figure, make_role

pytestmark = pytest.mark.django_db
ASK = "roles=music-producer,data-scientist"
PATHS = ["/compare/data.csv", "/compare/picture.svg", "/compare/picture.png", "/compare/card.png", "/embed/compare/"]


@pytest.fixture(autouse=True)
def two_roles() -> None:
    producer = make_role(title="Producer & <b>more</b>")
    make_role("music-producer", code="27-2041")
    make_role("data-scientist", side="ai")
    make_figure("m", 73_710, occupation_id="27-2041")
    density = [[10_000, 40_000, 0.3], [40_000, 60_000, 0.4], [60_000, 200_000, 0.3]]
    make_estimate(producer, (46_000, 51_000, 57_000), density=density)


@pytest.mark.parametrize("path", PATHS)
def test_each_is_for_reading_only_and_refuses_what_it_cannot_answer(client: Client, path: str) -> None:
    assert client.get(f"{path}?{ASK}").status_code == 200
    assert client.post(f"{path}?{ASK}").status_code == 405
    for bad, status in (("", 400), ("roles=nobody", 404), (f"{ASK}&release=9", 404), (f"{ASK}&level=<script>", 400)):
        answer = client.get(f"{path}?{bad}")
        assert answer.status_code == status
        assert answer["Content-Type"].startswith("text/plain")
        assert "ETag" not in answer


def test_the_picture_is_whole_by_itself_and_shows_the_page_s_numbers(client: Client) -> None:
    answer = client.get(f"/compare/picture.svg?{ASK}")
    assert answer["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="gainstage-release-1.svg"'
    root = ET.fromstring(answer.content)
    words = " ".join(text.strip() for text in root.itertext() if text.strip())
    for expected in ("Producer & <b>more</b>", "$73,710", "$51,000", "release 1 of 22 November 2026"):
        assert expected in words
    assert "var(--" not in words
    assert "href" not in answer.content.decode()
    assert root.findall(".//{*}path[@class='ridge']")


def test_a_picture_of_nothing_says_so(client: Client) -> None:
    assert "there is nothing to draw" in client.get("/compare/picture.svg?roles=data-scientist").content.decode()


def test_only_the_small_page_may_stand_in_a_frame(client: Client) -> None:
    small = client.get(f"/embed/compare/?{ASK}")
    assert "frame-ancestors *" in small["Content-Security-Policy"]
    assert "script-src 'self'" in small["Content-Security-Policy"]
    assert "X-Frame-Options" not in small
    assert "$73,710" in small.content.decode()
    assert "<form" not in small.content.decode()
    assert small.cookies == {}
    page = client.get(f"/compare/?{ASK}")
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


def test_the_page_gives_addresses_citations_and_code(client: Client, settings) -> None:
    settings.SITE_URL = "https://gainstage.example"
    text = unescape(client.get(f"/compare/?{ASK}").content.decode())
    assert f"https://gainstage.example/compare/?{ASK}&release=1" in text
    assert "Gainstage, release 1 of 22 November 2026, gainstage.example" in text
    assert "@misc{gainstage-1-music-producer-data-scientist," in text
    assert "Follow the newest release" not in text
    assert f'src="https://gainstage.example/embed/compare/?{ASK}"' in text.replace("&amp;", "&")
    pinned = client.get(f"/compare/?{ASK}&release=1").content.decode()
    assert "Follow the newest release" in pinned
