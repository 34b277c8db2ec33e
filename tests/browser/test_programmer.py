"""A programmer reads the API's docs page and tries an address there."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import Visit

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_docs_page_works_from_our_own_files_only(
    browser_page: Callable[..., Visit], live_server, width: int, scheme: str
) -> None:
    visit = browser_page(width=width, scheme=scheme)
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    visit.go("/api/v1/docs/")
    visit.page.wait_for_selector(".opblock")
    assert visit.page.locator(".opblock").count() >= 18
    plan = visit.page.locator("#operations-plan-plan_retrieve")
    plan.locator(".opblock-summary-control").click()
    plan.locator(".try-out__btn").click()
    plan.locator(".execute").click()
    plan.get_by_text("lifetime_epsilon").first.wait_for()
    assert visit.fits()
    assert visit.complaints == []
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []


def test_without_javascript_the_page_still_leads_to_the_document(browser_page: Callable[..., Visit]) -> None:
    visit = browser_page(javascript=False)
    visit.go("/api/v1/docs/")
    assert visit.page.locator("noscript .note").is_visible()
    assert visit.page.get_by_role("link", name="OpenAPI 3.1").is_visible()
