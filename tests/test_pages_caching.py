"""Public pages are asked for anew and answered with 304 as long as nothing has changed."""

from typing import Any

import pytest
from django.test import Client

from salaries.models import Role
from tests.people import make_figure, make_role

pytestmark = pytest.mark.django_db
PATHS = [
    "/", "/compare/", "/compare/?roles=music-producer", "/compare/data.csv?roles=music-producer",
    "/embed/compare/?roles=music-producer", "/roles/", "/roles/music-producer/", "/sources/", "/sources/test-rates/",
    "/figures/a/b/", "/method/", "/privacy/", "/privacy/ledger.json", "/founding-article/",
]  # fmt: skip


@pytest.fixture(autouse=True)
def one_role() -> None:
    make_figure("a/b", role=make_role())


@pytest.mark.parametrize("path", PATHS)
def test_an_unchanged_page_is_not_sent_again(client: Client, path: str) -> None:
    first = client.get(path)
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    again = client.get(path, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_a_corrected_title_is_seen_at_once(client: Client) -> None:
    first = client.get("/roles/music-producer/")
    Role.objects.update(title="Corrected")
    again = client.get("/roles/music-producer/", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    assert "Corrected" in again.content.decode()


@pytest.mark.parametrize("path", ["/", "/roles/", "/compare/?roles=music-producer"])
def test_signing_in_changes_no_public_answer(client: Client, django_user_model: Any, path: str) -> None:
    before = client.get(path)
    client.force_login(django_user_model.objects.create_user("somebody@example.org", "secret"))
    after = client.get(path)
    assert (before["ETag"], before.content) == (after["ETag"], after.content)
    assert "Cookie" not in after.get("Vary", "")


def test_personal_pages_and_refusals_are_never_public(client: Client, django_user_model: Any) -> None:
    client.force_login(django_user_model.objects.create_user("somebody@example.org", "secret"))
    for path in ("/reports/", "/compare/?roles=nobody", "/roles/nobody/"):
        assert "public" not in client.get(path).get("Cache-Control", "")
