"""A contributor's way in a browser: type a report, sign up last, send it, see its state, change it, take it back."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Page

from salaries.models import SalaryReport
from salaries.moderation import ask
from tests.browser.conftest import Visit
from tests.people import NOW, PASSWORD, make_moderator, make_role

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]
LOOKS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]
CHOSEN = {
    "role": "music-producer", "year": "2025", "level": "mid", "country": "DE", "engagement": "freelance",
    "ai_use": "some", "currency": "EUR", "period_royalties": "month",
}  # fmt: skip
TYPED = {"hours_per_week": "37,5", "weeks_per_year": "52", "amount_fees": "48,000", "amount_royalties": "1,5"}


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    """allauth counts attempts in the cache; each test starts at none."""
    cache.clear()
    yield
    cache.clear()


def fill_in(page: Page) -> None:
    for name, value in CHOSEN.items():
        page.select_option(f"[name={name}]", value)
    for name, value in TYPED.items():
        page.fill(f"[name={name}]", value)


def send(page: Page) -> None:
    page.get_by_role("button", name="Send the report").last.click()


def sign_up(page: Page) -> None:
    page.locator("main").get_by_role("link", name="Create an account").click()
    page.fill("[name=email]", "new@example.org")
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    page.wait_for_url("**/account/confirm-email/")
    found = re.search(r"^ {4}(\S+)$", mail.outbox[-1].body, re.MULTILINE)
    assert found
    page.fill("[name=code]", found[1])
    page.get_by_role("button", name="Confirm").click()


def sound(visit: Visit, where: str) -> None:
    """The page fits the screen and axe has nothing to say."""
    assert visit.fits(), where
    assert visit.barriers() == [], where


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_page_of_the_way_is_sound(browser_page: Callable[..., Visit], width: int, scheme: str) -> None:
    make_role()
    visit = browser_page(width=width, scheme=scheme)
    page = visit.page
    visit.go("/reports/new/")
    sound(visit, "the empty form")
    fill_in(page)
    send(page)
    assert page.locator("#id_amount_royalties").input_value() == "1,5"
    sound(visit, "the form with a problem")
    page.fill("[name=amount_royalties]", "500")
    send(page)
    sound(visit, "sign in")
    sign_up(page)
    sound(visit, "the form after sign-up")
    send(page)
    page.wait_for_url(re.compile("/reports/[0-9a-f-]{36}/$"))
    sound(visit, "the report")
    own = page.url
    for address in ("/reports/", f"{own}edit/", f"{own}withdraw/", "/account/keys/", "/account/email/",
                    "/account/password/change/", "/account/password/reset/", "/account/logout/"):  # fmt: skip
        visit.go(address)
        sound(visit, address)


def test_from_an_empty_form_to_a_withdrawn_report(browser_page: Callable[..., Visit]) -> None:
    make_role()
    visit = browser_page(width=390)
    page = visit.page
    visit.go("/reports/new/")
    fill_in(page)
    page.fill("[name=amount_royalties]", "500")
    assert page.locator("#live-sum").inner_text() == "So far: EUR 54,000 in the year, EUR 27.69 an hour."
    send(page)
    sign_up(page)
    assert page.get_by_text("your report is not sent yet").is_visible()
    send(page)
    assert page.get_by_text("Waiting for a moderator").is_visible()
    ask(report=SalaryReport.objects.get(), by=make_moderator(), now=NOW, reason="hours", message="All year round?")
    page.reload()
    assert page.get_by_text("All year round?").is_visible()
    page.get_by_role("link", name="Change", exact=True).click()
    page.fill("[name=weeks_per_year]", "46")
    page.get_by_role("button", name="Send the change").click()
    assert page.get_by_text("Your changes are sent").is_visible()
    assert SalaryReport.objects.get().weeks_per_year == 46
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_role("button", name="Erase this report").click()
    assert page.get_by_text("Your report is erased.").is_visible()
    assert not SalaryReport.objects.exists()


def test_the_form_works_without_scripts(browser_page: Callable[..., Visit]) -> None:
    make_role()
    page = browser_page(javascript=False).page
    page.goto("/reports/new/")
    fill_in(page)
    page.fill("[name=amount_royalties]", "500")
    page.get_by_role("button", name="Add up first").click()
    assert page.get_by_text("€27.69").is_visible()
    assert page.locator("[name=amount_fees]").input_value() == "48,000"


def test_the_first_problem_is_a_jump_away(browser_page: Callable[..., Visit]) -> None:
    make_role()
    visit = browser_page()
    page = visit.page
    visit.go("/reports/new/")
    fill_in(page)
    send(page)
    page.get_by_role("alert").get_by_role("link", name="Royalties and publishing").click()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.id") == "id_amount_royalties"
    assert visit.complaints == []
