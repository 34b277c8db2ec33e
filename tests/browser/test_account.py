"""The pages of one's account in a browser: devices and history, data, appeal; and erasing everything to the end."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from salaries.accounts.keys import issue
from salaries.accounts.models import User
from salaries.models import Observation, Release, SalaryReport
from salaries.moderation import approve, reject
from tests.browser.conftest import Visit, follow
from tests.people import NOW, PASSWORD, make_moderator, make_person, make_report, make_role

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]
LOOKS = [(1280, "light"), (390, "dark")]


@pytest.fixture
def rejected() -> SalaryReport:
    """A rejected report of somebody who also has a counted one and a key."""
    person, moderator, role = make_person("me@example.org"), make_moderator(), make_role()
    approve(report=make_report(role, person, year=2024), by=moderator, now=NOW)
    Observation.objects.update(release=Release.objects.create(number=7, published_at=NOW))
    report = make_report(role, person)
    reject(report=report, by=moderator, now=NOW, reason="range")
    issue(by=person, name="notebook", now=NOW)
    return report


def sign_in(page: Page) -> None:
    page.goto("/account/login/")
    page.fill("[name=login]", "me@example.org")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/reports/")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_page_of_the_account_is_sound(
    browser_page: Callable[..., Visit], rejected: SalaryReport, width: int, scheme: str
) -> None:
    sign_in(browser_page().page)  # a second device, so that there is one to sign out
    visit = browser_page(width=width, scheme=scheme)
    sign_in(visit.page)
    for address in (
        "/account/activity/",
        "/account/data/",
        f"/reports/{rejected.pk}/appeal/",
        "/reports/",
        "/account/mail/",
    ):
        visit.go(address)
        visit.is_sound(address)
    visit.go("/account/data/erase/")
    visit.is_sound("the password")
    visit.page.fill("[name=password]", PASSWORD)
    follow(visit.page, visit.page.get_by_role("button", name="Confirm"))
    assert visit.page.url.endswith("/erase/")
    visit.is_sound("the last question")


def test_erasing_everything(browser_page: Callable[..., Visit], rejected: SalaryReport) -> None:
    page = browser_page(width=390).page
    sign_in(page)
    page.get_by_role("link", name="Your data").click()
    page.get_by_role("link", name="Erase everything…").click()
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_text("counted in release 7").wait_for()
    page.get_by_role("button", name="Erase everything now").click()
    page.get_by_text("Everything about you is erased").wait_for()
    assert not User.objects.filter(email="me@example.org").exists()


def test_signing_the_other_device_out(browser_page: Callable[..., Visit], rejected: SalaryReport) -> None:
    other, page = browser_page().page, browser_page(javascript=False).page
    sign_in(other)
    sign_in(page)
    page.get_by_role("link", name="Devices and history").click()
    page.get_by_role("button", name="Sign out Chrome on Linux").click()
    page.get_by_text("That device is signed out.").wait_for()
    other.goto("/reports/")
    assert "/account/login/" in other.url


def test_appealing(browser_page: Callable[..., Visit], rejected: SalaryReport) -> None:
    page = browser_page().page
    sign_in(page)
    page.goto(f"/reports/{rejected.pk}/")
    page.get_by_role("link", name="Appeal").click()
    page.get_by_role("button", name="Send the appeal").click()
    page.get_by_text("Say why, so that the other moderator knows").wait_for()
    page.fill("[name=text]", "The year was unusual, and I can explain it.")
    page.get_by_role("button", name="Send the appeal").click()
    page.get_by_text("You appealed to another moderator").wait_for()
