"""The API's own pages: docs/api.md does what it says, and the docs are a page of the site."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from django.test import Client

from salaries.accounts.models import issue_key
from tests.people import NOW, make_person

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "api.md").read_text()
PROGRAMS = {
    "bash": ["bash", "-euc"], "python": [sys.executable, "-c"], "javascript": ["node", "--input-type=module", "-e"],
    "r": ["Rscript", "-e"],
}  # fmt: skip
SNIPPETS = re.findall(rf"```({'|'.join(PROGRAMS)})\n(.*?)```", TEXT, re.S)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not shutil.which("curl"), reason="no curl on this machine")
def test_every_snippet_runs_in_the_order_it_is_read(live_server) -> None:
    call_command("load_starter", verbosity=0)
    _, secret = issue_key(person=make_person(), name="docs", now=NOW)
    env = {**os.environ, "GAINSTAGE": live_server.url, "GAINSTAGE_KEY": secret, "no_proxy": "*"}
    said: dict[str, list[str]] = {kind: [] for kind in PROGRAMS}
    for kind, code in SNIPPETS:
        program = PROGRAMS[kind]
        if not shutil.which(program[0]):
            spared = () if os.environ.get("REQUIRE_SERVICES") == "1" else ("javascript", "r")
            assert kind in spared, f"{program[0]} is not on this machine"
            continue
        ran = subprocess.run([*program, code], check=False, env=env, text=True, capture_output=True, timeout=60)
        assert ran.returncode == 0, (code, ran.stdout, ran.stderr)
        said[kind].append(ran.stdout)
    (find, table, given), (medians, changed) = said["bash"], said["python"]
    if said["javascript"]:
        assert "Nobody's reports on this role have been published yet" in said["javascript"][0]
    if said["r"]:
        assert "62590" in said["r"][0]
    assert "music-producer" in find
    assert '"title":"There is' not in find
    assert table.startswith("release,")
    assert "62590.0" in medians
    assert '"status":"pending"' in given
    assert changed.splitlines() == ["Waiting for a moderator None", "senior"]


def test_every_address_of_the_schema_is_in_the_text() -> None:
    paths = yaml.safe_load((ROOT / "tests" / "snapshots" / "openapi.yml").read_text())["paths"]
    for path in paths:
        written = re.sub(r"{(\w+)}", lambda name: {"name": "KEY"}.get(name[1], name[1].upper()), path)
        assert written in TEXT, path


@pytest.mark.django_db
def test_the_docs_page_is_a_page_of_the_site(client: Client) -> None:
    page = client.get("/api/v1/docs/")
    assert page["Content-Type"].startswith("text/html")
    assert "unsafe" not in page["Content-Security-Policy"]
    assert "<h1>" in page.content.decode()
    assert client.post("/api/v1/docs/").status_code == 405
