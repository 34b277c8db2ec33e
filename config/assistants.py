"""The Model Context Protocol server at ``/mcp``: read-only tools, so that an assistant can answer with cited figures.

Off unless MCP=1. It is a process of its own (``uvicorn config.assistants:application``), because the protocol's SDK
speaks ASGI and the site is served faster by WSGI. Each tool asks the API inside this process, with the caller's address
and key: the same answers, the same checks and the same limits.
"""

import io
import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit

import environ
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import CallToolResult, InputRequiredResult, Tool, ToolAnnotations
from pydantic import Field

from config.wsgi import django

if not environ.Env().bool("MCP", default=False):
    raise ImproperlyConfigured("The server for assistants is off. Set MCP=1 to run it.")

READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
INSTRUCTIONS = (
    "Pay in music, in music AI and in between. Every number stands with its source, year, interval, number of people "
    "and licence: quote them with it, and the 'page' of the answer. Never average figures of different sources. Where "
    "a number is withheld, say the reason instead of guessing."
)

Slug = Annotated[str, Field(pattern=r"^[a-z0-9-]+$", max_length=60)]


class Strict(MCPServer[Any]):
    """A server whose tools refuse what they do not know: to ignore it would answer another question."""

    async def list_tools(self) -> list[Tool]:
        """The tools; their schemas say that there is nothing else."""
        return [
            tool.model_copy(update={"input_schema": {**tool.input_schema, "additionalProperties": False}})
            for tool in await super().list_tools()
        ]

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """The tool's answer. Raises ToolError with the names of arguments that it does not know."""
        known = next(
            (list(one.input_schema["properties"]) for one in await self.list_tools() if one.name == name), None
        )
        if known is not None and (unknown := [given for given in arguments if given not in known]):
            raise ToolError(f"{name} knows no {', '.join(unknown)[:200]}. It takes: {', '.join(known)}.")
        return await super().call_tool(name, arguments, context)


server = Strict("gainstage", instructions=INSTRUCTIONS, website_url=settings.SITE_URL)


@server.tool(annotations=READ_ONLY)
async def search_roles(title: str, ctx: Context) -> dict[str, Any]:
    """Roles by any title people use for them. Gives the slugs that the other tools ask for."""
    return await _ask(ctx, "roles/", {"q": title, "fields": "slug,title,side,summary"}, {"q": "title"})


@server.tool(annotations=READ_ONLY)
async def compare_pay(
    roles: Annotated[list[Slug], Field(min_length=1, max_length=4)], ctx: Context, level: str = "", country: str = "",
    engagement: str = "", ai_use: str = "", release: int | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Published figures and contributors' estimates of one to four roles; the newest period of each source."""
    asked = {"roles": ",".join(roles), "level": level, "country": country, "engagement": engagement, "ai_use": ai_use}
    query = {name: value for name, value in asked.items() if value} | ({} if release is None else {"release": release})
    answer = await _ask(ctx, "comparison/", query)
    for role in answer["roles"]:
        role["own"].pop("density")
        role.pop("distributions", None)
        for group in (*role["pay"], *role["outlook"], *role["claims"]):
            group["figures"] = [line for line in group["figures"] if line["year"] == group["figures"][0]["year"]]
    return answer | {"page": f"{settings.SITE_URL}/compare/?{urlencode(query, safe=',')}"}


@server.tool(annotations=READ_ONLY)
async def sources(ctx: Context, slug: str = "") -> dict[str, Any]:
    """Who published figures, who is counted in them and what they cannot see: all sources, or one."""
    return await _ask(ctx, f"sources/{slug}/" if slug else "sources/", {} if slug else {"page_size": 500})


@server.tool(annotations=READ_ONLY)
async def plan_move(origin: Slug, target: Slug, ctx: Context, weekly: int = 10, level: str = "mid") -> dict[str, Any]:
    """A move from one role to another: what to learn in how many weekly hours, what it costs, when it pays back."""
    query = {"from": origin, "to": target, "weekly": weekly, "level": level}
    return await _ask(ctx, "advice/plan/", query, {"from": "origin", "to": "target"})


async def _ask(
    ctx: Context, path: str, query: dict[str, Any], names: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Any]:
    """The API's answer. Raises ToolError, which the assistant is shown, with the problem's words; ``names`` are the
    tool's for parameters of the API that are called otherwise."""
    request: Any = ctx.request_context.request
    caller = {"REMOTE_ADDR": request.client.host if request and request.client else ""}
    if request and "authorization" in request.headers:
        caller["HTTP_AUTHORIZATION"] = request.headers["authorization"]
    status, body = await sync_to_async(_answer)(path, query, caller)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        raise ToolError("The site is being worked on. Try again in a few minutes.")
    answer: dict[str, Any] = json.loads(body)
    if status != HTTPStatus.OK:
        wrong = (f"{names.get(name, name)}: {words[0]}" for name, words in answer.get("errors", {}).items())
        raise ToolError(" ".join([answer["detail"], *wrong]))
    return answer


def _answer(path: str, query: dict[str, Any], caller: dict[str, str]) -> tuple[int, bytes]:
    """Status and body of a GET under /api/v1/, asked of Django in this process."""
    site = urlsplit(settings.SITE_URL)
    said: list[str] = []
    environ_of_request = {
        "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": f"/api/v1/{path}", "QUERY_STRING": urlencode(query),
        "SERVER_NAME": site.hostname or "", "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": site.scheme, "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(), "wsgi.version": (1, 0), "wsgi.multithread": True, "wsgi.multiprocess": True,
        "wsgi.run_once": False, **caller,
    }  # fmt: skip

    def _start(status: str, _headers: list[tuple[str, str]], _failure: Any = None, /) -> Callable[[bytes], object]:
        said.append(status)
        return len

    response = django(environ_of_request, _start)
    try:
        body = b"".join(response)
    finally:
        response.close()
    return int(said[0].split()[0]), body


application = server.streamable_http_app(
    stateless_http=True,
    json_response=True,
    max_request_body_size=64 * 1024,
    transport_security=TransportSecuritySettings(
        allowed_hosts=[*settings.ALLOWED_HOSTS, *(f"{host}:*" for host in settings.ALLOWED_HOSTS)],
        allowed_origins=[settings.SITE_URL],
    ),
)
for route in application.routes:
    route.methods = {"POST"}  # type: ignore[attr-defined]  # there is no session: no stream to open, nothing to end
