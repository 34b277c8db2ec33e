"""Open data: whole or not at all, taken up where it ended, always the same bytes, and described for machines."""

import csv
import errno
import hashlib
import io
import json
import subprocess
import zipfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from jsonschema import Draft4Validator

from salaries import tabular
from salaries.models import Batch, MovementBatch, Release, Role
from salaries.movements import moves_of
from salaries.opendata import bundles
from salaries.opendata.bundles import FILES, build, find, folder_of, progress
from salaries.stats.privacy import PLAN
from salaries.tabular import Column, Table, parquet_bytes
from salaries.tasks import build_open_data
from tests.people import NOW, make_estimate, make_figure, make_role, make_source
from tests.site import Site

PROFILE = Path(__file__).parent / "frictionless" / "data-package.json"
FILLED = """
from tests.people import *
from salaries.models import *
role = make_role(code="27-2041")
make_estimate(role, (40_000, 50_000, 60_000), streams={"fees": [70, 80, 90]})
make_estimate(role, (1, 2, 3), dimension="level", value="mid", withheld="too_few", percentiles={})
Source.objects.filter(slug="test-rates").update(licence="CC0")
make_figure("=figure", 50_000, subject="=1+1", role=role)
"""
BUILT = """
from pathlib import Path
from salaries.models import Release
from salaries.opendata.bundles import build
print(json.dumps(build(release=Release.objects.get()).files))
"""


@pytest.fixture
def release(db: None, settings: Any, tmp_path: Path) -> Release:
    """A release with a published and a withheld estimate, its batches, and figures under three licences."""
    settings.OPEN_DATA_DIR = tmp_path / "open-data"
    role = make_role(code="27-2041")
    row = make_estimate(role, (40_000, 50_000, 60_000), streams={"fees": [70, 80, 90]})
    make_estimate(role, (1, 2, 3), dimension="level", value="mid", withheld="too_few", percentiles={})
    Batch.objects.create(
        release=row.release, role=role, table=PLAN[0].name, epsilon="0.2", edges=[0, 5, 9], counts={"mid": [3, -1]}
    )
    MovementBatch.objects.create(
        release=row.release, role=role, months=6, outcomes_epsilon="0.3", changes_epsilon="0.3",
        outcomes={"stayed": 300, "skills": 80, "left": -4}, changes={"stayed": [0, -2, 3, 40, 200, 50, 8, 1, 0]},
    )  # fmt: skip
    for slug, licence in (("free", "Public domain (US government work)"), ("quoted", "Single figures quoted")):
        source = make_source(slug)
        type(source).objects.filter(pk=source.pk).update(licence=licence)
        make_figure(f"{slug}/1", source=source, subject="=1+1", role=role)
    return row.release


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / name).read_text())))


def test_a_bundle_holds_everything_and_its_sums_are_right(release: Release) -> None:
    bundle = build(release=release)
    assert set(bundle.files) == {*FILES, "gainstage-release-1.zip"}
    for line in (bundle.folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((bundle.folder / name).read_bytes()).hexdigest() == digest
    with zipfile.ZipFile(bundle.folder / "gainstage-release-1.zip") as archive:
        assert archive.testzip() is None
        assert {name.removeprefix("gainstage-release-1/") for name in archive.namelist()} == set(FILES)
    assert "Attribution 4.0 International" in (bundle.folder / "LICENSE.txt").read_text()


def test_estimates_keep_their_context_and_figures_their_licence(release: Release) -> None:
    folder = build(release=release).folder
    estimates = {row["statistic"]: row for row in rows_of(folder, "estimates.csv")}
    assert (estimates["p50"]["value"], estimates["p50"]["low"], estimates["p50"]["n"]) == ("50000", "40000", "60")
    assert estimates[""]["withheld"] == "too_few"
    assert estimates[""]["reason"].startswith("The protected count")
    assert estimates[""]["value"] == ""
    figures = rows_of(folder, "figures.csv")
    assert [row["key"] for row in figures] == ["free/1"]  # what may only be quoted stays out
    assert figures[0]["subject"] == "'=1+1"
    assert [row["count"] for row in rows_of(folder, "batches.csv")] == ["3", "-1"]


def test_a_withheld_estimate_is_the_same_row_in_the_api(release: Release, client: Client) -> None:
    role = make_role("data-scientist", side="ai")
    for measure in ("yearly", "hourly"):
        make_estimate(role, (1, 2, 3), release=release, measure=measure, withheld="too_few", percentiles={})
    listed = csv.DictReader(
        io.StringIO(client.get("/api/v1/estimates/?format=csv&role=data-scientist").content.decode())
    )
    ours = {row["measure"]: row for row in listed}
    bundled = [
        row for row in rows_of(build(release=release).folder, "estimates.csv") if row["role"] == "data-scientist"
    ]
    for row in bundled:
        shared = set(row) & set(ours[row["measure"]])
        assert {name: row[name] for name in shared} == {name: ours[row["measure"]][name] for name in shared}
    assert {row["measure"]: row["unit"] for row in bundled} == {"yearly": "year", "hourly": "hour"}


def test_follow_ups_are_those_of_the_api_and_their_counts_as_published(release: Release) -> None:
    folder = build(release=release).folder
    rows = [row for row in rows_of(folder, "follow_ups.csv") if row["role"] == "music-producer"]
    half, year = moves_of("music-producer", 1)
    told = {(row["table"], row["name"]): row for row in rows if row["months"] == "6"}
    assert len(told) == len(half.outcomes) + len(half.changes)
    low, value, high = half.outcomes["stayed"]
    stayed = told["outcomes", "stayed"]
    assert (float(stayed["low"]), float(stayed["value"]), float(stayed["high"])) == (low, value, high)
    change = told["changes", "stayed"]
    assert float(change["value"]) == pytest.approx(100 * (half.changes["stayed"].ratio[1] - 1))
    assert (change["n"], change["epsilon"]) == (str(half.changes["stayed"].people), "0.3")
    assert [row["reason"] for row in rows if row["months"] == "12"] == [year.reason]
    counts = rows_of(folder, "follow_up_batches.csv")
    assert [row["count"] for row in counts if row["table"] == "outcomes"] == ["-4", "80", "300"]
    assert [row["bin"] for row in counts if row["table"] == "changes"] == [str(place) for place in range(9)]
    assert json.loads((folder / "plan.json").read_text())["follow_ups"]["spent_by_a_follow_up"] == 1.0
    assert [line["months"] for line in json.loads((folder / "ledger.json").read_text())["follow_ups"]["batches"]] == [6]


def test_a_later_bundle_holds_its_own_batches_and_the_account_of_all(release: Release) -> None:
    later = Release.objects.create(number=2, published_at=NOW)
    for table, counts in zip(PLAN[:2], ([7, 8], [9, 9]), strict=True):
        Batch.objects.create(
            release=later, role=Role.objects.get(), table=table.name, epsilon="0.2", edges=[0, 5, 9],
            counts={"mid": counts},
        )  # fmt: skip
    folder = build(release=later).folder
    assert sorted(row["count"] for row in rows_of(folder, "batches.csv")) == ["7", "8", "9", "9"]
    assert {row["release"] for row in rows_of(folder, "batches.csv")} == {"2"}
    assert rows_of(folder, "follow_up_batches.csv") == []
    account = json.loads((folder / "ledger.json").read_text())
    assert [line["release"] for line in account["batches"]] == [2, 1]
    assert [row["count"] for row in rows_of(build(release=release).folder, "batches.csv")] == ["3", "-1"]


@pytest.mark.parametrize("name", ["estimates", "batches", "follow_ups", "follow_up_batches", "figures", "roles"])
def test_parquet_and_csv_say_the_same(release: Release, name: str) -> None:
    folder = build(release=release).folder
    with duckdb.connect() as engine:
        found = engine.read_parquet(str(folder / f"{name}.parquet"))
        rows = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
    listed = rows_of(folder, f"{name}.csv")
    assert [list(row) for row in rows] == [list(row) for row in listed]
    for row, line in zip(rows, listed, strict=True):
        for column, value in row.items():
            said = line[column].removeprefix("'")
            if isinstance(value, float):
                assert float(said) == value
            else:
                assert said == ("" if value is None else str(value))


def test_the_description_is_valid_and_true(release: Release) -> None:
    bundle = build(release=release)
    package = json.loads((bundle.folder / "datapackage.json").read_text())
    Draft4Validator(json.loads(PROFILE.read_text())).validate(package)
    for resource in package["resources"]:
        size, digest = bundle.files[resource["path"]]
        assert (resource["bytes"], resource["hash"]) == (size, f"sha256:{digest}")
    columns = {r["name"]: [f["name"] for f in r["schema"]["fields"]] for r in package["resources"] if "schema" in r}
    assert columns["estimates"] == list(rows_of(bundle.folder, "estimates.csv")[0])
    dictionary = (bundle.folder / "dictionary.md").read_text()
    assert all(f"`{column}`" in dictionary for names in columns.values() for column in names)
    citation = yaml.safe_load((bundle.folder / "CITATION.cff").read_text())
    assert (citation["type"], citation["version"], citation["license"]) == ("dataset", "1", "CC-BY-4.0")


def test_two_processes_build_the_same_bytes(tmp_path: Path) -> None:
    found = []
    site = Site({"DATABASE_URL": f"sqlite:///{tmp_path / 'site.sqlite3'}", "REDIS_URL": "", "DATA_DIR": str(tmp_path)})
    site.manage("migrate", "--verbosity", "0")
    site.run(FILLED)
    for name in ("first", "second"):
        site.env |= {"DATA_DIR": str(tmp_path / name), "TZ": "UTC" if name == "first" else "Asia/Tokyo"}
        found.append(json.loads(site.run(BUILT).splitlines()[-1]))
    assert found[0] == found[1]
    assert len(found[0]) == len(FILES) + 1


def test_a_disk_that_takes_no_parquet_is_told_like_any_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "table.parquet").mkdir()  # where the file should go
    monkeypatch.setattr(tabular, "TemporaryDirectory", lambda: nullcontext(str(tmp_path)))
    with pytest.raises(OSError, match=r"table\.parquet"):
        parquet_bytes(Table([Column("a", "integer")], [{"a": 1}]))


def test_a_full_disk_leaves_nothing_half_and_the_next_run_goes_on(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, written = bundles._write, []

    def until_full(target: Path, content: bytes) -> None:
        if len(written) == 5:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(target.name)
        write(target, content)

    monkeypatch.setattr(bundles, "_write", until_full)
    with pytest.raises(OSError, match="No space"):
        build(release=release)
    assert find(release) is None
    assert progress(release) == (5, len(FILES) + 1)
    again: list[str] = []
    monkeypatch.setattr(bundles, "_write", lambda target, content: (again.append(target.name), write(target, content)))
    bundle = build(release=release)
    assert not set(again) & set(written)
    assert len(bundle.files) == len(FILES) + 1
    assert [path.name for path in folder_of(release).parent.glob("*release*")] == [folder_of(release).name]


def test_a_half_written_file_is_never_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(bundles.os, "fsync", fails)
    with pytest.raises(OSError, match="No space"):
        bundles._write(tmp_path / "file", b"content")
    assert list(tmp_path.iterdir()) == []


def test_what_is_built_stays_as_it_is(release: Release) -> None:
    before = build(release=release).files
    make_figure("free/2", source=make_source("free"))
    newer = Release.objects.create(number=2, published_at=NOW)
    build_open_data.delay()
    assert build(release=release).files == before
    assert find(newer) is not None


def test_the_page_lists_releases_and_each_has_a_permanent_page(release: Release, client: Client) -> None:
    assert "being made: 0 of" in client.get("/data/").content.decode()
    call_command("open_data", verbosity=0)
    assert "/data/releases/1/gainstage-release-1.zip" in client.get("/data/").content.decode()
    page = client.get("/data/releases/1/")
    text = page.content.decode()
    bundle = find(release)
    assert bundle is not None
    assert all(digest in text for _, digest in bundle.files.values())
    assert "unsafe" not in page["Content-Security-Policy"]
    markup = json.loads(text.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert (markup["@type"], markup["version"]) == ("Dataset", "1")
    assert markup["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert {part["encodingFormat"] for part in markup["distribution"]} >= {"text/csv", "application/zip"}
    assert client.get("/data/releases/9/").status_code == 404


def test_files_are_sent_as_they_are_and_nothing_else_is(release: Release, client: Client) -> None:
    bundle = build(release=release)
    answer = client.get("/data/releases/1/figures.csv")
    assert b"".join(answer.streaming_content) == (bundle.folder / "figures.csv").read_bytes()
    assert answer["ETag"] == f'"{bundle.files["figures.csv"][1]}"'
    for name in ("nothing.csv", "..%2f..%2fkeys.json", ".hidden"):
        assert client.get(f"/data/releases/1/{name}").status_code == 404
    assert client.post("/data/releases/1/figures.csv").status_code == 405


def test_the_sums_can_be_checked_with_the_usual_tool(release: Release) -> None:
    folder = build(release=release).folder
    ran = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], check=False, cwd=folder, capture_output=True
    )
    assert ran.returncode == 0, ran.stderr
