"""The server for assistants: off unless enabled, read-only, and asked with the SDK's own client."""

import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import Client

from tests.served import FILLED
from tests.servers import free_port, listens, running
from tests.site import Site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("mcp")
    env = {"DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}", "DATA_DIR": str(folder), "REDIS_URL": ""}
    site = Site({**env, "SITE_URL": "http://127.0.0.1:8000", "MCP": "1"})
    site.manage("migrate", "--verbosity", "0")
    site.run(FILLED)
    return site


@contextmanager
def served(env: dict[str, str]) -> Iterator[str]:
    """The address of a server for assistants."""
    port = free_port()
    words = [sys.executable, "-m", "uvicorn", "config.assistants:application", "--port", str(port)]
    with (
        (Path(env["DATA_DIR"]) / "log").open("wb") as log,
        running(words, lambda: listens(port), env=env, stdout=log, stderr=log),
    ):
        yield f"http://127.0.0.1:{port}/mcp"


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    """Of one under a narrow limit."""
    with served({**site.env, "API_RATE": "12/h"}) as found:
        yield found


@pytest.fixture(scope="module")
def tools(site: Site) -> Iterator[str]:
    with served(site.env) as found:
        yield found


def call(address: str, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    async def talk() -> list[Any]:
        async with Client(address) as client:
            return [await client.call_tool(name, arguments) for name, arguments in calls]

    return asyncio.run(talk())


def said(result: Any) -> Any:
    assert not result.is_error, result
    return json.loads(result.content[0].text)


def test_an_assistant_finds_compares_and_cites(address: str) -> None:
    found, compared, source, plan = call(
        address,
        ("search_roles", {"title": "producer"}),
        ("compare_pay", {"roles": ["music-producer", "machine-learning-engineer"]}),
        ("sources", {"slug": "bls-oews"}),
        ("plan_move", {"origin": "music-producer", "target": "machine-learning-engineer"}),
    )
    assert "music-producer" in [role["slug"] for role in said(found)["results"]]
    answer = said(compared)
    assert answer["page"].endswith("/compare/?roles=music-producer,machine-learning-engineer")
    numbers = [line for role in answer["roles"] for group in role["pay"] for line in group["figures"]]
    assert any(number["source"] == "bls-oews" and number["value"] for number in numbers)
    assert all(number["licence"] and number["source"] for number in numbers)
    assert said(source)["blind_spots"]
    assert said(plan)["assumptions"]


def test_every_tool_only_reads(address: str) -> None:
    async def tools() -> Any:
        async with Client(address) as client:
            return (await client.list_tools()).tools

    found = asyncio.run(tools())
    assert {tool.name for tool in found} == {"search_roles", "compare_pay", "sources", "plan_move"}
    assert all(tool.annotations.read_only_hint for tool in found)


def test_what_is_wrong_is_said_in_words_and_the_api_s_limit_holds(address: str) -> None:
    (unknown,) = call(address, ("compare_pay", {"roles": ["nobody"]}))
    assert unknown.is_error
    assert "There is no role" in unknown.content[0].text
    results = call(address, *[("sources", {})] * 12)
    assert results[-1].is_error
    assert "throttled" in results[-1].content[0].text


def test_what_a_tool_does_not_know_is_refused_by_name(tools: str) -> None:
    odd, none, empty = call(
        tools,
        ("search_roles", {"title": "producer", "foo": 1, "limit": 3}),
        ("compare_pay", {"roles": ["music-producer"], "release": 0}),
        ("search_roles", {"title": ""}),
    )
    assert [one.is_error for one in (odd, none, empty)] == [True, True, True]
    assert "foo, limit" in odd.content[0].text
    assert "release" in none.content[0].text
    assert "title:" in empty.content[0].text
    assert " q:" not in empty.content[0].text


def test_only_post_is_answered_for_there_is_no_session(tools: str) -> None:
    for method in ("GET", "DELETE", "HEAD"):
        answer = httpx.request(method, tools, headers={"Accept": "text/event-stream"}, timeout=5)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_while_the_site_is_worked_on_a_tool_says_so(site: Site) -> None:
    with served({**site.env, "MAINTENANCE": "1"}) as address:
        (answer,) = call(address, ("search_roles", {"title": "producer"}))
    assert answer.is_error
    assert "being worked on" in answer.content[0].text


def test_it_is_off_unless_enabled(tmp_path: Path) -> None:
    site = Site({"DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'x'}", "MCP": ""})
    process = site.start("import config.assistants")
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Set MCP=1" in errors
