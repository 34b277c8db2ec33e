"""A career changer reads the advice on a desk and on a phone, by day and by night."""

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]
PLAN = "/advice/plan/?from=music-producer&to="


@pytest.fixture
def site(live_server) -> str:
    call_command("load_starter", verbosity=0)
    return live_server.url


def opened(browser: Browser, width: int, scheme: str) -> tuple[Page, list[str]]:
    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page, complaints


def test_a_career_changer_plans_a_move_by_keyboard(browser: Browser, site: str) -> None:
    page, _ = opened(browser, 390, "light")
    page.goto(site + "/advice/")
    page.get_by_role("link", name="Music producer to hybrid producer").click()
    page.get_by_text("We cannot give a pay difference").wait_for()
    page.get_by_label("To", exact=True).select_option("machine-learning-engineer")
    page.get_by_label("Hours a week you can learn").fill("10")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?from=music-producer&to=machine-learning-engineer&weekly=10")
    page.get_by_text("Against $73,710 a year today").wait_for()
    page.get_by_label("What you are paid a year").fill("61,234")
    page.keyboard.press("Enter")
    page.get_by_text("Against $61,234 a year today").wait_for()
    assert page.url.endswith("/?from=music-producer&to=machine-learning-engineer&weekly=10")
    page.get_by_role("link", name="What the target role needs").click()
    page.get_by_text("Our judgement, not a measurement.").wait_for()
    page.context.close()


def test_a_quoted_figure_leads_to_its_evidence(browser: Browser, site: str) -> None:
    page, _ = opened(browser, 1280, "light")
    page.goto(site + "/advice/guides/hybrid-models/")
    page.get_by_role("link", name="$73,710 a year").first.click()
    row = page.locator("tr:target")
    assert "Music directors and composers" in row.inner_text()
    assert "wage and salary" in row.inner_text().lower()
    page.context.close()


def test_a_plan_is_printed_with_everything_open_and_folded_again(browser: Browser, site: str) -> None:
    page, complaints = opened(browser, 1280, "light")
    page.goto(site + PLAN + "machine-learning-engineer")
    page.evaluate("window.print = () => { window.printed = true }")
    page.get_by_role("button", name="Print or save as PDF").click()
    page.wait_for_function("window.printed")
    folded = page.locator("section details:not([open])")
    many = folded.count()
    assert many >= 3
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert folded.count() == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert folded.count() == many
    assert complaints == []


def test_without_scripts_paper_shows_what_is_folded_and_no_form(browser: Browser, site: str) -> None:
    page = browser.new_context(java_script_enabled=False, viewport={"width": 718, "height": 1000}).new_page()
    page.goto(site + PLAN + "machine-learning-engineer")
    sums = page.get_by_text("÷ 5 a week ÷ 52 × 12").first
    expect(page.locator("#print")).to_be_hidden()
    expect(sums).to_be_hidden()
    page.emulate_media(media="print")
    expect(sums).to_be_visible()
    expect(page.get_by_role("heading", name="Sources of these numbers")).to_be_visible()
    expect(page.get_by_role("button", name="Work it out")).to_be_hidden()
