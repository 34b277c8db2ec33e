"""The first look at a file from outside: is it what it says it is, whole, and safe to open? Nothing here is stored.

Everything that is refused is refused with one sentence that says what is wrong and, where that helps, what to do.
"""

import hashlib
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

MEBIBYTE = 1024 * 1024
LARGEST_FILE = 200 * MEBIBYTE  # the largest file of a publisher that we know of has 90 MB
LARGEST_UNPACKED = 100 * MEBIBYTE  # a workbook of the Bureau of Labor Statistics unpacks to 4 MB
MOST_MEMBERS = 2_000
CHUNK = 256 * 1024
HEAD = 4_096
DECLARATION = b"<!DOCTYPE"
WORKBOOK, TEXT = "workbook", "text"
WORDS = {WORKBOOK: "an Excel workbook (.xlsx)", TEXT: "a text file with commas (.csv)"}
ENDINGS = {".xlsx": WORKBOOK, ".csv": TEXT}


class ImportRefused(Exception):
    """The file cannot be used. The message says why; nothing was changed."""


@dataclass(frozen=True)
class SourceDocument:
    """A file that passed the first look. ``kind`` is what its content is, whatever its name says."""

    path: Path
    kind: str
    size: int
    sha256: str

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.name


def look_at(path: Path, kinds: tuple[str, ...]) -> SourceDocument:
    """The file at ``path`` if its content is of one of ``kinds``. Raises ImportRefused."""
    size = _size(path)
    try:
        kind = _kind(path)
        if kind not in kinds:
            raise ImportRefused(f"{path.name} is {WORDS[kind]}; {' or '.join(WORDS[k] for k in kinds)} is needed.")
        named = ENDINGS.get(path.suffix.lower())
        if named and named != kind:
            raise ImportRefused(
                f"{path.name} is mislabelled: by its name {WORDS[named]}, by its content {WORDS[kind]}."
            )
        digest = _check_text(path) if kind == TEXT else _check_workbook(path)
    except OSError as error:
        raise ImportRefused(f"{path.name} cannot be read: {error.strerror or error}.") from error
    return SourceDocument(path, kind, size, digest)


def _size(path: Path) -> int:
    if not path.is_file():
        raise ImportRefused(f"There is no file at {path}.")
    size = path.stat().st_size
    if size == 0:
        raise ImportRefused(f"{path.name} is empty.")
    if size > LARGEST_FILE:
        raise ImportRefused(
            f"{path.name} has {size // MEBIBYTE} MB; more than {LARGEST_FILE // MEBIBYTE} MB is refused."
        )
    return size


def _kind(path: Path) -> str:
    """What the first bytes say the file is. Raises ImportRefused for kinds that no publisher of ours uses."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if head.startswith(b"PK"):
        return WORKBOOK
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise ImportRefused(f"{path.name} is an old or encrypted Excel file; save it as .xlsx without a password.")
    if head.lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<")):
        raise ImportRefused(f"{path.name} is a web page, not the file: the download went wrong.")
    if head.startswith((b"%PDF", b"\x1f\x8b")) or (b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))):
        raise ImportRefused(f"{path.name} is neither {WORDS[WORKBOOK]} nor {WORDS[TEXT]}.")
    return TEXT


def _check_text(path: Path) -> str:
    """The digest of a text that is UTF-8 to its end and ends with a line. Raises ImportRefused."""
    digest, position, rest, chunk = hashlib.sha256(), 0, b"", b""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            rest, position = _decoded(path, rest + chunk, position)
            last = chunk[-1:]
    if rest:
        raise ImportRefused(f"{path.name} ends in the middle of a letter: it was cut off.")
    if last not in (b"\n", b"\r"):
        raise ImportRefused(
            f"{path.name} ends in the middle of a line: it was cut off. (If not, add a last line break.)"
        )
    return digest.hexdigest()


def _decoded(path: Path, data: bytes, position: int) -> tuple[bytes, int]:
    """The bytes of a letter that ``data`` only begins, and how far the text was read."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and len(data) - error.start < 4:
            return data[error.start :], position + error.start
        raise ImportRefused(
            f"{path.name} is not UTF-8 text (byte {position + error.start + 1}); save it with the encoding UTF-8."
        ) from error
    if "\0" in text:
        raise ImportRefused(f"{path.name} holds bytes that no text has: it is damaged or not a text.")
    return b"", position + len(data)


def _check_workbook(path: Path) -> str:
    """The digest of a workbook whose every part unpacks, within limits, to what it promised. Raises ImportRefused."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_members(path, members)
            for member in members:
                _check_member(path, archive, member)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise ImportRefused(f"{path.name} is a damaged or cut-off workbook ({error}); download it again.") from error
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _check_members(path: Path, members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= set(names):
        raise ImportRefused(f"{path.name} is a zip archive, but not {WORDS[WORKBOOK]}.")
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > LARGEST_UNPACKED:
        raise ImportRefused(
            f"{path.name} would unpack to {len(members)} parts and {unpacked // MEBIBYTE} MB: refused as a zip bomb."
        )
    if len(set(names)) != len(names):
        raise ImportRefused(f"{path.name} holds two parts of the same name.")
    if any(member.flag_bits & 0x1 for member in members):
        raise ImportRefused(f"{path.name} is encrypted; save it without a password.")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise ImportRefused(f"{path.name} holds macros: no publisher's file does.")


def _check_member(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Unpack one part to its end, which proves its length and checksum; a part that declares entities is refused."""
    before = b""
    with archive.open(member) as stream:
        while chunk := stream.read(CHUNK):
            seen = before + chunk.replace(b"\0", b"").upper()  # in UTF-16 every other byte is none
            if DECLARATION in seen:
                raise ImportRefused(f"{path.name} declares its own XML entities, which no workbook needs: refused.")
            before = seen[1 - len(DECLARATION) :]
