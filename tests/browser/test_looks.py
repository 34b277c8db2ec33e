"""What a picture does not show: nothing jumps, nothing is cut at 200 %, order, focus, motion, paper, forced colours."""

import re
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect

from salaries.models import Role
from tests.people import make_estimate, make_role

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]
THREE = "/compare/?roles=music-producer,hybrid-producer,ai-developer-music"
MAIN = ["/", THREE, "/roles/music-producer/", "/advice/"]
PERCENTILES = {"p25": [30_000, 34_000, 38_000], "p50": [46_000, 51_000, 57_000], "p75": [70_000, 80_000, 95_000]}
LONG = "Interpreter-arranger of contemporary repertoire for mixed chamber ensembles"

SHIFTS = """
window.shifted = 0;
const count = one => { if (!one.hadRecentInput) window.shifted += one.value; };
new PerformanceObserver(list => list.getEntries().forEach(count)).observe({ type: "layout-shift", buffered: true });
"""
CUT = """() => {
    const sideways = el => ["auto", "scroll"].includes(getComputedStyle(el).overflowX);
    const scrolls = el => el && (sideways(el) || scrolls(el.parentElement));
    return [...document.querySelectorAll("main *, header *, footer *")].filter(el => {
        const box = el.getBoundingClientRect();
        return el.checkVisibility() && box.width > 1 && !el.closest(".skip, .ridge-box *") && !scrolls(el.parentElement)
            && (box.right > innerWidth + 1 || box.left < -1);
    }).map(el => el.outerHTML.slice(0, 90));
}"""
LEVELS = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5")].filter(el => el.checkVisibility())
    .map(el => Number(el.tagName[1]))"""
TOPS = """() => [...document.querySelectorAll("header, main > *, main section, footer")]
    .filter(el => el.checkVisibility()).map(el => Math.round(el.getBoundingClientRect().top + scrollY))"""
FOCUSED = """() => {
    const el = document.activeElement, style = getComputedStyle(el), box = el.getBoundingClientRect();
    const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && box.width > 0
        && box.top >= 0 && box.bottom <= innerHeight + 1;
    return [el.tagName, el.textContent.trim().slice(0, 30), seen || el === document.body];
}"""


@pytest.fixture(autouse=True)
def figures(db: Any, live_server: Any) -> None:
    """The starter set, and contributors' own of one role with its mix of income."""
    call_command("load_starter", verbosity=0)
    role = Role.objects.get(slug="music-producer")
    make_estimate(
        role, (46_000, 51_000, 57_000), percentiles=PERCENTILES, streams={"fees": [40, 48, 56], "live": [20, 30, 41]}
    )
    make_estimate(role, (56_000, 61_000, 67_000), dimension="level", value="senior")


def opened(browser: Browser, live_server: Any, *, width: int = 1280, **media: Any) -> Page:
    """A page in a window of its own, with CSS media as given."""
    window = browser.new_context(base_url=live_server.url, viewport={"width": width, "height": 900}, **media)
    return window.new_page()


def test_nothing_jumps_while_a_page_loads_and_when_the_answer_is_swapped(browser: Browser, live_server: Any) -> None:
    for width in (390, 1280):
        page = opened(browser, live_server, width=width)
        page.add_init_script(SHIFTS)
        for address in MAIN:
            page.goto(address)
            assert page.evaluate("window.shifted") < 0.01, (address, width)
    page.goto(THREE)
    page.get_by_label("Level", exact=True).select_option("senior")
    expect(page.get_by_text("Narrowed to: Senior")).to_be_visible()
    assert "$61,000" in page.locator("#headline").inner_text()
    assert page.evaluate("window.shifted") < 0.01


def test_nothing_is_cut_at_twice_the_size(browser: Browser, live_server: Any) -> None:
    page = opened(browser, live_server, width=640, device_scale_factor=2)
    for address in (*MAIN, f"/es{THREE}", "/es/", "/data/", "/method/", "/reports/new/"):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, address
        assert page.evaluate(CUT) == [], address


def test_four_long_names_and_a_role_of_which_nothing_is_known(browser: Browser, live_server: Any) -> None:
    slugs = [f"long-{number}" for number in range(4)]
    for number, slug in enumerate(slugs):
        role = make_role(slug, title=f"{LONG} {number}", side=("music", "hybrid", "ai", "ai")[number])
        if number:
            make_estimate(role, (46_000, 51_000, 57_000), percentiles=PERCENTILES, streams={"fees": [40, 48, 56]})
    for width in (390, 768, 1280):
        page = opened(browser, live_server, width=width)
        page.goto(f"/compare/?roles={','.join(slugs)}")
        assert page.evaluate(CUT) == [], width
        assert page.locator(".glance").count() == 4
        known, unknown = page.locator(".glance").nth(1), page.locator(".glance").first
        assert "$51,000" in known.inner_text()
        assert "Not measured" in unknown.inner_text()
        assert "Not published" in unknown.inner_text()


def test_what_is_read_stands_in_the_order_in_which_it_is_seen(browser: Browser, live_server: Any) -> None:
    for width in (390, 1280):
        page = opened(browser, live_server, width=width)
        for address in MAIN:
            page.goto(address)
            levels = page.evaluate(LEVELS)
            assert levels[0] == 1
            assert levels.count(1) == 1
            assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == [], address
            tops = page.evaluate(TOPS)
            assert tops == sorted(tops), address


def test_whatever_the_keyboard_reaches_shows_it(browser: Browser, live_server: Any) -> None:
    page = opened(browser, live_server)
    for address in ("/", THREE):
        page.goto(address)
        reached: list[tuple[str, str, bool]] = []
        while len(reached) < 200 and (not reached or reached[-1][0] != "BODY"):
            page.keyboard.press("Tab")
            reached.append(tuple(page.evaluate(FOCUSED)))
        assert 20 < len(reached) < 200
        assert [(tag, text) for tag, text, seen in reached if not seen] == [], address


def test_nothing_moves_for_those_who_asked_for_stillness(browser: Browser, live_server: Any) -> None:
    page = opened(browser, live_server, reduced_motion="reduce")
    page.goto(THREE)
    page.get_by_role("button", name="Narrow").hover()
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.evaluate(
        """() => [...document.querySelectorAll("*")].map(el => getComputedStyle(el)).every(style =>
            style.transitionDuration === "0s" && style.animationName === "none" && style.scrollBehavior === "auto")"""
    )


def test_on_paper_stands_the_whole_answer_and_no_navigation(browser: Browser, live_server: Any) -> None:
    page = opened(browser, live_server)
    page.goto(THREE)
    page.emulate_media(media="print")
    for gone in (".site-nav", ".contents", "#filters", ".site-footer nav"):
        expect(page.locator(gone).first).to_be_hidden()
    tables = ("[aria-labelledby=contributors] table", "[aria-labelledby=claims] .claims")
    for there in ("h1", "#headline .glance", ".plot .box", *tables):
        expect(page.locator(there).first).to_be_visible()
    paper = page.pdf(format="A4")
    assert paper.startswith(b"%PDF-")
    assert 3 <= paper.count(b"/Type /Page\n") <= 12


def test_marks_stay_apart_from_the_paper_in_forced_colours(browser: Browser, live_server: Any) -> None:
    for scheme in ("light", "dark"):
        page = opened(browser, live_server, forced_colors="active", color_scheme=scheme)
        page.goto(THREE)
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        for mark, colour in ((".plot .box", "stroke"), (".plot .median", "fill"), (".mix .part", "fill")):
            drawn = page.locator(mark).first.evaluate("(el, name) => getComputedStyle(el)[name]", colour)
            assert drawn != paper, (mark, scheme)
            assert drawn == page.evaluate("getComputedStyle(document.querySelector('h1')).color"), (mark, scheme)


def test_a_row_of_the_drawing_says_its_numbers_to_pointer_finger_and_keys(browser: Browser, live_server: Any) -> None:
    page = opened(browser, live_server)
    page.goto(THREE)
    tip, tracks = page.locator(".tip"), page.locator(".plot-track")
    tracks.first.hover()
    expect(tip).to_have_text(re.compile(r"^10th \$39,880 · 25th .* · Median \$73,710 · .* · mean \$90,470$"))
    page.locator("h1").hover()
    expect(tip).to_have_count(0)
    tracks.first.focus()
    page.keyboard.press("ArrowDown")
    expect(tracks.nth(1)).to_be_focused()
    expect(tip).to_contain_text("Median $90,360")
    page.keyboard.press("Escape")
    expect(tip).to_have_count(0)
    page.get_by_label("Level", exact=True).select_option("senior")
    expect(page.get_by_text("Narrowed to: Senior")).to_be_visible()
    page.locator(".plot-track[tabindex='0']").first.focus()
    expect(tip).to_contain_text("Median $73,710")
    phone = opened(browser, live_server, width=390, has_touch=True)
    phone.goto(THREE)
    phone.locator(".plot-track").first.tap()
    expect(phone.locator(".tip")).to_contain_text("Median $73,710")
