"""Files that are not what they say: each is refused with a sentence that says what is wrong."""

import re
import zipfile
from pathlib import Path

import pytest

from salaries.importers import reading, tables
from tests.publishers import COMPOSERS, OEWS_HEADER, oews, parsed, refusal, repacked, text, workbook

CPI = [("Date", "Index", "Inflation"), ("2024-01-01", "300.1", ""), ("2024-02-01", "301.2", "0.4")]


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_a_whole_workbook_is_read(tmp_path: Path) -> None:
    assert [row.occupation for row in parsed("oews", oews(tmp_path))] == ["27-2041", "27-2042"]


def test_there_must_be_a_file(tmp_path: Path) -> None:
    assert "There is no file" in refusal("oews", tmp_path / "none.xlsx")
    assert "There is no file" in refusal("oews", tmp_path)
    assert "is empty" in refusal("oews", write(tmp_path / "empty.xlsx", b""))


def test_a_workbook_cut_anywhere_is_refused(tmp_path: Path) -> None:
    whole = oews(tmp_path).read_bytes()
    for share in (0.1, 0.5, 0.9, 0.999):
        cut = write(tmp_path / "cut.xlsx", whole[: int(len(whole) * share)])
        assert "damaged or cut-off workbook" in refusal("oews", cut)


def test_a_workbook_with_flipped_bytes_is_refused(tmp_path: Path) -> None:
    path = oews(tmp_path)
    with zipfile.ZipFile(path) as archive:
        part = max(archive.infolist(), key=lambda member: member.compress_size)
    content = bytearray(path.read_bytes())
    middle = part.header_offset + 30 + len(part.filename) + part.compress_size // 2
    content[middle : middle + 8] = bytes(byte ^ 0xFF for byte in content[middle : middle + 8])
    assert "damaged or cut-off" in refusal("oews", write(path, bytes(content)))


def test_a_workbook_whose_sheet_is_no_xml_is_refused(tmp_path: Path) -> None:
    path = repacked(oews(tmp_path), lambda name, data: data[:-400] if name == "xl/worksheets/sheet1.xml" else data)
    assert "damaged workbook" in refusal("oews", path)


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"]
)
@pytest.mark.parametrize("content", [b"", b"junk", b"<a/>"])
def test_a_workbook_with_a_ruined_part_is_refused(tmp_path: Path, part: str, content: bytes) -> None:
    path = repacked(oews(tmp_path), lambda name, data: content if name == part else data)
    if part == "xl/styles.xml" and content == b"<a/>":
        assert len(parsed("oews", path)) == 2  # looks are not needed
    else:
        assert any(reason in refusal("oews", path) for reason in ("damaged workbook", "no sheet holds"))


@pytest.mark.parametrize("size", ["A1:A1", "A1:XFD1048576"])
def test_a_sheet_that_lies_about_its_size_is_read_whole(tmp_path: Path, size: str) -> None:
    lie = re.compile(rb'<dimension ref="[^"]*"')
    path = repacked(oews(tmp_path), lambda _, data: lie.sub(f'<dimension ref="{size}"'.encode(), data))
    assert len(parsed("oews", path)) == 2


def test_a_row_far_below_is_refused(tmp_path: Path) -> None:
    path = repacked(oews(tmp_path), lambda _, data: data.replace(b'<row r="3"', b'<row r="900000000"'))
    assert "more than 200,000 rows" in refusal("oews", path)


def test_empty_lines_are_passed_over(tmp_path: Path) -> None:
    assert len(parsed("cpi", write(tmp_path / "cpi.csv", b"Date,Index\n\n2024-01-01,300.1\n\n"))) == 1


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_UNPACKED", 8 * reading.MEBIBYTE)
    path = repacked(oews(tmp_path), lambda _, data: data, {"xl/media/image1.bin": bytes(9 * reading.MEBIBYTE)})
    assert path.stat().st_size < reading.MEBIBYTE
    assert "zip bomb" in refusal("oews", path)


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    path = repacked(oews(tmp_path), lambda _, data: data, {f"xl/{n}.xml": b"<a/>" for n in range(2_000)})
    assert "zip bomb" in refusal("oews", path)


def test_a_huge_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_FILE", 1_000)
    assert "is refused" in refusal("oews", oews(tmp_path))


def test_own_entities_are_refused(tmp_path: Path) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha">]>'
    path = repacked(oews(tmp_path), lambda name, data: bomb + data if name.endswith("sheet1.xml") else data)
    assert "XML entities" in refusal("oews", path)


def test_macros_are_refused(tmp_path: Path) -> None:
    path = repacked(oews(tmp_path), lambda _, data: data, {"xl/vbaProject.bin": b"macro"})
    assert "macros" in refusal("oews", path)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.xlsx", b"\xd0\xcf\x11\xe0 old", "old or encrypted Excel file"),
        ("a.xlsx", b"<!DOCTYPE html><title>404</title>", "a web page"),
        ("a.xlsx", b"%PDF-1.7", "neither an Excel workbook"),
        ("a.xlsx", b"OCC_CODE,A_MEDIAN\n27-2041,1\n", "an Excel workbook (.xlsx) is needed"),
    ],
)
def test_other_kinds_are_named(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    assert reason in refusal("oews", write(tmp_path / name, content))


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "not an Excel workbook" in refusal("oews", tmp_path / "a.xlsx")


def test_a_mislabelled_file_is_refused(tmp_path: Path) -> None:
    path = oews(tmp_path)
    renamed = path.rename(tmp_path / "occupation.csv")
    assert "mislabelled" in refusal("projections", renamed)
    assert "mislabelled" in refusal("projections", text(tmp_path / "table.xlsx", CPI))


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_other_encodings_are_refused(tmp_path: Path, encoding: str) -> None:
    content = "Date,Index,Inflation\n2024-01-01,300.1,\xe9\n".encode(encoding)
    assert "not UTF-8" in refusal("cpi", write(tmp_path / "cpi.csv", content))


def test_a_byte_order_mark_and_letters_across_chunks_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CHUNK", 5)
    content = "\ufeffDate,Index,Inflation\n2024-01-01,300.1,€€€\n".encode()
    assert len(parsed("cpi", write(tmp_path / "cpi.csv", content))) == 1


@pytest.mark.parametrize("cut", [1, 3, 12])
def test_a_text_that_was_cut_off_is_refused(tmp_path: Path, cut: int) -> None:
    path = text(tmp_path / "cpi.csv", CPI)
    assert "cut off" in refusal("cpi", write(path, path.read_bytes().rstrip()[:-cut]))


def test_rows_of_another_width_are_refused(tmp_path: Path) -> None:
    assert "line 4: 2 cells instead of 3" in refusal("cpi", text(tmp_path / "cpi.csv", [*CPI, ("2024-03-01", "1")]))


def test_an_open_quotation_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "cpi.csv", b'Date,Index,Inflation\n2024-01-01,"300.1,\n')
    assert "line" in refusal("cpi", path)


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 1)
    monkeypatch.setattr(tables, "SHEET_ROWS", 2)
    assert "more than 1 rows" in refusal("cpi", text(tmp_path / "cpi.csv", CPI))
    assert "more than 2 rows" in refusal("oews", oews(tmp_path))


def test_formulas_are_refused_with_their_place(tmp_path: Path) -> None:
    path = oews(tmp_path, COMPOSERS | {"A_MEDIAN": "=1+1"})
    assert "row 2: p50_year is a formula" in refusal("oews", path)
    assert "line 4: value is a formula" in refusal("cpi", text(tmp_path / "c.csv", [*CPI, ("2024-03-01", "=2*3", "")]))


def test_another_table_is_refused(tmp_path: Path) -> None:
    assert "no sheet holds its columns" in refusal("oews", workbook(tmp_path / "a.xlsx", {"a": [("x", "y"), (1, 2)]}))
    assert "does not hold its columns" in refusal("fx", text(tmp_path / "cpi.csv", CPI))


def test_the_same_table_twice_is_refused(tmp_path: Path) -> None:
    table = [OEWS_HEADER, [COMPOSERS.get(column, "") for column in OEWS_HEADER]]
    path = workbook(tmp_path / "national_M2027_dl.xlsx", {"old": table, "new": table})
    assert "more than once ('old' and 'new')" in refusal("oews", path)
