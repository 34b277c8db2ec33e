"""A moderator works the queue in a browser: signs in on the site's own page, approves one report, rejects several."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from salaries.models import Decision, Observation, SalaryReport
from tests.people import PASSWORD, make_moderator, make_report, make_role

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]
QUEUE = "/admin/salaries/salaryreport/"


@pytest.fixture
def page(browser: Browser, live_server: Any) -> Iterator[Page]:
    """The queue, with a moderator signed in and three reports waiting."""
    moderator, role = make_moderator(), make_role(title="Music producer")
    for level in ("entry", "mid", "lead"):
        make_report(role, level=level)
    page = browser.new_context(base_url=live_server.url).new_page()
    page.goto(QUEUE)
    page.fill("input[name=login]", moderator.email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**" + QUEUE)
    yield page
    page.context.close()


def faults(page: Page) -> list[tuple[str, str]]:
    """What axe finds wrong. Its own preloading of styles is off: the site's security policy forbids it."""
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in found]


def open_one(page: Page) -> None:
    page.locator("#result_list tbody tr").filter(has_text="Lead").get_by_role("link").click()


def test_a_moderator_opens_a_report_and_approves_it(page: Page) -> None:
    open_one(page)
    assert page.get_by_text("48,000.00 in the year").is_visible()
    page.get_by_role("button", name="Approve").click()
    page.wait_for_url("**" + QUEUE)
    assert page.get_by_text("1 report approved.").is_visible()
    assert page.locator("#result_list tbody tr").count() == 2
    assert list(SalaryReport.objects.filter(status="approved").values_list("level", flat=True)) == ["lead"]
    assert (Observation.objects.count(), Decision.objects.count()) == (1, 1)


def test_a_moderator_rejects_all_that_wait_with_one_reason(page: Page) -> None:
    page.get_by_label("Select all objects on this page for an action").check()
    page.get_by_label("Action:").select_option(label="Reject…")
    page.get_by_role("button", name="Go").click()
    assert page.get_by_role("heading", name="Reject: 3 reports").is_visible()
    assert faults(page) == []
    page.get_by_label("What is wrong").select_option(label="Made up")
    page.get_by_role("button", name="Reject").click()
    page.wait_for_url("**" + QUEUE)
    assert page.get_by_text("3 reports rejected.").is_visible()
    assert set(SalaryReport.objects.values_list("status", flat=True)) == {"rejected"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_queue_and_report_fit_and_pass_axe(page: Page, width: int, scheme: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.reload()
    for _ in range(2):
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert faults(page) == []
        if page.url.endswith(QUEUE):
            open_one(page)
    assert complaints == []
