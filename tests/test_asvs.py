"""The table of security requirements names every one once, and nothing that does not exist; and a few of its rows."""

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.test import Client

from tests.site import ROOT

TABLE = (ROOT / "docs" / "asvs.md").read_text()
THREATS = (ROOT / "docs" / "threat-model.md").read_text()
STATES = {"met", "partly", "not met", "operator", "n.a."}
# Levels 1 and 2 of ASVS 5.0.0: the last number of each section's list; those of level 3 are taken out below.
SECTIONS = {
    "1.1": 2, "1.2": 10, "1.3": 12, "1.4": 3, "1.5": 3, "2.1": 3, "2.2": 3, "2.3": 5, "2.4": 2, "3.1": 1, "3.2": 3,
    "3.3": 5, "3.4": 8, "3.5": 8, "3.6": 1, "3.7": 5, "4.1": 5, "4.2": 5, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 6,
    "5.3": 3, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 8, "6.4": 6, "6.5": 8, "6.6": 4, "6.7": 2, "6.8": 4, "7.1": 3,
    "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 3, "7.6": 2, "8.1": 4, "8.2": 4, "8.3": 3, "8.4": 2, "9.1": 3, "9.2": 4,
    "11.1": 4, "11.2": 5, "11.3": 5, "11.4": 4, "11.5": 2, "11.6": 2, "11.7": 2, "12.1": 5, "12.2": 2, "12.3": 5,
    "13.1": 4, "13.2": 6, "13.3": 4, "13.4": 7, "14.1": 2, "14.2": 8, "14.3": 3, "15.1": 5, "15.2": 5, "15.3": 7,
    "15.4": 4, "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 4,
}  # fmt: skip
THIRD = """
1.2.10 1.3.12 1.5.3 2.3.5 2.4.2 3.1.1 3.2.3 3.3.5 3.4.7 3.4.8 3.5.6 3.5.7 3.5.8 3.6.1 3.7.3 3.7.4 3.7.5 4.1.4
4.1.5 4.2.2 4.2.3 4.2.4 4.2.5 5.2.4 5.2.5 5.2.6 5.3.3 6.3.5 6.3.6 6.3.7 6.3.8 6.4.5 6.4.6 6.5.6 6.5.7 6.5.8
6.6.4 6.7.1 6.7.2 7.5.3 8.1.3 8.1.4 8.2.4 8.3.2 8.3.3 8.4.2 11.1.3 11.1.4 11.2.4 11.2.5 11.3.4 11.3.5 11.5.2
11.6.2 11.7.1 11.7.2 12.1.4 12.1.5 12.3.5 13.1.2 13.1.3 13.1.4 13.2.6 13.3.3 13.3.4 13.4.6 13.4.7 14.2.5
14.2.6 14.2.7 14.2.8 15.1.4 15.1.5 15.2.4 15.2.5 15.4.1 15.4.2 15.4.3 15.4.4 16.5.4
"""
LEVEL_3 = set(THIRD.split())
LINES = [line for line in TABLE.splitlines() if re.match(r"\| [V\d]", line)]
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in LINES]
HTTPS = """
import json, django; django.setup()
from django.conf import settings as s
print(json.dumps([s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,
                  s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.DEBUG, s.STAFF_SECOND_FACTOR]))
"""


def wanted() -> set[str]:
    whole = {f"{section}.{number}" for section, last in SECTIONS.items() for number in range(1, last + 1)}
    assert whole >= LEVEL_3
    return whole - LEVEL_3


def test_every_requirement_is_there_once() -> None:
    named = Counter(number for row in ROWS for number in row[0].split() if number not in ("V10", "V17"))
    assert {number for number, times in named.items() if times > 1} == set()
    assert set(named) == wanted()


def test_every_row_has_a_state_and_says_what_is_missing() -> None:
    for numbers, _, state, where in ROWS:
        assert state in STATES, numbers
        assert where or state in ("n.a.", "operator"), numbers
        if state == "met" and "`" not in where:
            assert len(where) > 3, numbers


def test_files_and_tests_that_are_named_exist() -> None:
    named = set(re.findall(r"`((?:tests|salaries|config|docs|static)/[^`]*|requirements[^`]*)`", TABLE + THREATS))
    assert len(named) > 40
    for name in named:
        path, _, test = name.partition("::")
        assert (ROOT / path).exists(), name
        if test:
            tree = ast.parse((ROOT / path).read_text())
            assert test in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, name


def test_with_https_cookies_and_transport_are_strict(tmp_path: Path) -> None:
    env = {
        "SITE_URL": "https://pay.example.org",
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    said = subprocess.run([sys.executable, "-c", HTTPS], env=env, cwd=ROOT, text=True, capture_output=True, check=True)
    assert said.stdout.strip() == '["__Host-session", "__Host-csrf", true, true, 31536000, true, false, true]'


def test_the_policy_for_content_is_strict(client: Client, db: None) -> None:
    policy = client.get("/account/login/")["Content-Security-Policy"]
    for part in (
        "default-src 'none'",
        "script-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ):
        assert part in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    "path",
    ["/.git/config", "/.env", "/static/", "/static/../config/settings.py", "/static/%2e%2e/requirements.txt",
     "/var/keys.json", "/server-status", "/phpinfo.php", "/__debug__/"],
)  # fmt: skip
def test_tools_of_attackers_find_nothing(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.generic("TRACE", "/").status_code == 405


def test_every_library_is_pinned() -> None:
    lines = [line for line in (ROOT / "requirements.txt").read_text().splitlines() if line and not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+(\[[\w,]+\])?==[\w.]+", line)] == []


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_what_is_installed_is_what_is_pinned_and_has_hashes(name: str) -> None:
    pin = re.compile(r"^([\w.-]+)(?:\[[\w,]+\])?==([\w.]+)", re.MULTILINE)
    wanted = {
        (library.lower().replace(".", "-").replace("_", "-"), version)
        for library, version in pin.findall(_list(f"{name}.txt"))
    }
    locked = _list(f"{name}.lock")
    assert wanted <= {(library.lower().replace(".", "-").replace("_", "-"), v) for library, v in pin.findall(locked)}
    assert all("--hash=sha256:" in entry for entry in re.split(r"\n(?=\w)", locked.strip()))


def _list(name: str) -> str:
    return (ROOT / name).read_text()
