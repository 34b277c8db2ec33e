"""Files nobody has seen yet: damaged by chance, another edition, another state, other programs' habits."""

import csv
import random
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from salaries.importers import pums
from salaries.importers.reading import ImportRefused
from tests.conftest import DATA
from tests.publishers import COMPOSERS, MUSICIANS, oews, parsed, refusal, repacked, text
from tests.test_importers_others import people

CPI = [("Date", "Index", "Inflation"), *((f"2024-{month:02}-01", f"{300 + month}.1", "0.4") for month in range(1, 10))]
SPOILERS = (b"\r", b'"', b"\x1a", b"nan", b"1e400", b"-0", b"inf", "\N{NO-BREAK SPACE}".encode(), "٣".encode(), b",,")


def spoiled(data: bytes, chance: random.Random) -> bytes:
    """The same bytes cut, with some of them changed, or with some said twice."""
    content, at = bytearray(data), chance.randrange(len(data))
    kind = chance.choice(["flip", "cut", "twice"])
    if kind == "cut":
        return bytes(content[:at])
    if kind == "twice":
        return bytes(content[: at + 200] + content[at:])
    for _ in range(chance.choice([1, 5, 50])):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def outcome(name: str, path: Path) -> str:
    """'read', or the refusal. Anything else that is raised fails the test."""
    try:
        parsed(name, path)
    except ImportRefused as refused:
        return str(refused)
    return "read"


@pytest.mark.parametrize("seed", range(4))
def test_a_workbook_with_any_part_spoiled_is_read_or_refused_in_words(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    whole = oews(tmp_path).read_bytes()
    said = Counter()
    for _ in range(25):
        path = tmp_path / "national_M2027_dl.xlsx"
        path.write_bytes(whole)
        victim = chance.choice(["sheet1.xml", "sharedStrings.xml", "workbook.xml", "styles.xml", "rels", "Types].xml"])
        said[outcome("oews", repacked(path, lambda n, d, v=victim: spoiled(d, chance) if n.endswith(v) else d))] += 1
    assert sum(count for words, count in said.items() if words != "read") > 5
    assert all(words == "read" or words.endswith((".", ")")) for words in said)


@pytest.mark.parametrize("seed", range(2))
def test_a_text_with_anything_in_between_is_read_or_refused_in_words(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    whole = text(tmp_path / "cpi.csv", CPI).read_bytes()
    said = Counter()
    for _ in range(60):
        at = chance.randrange(len(whole))
        (tmp_path / "cpi.csv").write_bytes(whole[:at] + chance.choice(SPOILERS) + whole[at:])
        said[outcome("cpi", tmp_path / "cpi.csv")] += 1
    assert said["read"] < 30


def test_entities_are_found_wherever_they_are_declared(tmp_path: Path) -> None:
    late = b'<?xml version="1.0"?><!--' + b" " * 300_000 + b'--><!DOCTYPE a [<!ENTITY b "ha">]>'
    for head in (late, late.decode().encode("utf-16")):
        path = repacked(oews(tmp_path), lambda name, data, h=head: h + data if name.endswith("sheet1.xml") else data)
        assert "XML entities" in refusal("oews", path)


def test_array_formulas_are_formulas(tmp_path: Path) -> None:
    def with_array(name: str, data: bytes) -> bytes:
        old = b"<v>73710</v>"
        assert not name.endswith("sheet1.xml") or old in data
        return data.replace(old, b'<f t="array" ref="AB2">SUM(A1:A2)</f><v>73710</v>')

    assert "p50_year is a formula" in refusal("oews", repacked(oews(tmp_path), with_array))


def test_percentiles_that_fall_are_refused(tmp_path: Path) -> None:
    swapped = COMPOSERS | {"A_PCT25": COMPOSERS["A_PCT75"], "A_PCT75": COMPOSERS["A_PCT25"]}
    assert "percentiles of pay by the year do not rise" in refusal("oews", oews(tmp_path, swapped))
    assert len(parsed("oews", oews(tmp_path, COMPOSERS, MUSICIANS))) == 2  # marks are no numbers to be compared


@pytest.mark.parametrize(("sign", "word"), [(";", "semicolons"), ("|", "bars")])
def test_other_separators_are_named(tmp_path: Path, sign: str, word: str) -> None:
    path = tmp_path / "cpi.csv"
    path.write_text("\n".join(sign.join(row) for row in CPI) + "\n")
    assert f"set apart by {word}: save it with commas" in refusal("cpi", path)


# The microdata as other years and states have them


def test_records_of_other_states_and_years_are_read(tmp_path: Path) -> None:
    header = ["STATE" if name == "ST" else name for name in pums.NAMES]
    rows = people(50, ST="6", SERIALNO="2023GQ01", OCCP="2752", ESR="1")
    found = list(pums.figures(parsed("pums", text(tmp_path / "pums.csv", [header, *rows])), {"27-2042": "Musicians"}))
    assert {figure.subject for figure in found} == {"Musicians in California"}
    assert found[0].name == "acs-pums/27-2042/06/2023/p10/year"
    assert all("in California" in figure.population for figure in found)


@pytest.mark.needs_data
def test_part_of_the_publishers_records_in_another_order(tmp_path: Path) -> None:
    """What a plain computation finds in rows drawn by chance, columns turned round and names in small letters."""
    with next((DATA / "microdata").glob("*.csv")).open(newline="", encoding="utf-8") as stream:
        every = list(csv.DictReader(stream))
    chance = random.Random(5)
    some = chance.sample(every, 2_500)
    names = list(reversed(every[0]))
    path = text(tmp_path / "part.csv", [[n.lower() for n in names], *[[row[n] for n in names] for row in some]])
    found = {f.name.split("/", 4)[-1]: f for f in pums.figures(parsed("pums", path), {"27-2042": "Musicians"})}
    pays = []
    for row in some:
        earned = (float(row["WAGP"] or 0) + float(row["SEMP"] or 0)) * int(row["ADJINC"]) / 1e6
        if row["OCCP"] == "2752.0" and row["ESR"] in ("1.0", "2.0") and earned > 0:
            pays += [earned] * int(row["PWGTP"])
    pays.sort()
    assert found["p50/year"].respondents is not None
    for name, share in (("p25", 0.25), ("p50", 0.5), ("p90", 0.9)):
        assert found[f"{name}/year"].value == pytest.approx(Decimal(pays[int(share * len(pays))]), abs=10)
    assert found["mean/year"].value == pytest.approx(Decimal(sum(pays) / len(pays)), abs=5)
