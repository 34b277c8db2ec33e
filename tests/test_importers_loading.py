"""What an import writes: all or nothing, once, with the file it came from; and the two commands."""

from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from salaries.importers import IMPORTERS, ImportRefused, arrival
from salaries.models import (
    ExchangeRate,
    Figure,
    Occupation,
    OccupationTitle,
    PriceLevel,
    RoleTitle,
    Source,
    SourceFile,
)
from salaries.reference import published_percentiles
from salaries.starter import loading, reading
from tests.conftest import DATA
from tests.people import make_moderator, make_role, make_source, make_staff
from tests.publishers import COMPOSERS, MUSICIANS, loaded, oews, text
from tests.test_importers_others import POSTING, ordered, people, person_file, posting_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def composers() -> Source:
    """The source of wages and one of its occupations."""
    Occupation.objects.create(code="27-2041", title="Music directors and composers")
    return make_source("bls-oews")


def stored() -> list[Any]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (Source, Figure, SourceFile, Occupation, OccupationTitle, PriceLevel, ExchangeRate)
    ]


# All or nothing, once


def test_an_import_writes_figures_and_the_file(composers: Source, tmp_path: Path) -> None:
    path = oews(tmp_path)
    summary = loaded("oews", path, published_on=date(2028, 4, 3))
    assert (summary.read, summary.new, summary.changed, summary.unchanged) == (2, 13, 0, 0)
    assert summary.unknown == {"27-2042": 1}
    median = Figure.objects.get(key="bls-oews/27-2041/2027/p50/year")
    assert (median.value, median.period, median.measure) == (73_710, "May 2027", "earned")
    assert median.population == "wage and salary jobs only"
    file = median.source_file
    assert (file.name, file.size, file.sha256) == (path.name, path.stat().st_size, summary.sha256)
    assert (file.edition, file.published_on, file.licence) == ("May 2027", date(2028, 4, 3), composers.licence)
    assert (file.rows_read, file.rows_new, file.unknown) == (2, 13, {"27-2042": 1})


def test_the_same_file_again_changes_nothing(composers: Source, tmp_path: Path) -> None:
    path = oews(tmp_path)
    loaded("oews", path)
    before = stored()
    summary = loaded("oews", path)
    assert (summary.new, summary.changed, summary.unchanged) == (0, 0, 13)
    assert stored() == before


def test_a_corrected_file_changes_what_differs(composers: Source, tmp_path: Path) -> None:
    loaded("oews", oews(tmp_path))
    key = "bls-oews/27-2041/2027/p50/year"
    pk = Figure.objects.get(key=key).pk
    summary = loaded("oews", oews(tmp_path, COMPOSERS | {"A_MEDIAN": 70_000, "A_PCT75": "*"}))
    assert (summary.new, summary.changed, summary.unchanged) == (0, 2, 11)
    figure = Figure.objects.get(key=key)
    assert (figure.pk, figure.value) == (pk, 70_000)
    assert Figure.objects.get(key="bls-oews/27-2041/2027/p75/year").withheld == "suppressed"
    assert figure.source_file.sha256 == summary.sha256
    assert SourceFile.objects.count() == 2


def test_a_dry_run_changes_nothing(composers: Source, tmp_path: Path) -> None:
    before = stored()
    assert loaded("oews", oews(tmp_path), dry_run=True).new == 13
    assert stored() == before


def test_a_bad_last_row_changes_nothing(composers: Source, tmp_path: Path) -> None:
    before = stored()
    with pytest.raises(ImportRefused, match="row 3"):
        loaded("oews", oews(tmp_path, COMPOSERS, MUSICIANS | {"H_MEDIAN": "soon"}))
    assert stored() == before


def test_a_failing_second_write_changes_nothing(
    composers: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded("oews", oews(tmp_path))
    before = stored()
    monkeypatch.setattr(arrival, "BATCH", 1)
    monkeypatch.setattr(Figure.objects.model, "clean_fields", lambda self, **_: setattr(self, "year", 1900))
    with pytest.raises(ImportRefused, match="the database refuses a row"):
        loaded("oews", oews(tmp_path, COMPOSERS | {"A_MEDIAN": 60_000}))
    assert stored() == before


def test_the_starter_set_comes_first(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="load the starter set first"):
        loaded("oews", oews(tmp_path))


@pytest.mark.needs_data
def test_the_starter_sets_own_files_change_nothing() -> None:
    loading.load(starter=reading.read())
    before = Figure.objects.count()
    files = [
        ("oews", "oews/national_M2023_dl.xlsx", 195),
        ("projections", "projections/bls_ep_2024_34_occupation.xlsx", 75),
    ]
    for name, path, figures in files:
        summary = loaded(name, DATA / path)
        assert (summary.new, summary.changed, summary.unchanged) == (0, 0, figures)
    assert Figure.objects.count() == before
    assert not Figure.objects.filter(source__slug__in=["bls-oews", "bls-ep"], source_file=None).exists()
    assert Figure.objects.filter(source_file__name="national_M2023_dl.xlsx").count() == 195
    assert SourceFile.objects.filter(rows_read__gt=0).count() == 2  # found again by their digests, not doubled


# The other kinds of rows


def test_titles_of_roles_decide_what_postings_count(tmp_path: Path) -> None:
    role = make_role("ai-developer-music", side="ai")
    RoleTitle.objects.create(role=role, title="AI engineer")
    for slug in ("one", "two"):
        RoleTitle.objects.create(role=make_role(slug), title="Analyst")
    make_source("ai-jobs-net")
    analyst = (*POSTING[:3], "Analyst", *POSTING[4:])
    summary = loaded("postings", posting_file(tmp_path, *ordered(*[POSTING] * 30, *[analyst] * 40)))
    assert (summary.read, summary.new, summary.unknown) == (70, 6, {"Analyst": 40})
    assert summary.remarks == ("68 rows repeat an identical advertisement; all are counted.",)
    assert {f.role for f in Figure.objects.all()} == {role}


def make_survey() -> None:
    make_source("acs-pums")
    Source.objects.update(kind="survey")


def test_microdata_become_figures_and_histograms(tmp_path: Path) -> None:
    make_survey()
    Occupation.objects.create(code="27-2042", title="Musicians and singers")
    summary = loaded("pums", person_file(tmp_path, *people(50), *people(3, SERIALNO="2024HU9", OCCP="2740")))
    assert (summary.new, summary.unknown, summary.edition) == (14, {"Census 2740": 3}, "2024 to 2024")


def test_microdata_of_one_state_do_not_move_what_is_usual(tmp_path: Path) -> None:
    role = make_role("session-musician", code="27-2042")
    make_survey()
    loaded("pums", person_file(tmp_path, *people(50)))
    assert Figure.objects.filter(occupation="27-2042", statistic="p50", unit="year").exists()
    assert published_percentiles(role, "year") == {}


def test_titles_are_kept_for_known_occupations(tmp_path: Path) -> None:
    Occupation.objects.create(code="27-2041", title="Music directors and composers")
    make_source("onet")
    rows = [("27-2041.00", "A", "Songwriter"), ("27-2041.01", "B", "Songwriter"), ("11-1011.00", "C", "Chief")]
    path = text(tmp_path / "t.csv", [("O*NET-SOC Code", "Title", "Alternate Title"), *rows])
    assert [loaded("onet", path).new, loaded("onet", path).new] == [1, 0]
    assert OccupationTitle.objects.get().title == "Songwriter"
    assert SourceFile.objects.get().unknown == {"11-1011": 1}


def test_daily_rates_are_never_replaced_by_monthly_ones(tmp_path: Path) -> None:
    make_role()
    months = [f"2025-{month:02}-01" for month in range(1, 13)]
    rows = [(month, country, rate) for month in months for country, rate in (("Euro", "2"), ("Taiwan", "32"))]
    path = text(tmp_path / "fx.csv", [("Date", "Country", "Exchange rate"), *rows, (months[0], "Venezuela", "9")])
    summary = loaded("fx", path)
    assert (summary.new, summary.unknown) == (1, {"Venezuela": 1})
    assert float(ExchangeRate.objects.get(currency="TWD", year=2025).usd_per_unit) == 0.03125
    assert float(ExchangeRate.objects.get(currency="EUR", year=2025).usd_per_unit) == 1.1
    assert loaded("fx", path).unchanged == 1


@pytest.mark.parametrize("value", ["0.000000000002805282776", "118268.0706331313", "0.6"])
def test_parities_come_back_as_they_went_in(tmp_path: Path, value: str) -> None:
    make_source("worldbank-ppp")
    path = text(tmp_path / "ppp.csv", [("Country", "Country ID", "Year", "PPP"), ("Spain", "ES", "2024", value)])
    assert [loaded("ppp", path).new, loaded("ppp", path).unchanged] == [1, 1]
    assert float(PriceLevel.objects.get().value) == pytest.approx(float(value), rel=1e-6)


def test_prices_are_means_of_years(tmp_path: Path) -> None:
    make_source("bls-cpi")
    rows = [(f"2025-{month:02}-01", str(300 + month), "") for month in range(1, 13)]
    path = text(tmp_path / "cpi.csv", [("Date", "Index", "Inflation"), *rows, ("2026-01-01", "1", "")])
    summary = loaded("cpi", path)
    assert (summary.read, summary.new, summary.edition) == (13, 1, "to 2025")
    level = PriceLevel.objects.get()
    assert (level.series, level.country, level.year, float(level.value)) == ("cpi", "US", 2025, 306.5)


# The commands


def command(*words: Any, **options: Any) -> str:
    out = StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


def test_the_command_says_what_came(composers: Source, tmp_path: Path) -> None:
    said = command("import_source", "oews", oews(tmp_path))
    assert "2 rows read: 13 new, 0 changed, 0 unchanged." in said
    assert "Unknown here and left out: 27-2042." in said
    assert "13 unchanged" in command("import_source", "oews", oews(tmp_path), dry_run=True)


def test_the_command_shortens_a_long_list_unless_asked(composers: Source, tmp_path: Path) -> None:
    rows = [MUSICIANS | {"OCC_CODE": f"11-{number}"} for number in range(1000, 1020)]
    assert "and 8 more" in command("import_source", "oews", oews(tmp_path, COMPOSERS, *rows), dry_run=True)
    assert "11-1019." in command("import_source", "oews", oews(tmp_path, COMPOSERS, *rows), dry_run=True, verbosity=2)


def test_the_command_refuses_with_a_sentence(composers: Source, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"Nothing was imported and nothing was changed\. There is no file"):
        command("import_source", "oews", tmp_path / "none.xlsx")
    make_source("bls-cpi")
    with pytest.raises(CommandError, match="leave --period out"):
        command("import_source", "cpi", text(tmp_path / "c.csv", [("Date", "Index"), ("2025-01-01", "1")]), period="1")
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("import_source", "census", "file.csv")


def test_sources_says_what_is_due(composers: Source, tmp_path: Path) -> None:
    Source.objects.update(retrieved_on=date(2020, 1, 1))
    article = make_source("old-article")
    Source.objects.filter(pk=article.pk).update(kind="article", retrieved_on=date(2020, 1, 1))
    lines = command("sources").splitlines()
    assert lines[1].split() == ["bls-oews", "Official", "statistics", "0", "0", "-", "2020-01-01", "2021-03-01", "DUE"]
    assert lines[2].split()[-1] == "never"
    assert lines[-1] == "2 sources, 1 due."
    loaded("oews", oews(tmp_path))
    SourceFile.objects.update(imported_at=datetime.now(UTC))
    wages = command("sources").splitlines()[1]
    assert wages.split()[:6] == ["bls-oews", "Official", "statistics", "13", "1", "2027"]
    assert "DUE" not in wages


def test_every_importer_has_a_source_of_its_own() -> None:
    loading.load(starter=reading.read())
    held = set(Source.objects.values_list("slug", flat=True))
    new = {"fed-rates"}
    assert {importer.source for importer in IMPORTERS.values()} - held == new


def test_files_are_seen_in_the_admin_and_not_changed(composers: Source, tmp_path: Path, client: Client) -> None:
    loaded("oews", oews(tmp_path))
    client.force_login(make_moderator())
    page = client.get("/admin/salaries/sourcefile/")
    assert page.status_code == 200
    assert "national_M2027_dl.xlsx" in page.content.decode()
    file = SourceFile.objects.get()
    assert client.get(f"/admin/salaries/sourcefile/{file.pk}/change/").status_code == 200
    assert client.post(f"/admin/salaries/sourcefile/{file.pk}/change/", {"name": "x"}).status_code == 403
    assert client.get("/admin/salaries/pricelevel/").status_code == 200


@pytest.mark.parametrize(("group", "answer"), [("curator", 200), ("moderator", 403)])
def test_curators_see_files(client: Client, group: str, answer: int) -> None:
    client.force_login(make_staff(group))
    assert client.get("/admin/salaries/sourcefile/").status_code == answer
