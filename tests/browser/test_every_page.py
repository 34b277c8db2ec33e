"""axe on every page of the site in both schemes, everything unfolded, and nothing wider than a phone.

A new address has to be given a page here, or a place in one of the two short lists of those that have none here.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from salaries.accounts.keys import issue
from salaries.accounts.notices import token_for
from salaries.curation import propose
from salaries.models import Role, SalaryReport
from salaries.models.webhooks import Webhook
from salaries.moderation import approve, ask, reject
from salaries.publication import release
from tests.browser.conftest import Visit, follow
from tests.browser.test_passkey import plug_in
from tests.people import NOW, make_estimate, make_figure, make_moderator, make_person, make_report, make_role
from tests.sign_in import AppClock, confirmed, mailed_code, set_up_app
from tests.test_drift import observed

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]
THREE = "/compare/?roles=music-producer,ai-developer-music,hybrid-producer"
PLAN = "/advice/plan/?from=music-producer&to="
PUBLIC = {
    "home": ["/", "/es/"],
    "compare": ["/compare/", THREE, f"{THREE}&engagement=freelance", f"{THREE}&country=DE", f"/es{THREE}&level=mid"],
    "compare_groups": ["/compare/groups/",
                       "/compare/groups/?first-role=music-producer&second-role=ai-developer-music",
                       "/es/compare/groups/?first-role=music-producer&first-level=mid&second-role=music-producer"],
    "compare_embed": [f"/embed{THREE}"],
    "roles": ["/roles/", "/roles/?q=zzz"],
    "role": ["/roles/session-musician/", "/es/roles/music-producer/"],
    "sources": ["/sources/"],
    "source": ["/sources/bls-ep/"],
    "figure": ["/figures/bls-oews/27-2041/2023/p50/year/", "/figures/founding-article/music-producer/median/",
               "/figures/uk-musicians-census/musicians/mean/?currency=USD&prices=2025"],
    "data": ["/data/", "/es/data/"],
    "data_release": ["/data/releases/1/"],
    "method": ["/method/"],
    "full_method": ["/method/full/", "/es/method/full/"],
    "privacy": ["/privacy/", "/es/privacy/"],
    "moderation": ["/moderation/", "/es/moderation/"],
    "article": ["/founding-article/"],
    "styleguide": ["/styleguide/"],
    "report_new": ["/es/reports/new/"],
    "api-docs": ["/api/v1/docs/"],
}  # fmt: skip
ADVICE = {
    "advice": ["/advice/", "/es/advice/"],
    "advice_role": ["/advice/roles/music-producer/", "/es/advice/roles/hybrid-producer/"],
    "guide": ["/advice/guides/hybrid-models/", "/es/advice/guides/negotiating/"],
    "future": ["/advice/futures/ethics-and-law/", "/es/advice/futures/premium-projects/"],
    "tools": ["/advice/tools/", "/es/advice/tools/"],
    "tasks": ["/advice/tasks/", "/advice/tasks/?stock=30&mixing=30", "/es/advice/tasks/?stock=30"],
    "offer": ["/advice/offer/", "/es/advice/offer/"],
    "plan": ["/advice/plan/", f"{PLAN}hybrid-producer", f"{PLAN}machine-learning-engineer&has=python&currency=EUR",
             f"/es{PLAN}data-scientist"],
    "moves": ["/advice/moves/", "/advice/moves/?from=music-producer", "/es/advice/moves/?from=music-producer"],
}  # fmt: skip
ACCOUNT = {
    "my_reports": ["/reports/", "/es/reports/"],
    "report": ["/reports/{approved}/", "/reports/{asked}/", "/reports/{rejected}/"],
    "report_edit": ["/reports/{asked}/edit/"],
    "report_withdraw": ["/reports/{asked}/withdraw/"],
    "report_follow_up": ["/reports/{approved}/follow-up/"],
    "report_appeal": ["/reports/{rejected}/appeal/"],
    "account_logout": ["/account/logout/"],
    "account_email": ["/account/email/"],
    "account_change_password": ["/account/password/change/"],
    "account_data": ["/account/data/"],
    "account_erase": ["/account/data/erase/"],
    "account_activity": ["/account/activity/"],
    "account_mail": ["/account/mail/"],
    "account_mail_stop": ["/account/mail/stop/{token}/"],
    "account_webhooks": ["/account/webhooks/"],
    "api_keys": ["/account/keys/"],
    "account_reauthenticate": ["/account/reauthenticate/"],
    "mfa_index": ["/account/second-factor/"],
    "mfa_deactivate_totp": ["/account/second-factor/totp/deactivate/"],
    "mfa_view_recovery_codes": ["/account/second-factor/recovery-codes/"],
    "mfa_generate_recovery_codes": ["/account/second-factor/recovery-codes/generate/"],
    "mfa_list_webauthn": ["/account/second-factor/webauthn/"],
    "mfa_add_webauthn": ["/account/second-factor/webauthn/add/"],
    "mfa_reauthenticate": ["/account/second-factor/reauthenticate/"],
}
SIGN_IN = {
    "account_login": ["/account/login/", "/es/account/login/"],
    "account_signup": ["/account/signup/", "/es/account/signup/"],
    "account_reset_password": ["/account/password/reset/"],
    "account_password_reset_completed": ["/account/password/reset/done/"],
    "account_request_login_code": ["/account/login/code/"],
    "account_inactive": ["/account/inactive/"],
}
CODES = {  # each with what leads to it
    "account_confirm_login_code": ("/account/login/code/", "/account/login/code/confirm/"),
    "account_confirm_password_reset_code": ("/account/password/reset/", "/account/password/reset/confirm/"),
}
WITHOUT_PASSWORD = {"account_set_password": ["/account/password/set/"], "account_new_code": ["/account/new-code/"]}
PASSKEY = {
    "mfa_edit_webauthn": ["/account/second-factor/webauthn/keys/{key}/edit/"],
    "mfa_remove_webauthn": ["/account/second-factor/webauthn/keys/{key}/remove/"],
    "mfa_reauthenticate_webauthn": ["/account/second-factor/webauthn/reauthenticate/"],
}
# Pages that only a journey comes to, with the file of tests that looks at them there.
ON_A_JOURNEY = {
    "account_email_verification_sent": "test_contributor.py",
    "account_complete_password_reset": "test_every_page.py",
    "mfa_activate_totp": "test_passkey.py",
    "mfa_authenticate": "test_passkey.py",
}
NO_PAGE = {
    "files, feeds and answers for programs": [
        "sitemap", "robots", "healthz", "readyz", "metrics", "ledger", "oembed", "data_file", "compare_csv",
        "compare_svg", "compare_png", "compare_card", "report_export", "account_export_json", "account_export_csv",
        "mfa_download_recovery_codes", "mfa_login_webauthn",
    ],
    "a button's address, which leads on to a page": [
        "report_draft", "follow_up_erase", "api_key_revoke", "account_sign_out_others", "account_sign_out_one",
        "account_webhook_test", "account_webhook_remove", "pathway",
    ],
}  # fmt: skip
ERRORS = ["400", "403", "404", "429", "500", "503"]


def names(patterns: Iterable[Any]) -> Iterator[str]:
    """The name of every address but the API's answers, which are no pages, and those of the admin, which it makes."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            yield from names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and re.match(r"api-docs|(?!api-)", pattern.name or "api-"):
            yield str(pattern.name)


def test_every_address_has_a_page_here_or_a_reason() -> None:
    pages = [*PUBLIC, *ADVICE, *ACCOUNT, *SIGN_IN, *CODES, *WITHOUT_PASSWORD, *PASSKEY, *ON_A_JOURNEY]
    known = pages + [name for group in NO_PAGE.values() for name in group]
    assert sorted(known) == sorted(set(names(get_resolver().url_patterns)))


def looked_at(visit: Visit, place: str) -> None:
    """axe finds nothing by day at a desk and by night on a phone, and nothing is wider than the screen on either."""
    visit.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    visit.page.emulate_media(color_scheme="light", reduced_motion="reduce")  # no colour is caught half changed
    for width in (768, 1280):
        visit.page.set_viewport_size({"width": width, "height": 900})
        assert visit.fits(), (place, width)
    assert visit.barriers() == [], place
    visit.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    visit.page.set_viewport_size({"width": 390, "height": 900})
    assert visit.fits(), (place, "phone")
    assert visit.barriers() == [], (place, "dark")


def look(visit: Visit, addresses: Iterable[str]) -> None:
    """Each address answers as itself, and is looked at."""
    for address in addresses:
        visit.go(address)
        assert visit.page.url.endswith(address), address
        looked_at(visit, address)
    assert visit.complaints == []


def every(group: dict[str, list[str]], **parts: Any) -> list[str]:
    return [address.format(**parts) for addresses in group.values() for address in addresses]


def signed_in(visit: Visit, client: Client, live_server: Any) -> Visit:
    """The window with the session of ``client``."""
    visit.page.context.add_cookies(
        [{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}]
    )
    return visit


@pytest.fixture
def figures(db: Any) -> None:
    """The starter set, and contributors' own of one role with its mix of income and a level."""
    call_command("load_starter", verbosity=0)
    role = Role.objects.get(slug="music-producer")
    spread = {"p25": [30_000, 34_000, 38_000], "p50": [46_000, 51_000, 57_000], "p75": [70_000, 80_000, 95_000]}
    make_estimate(role, (46_000, 51_000, 57_000), percentiles=spread, streams={"fees": [40, 48, 56]})
    make_estimate(role, (40_000, 50_000, 60_000), dimension="level", value="mid")


def test_public_pages(browser_page: Callable[..., Visit], figures: None, settings: Any) -> None:
    settings.DEBUG = True  # for the style guide
    visit = browser_page()
    look(visit, every(PUBLIC))
    visit.go("/compare/?find=nobody")
    looked_at(visit, "a title that nobody knows")


def test_advice(browser_page: Callable[..., Visit], figures: None) -> None:
    look(browser_page(), every(ADVICE))


def test_signing_in(browser_page: Callable[..., Visit]) -> None:
    look(browser_page(), every(SIGN_IN))


def test_codes_by_mail_and_a_new_password(browser_page: Callable[..., Visit], live_server: Any) -> None:
    make_person("me@example.org")
    for asked, awaited in CODES.values():
        client = Client()
        client.post(asked, {"email": "me@example.org"})
        visit = signed_in(browser_page(), client, live_server)
        look(visit, [awaited])
    visit.page.fill("[name=code]", mailed_code())
    follow(visit.page, visit.page.get_by_role("button", name="Confirm"))
    assert visit.page.url.endswith("/account/password/reset/complete/")
    looked_at(visit, "a new password")


def test_an_account_without_a_password(browser_page: Callable[..., Visit], live_server: Any) -> None:
    person, client = make_person("me@example.org"), Client()
    person.set_unusable_password()
    person.save(update_fields=["password"])
    client.post("/account/login/code/", {"email": "me@example.org"})
    client.post("/account/login/code/confirm/", {"code": mailed_code()})
    look(signed_in(browser_page(), client, live_server), every(WITHOUT_PASSWORD))


def test_account_and_reports(
    browser_page: Callable[..., Visit], live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, moderator, now = make_person("me@example.org"), make_moderator(), datetime.now(UTC)
    approved, asked, rejected = (make_report(make_role(), person, year=year) for year in (2024, 2025, 2026))
    approve(report=approved, by=moderator, now=now)
    ask(report=asked, by=moderator, now=now, reason="hours", message="All year round?")
    reject(report=rejected, by=moderator, now=now, reason="range")
    SalaryReport.objects.filter(pk=approved.pk).update(submitted_at=now - timedelta(days=200))  # a follow-up is open
    issue(by=person, name="notebook", now=now)
    Webhook.objects.create(person=person, address="https://example.org/", secret="-", created_at=now, told_from=0)
    client = confirmed(person)
    set_up_app(client, AppClock(monkeypatch))
    visit = signed_in(browser_page(), client, live_server)
    numbers = {"approved": approved.pk, "asked": asked.pk, "rejected": rejected.pk}
    look(visit, every(ACCOUNT, token=token_for(person.pk), **numbers))


def test_the_pages_of_a_passkey(browser_page: Callable[..., Visit], live_server: Any) -> None:
    person = make_person("me@example.org")
    visit = signed_in(browser_page(), confirmed(person), live_server)
    plug_in(visit.page)
    visit.go("/account/second-factor/webauthn/add/")
    visit.page.fill("[name=name]", "My laptop")
    visit.page.get_by_role("button", name="Add the passkey").click()
    visit.page.wait_for_url("**/recovery-codes/")
    key = Authenticator.objects.get(user=person, type=Authenticator.Type.WEBAUTHN).pk
    look(visit, every(PASSKEY, key=key))


def test_pages_of_errors(browser_page: Callable[..., Visit]) -> None:
    visit = browser_page()
    for code in ERRORS:
        visit.go("/method/")
        visit.page.set_content(render_to_string(f"{code}.html", request=RequestFactory().get("/")))
        assert visit.page.locator("h1").count() == 1
        looked_at(visit, code)


def test_the_desk(browser_page: Callable[..., Visit], live_server: Any) -> None:
    moderator, role = make_moderator(), make_role()
    make_report(role)
    for day, median in enumerate((50_000, 58_000, 66_000)):  # what drifts
        observed(role, median, day)
        release(now=NOW + timedelta(days=day), noise=lambda _: 0)
    figure = make_figure("test/one")
    figure.value = Decimal(51_000)
    proposal = propose(figure=figure, by=moderator, now=NOW)
    client = Client()
    client.force_login(moderator)
    visit = signed_in(browser_page(), client, live_server)
    drift = "/admin/salaries/release/drift/"
    lists = sorted(f"/admin/{model._meta.label_lower.replace('.', '/')}/" for model in admin.site._registry)
    look(visit, ["/admin/", *lists, drift, f"/admin/salaries/figureproposal/{proposal.pk}/change/"])
    visit.go(drift)
    assert visit.page.get_by_text("Yes, upwards").count() > 0
