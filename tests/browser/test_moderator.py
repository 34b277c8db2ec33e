"""A moderator works the queue in a browser: signs in on the site's own page, approves one report, rejects several."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from salaries.models import Decision, Observation, SalaryReport
from salaries.moderation import Seen, approve, choice, propose
from tests.browser.conftest import follow
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
    follow(page, page.locator("#result_list tbody tr").filter(has_text="Lead").get_by_role("link"))


def test_a_moderator_opens_a_report_and_approves_it(page: Page) -> None:
    open_one(page)
    assert page.get_by_text("48,000.00 in the year").is_visible()
    follow(page, page.get_by_role("button", name="Approve"))
    assert page.url.endswith(QUEUE)
    assert page.get_by_text("1 report approved.").is_visible()
    assert page.locator("#result_list tbody tr").count() == 2
    assert list(SalaryReport.objects.filter(status="approved").values_list("level", flat=True)) == ["lead"]
    assert (Observation.objects.count(), Decision.objects.count()) == (1, 1)


def test_a_moderator_rejects_all_that_wait_with_one_reason(page: Page) -> None:
    page.get_by_label("Select all objects on this page for an action").check()
    page.get_by_label("Action:").select_option(label="Reject…")
    page.get_by_role("button", name="Go").click()
    page.get_by_role("heading", name="Reject: 3 reports").wait_for()
    assert faults(page) == []
    page.get_by_label("What is wrong").select_option(label="Made up")
    follow(page, page.get_by_role("button", name="Reject"))
    assert page.url.endswith(QUEUE)
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


def focused(page: Page) -> str:
    return str(page.evaluate("(document.activeElement.innerText || document.activeElement.id).trim()"))


def test_a_moderator_works_the_queue_by_keys(page: Page) -> None:
    for key, number in (("j", 0), ("j", 1), ("j", 2), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        assert page.evaluate("[...document.querySelectorAll('tbody th a')].indexOf(document.activeElement)") == number
    page.keyboard.press("x")
    assert page.locator("#result_list input:checked").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/")
    here = page.url
    page.keyboard.press("j")
    page.wait_for_url(lambda url: url != here)
    page.keyboard.press("k")
    page.wait_for_url(here)
    for key, place in (("r", "reject-reason"), ("Escape", "reject-reason")):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.id") == place
    page.keyboard.press("a")  # in a list of reasons: no key of ours
    assert page.evaluate("document.activeElement.id") == "reject-reason"
    page.locator("h1").click()
    page.keyboard.press("a")
    assert focused(page) == "Approve"
    assert not Decision.objects.exists()
    page.keyboard.press("Enter")
    page.wait_for_url("**" + QUEUE)
    assert page.get_by_text("1 report approved.").is_visible()


def test_the_keys_are_listed_and_can_be_turned_off_for_good(page: Page) -> None:
    assert not page.get_by_text("next, previous report").is_visible()
    page.keyboard.press("?")
    assert page.get_by_text("next, previous report").is_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Turn the keys off").click()
    page.reload()
    page.keyboard.press("j")
    assert page.locator("#result_list a:focus").count() == 0
    page.get_by_text("Keys", exact=True).click()
    page.get_by_role("button", name="Turn the keys on").click()
    page.locator("h1").click()
    page.keyboard.press("j")
    assert page.locator("#result_list a:focus").count() == 1


def test_the_last_column_of_the_queue_is_not_cut(page: Page) -> None:
    cut = """[...document.querySelectorAll('#result_list td, #result_list th')].filter((cell) =>
      cell.getBoundingClientRect().right > cell.closest('.results').getBoundingClientRect().right + 1).length"""
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.evaluate(cut) == 0


def test_no_cell_of_the_queue_lies_on_another_on_a_phone(page: Page) -> None:
    overlapping = """() => {
        const cells = [...document.querySelector("#result_list tbody tr").children].map(one => {
            const words = document.createRange();
            words.selectNodeContents(one);
            return words.getBoundingClientRect();
        });
        return cells.flatMap((a, at) => cells.slice(at + 1).filter(b => a.left < b.right - 1 && b.left < a.right - 1
            && a.top < b.bottom - 1 && b.top < a.bottom - 1)).length;
    }"""
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate(overlapping) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_proposals_and_second_looks_fit_and_pass_axe(
    page: Page, width: int, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choice, "SHARE", 1.0)
    first, now = make_moderator("first@example.org"), datetime.now(UTC)
    reports = list(SalaryReport.objects.order_by("level"))
    propose(verb="approve", seen=[Seen(row.pk, row.updated_at) for row in reports], by=first, now=now)
    approve(report=reports[0], by=first, now=now)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto("/admin/")
    assert page.get_by_role("heading", name="What waits").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert faults(page) == []
    for place in ("proposal", "secondlook"):
        page.goto(f"/admin/salaries/{place}/")
        for _ in range(2):
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
            assert faults(page) == []
            if page.url.endswith(f"{place}/"):
                follow(page, page.locator("#result_list tbody tr").get_by_role("link"))
    page.get_by_role("button", name="I would approve").click()
    page.get_by_text("Thank you").wait_for()
    page.goto("/admin/salaries/proposal/")
    page.locator("#result_list tbody tr").get_by_role("link").click()
    page.get_by_role("button", name="Confirm: Approve").click()
    page.get_by_text("2 approved. 1 report not approved.").wait_for()
