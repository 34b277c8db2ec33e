"""A passkey in a real browser with a virtual authenticator: add it, sign in with it alone, and as a second factor."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page

from tests.browser.conftest import Visit, follow
from tests.people import PASSWORD, make_person
from tests.sign_in import AppClock, set_up_app
from tests.sign_in import confirmed as confirmed_client

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]
LOOKS = [(1280, "light"), (390, "dark")]
FACTOR = "/account/second-factor/"


def plug_in(page: Page) -> None:
    """A security key with a fingerprint reader that says yes to everything."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def give_password(page: Page) -> None:
    page.goto("/account/login/")
    page.fill("[name=login]", "me@example.org")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def add_passkey(page: Page, *, alone: bool) -> None:
    page.goto(f"{FACTOR}webauthn/add/")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.fill("[name=name]", "My laptop")
    if alone:
        page.check("[name=passwordless]")
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url("**/recovery-codes/")


def sign_out(page: Page) -> None:
    page.goto("/account/logout/")
    follow(page, page.get_by_role("button", name="Sign out"))


def test_a_passkey_signs_in_alone(browser_page: Callable[..., Visit]) -> None:
    make_person("me@example.org")
    visit = browser_page()
    page = visit.page
    plug_in(page)
    give_password(page)
    page.wait_for_url("**/reports/")
    add_passkey(page, alone=True)
    assert Authenticator.objects.filter(type="webauthn").get().wrap().name == "My laptop"
    sign_out(page)
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/reports/")
    page.goto(f"{FACTOR}webauthn/")
    assert page.get_by_text("Signs you in alone.").is_visible()
    assert visit.complaints == [], visit.complaints


def test_a_passkey_is_the_second_factor(browser_page: Callable[..., Visit]) -> None:
    make_person("me@example.org")
    page = browser_page(width=390).page
    plug_in(page)
    give_password(page)
    page.wait_for_url("**/reports/")
    add_passkey(page, alone=False)
    sign_out(page)
    give_password(page)
    page.wait_for_url("**/authenticate/")
    page.goto("/reports/")
    assert page.url.endswith("/authenticate/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/reports/")


def test_without_the_passkey_the_page_says_so(browser_page: Callable[..., Visit]) -> None:
    make_person("me@example.org")
    page = browser_page().page
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.evaluate("document.dispatchEvent(new CustomEvent('allauth.error', {cancelable: true, detail: {}}))")
    assert page.get_by_role("alert").get_by_text("That did not work.").is_visible()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_page_of_the_second_factor_is_sound(
    browser_page: Callable[..., Visit], monkeypatch: pytest.MonkeyPatch, width: int, scheme: str
) -> None:
    person = make_person("me@example.org")
    client = confirmed_client(person)
    visit = browser_page(width=width, scheme=scheme)
    page = visit.page
    for address in ("/account/login/", "/account/login/code/"):
        visit.go(address)
        visit.is_sound(address)
    page.context.add_cookies(
        [{"name": "session", "value": client.cookies["session"].value, "domain": "localhost", "path": "/"}]
    )
    for name in ("", "totp/activate/", "webauthn/", "webauthn/add/"):
        visit.go(f"{FACTOR}{name}")
        assert "second-factor" in page.url
        visit.is_sound(name)
    set_up_app(client, AppClock(monkeypatch))
    for name in ("", "totp/deactivate/", "recovery-codes/", "recovery-codes/generate/"):
        visit.go(f"{FACTOR}{name}")
        visit.is_sound(name)
    sign_out(page)
    give_password(page)
    page.wait_for_url("**/authenticate/")
    visit.is_sound("the second factor")
    assert visit.complaints == [], visit.complaints
