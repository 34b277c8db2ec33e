"""axe on pages that no journey comes by: open data, errors, the style guide, webhooks, and the desk's views."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import RequestFactory

from salaries.curation import propose
from salaries.models import Figure
from tests.browser.conftest import Visit
from tests.people import NOW, PASSWORD, approved_reports, make_figure, make_moderator, make_role

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]
SCREENS = [(1280, "light"), (390, "dark")]
ERRORS = ["400", "403", "404", "429", "500", "503"]


def clean(visit: Visit, place: str) -> None:
    """The page that is open fits and axe finds nothing, everything unfolded."""
    visit.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert visit.fits(), place
    assert visit.barriers() == [], place


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_open_data_and_style_guide(browser_page: Callable[..., Visit], settings: Any, width: int, scheme: str) -> None:
    approved_reports(make_role(), [30_000 + 1_000 * step for step in range(30)], make_moderator())
    call_command("release", verbosity=0)
    settings.DEBUG = True
    visit = browser_page(width=width, scheme=scheme)
    for address in ("/data/", "/data/releases/1/", "/es/data/", "/sources/", "/styleguide/"):
        visit.go(address)
        clean(visit, address)
    assert visit.complaints == []


def test_pages_of_errors(browser_page: Callable[..., Visit]) -> None:
    visit = browser_page(width=390, scheme="dark")
    for code in ERRORS:
        visit.go("/method/")
        visit.page.set_content(render_to_string(f"{code}.html", request=RequestFactory().get("/")))
        assert visit.page.locator("h1").count() == 1
        clean(visit, code)


def test_webhooks_and_views_of_the_desk(browser_page: Callable[..., Visit]) -> None:
    moderator = make_moderator()
    figure = make_figure("test/one")
    propose(figure=Figure(**{**_fields(figure), "value": 51_000}), by=moderator, now=NOW)
    visit = browser_page()
    visit.go("/account/login/?next=/account/webhooks/")
    visit.page.fill("input[name=login]", moderator.email)
    visit.page.fill("input[name=password]", PASSWORD)
    with visit.page.expect_navigation(url="**/account/webhooks/"):
        visit.page.press("input[name=password]", "Enter")
    places = ["/account/webhooks/", "/admin/salaries/release/drift/", "/admin/salaries/figureproposal/"]
    for place in places:
        visit.go(place)
        clean(visit, place)
    visit.page.locator("#result_list tbody tr").get_by_role("link").first.click()
    visit.page.wait_for_url("**/change/")
    clean(visit, "figureproposal")


def _fields(figure: Figure) -> dict[str, Any]:
    return {field.attname: getattr(figure, field.attname) for field in Figure._meta.concrete_fields}
