"""A programmer reads the API's page: finds an address, what it takes and answers, and opens it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from playwright.sync_api import expect

from tests.browser.conftest import Visit, follow
from tests.test_api_docs import ROOT

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]
PAGE = "/api/v1/docs/"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark"), (768, "dark")])
def test_the_page_fits_passes_axe_and_asks_our_own_files_only(
    browser_page: Callable[..., Visit], live_server: Any, width: int, scheme: str
) -> None:
    visit = browser_page(width=width, scheme=scheme)
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    visit.go(PAGE)
    assert visit.barriers() == []
    visit.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert visit.fits()
    assert visit.barriers() == []
    assert visit.complaints == []
    assert [url for url in asked if not url.startswith(live_server.url)] == []


def test_every_operation_and_every_shape_of_the_document_is_there_and_every_link_leads(
    browser_page: Callable[..., Visit],
) -> None:
    document = yaml.safe_load((ROOT / "tests" / "snapshots" / "openapi.yml").read_text())
    named = [one["operationId"] for methods in document["paths"].values() for one in methods.values()]
    visit = browser_page(javascript=False)
    visit.go(PAGE)
    ids = visit.page.locator("[id]").evaluate_all("all => all.map(one => one.id)")
    assert {*named, *document["components"]["schemas"]} <= set(ids)
    links = visit.page.locator("main a[href^='#']").evaluate_all("all => all.map(one => one.hash.slice(1))")
    assert set(links) <= set(ids)


def test_an_address_is_unfolded_read_and_opened(browser_page: Callable[..., Visit]) -> None:
    visit = browser_page()
    visit.go(PAGE)
    given = visit.page.locator("details", has=visit.page.locator("#reports_create"))
    given.locator("summary").click()
    expect(given.locator("pre")).to_contain_text('"role": "music-producer"')
    expect(given.get_by_role("row", name=re.compile("Idempotency-Key"))).to_contain_text("in the header")
    visit.go(f"{PAGE}#plan_retrieve")
    follow(visit.page, visit.page.get_by_role("link", name="/api/v1/plan/"))
    assert "lifetime_epsilon" in visit.page.content()
