"""The deed that builds a release's bundle: whole or not at all, resumable, and always the same bytes."""

import fcntl
import hashlib
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.utils import translation

from salaries.models import Release
from salaries.opendata import texts
from salaries.opendata.tables import PARTS
from salaries.starter import VERSION
from salaries.tabular import Table, csv_text, parquet_bytes

Make = Callable[[Release, Path], bytes]
SUMS = "SHA256SUMS"
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment a zip file can name


@dataclass(frozen=True)
class Bundle:
    """A finished bundle: the folder with its files, and size and SHA-256 of each by name."""

    folder: Path
    files: dict[str, tuple[int, str]]


def _as_csv(name: str) -> Make:
    return lambda release, _folder: csv_text(_table(name, release)).encode()


def _as_parquet(name: str) -> Make:
    return lambda release, _folder: parquet_bytes(_table(name, release))


def _text(write: Callable[[Release], str]) -> Make:
    return lambda release, _folder: write(release).encode()


def _table(name: str, release: Release) -> Table:
    return PARTS[name].table(release)


def _sums(release: Release, folder: Path) -> bytes:
    names = [name for name in FILES if name not in (SUMS, zip_name(release))]
    return "".join(f"{_digest(folder / name)}  {name}\n" for name in names).encode()


FILES: dict[str, Make] = {
    **{f"{name}.csv": _as_csv(name) for name in PARTS},
    **{f"{name}.parquet": _as_parquet(name) for name in PARTS},
    "plan.json": _text(texts.plan),
    "ledger.json": _text(texts.account),
    "dictionary.md": _text(texts.dictionary),
    "README.md": _text(texts.readme),
    "CITATION.cff": _text(texts.citation),
    "LICENSE.txt": lambda _release, _folder: texts.LICENCE_TEXT.encode(),
    "datapackage.json": lambda release, folder: texts.package(release, folder).encode(),
    "dataset.jsonld": lambda release, folder: texts.pretty(
        texts.linked_data(release, {name: (folder / name).stat().st_size for name in _tables()})
    ).encode(),
    SUMS: _sums,
}


def _tables() -> list[str]:
    return [f"{name}.{kind}" for name in PARTS for kind in ("csv", "parquet")]


def zip_name(release: Release) -> str:
    """The name of the file that holds all others."""
    return f"gainstage-release-{release.number}.zip"


def build(*, release: Release) -> Bundle:
    """The release's bundle, built if it is not there yet. What is there is never changed.

    Files are made one by one in a folder that nobody is shown; each appears whole. A run that was killed, or found the
    disk full, is taken up where it ended. The folder gets its name last. Raises OSError, and shows nothing.
    """
    target = folder_of(release)
    if not target.is_dir():
        with _one_at_a_time():
            if not target.is_dir():  # else another worker was faster
                with translation.override("en"):  # whatever page asked for it
                    half = _half(release)
                    _fill(release, half)
                half.rename(target)
            for old in _root().glob(f".{target.name}.*"):
                shutil.rmtree(old, ignore_errors=True)
    return _bundle(target)


def find(release: Release) -> Bundle | None:
    """The finished bundle, or None."""
    folder = folder_of(release)
    return _bundle(folder) if folder.is_dir() else None


def progress(release: Release) -> tuple[int, int]:
    """How many files of the bundle are made, of how many."""
    done = max((len(list(half.glob("[!.]*"))) for half in _root().glob(f".{folder_of(release).name}.*")), default=0)
    return done, len(FILES) + 1


def build_missing() -> list[int]:
    """Build every bundle that is not there; returns the numbers of the releases."""
    missing = [release for release in Release.objects.order_by("number") if find(release) is None]
    return [release.number for release in missing if build(release=release)]


def drop_orphaned() -> None:
    """Remove what was built for releases that are gone: a demonstration's."""
    kept = {folder_of(release).name for release in Release.objects.all()}
    for folder in (*_root().glob("release-*"), *_root().glob(".release-*")):
        if folder.name.lstrip(".").partition(".")[0] not in kept:
            shutil.rmtree(folder, ignore_errors=True)


def folder_of(release: Release) -> Path:
    """Where the bundle lies. The time is in its name: a number is used again when demonstration data is cleared."""
    return _root() / f"release-{release.number}-{release.published_at:%Y%m%dT%H%M%SZ}"


def _root() -> Path:
    return Path(settings.OPEN_DATA_DIR)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Wait until no other process builds. A killed one lets go by itself."""
    _root().mkdir(parents=True, exist_ok=True)
    with (_root() / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _half(release: Release) -> Path:
    """The unfinished folder. It is named after what goes in, so that a run only takes up its own kind of work."""
    seen = hashlib.sha256(VERSION.encode())
    for name in PARTS:
        seen.update(csv_text(_table(name, release)).encode())
    half = _root() / f".{folder_of(release).name}.{seen.hexdigest()[:12]}"
    half.mkdir(parents=True, exist_ok=True)
    return half


def _fill(release: Release, half: Path) -> None:
    for name, make in FILES.items():
        if not (half / name).is_file():
            _write(half / name, make(release, half))
    if not (half / zip_name(release)).is_file():
        _pack(half, zip_name(release))


def _write(target: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all."""
    with NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as file:
        unfinished = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise
    unfinished.chmod(0o644)
    unfinished.replace(target)


def _pack(half: Path, name: str) -> None:
    """All files in one, in a fixed order, without times and owners."""
    unfinished = half / f".{name}"
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for inside in FILES:
                entry = zipfile.ZipInfo(f"{name.removesuffix('.zip')}/{inside}", EARLIEST)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                archive.writestr(entry, (half / inside).read_bytes())
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    unfinished.replace(half / name)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _bundle(folder: Path) -> Bundle:
    names = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    return Bundle(folder, {name: ((folder / name).stat().st_size, _digest(folder / name)) for name in names})
