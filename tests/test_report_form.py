"""The form's reading of what people type, and the page that takes a report, before and after sign-in."""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.middleware.csrf import rotate_token
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from salaries.forms import drafts, numerals
from salaries.forms.report import ReportForm, typed_from
from salaries.models import SalaryReport
from salaries.reporting import data_of
from salaries.stats.money import Amount
from tests.people import NOW, PASSWORD, make_person, make_report, make_role, report_data

NEW, DRAFT = "/reports/new/", "/reports/draft/"
TYPED = {
    "role": "music-producer", "year": "2025", "level": "mid", "country": "US", "engagement": "freelance",
    "ai_use": "some", "hours_per_week": "40", "weeks_per_year": "48", "currency": "USD",
    "amount_fees": "48,000", "period_fees": "year", "amount_royalties": "500", "period_royalties": "month",
    "costs": "4 000",
}  # fmt: skip
BAD = [
    ({"amount_fees": "-5"}, "amount_fees", "cannot be negative"),
    ({"amount_fees": "lots"}, "amount_fees", "such as 48000"),
    ({"amount_fees": "1000000000000"}, "amount_fees", "too large"),
    ({"amount_fees": "10^12"}, "amount_fees", "such as 48000"),
    ({"amount_fees": "NaN"}, "amount_fees", "such as 48000"),
    ({"amount_fees": "Infinity"}, "amount_fees", "such as 48000"),
    ({"amount_fees": "1e5"}, "amount_fees", "such as 48000"),
    ({"amount_fees": "1,5"}, "amount_fees", "cannot be sure"),
    ({"amount_fees": "48.000"}, "amount_fees", "cannot be sure"),
    ({"amount_fees": "0." + "0" * 30 + "1"}, "amount_fees", "cannot be sure"),
    ({"amount_fees": "9" * 5_000}, "amount_fees", "too long"),
    ({"amount_fees": "48\x00000"}, "amount_fees", "Null characters"),
    ({"amount_fees": "$48000"}, "amount_fees", "without a currency sign"),
    ({"period_fees": "decade"}, "period_fees", "stretch of time"),
    ({"costs": "-1"}, "costs", "cannot be negative"),
    ({"role": "astronaut"}, "role", "Choose a role"),
    ({"role": "music\x00producer"}, "role", "Choose a role"),
    ({"year": "2027"}, "year", "Choose a year from 2020 to 2026"),
    ({"year": "soon"}, "year", "Choose a year"),
    ({"level": "boss"}, "level", "Choose your level"),
    ({"country": "Atlantis"}, "country", "Choose a country"),
    ({"engagement": ""}, "engagement", "Choose how you were hired"),
    ({"engagement": "employee"}, "engagement", "An employee has a salary"),
    ({"ai_use": "all"}, "ai_use", "AI tools"),
    ({"currency": "XTS"}, "currency", "Choose a currency"),
    ({"hours_per_week": "169"}, "hours_per_week", "168 hours"),
    ({"hours_per_week": "0"}, "hours_per_week", "above 0"),
    ({"hours_per_week": "37.25"}, "hours_per_week", "one digit"),
    ({"hours_per_week": ""}, "hours_per_week", "Give your usual hours"),
    ({"hours_per_week": "-1"}, "hours_per_week", "negative"),
    ({"hours_per_week": "nan"}, "hours_per_week", "such as 40"),
    ({"weeks_per_year": "53"}, "weeks_per_year", "52 weeks"),
    ({"weeks_per_year": "0"}, "weeks_per_year", "from 1 to 52"),
    ({"weeks_per_year": "2.5"}, "weeks_per_year", "whole weeks"),
]
NO_STREAM = {"amount_fees": "", "amount_royalties": ""}


@pytest.fixture
def visitor(client: Client) -> Client:
    make_role()
    return client


@pytest.fixture
def contributor(visitor: Client) -> Client:
    visitor.force_login(make_person("me@example.org"))
    return visitor


def form(**changes: str) -> ReportForm:
    return ReportForm(TYPED | changes, now=NOW)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("48000", "48000"), ("48,000", "48000"), ("48 000", "48000"), ("48\u202f000.50", "48000.50"),
        ("48'000", "48000"), ("48\u2019000", "48000"), ("1,234,567.8", "1234567.8"), ("4,80,000", "480000"),
        (" 7 ", "7"), ("0", "0"), ("48.000,50", "48000.50"), ("1.234.567", "1234567"),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_type_them(text: str, number: str) -> None:
    assert numerals.amount(text) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["1,5", "1.234", "48.0000,50", "1.234,567", "1,234 567", "12,34", "1,2345", ".5", "5.", "1..2", ""]
)
def test_what_could_mean_two_things_is_refused(text: str) -> None:
    with pytest.raises(numerals.NotANumber):
        numerals.amount(text)


@pytest.mark.parametrize(
    ("text", "number"), [("48.000", "48000"), ("12,50", "12.50"), ("1500,5", "1500.5"), ("48 000,50", "48000.50")]
)
def test_spanish_numbers_are_read_on_spanish_pages_only(text: str, number: str) -> None:
    with override("es"):
        assert numerals.amount(text) == Decimal(number)
        assert numerals.amount("48,000") == 48_000  # as in Mexico
    with pytest.raises(numerals.NotANumber):
        numerals.amount(text)


@given(st.integers(0, 10**12), st.sampled_from(["", ",", "_"]))
def test_every_whole_amount_is_read_back(number: int, mark: str) -> None:
    text = f"{number:{mark}}".replace("_", " ")
    assert numerals.amount(text) == number


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    for read in (numerals.amount, numerals.small_number):
        with suppress(numerals.NotANumber):
            assert 0 <= read(text) < 10**30


def test_hours_take_either_decimal_mark() -> None:
    assert numerals.small_number("37,5") == numerals.small_number("37.5") == Decimal("37.5")


@pytest.mark.django_db
def test_the_form_reads_a_report() -> None:
    role = make_role()
    good = form()
    assert good.read() is not None
    assert good.report == report_data(role)


@pytest.mark.parametrize(("changes", "field", "message"), BAD)
@pytest.mark.django_db
def test_bad_input_is_told_beside_its_field(changes: dict[str, str], field: str, message: str) -> None:
    make_role()
    bad = form(**changes)
    assert bad.read() is None
    assert list(bad.errors) == [field]
    assert message in bad.errors[field][0]
    assert [problem[0] for problem in bad.problems] == [f"id_{field}"]


@pytest.mark.django_db
def test_no_income_at_all_is_told_beside_the_section() -> None:
    make_role()
    bad = form(**NO_STREAM)
    assert bad.read() is None
    assert bad.problems == [("streams", "Income", "Give at least one kind of income above zero.")]


@pytest.mark.django_db
def test_what_was_stored_can_be_typed_again() -> None:
    report = make_report(make_role(), hours_per_week=Decimal("37.5"))
    again = ReportForm(typed_from(data_of(report)), now=NOW)
    assert again.read() is not None
    assert again.report == data_of(report)


@given(st.decimals(0, 10**9, places=2), st.sampled_from(["en", "es"]))
def test_a_prefilled_amount_is_read_back_unchanged(number: Decimal, language: str) -> None:
    with override(language):
        assert numerals.amount(numerals.typed(number)) == number
        assert numerals.small_number(numerals.typed(number % 100)) == number % 100


@pytest.mark.django_db
def test_a_spanish_form_is_prefilled_and_answered_as_spaniards_write_numbers() -> None:
    report = make_report(
        make_role(), hours_per_week=Decimal("37.5"), streams=(Amount("fees", Decimal("1500.50"), "year"),)
    )
    with override("es"):
        typed = typed_from(data_of(report))
        assert (typed["amount_fees"], typed["hours_per_week"]) == ("1500,50", "37,5")
        again = ReportForm(typed, now=NOW)
        assert again.read() is not None
        assert again.report == data_of(report)
        large = ReportForm(typed | {"amount_fees": "23.403.142"}, now=NOW)
        large.read()
        assert "En total son 23.403.142 dólares estadounidenses al año." in str(large.refused)


@pytest.mark.parametrize("changes", [change for change, _, _ in BAD if "\x00" not in str(change)] + [NO_STREAM])
@pytest.mark.django_db
def test_bad_input_loses_nothing_that_was_typed(contributor: Client, changes: dict[str, str]) -> None:
    sent = TYPED | changes
    page = contributor.post(NEW, sent).content.decode()
    assert not SalaryReport.objects.exists()
    for name, value in sent.items():
        if name.startswith(("amount", "costs", "hours", "weeks")) and value:
            assert f'value="{value}"' in page, name
        elif name not in changes and not name.startswith("period"):
            assert f'<option value="{value}" selected>' in page, name
    assert 'role="alert"' in page
    assert "Nothing you typed is lost." in page


@pytest.mark.django_db
def test_a_wrong_field_names_its_error(contributor: Client) -> None:
    page = contributor.post(NEW, TYPED | {"amount_fees": "1,5"}).content.decode()
    assert 'href="#id_amount_fees"' in page
    assert 'id="id_amount_fees_error"' in page
    assert 'aria-describedby="id_amount_fees_helptext id_amount_fees_error"' in page


@pytest.mark.django_db
def test_adding_up_shows_the_sum_and_stores_nothing(visitor: Client) -> None:
    page = visitor.post(NEW, TYPED | {"check": "1", "costs": "0"}).content.decode()
    assert "$53,538" in page  # 48,000 + 500 x 12 x 48 / 52
    assert "$27.88" in page  # divided by 40 x 48 hours
    assert not SalaryReport.objects.exists()
    assert "draft_report" not in visitor.session


@pytest.mark.django_db
def test_a_signed_in_person_sends_a_report(contributor: Client) -> None:
    answer = contributor.post(NEW, TYPED)
    report = SalaryReport.objects.get()
    assert answer["Location"] == reverse("report", args=[report.pk])
    assert (report.person.email, data_of(report)) == ("me@example.org", report_data(report.role))


@pytest.mark.django_db
def test_a_second_report_edits_the_first_and_says_so(contributor: Client) -> None:
    contributor.post(NEW, TYPED)
    page = contributor.post(NEW, TYPED | {"amount_fees": "51,000"}, follow=True).content.decode()
    assert "You already had a report for this role and year." in page
    assert data_of(SalaryReport.objects.get()).streams[0].amount == 51_000


@pytest.mark.django_db
def test_what_was_typed_before_signing_in_is_kept_sealed(visitor: Client) -> None:
    answer = visitor.post(NEW, TYPED | {"amount_fees": "48,123"})
    assert answer["Location"] == f"/account/signup/?next={NEW}"
    kept = Session.objects.get().get_decoded()
    assert set(kept) == {"draft_report"}
    assert "amount_fees" not in str(kept)
    assert "48,123" not in str(kept)


@pytest.mark.django_db
def test_the_draft_comes_back_after_sign_in_and_is_forgotten_when_sent(visitor: Client) -> None:
    visitor.post(NEW, TYPED)
    visitor.force_login(make_person())
    page = visitor.get(NEW).content.decode()
    assert "It is not sent yet." in page
    assert 'value="48,000"' in page
    visitor.post(NEW, TYPED)
    assert "draft_report" not in visitor.session
    assert 'value="48,000"' not in visitor.get(NEW).content.decode()


@pytest.mark.django_db
def test_an_old_draft_is_not_shown_to_the_next_person(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor.post(NEW, TYPED)
    later = timezone.now() + timedelta(hours=2, minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert 'value="48,000"' not in visitor.get(NEW).content.decode()


@pytest.mark.django_db
def test_what_is_typed_is_kept_while_it_is_typed(visitor: Client) -> None:
    half = {"role": "music-producer", "amount_fees": "48,123", "hours_per_week": "no"}
    answer = visitor.post(DRAFT, half)
    assert (answer.status_code, answer["Cache-Control"].count("no-store")) == (204, 1)
    assert "48,123" not in str(Session.objects.get().get_decoded())
    page = visitor.get(NEW).content.decode()
    assert 'value="48,123"' in page
    assert "Please check" not in page
    assert not SalaryReport.objects.exists()


@pytest.mark.django_db
def test_a_draft_can_be_forgotten(visitor: Client) -> None:
    visitor.post(DRAFT, TYPED)
    assert "is forgotten" in visitor.post(DRAFT, {"discard": "1"}, follow=True).content.decode()
    assert 'value="48,000"' not in visitor.get(NEW).content.decode()
    assert visitor.get(DRAFT).status_code == 405


@pytest.mark.django_db
def test_a_draft_keeps_the_forms_fields_only_and_no_novels(visitor: Client) -> None:
    visitor.post(DRAFT, {"amount_fees": "9" * 5_000, "status": "approved", "csrfmiddlewaretoken": "x"})
    draft = drafts.kept(visitor.session, timezone.now())
    assert draft is not None
    assert draft.typed == {"amount_fees": "9" * drafts.LONGEST}
    assert not draft.to_send


@pytest.mark.django_db
def test_signing_in_sends_what_was_to_be_sent(visitor: Client) -> None:
    person = make_person()
    visitor.post(NEW, TYPED)
    answer = visitor.post("/account/login/", {"login": person.email, "password": PASSWORD, "next": NEW})
    report = SalaryReport.objects.get()
    assert (report.person, answer["Location"]) == (person, f"/reports/{report.pk}/")
    assert "draft_report" not in visitor.session


@pytest.mark.django_db
def test_signing_in_sends_nothing_that_was_only_typed(visitor: Client) -> None:
    person = make_person()
    visitor.post(DRAFT, TYPED)
    visitor.post("/account/login/", {"login": person.email, "password": PASSWORD})
    assert not SalaryReport.objects.exists()
    assert 'value="48,000"' in visitor.get(NEW).content.decode()


@pytest.mark.django_db
def test_signing_in_replaces_no_earlier_report_by_itself(visitor: Client) -> None:
    person = make_person()
    report = make_report(make_role(), person)
    visitor.post(NEW, TYPED | {"amount_fees": "51,000"})
    visitor.post("/account/login/", {"login": person.email, "password": PASSWORD})
    assert data_of(SalaryReport.objects.get(pk=report.pk)).streams[0].amount == 48_000
    assert 'value="51,000"' in visitor.get(NEW).content.decode()


@pytest.mark.django_db
def test_a_change_outlives_the_session_that_ended_while_it_was_typed(contributor: Client) -> None:
    contributor.post(NEW, TYPED)
    report = SalaryReport.objects.get()
    edit = f"/reports/{report.pk}/edit/"
    contributor.session.flush()
    answer = contributor.post(edit, TYPED | {"amount_fees": "51,000"})
    assert answer["Location"] == f"/account/login/?next={edit}"
    assert 'value="51,000"' not in contributor.get(NEW).content.decode()  # it belongs to the change
    contributor.force_login(report.person)
    page = contributor.get(edit).content.decode()
    assert 'value="51,000"' in page
    contributor.post(edit, TYPED | {"amount_fees": "51,000"})
    assert 'value="48,000"' not in contributor.get(edit).content.decode()
    assert data_of(SalaryReport.objects.get()).streams[0].amount == 51_000


@pytest.mark.django_db
def test_a_draft_whose_key_has_gone_is_left_aside(visitor: Client, settings: Any) -> None:
    visitor.post(NEW, TYPED)
    settings.PAY_KEYS = ["kb1gyfSqnHZs2vrVmbIwPHqEwVvmBOQGRMwrcYzmjJg="]
    assert visitor.get(NEW).status_code == 200


@pytest.mark.django_db
def test_the_page_is_never_stored_and_takes_no_other_method(visitor: Client) -> None:
    for answer in (visitor.get(NEW), visitor.post(NEW, TYPED | NO_STREAM)):
        assert "no-store" in answer["Cache-Control"]
    assert visitor.put(NEW).status_code == 405
    assert visitor.delete(NEW).status_code == 405


@pytest.mark.django_db
def test_the_page_starts_with_the_role_somebody_came_from(visitor: Client) -> None:
    assert '<option value="music-producer" selected>' in visitor.get(f"{NEW}?role=music-producer").content.decode()
    assert visitor.get(f"{NEW}?role=%00<script>").status_code == 200


@pytest.mark.django_db
def test_a_post_without_a_token_is_refused() -> None:
    make_role()
    assert Client(enforce_csrf_checks=True).post(NEW, TYPED).status_code == 403


@pytest.mark.django_db
def test_the_form_costs_two_queries(visitor: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        visitor.get(NEW)


@pytest.mark.django_db
def test_a_report_sent_after_signing_in_elsewhere_is_shown_again(visitor: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    old = strict.get(NEW).context["csrf_token"]
    strict.force_login(make_person("me@example.org"))
    rotate_token(request := RequestFactory().get("/"))
    strict.cookies["csrf"] = request.META["CSRF_COOKIE"]
    answer = strict.post(NEW, TYPED | {"csrfmiddlewaretoken": old, "send": "1"})
    assert answer.status_code == 403
    assert "no-store" in answer["Cache-Control"]
    assert 'value="48,000"' in (page := answer.content.decode())
    assert "Not sent yet" in page
    assert not SalaryReport.objects.exists()
    assert drafts.SESSION_KEY not in strict.session
    strict.post(NEW, TYPED | {"csrfmiddlewaretoken": answer.context["csrf_token"], "send": "1"})
    assert SalaryReport.objects.count() == 1


@pytest.mark.django_db
def test_what_another_site_sends_is_not_shown(visitor: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.get(NEW)
    answer = strict.post(NEW, TYPED, headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert "48,000" not in answer.content.decode()
    assert "The form has expired" in answer.content.decode()
