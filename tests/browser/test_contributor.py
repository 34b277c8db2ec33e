"""A contributor's way in a browser: type a report, sign up last, send it, see its state, change it, take it back."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from playwright.sync_api import Page, Response

from salaries.models import SalaryReport
from salaries.moderation import ask
from tests.browser.conftest import Visit, follow
from tests.people import NOW, make_moderator, make_role

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]
LOOKS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]
CHOSEN = {
    "role": "music-producer", "year": "2025", "level": "mid", "country": "DE", "engagement": "freelance",
    "ai_use": "some", "currency": "EUR", "period_royalties": "month",
}  # fmt: skip
TYPED = {"hours_per_week": "37,5", "weeks_per_year": "52", "amount_fees": "48,000", "amount_royalties": "1,5"}


def fill_in(page: Page) -> None:
    for name, value in CHOSEN.items():
        page.select_option(f"[name={name}]", value)
    for name, value in TYPED.items():
        page.fill(f"[name={name}]", value)


def send(page: Page) -> None:
    """The form's script first looks whether there is a connection."""
    follow(page, page.get_by_role("button", name=re.compile("Send the (report|change)")).last)


def holds_the_last(response: Response) -> bool:
    """Whether this is the draft with the last field: on a slow machine an earlier one is kept before it."""
    return response.url.endswith("/reports/draft/") and TYPED["amount_royalties"] in (response.request.post_data or "")


def sign_up(page: Page) -> None:
    page.wait_for_url("**/account/signup/**")
    page.fill("[name=email]", "new@example.org")
    page.get_by_role("button", name="Create the account").click()
    page.wait_for_url("**/account/confirm-email/")
    found = re.search(r"^ {4}(\S+)$", mail.outbox[-1].body, re.MULTILINE)
    assert found
    page.fill("[name=code]", found[1])
    follow(page, page.get_by_role("button", name="Confirm"))


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_page_of_the_way_is_sound(browser_page: Callable[..., Visit], width: int, scheme: str) -> None:
    make_role()
    visit = browser_page(width=width, scheme=scheme)
    page = visit.page
    visit.go("/reports/new/")
    visit.is_sound("the empty form")
    fill_in(page)
    send(page)
    assert page.locator("#id_amount_royalties").input_value() == "1,5"
    visit.is_sound("the form with a problem")
    page.fill("[name=amount_royalties]", "500")
    send(page)
    visit.is_sound("sign in")
    sign_up(page)
    page.wait_for_url(re.compile("/reports/[0-9a-f-]{36}/$"))
    visit.is_sound("the report")
    own = page.url
    for address in ("/reports/", f"{own}edit/", f"{own}withdraw/", "/account/keys/", "/account/email/",
                    "/account/password/change/", "/account/password/reset/", "/account/logout/"):  # fmt: skip
        visit.go(address)
        visit.is_sound(address)


def test_from_an_empty_form_to_a_withdrawn_report(browser_page: Callable[..., Visit]) -> None:
    make_role()
    visit = browser_page(width=390)
    page = visit.page
    visit.go("/reports/new/")
    fill_in(page)
    page.fill("[name=amount_royalties]", "500")
    assert page.locator("#live-sum").inner_text() == "So far: €54,000 in the year, €27.69 an hour."
    send(page)
    sign_up(page)
    assert page.get_by_text("Waiting for a moderator").is_visible()
    ask(report=SalaryReport.objects.get(), by=make_moderator(), now=NOW, reason="hours", message="All year round?")
    page.reload()
    assert page.get_by_text("All year round?").is_visible()
    page.get_by_role("link", name="Change", exact=True).click()
    page.fill("[name=weeks_per_year]", "46")
    send(page)
    assert page.get_by_text("Your changes are sent").is_visible()
    assert SalaryReport.objects.get().weeks_per_year == 46
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_role("button", name="Erase this report").click()
    page.get_by_text("Your report is erased.").wait_for()
    assert not SalaryReport.objects.exists()


def test_the_form_works_without_scripts(browser_page: Callable[..., Visit]) -> None:
    make_role()
    page = browser_page(javascript=False).page
    page.goto("/reports/new/")
    fill_in(page)
    page.fill("[name=amount_royalties]", "500")
    page.get_by_role("button", name="Add up first").click()
    page.get_by_text("€27.69").wait_for()
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


def test_from_a_comparison_to_a_report_in_three_screens(browser_page: Callable[..., Visit]) -> None:
    make_role()
    make_role("ai-developer-music", side="ai")
    page = browser_page(width=390).page
    page.goto("/compare/?roles=music-producer,ai-developer-music")
    screens: list[str] = []
    page.on("framenavigated", lambda frame: screens.append(frame.url.split("?")[0].split("/", 3)[3]))
    page.get_by_role("link", name="Report your pay").first.click()
    fill_in(page)
    page.fill("[name=amount_royalties]", "500")
    assert "54,000 in the year" in page.locator("#live-sum").inner_text()
    send(page)
    sign_up(page)
    page.wait_for_url(re.compile("/reports/[0-9a-f-]{36}/$"))
    assert page.get_by_text("Your report is sent").is_visible()
    assert screens[:-1] == ["reports/new/", "account/signup/", "account/confirm-email/"]
    assert SalaryReport.objects.get().status == "pending"


def test_a_lost_connection_loses_nothing(browser_page: Callable[..., Visit]) -> None:
    make_role()
    page = browser_page().page
    page.goto("/reports/new/")
    fill_in(page)
    page.fill("[name=amount_royalties]", "500")
    page.context.set_offline(True)  # in the middle of typing
    page.fill("[name=amount_fees]", "51,000")
    page.get_by_role("button", name="Send the report").click()
    page.get_by_text("There is no connection.").wait_for()
    assert page.locator("[name=amount_fees]").input_value() == "51,000"
    page.context.set_offline(False)
    send(page)
    page.wait_for_url("**/account/signup/**")


def test_what_is_typed_is_there_after_the_window_was_closed(browser_page: Callable[..., Visit]) -> None:
    make_role()
    page = browser_page().page
    page.goto("/reports/new/")
    with page.expect_response(holds_the_last) as kept:
        fill_in(page)
    assert kept.value.status == 204
    window = page.context
    page.close()
    again = window.new_page()
    again.goto("/reports/new/")
    assert again.locator("[name=amount_fees]").input_value() == "48,000"
    assert again.get_by_text("It is not sent yet.").is_visible()
    follow(again, again.get_by_role("button", name="Forget it"))
    assert again.locator("[name=amount_fees]").input_value() == ""
