"""The full method as a page, one box to find roles by any title, and the page for a site that is being worked on."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from salaries.models import Role
from salaries.presenters.documents import document, fingerprint, parts, translated_parts
from tests.people import make_role

pytestmark = pytest.mark.django_db


def test_a_document_becomes_a_page_that_the_policy_takes(tmp_path: Path) -> None:
    path = tmp_path / "text.md"
    path.write_text(
        "# Title\n\n## Part <b>\n\n| | n |\n|---|--:|\n| x | 1 |\n\n<script>1</script> [here](other.md) [there](/x)\n"
    )
    page = document(path).html
    assert "Title" not in page
    assert '<h2 id="part-b">Part &lt;b&gt;</h2>' in page
    assert '<td class="number">1</td>' in page
    assert "<td></td>" in page, "an empty corner heads nothing"
    assert "style=" not in page
    assert "<script" not in page
    assert "<a>here</a>" in page
    assert '<a href="/x">there</a>' in page
    assert page.count('class="table-scroll"') == page.count("</table>\n</div>") == 1


def test_the_full_method_is_a_page(client: Client) -> None:
    page = client.get("/method/full/").content.decode()
    assert "<table>" in page
    assert page.count("<h1") == 1
    assert "/method/full/" in client.get("/method/").content.decode()


def test_a_part_whose_english_has_changed_is_shown_in_english_and_says_so(tmp_path: Path) -> None:
    one, two, three = "# T\n\nFirst.\n\n", "## A\n\nSecond.\n\n", "### B\n\nThird.\n"
    path = tmp_path / "text.md"
    path.write_text(one + two + three)
    (tmp_path / "es").mkdir()
    marks = [fingerprint(part) for part in (one, two, "### B\n\nThird, as it was.\n")]
    said = ("# T{}\n\nUno.\n\n", "## A{}\n\nDos.\n\n", "### B{}\n\nTres.\n")
    text = "".join(part.format(f" <!-- of {mark} -->") for part, mark in zip(said, marks, strict=True))
    (tmp_path / "es" / "text.md").write_text(text)
    page = document(path, "es")
    assert (page.english, page.parts) == (1, 3)
    assert "<p>Uno.</p>" in page.html
    assert '<h2 id="a">A</h2>' in page.html
    assert '<div lang="en"><h3 id="b">B</h3>\n<p>Third.</p>\n</div>' in page.html
    assert "Tres" not in page.html
    assert document(path, "de").english == 3


METHOD = settings.BASE_DIR / "docs" / "method.md"


def numbers(text: str) -> list[str]:
    """Every number outside code, without its marks for thousands and decimals."""
    return sorted(re.sub("[.,]", "", found) for found in re.findall(r"\d[\d.,]*", re.sub("`[^`]+`", "", text)))


@pytest.mark.parametrize("part", parts(METHOD.read_text()), ids=lambda part: part.splitlines()[0])
def test_a_translated_part_of_the_method_has_the_same_numbers_tables_code_and_links(part: str) -> None:
    translated = translated_parts(METHOD, "es").get(fingerprint(part), part).replace("](../", "](")
    for kept in (r"^\|", r"^(?:- |\d+\. )", r"^#+", r"`[^`]+`", r"\]\([^)]+\)"):
        found = [re.findall(kept, text, flags=re.MULTILINE) for text in (part, translated)]
        assert sorted(found[0]) == sorted(found[1]), kept
    assert numbers(translated) == numbers(part)


def test_the_method_in_spanish_says_how_much_of_it_is_english(client: Client) -> None:
    page = client.get("/es/method/full/").content.decode()
    found = document(METHOD, "es")
    assert page.count('<div lang="en">') == found.english
    assert ("existe" in page.partition('class="prose document"')[0]) == bool(found.english)


def test_roles_are_found_by_what_people_call_them(client: Client) -> None:
    producer, engineer = make_role("music-producer"), make_role("data-scientist", side="ai")
    producer.other_titles.create(title="Beat maker")
    answer = client.get("/compare/?find=beat+MAKER&find=data")
    assert answer["Location"] == "/compare/?roles=music-producer,data-scientist"
    assert client.get("/es/compare/?find=beat+maker&find=")["Location"] == "/es/compare/?roles=music-producer"
    assert Role.objects.called("Data Scientist") == engineer
    assert Role.objects.called(" ") is None


def test_an_unknown_title_leads_to_the_list(client: Client) -> None:
    make_role("music-producer")
    answer = client.get("/compare/?find=music+producer&find=<b>juggler&find=acrobat")
    assert answer.status_code == 404
    page = answer.content.decode()
    assert "No role goes by “&lt;b&gt;juggler”. No role goes by “acrobat”. Choose from the list." in page
    assert 'value="music-producer" checked' in page


def test_while_the_site_is_worked_on_every_page_says_so(client: Client, settings: object) -> None:
    settings.MAINTENANCE = True
    for path, word in (("/", "Back in a moment"), ("/es/", "Volvemos"), ("/reports/new/", "Back in a moment")):
        answer = client.get(path)
        assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "300", "no-store")
        assert word in answer.content.decode()
    api = client.get("/api/v1/roles/")
    assert (api.status_code, api["Content-Type"]) == (503, "application/problem+json")
    assert client.get("/healthz").status_code == 200
