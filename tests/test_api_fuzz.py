"""Schemathesis against a live server: every operation, hostile and believable input, with and without a key."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.served import key_of, served
from tests.site import Site

EXAMPLES = os.environ.get("FUZZ_EXAMPLES", "4")
WITHOUT_KEY = "^/api/v1/(roles|releases|comparison|reports)/"  # what a key changes, and some of what it does not
SEED = os.environ.get("FUZZ_SEED", "8")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    with served(tmp_path_factory.mktemp("fuzz")) as site:
        yield site


@pytest.mark.parametrize("keyed", [True, False])
def test_no_input_breaks_an_operation_or_its_promise(running: tuple[Site, str], tmp_path: Path, keyed: bool) -> None:
    site, address = running
    more = ("--header", f"Authorization: Bearer {key_of(site)}") if keyed else ("--include-path-regex", WITHOUT_KEY)
    command = [
        sys.executable, "-m", "schemathesis.cli", "run", f"{address}/api/v1/schema/", "--seed", SEED, "-n", EXAMPLES,
        "--checks", "all", "--continue-on-failure", *more,
    ]  # fmt: skip
    ran = subprocess.run(command, check=False, cwd=tmp_path, text=True, capture_output=True, timeout=900)
    assert ran.returncode == 0, ran.stdout[-20_000:] + ran.stderr[-2_000:]
