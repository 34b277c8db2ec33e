"""A comparison as PNG: the whole drawing, and the card beside a link. Drawn without a font of the machine."""

import struct

import pytest
from django.test import Client

from salaries.presenters.raster import png
from salaries.views.pictures import NewPictures
from tests.people import make_estimate, make_figure, make_role

pytestmark = pytest.mark.django_db
ASK = "roles=music-producer,data-scientist"


@pytest.fixture(autouse=True)
def two_roles() -> None:
    producer = make_role("music-producer", title="Producer & <b>more</b>", code="27-2041")
    make_role("data-scientist", side="ai")
    make_figure("m", 73_710, occupation_id="27-2041")
    make_estimate(producer, (46_000, 51_000, 57_000))


def size_of(picture: bytes) -> tuple[int, int]:
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", picture[16:24])


def test_words_are_drawn_without_any_font_of_the_machine() -> None:
    empty = '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="20">{}</svg>'
    words = '<text y="15" font-family="Nothing, sans-serif" font-weight="{}">−$5 Ñandú</text>'
    drawn = {png(empty.format(text), width=80) for text in ("", words.format(400), words.format(700))}
    assert len(drawn) == 3
    assert {size_of(picture) for picture in drawn} == {(80, 20)}


def test_what_is_no_drawing_is_refused() -> None:
    with pytest.raises(ValueError, match="1:1"):
        png("not a drawing", width=80)


def test_the_drawing_comes_as_a_file_of_pixels(client: Client) -> None:
    answer = client.get(f"/compare/picture.png?{ASK}")
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"] == 'attachment; filename="gainstage-release-1.png"'
    assert size_of(answer.content)[0] == 1200


def test_the_card_has_the_size_that_social_sites_ask_for(client: Client) -> None:
    card = client.get(f"/compare/card.png?{ASK}")
    assert size_of(card.content) == (1200, 630)
    assert len(card.content) < 300_000
    assert "Content-Disposition" not in card
    assert client.get("/compare/card.png?roles=data-scientist").content != card.content
    assert client.get(f"/es/compare/card.png?{ASK}").content != card.content


@pytest.mark.parametrize("name", ["picture", "card"])
def test_a_picture_is_fetched_once_and_can_be_pinned(client: Client, name: str) -> None:
    first = client.get(f"/compare/{name}.png?{ASK}&release=1")
    assert (
        client.get(f"/compare/{name}.png?{ASK}&release=1", headers={"if-none-match": first["ETag"]}).status_code == 304
    )


def test_one_address_may_have_only_so_many_drawn(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NewPictures, "rate", "2/min")
    answers = [client.get(f"/compare/card.png?{ASK}") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[2]["Retry-After"]) <= 60
    assert client.get(f"/compare/card.png?{ASK}", REMOTE_ADDR="203.0.113.9").status_code == 200


@pytest.mark.parametrize(
    ("path", "ask"),
    [
        (f"/compare/?{ASK}&level=mid", f"{ASK}&amp;level=mid"), ("/roles/music-producer/", "roles=music-producer"),
        ("/", ASK),
    ],
)  # fmt: skip
def test_pages_name_their_card(client: Client, path: str, ask: str) -> None:
    page = client.get(path).content.decode()
    assert f'<meta property="og:image" content="http://localhost:8000/compare/card.png?{ask}">' in page
    assert '<meta property="og:title" content="' in page
    assert "<b>more" not in page
