"""A visitor reads the public pages: on any screen, by day and night, with and without JavaScript."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from salaries.models import Role
from tests.people import make_estimate

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]
THREE = "/compare/?roles=music-producer,ai-developer-music,hybrid-producer"


@pytest.fixture(autouse=True)
def starter_set(db, live_server):
    call_command("load_starter", verbosity=0)
    role = Role.objects.get(slug="music-producer")
    make_estimate(
        role, (46_000, 51_000, 57_000), streams={"fees": [40, 48, 56]},
        percentiles={"p25": [30_000, 34_000, 38_000], "p50": [46_000, 51_000, 57_000], "p75": [70_000, 80_000, 95_000]},
    )  # fmt: skip


@pytest.mark.parametrize("title", ["beat maker", "ML engineer"])
def test_one_title_typed_on_a_phone_leads_to_its_number(browser_page, title) -> None:
    visit = browser_page(width=390, javascript=False)
    visit.go("/")
    field = visit.page.get_by_role("combobox", name="What does a (first role, by any title)")
    while not field.evaluate("one => one === document.activeElement"):
        visit.page.keyboard.press("Tab")
    visit.page.keyboard.type(title)
    with visit.page.expect_navigation():
        visit.page.keyboard.press("Enter")
    place = visit.page.locator(".glance .big").first.bounding_box()
    assert place
    assert place["y"] + place["height"] < 844  # the first screen of a common phone


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_visitor_gets_from_home_to_a_narrowed_comparison(browser_page, width, javascript) -> None:
    visit = browser_page(width=width, javascript=javascript)
    visit.go("/")
    visit.page.get_by_text("Or tick them in a list").click()
    for box in visit.page.get_by_role("checkbox").all():
        box.uncheck()
    visit.page.get_by_label("Human music producer").check()
    visit.page.get_by_label("Data scientist").check()
    visit.page.get_by_role("button", name="Compare").click()
    expect(visit.page).to_have_url(re.compile(r"/compare/\?roles=music-producer,data-scientist$"))
    expect(visit.page.get_by_role("figure", name="US dollars a year")).to_be_visible()
    if width < 700:
        visit.page.get_by_text("Narrow to a level, country, contract or AI use").click()
    visit.page.get_by_label("Level").select_option("senior")
    visit.page.get_by_role("button", name="Narrow").click()
    expect(visit.page).to_have_url(re.compile(r"/compare/\?roles=music-producer,data-scientist&level=senior$"))
    expect(visit.page.get_by_text("Narrowed to: Senior")).to_be_visible()
    expect(visit.page.get_by_label("Level")).to_have_value("senior")
    assert visit.complaints == []


@pytest.mark.parametrize("javascript", [True, False])
def test_a_figure_is_shown_in_other_money(browser_page, javascript) -> None:
    visit = browser_page(width=390, javascript=javascript)
    visit.go("/figures/uk-musicians-census/musicians/mean/")
    visit.page.get_by_text("Other money, prices or time").click()
    visit.page.get_by_label("Currency").select_option("USD")
    visit.page.get_by_label("In prices of").fill("2025")
    visit.page.get_by_role("button", name="Show it so").click()
    expect(visit.page).to_have_url(re.compile(r"/mean/\?currency=USD&prices=2025$"))
    expect(visit.page.get_by_text("Published as £20,700 a year.")).to_be_visible()
    expect(visit.page.get_by_label("In prices of")).to_have_value("2025")
    visit.page.get_by_role("link", name="Show it as published").click()
    expect(visit.page.get_by_text("Published as")).to_have_count(0)
    assert visit.complaints == []


def test_narrowing_swaps_the_answer_and_back_brings_it_back(browser_page) -> None:
    visit = browser_page()
    visit.go(THREE)
    visit.page.evaluate("window.stayed = true")
    visit.page.get_by_label("Level").select_option("senior")
    expect(visit.page.get_by_text("Narrowed to: Senior")).to_be_visible()
    expect(visit.page).to_have_url(re.compile(r"hybrid-producer&level=senior$"))
    expect(visit.page.get_by_role("status")).to_have_text("The figures have been updated.")
    visit.page.get_by_role("link", name="Outlook").click()
    visit.page.go_back()
    visit.page.go_back()
    expect(visit.page.get_by_text("Narrowed to")).to_have_count(0)
    expect(visit.page.get_by_label("Level")).to_have_value("")
    assert visit.page.evaluate("window.stayed") is True
    assert visit.complaints == []


def test_an_answer_that_comes_late_does_not_replace_a_later_one(browser_page) -> None:
    page = browser_page().page
    held = []
    page.route(re.compile(r"level=senior$"), lambda route: held.append(route))  # noqa: PLW0108 Playwright marks it
    page.goto(THREE)
    page.get_by_label("Level").select_option("senior")
    page.get_by_label("Country").select_option("US")
    expect(page).to_have_url(re.compile(r"level=senior&country=US$"))
    held[0].continue_()
    page.wait_for_timeout(1000)
    expect(page).to_have_url(re.compile(r"level=senior&country=US$"))
    expect(page.get_by_label("Country")).to_have_value("US")
    expect(page.get_by_text("Narrowed to: Senior (guides others) and ")).to_be_visible()


def test_the_drawing_keeps_its_marks_inside_and_its_words_apart(browser_page) -> None:
    for width in (1280, 390):
        visit = browser_page(width=width)
        visit.go(THREE)
        outside = visit.page.evaluate(
            """() => {
                const frame = document.querySelector('.plot').getBoundingClientRect();
                return [...document.querySelectorAll('.plot text, .plot p, .plot .box, .plot .whisker, .plot .reach')]
                    .filter(mark => { const box = mark.getBoundingClientRect();
                        return box.left < frame.left - 1 || box.right > frame.right + 1; })
                    .map(mark => mark.textContent || mark.getAttribute('class'));
            }"""
        )
        assert outside == []
        touching = visit.page.evaluate(
            """() => [...document.querySelectorAll('.plot .row')].filter(row => {
                const track = row.querySelector('.plot-track');
                const what = row.querySelector('.what').getBoundingClientRect();
                const words = row.querySelector('.plot-words').getBoundingClientRect();
                const value = row.querySelector('.value');
                const apart = track && track.getBoundingClientRect();
                return (value && what.right > value.getBoundingClientRect().left)
                    || (apart && words.right > apart.left && words.bottom > apart.top + 1);
            }).map(row => row.textContent)"""
        )
        assert touching == []


def test_the_drawing_and_its_table_say_the_same(browser_page) -> None:
    visit = browser_page()
    visit.go(THREE)
    drawn = visit.page.locator(".plot").first.locator(".value").all_text_contents()
    visit.page.get_by_text("The drawing as a table").first.click()
    table = visit.page.get_by_role("group", name="The drawing as a table").first.inner_text()
    amounts = [re.sub(r"^\w+ ", "", words) for words in drawn]
    assert "$73,710" in amounts
    assert [amount for amount in amounts if amount not in table] == []


def test_a_keyboard_reaches_the_content_first(browser_page) -> None:
    visit = browser_page()
    visit.go(THREE)
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.textContent") == "Skip to the content"
    visit.page.keyboard.press("Enter")
    assert visit.page.evaluate("document.activeElement.id") == "main"


def test_targets_are_large_enough_for_a_thumb(browser_page) -> None:
    visit = browser_page(width=390)
    visit.go("/")
    small = visit.page.evaluate(
        """() => [...document.querySelectorAll('nav a, button, .choices label, summary')]
            .map(el => [el.textContent.trim(), el.getBoundingClientRect()])
            .filter(([, box]) => box.height && box.height < 24).map(([text]) => text)"""
    )
    assert small == []
