"""The starter set: whole, safe to load again, and clear about what is wrong with a file."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from salaries.comparison import Query, compare
from salaries.models import ClaimCheck, ExchangeRate, Figure, Role, RoleOccupation, Source
from salaries.reference import published_percentiles
from salaries.starter import StarterError, digest, files, loading, reading
from salaries.starter.rows import StarterSet
from tests.people import make_source

ARTICLE_ROLES = ("music-producer", "ai-developer-music", "hybrid-producer")


@pytest.fixture(scope="module")
def starter() -> StarterSet:
    return reading.read()


@pytest.fixture
def loaded(db: None, starter: StarterSet) -> StarterSet:
    loading.load(starter=starter)
    return starter


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the starter files that a test may spoil."""
    return Path(shutil.copytree(files.DATA, tmp_path / "data"))


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


# Whole


def test_every_figure_has_a_source_and_an_address(loaded: StarterSet) -> None:
    for figure in Figure.objects.select_related("source"):
        assert (figure.url or figure.source.url).startswith("http"), figure.key
        assert figure.key.startswith(f"{figure.source.slug}/"), figure.key
        assert figure.population, figure.key


def test_every_claim_has_a_check_and_every_check_a_claim(loaded: StarterSet) -> None:
    claims = Figure.objects.filter(measure="claimed")
    assert claims.count() == 10
    quoted = set(ClaimCheck.objects.exclude(claim__measure="claimed").values_list("claim__key", flat=True))
    assert quoted == {
        "pwc-jobs-barometer-2025/2025/premium", "lightcast-2025/one-skill/premium", "cisac-2024/revenue-at-risk",
        "goldmedia-apra-2024/revenue-at-risk", "uk-musicians-census/musicians/mean",
    }  # fmt: skip
    assert all(check.evidence.exists() for check in ClaimCheck.objects.filter(claim__key__in=quoted))
    assert not claims.filter(check_of_claim=None).exists()
    assert not claims.filter(role=None).exists()


def test_the_articles_median_repeats_an_older_figure(loaded: StarterSet) -> None:
    claim = Figure.objects.get(key="founding-article/music-producer/median")
    assert claim.value == 62_940
    assert claim.repeats is not None
    assert (claim.repeats.key, claim.repeats.period) == ("bls-oews/27-2041/2022/p50/year", "May 2022")
    assert claim.check_of_claim.verdict == "misleading"
    assert claim.check_of_claim.evidence.filter(key="bls-oews/27-2041/2023/p50/year").exists()


def test_the_articles_three_roles_compare(loaded: StarterSet) -> None:
    producer, developer, hybrid = compare(Query(ARTICLE_ROLES)).roles
    medians = {line.period: line.value for group in producer.pay if group.fit == "main" for line in group.figures
               if line.statistic == "p50" and line.unit == "year"}  # fmt: skip
    assert (medians["May 2023"], medians["May 2025"]) == (62_590, 73_710)
    assert [line.value for group in hybrid.claims for line in group.figures] == [8, 85_000, 120_000]
    assert developer.pay


def test_nothing_stands_for_the_hybrid_producer(loaded: StarterSet) -> None:
    hybrid = compare(Query(("hybrid-producer",))).roles[0]
    assert (hybrid.pay, hybrid.outlook, hybrid.occupations) == ((), (), ())
    assert published_percentiles(Role.objects.get(slug="hybrid-producer"), "year") == {}


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("beat maker", "music-producer"),
        ("record prod", "music-producer"),
        ("ML engineer", "machine-learning-engineer"),
        ("session drummer", "session-musician"),
        ("plugin developer", "audio-software-developer"),
    ],
)
def test_roles_are_found_by_the_titles_people_use(loaded: StarterSet, words: str, slug: str) -> None:
    assert Role.objects.found_by(words)[0].slug == slug


# Loading again


def test_a_second_load_writes_nothing(loaded: StarterSet, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):  # savepoint, what was loaded before, release of the savepoint
        outcome = loading.load(starter=loaded)
    assert (outcome.written, outcome.skipped) == (0, 0)
    assert outcome.unchanged == len(loaded.rows())


def test_what_a_curator_changed_stays(loaded: StarterSet) -> None:
    Role.objects.filter(slug="music-producer").update(summary="Better words.")
    Figure.objects.filter(key="ditto-2023/use-ai").delete()
    source = make_source("curated")
    ExchangeRate.objects.create(currency="KES", year=2025, usd_per_unit="0.0077", days=250, source=source)
    loading.load(starter=reading.read())
    assert Role.objects.get(slug="music-producer").summary == "Better words."
    assert not Figure.objects.filter(key="ditto-2023/use-ai").exists()
    assert ExchangeRate.objects.filter(currency="KES").exists()


def test_a_changed_row_is_updated_and_no_other(loaded: StarterSet, folder: Path) -> None:
    replace_in(folder / "evidence.csv", "GBP,20700,", "GBP,20800,")
    Role.objects.filter(slug="music-producer").update(summary="Better words.")
    before = Figure.objects.count()
    assert loading.load(starter=reading.read(folder)).written == 1
    assert Figure.objects.get(key="uk-musicians-census/musicians/mean").value == 20_800
    assert Figure.objects.count() == before
    assert Role.objects.get(slug="music-producer").summary == "Better words."


def test_another_main_occupation_takes_the_place(loaded: StarterSet, folder: Path) -> None:
    role = Role.objects.get(slug="music-producer")
    replace_in(folder / "roles.toml", '"27-2041", fit = "main"', '"27-2041", fit = "near"')
    replace_in(folder / "roles.toml", '"27-2012", fit = "near"', '"27-2012", fit = "main"')
    loading.load(starter=reading.read(folder))
    fits = dict(RoleOccupation.objects.filter(role=role).values_list("occupation_id", "fit"))
    assert fits == {"27-2041": "near", "27-2012": "main"}


def test_a_row_whose_role_was_deleted_is_skipped(loaded: StarterSet, folder: Path) -> None:
    Role.objects.get(slug="music-supervisor").delete()
    replace_in(folder / "roles.toml", '"Music coordinator"', '"Music and sound coordinator"')
    outcome = loading.load(starter=reading.read(folder))
    assert (outcome.written, outcome.skipped) == (0, 1)
    assert not Role.objects.filter(slug="music-supervisor").exists()


# Bad files


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("bls_oews.csv", "27-2041,2023,10770", "27-2041,2023,many", "bls_oews.csv, line 68: 'many' in column"),
        ("bls_oews.csv", "occupation,year", "year,occupation", "bls_oews.csv, line 1: the columns must be"),
        ("bls_oews.csv", "27-2041,2020", "27-9999,2020", "'27-9999' is not an occupation"),
        ("bls_projections.csv", "27-2041,2019-29", "27-2041,someday", "'someday' is not an edition"),
        ("evidence.csv", "ditto-2023/use-ai,ditto-2023", "ditto-2023/use-ai,nobody", "there is no source nobody"),
        ("exchange_rates.csv", "AUD,2021", "AUD,2020", "rate:AUD/2020 is given twice"),
        ("exchange_rates.csv", ",257\n", "\n", "line 2: 3 cells instead of 4"),
        ("claims.toml", "value = 62940", 'value = "lots"', "founding-article/music-producer/median: 'lots'"),
        ("claims.toml", '"bls-ep/27-2041/2019-29/growth"', '"bls-ep/nothing"', "there is no figure bls-ep/nothing"),
        ("roles.toml", 'code = "27-4011"', 'code = "27-0000"', "there is no occupation 27-0000"),
        ("sources.toml", 'kind = "article"', "kind = 7", "sources.toml, founding-article: kind must be a text"),
        ("roles.toml", "[[roles]]", "[[roles", "roles.toml: "),
    ],
)  # fmt: skip
def test_a_bad_file_names_the_row(folder: Path, name: str, old: str, new: str, message: str) -> None:
    replace_in(folder / name, old, new)
    with pytest.raises(StarterError) as refused:
        reading.read(folder)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("evidence.csv", "share,percent,,59.5", "share,stones,,59.5", "evidence.csv, line "),
        ("evidence.csv", "share,percent,,59.5", "share,percent,GBP,59.5", "evidence.csv, line "),
        ("roles.toml", 'side = "hybrid"', 'side = "sideways"', "roles.toml, hybrid-producer: side"),
        ("exchange_rates.csv", "AUD,2020,0", "AUD,2020,-0", "exchange_rates.csv, line 2: "),
    ],
)
@pytest.mark.django_db
def test_a_refused_row_changes_nothing(folder: Path, name: str, old: str, new: str, message: str) -> None:
    replace_in(folder / name, old, new)
    with pytest.raises(StarterError) as refused:
        loading.load(starter=reading.read(folder))
    assert message in str(refused.value)
    assert not Source.objects.exists()
    assert not Role.objects.exists()


@pytest.mark.django_db
def test_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_starter")
    call_command("load_starter")
    first, second = capsys.readouterr().out.splitlines()
    assert digest() in first
    assert ": 0 rows written" not in first
    assert ": 0 rows written" in second


@pytest.mark.django_db
def test_command_explains_a_bad_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> StarterSet:
        raise StarterError("roles.toml: broken")

    monkeypatch.setattr("salaries.management.commands.load_starter.read", refuse)
    with pytest.raises(CommandError, match=r"nothing was changed\. roles\.toml: broken"):
        call_command("load_starter")


def test_the_digest_changes_with_any_file(folder: Path) -> None:
    assert digest(folder) == digest()
    spoiled = folder.parent / "spoiled"
    shutil.copytree(folder, spoiled)
    replace_in(spoiled / "evidence.csv", "59.5", "59.6")
    assert digest(spoiled) != digest()
