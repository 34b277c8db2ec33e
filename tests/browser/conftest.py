"""A browser for tests that look at pages: Debian's Chromium through Playwright, one for each file of tests."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.conftest import CHROMIUM

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass
class Visit:
    """A page in a browser, with everything the browser complained about."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open an address of the site."""
        self.page.goto(path)

    def fits(self) -> bool:
        """Whether the page is no wider than the screen."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))

    def barriers(self) -> list[tuple[str, str]]:
        """What axe finds, as (rule, first place). Its own loading of styles is off: the desk's policy forbids it."""
        found = Axe().run(self.page, options={"preload": False}).response["violations"]
        return [(fault["id"], fault["nodes"][0]["html"]) for fault in found]

    def is_sound(self, where: str) -> None:
        """Fail unless the page fits the screen and axe has nothing to say."""
        assert self.fits(), where
        assert self.barriers() == [], where


def follow(page: Page, place: Locator) -> None:
    """Click what leads to another page, and wait until that page is whole: a click alone returns before it is."""
    with page.expect_navigation():
        place.click()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. Playwright's loop makes Django believe that tests are asynchronous, so it must be told otherwise."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def browser_page(browser: Browser, live_server: Any) -> Iterator[Callable[..., Visit]]:
    """Opens a fresh window: ``browser_page(width=390, scheme="dark", javascript=False)``."""
    windows = []

    def opened(*, width: int = 1280, scheme: str = "light", javascript: bool = True) -> Visit:
        window = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=javascript,
        )
        windows.append(window)
        visit = Visit(window.new_page())
        visit.page.on("console", lambda message: visit.complaints.append(message.text))
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        return visit

    yield opened
    for window in windows:
        window.close()
