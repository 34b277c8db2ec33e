"""The OpenAPI document shaped for people: operations by tag, and every shape that they take or answer."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

SHAPES = "#/components/schemas/"
LIMITS = {
    "minimum": "from {}", "maximum": "to {}", "maxLength": "at most {} characters", "default": "{} unless told",
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """A parameter or a field of a shape; ``shape`` is the one that it holds, if it holds one."""

    name: str
    kind: str
    shape: str
    required: bool
    said: tuple[str, ...]
    place: str = ""


@dataclass(frozen=True)
class Answer:
    """One way an operation answers."""

    status: str
    said: str
    shape: str
    media: tuple[str, ...]


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked. ``readable`` says that a browser can open its address as it stands."""

    name: str
    method: str
    path: str
    summary: str
    said: str
    needs_key: bool
    readable: bool
    parameters: tuple[Field, ...]
    body: str
    examples: tuple[tuple[str, str], ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Shape:
    """A named object of the document with its fields."""

    name: str
    said: str
    fields: tuple[Field, ...]


def operations(document: Mapping[str, Any]) -> dict[str, list[Operation]]:
    """Every operation under its tag, both in the document's order."""
    found: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, one in methods.items():
            found.setdefault(one["tags"][0], []).append(_operation(path, method.upper(), one))
    return found


def shapes(document: Mapping[str, Any]) -> list[Shape]:
    """Every shape, by name."""
    return [
        Shape(name, schema.get("description", ""), tuple(_fields(schema)))
        for name, schema in sorted(document["components"]["schemas"].items())
    ]


def _operation(path: str, method: str, one: Mapping[str, Any]) -> Operation:
    body = one.get("requestBody", {}).get("content", {}).get("application/json", {})
    asked = one.get("parameters", ())
    return Operation(
        name=one["operationId"], method=method, path=path, summary=one["summary"], said=one["description"],
        needs_key={} not in one["security"],
        readable=method == "GET" and {} in one["security"] and not any(field.get("required") for field in asked),
        parameters=tuple(
            _field(row["name"], row["schema"], bool(row.get("required")), row.get("description", ""), row["in"])
            for row in asked
        ),
        body=_kind(body["schema"])[1] if body else "", examples=tuple(_examples(body)),
        answers=tuple(_answer(status, answer) for status, answer in one["responses"].items()),
    )  # fmt: skip


def _answer(status: str, answer: Mapping[str, Any]) -> Answer:
    content = answer.get("content", {})
    shape = next((_kind(one["schema"])[1] for one in content.values()), "")
    return Answer(status, answer.get("description", ""), shape, tuple(content))


def _examples(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for one in body.get("examples", {}).values():
        yield one.get("summary", ""), json.dumps(one["value"], ensure_ascii=False, indent=2)


def _fields(schema: Mapping[str, Any]) -> Iterator[Field]:
    required = schema.get("required", ())
    for name, one in schema.get("properties", {}).items():
        yield _field(name, one, name in required, one.get("description", ""))


def _field(name: str, schema: Mapping[str, Any], required: bool, words: str, place: str = "") -> Field:
    kind, shape = _kind(schema)
    return Field(name, kind, shape, required, tuple(_said(schema, words)), place)


def _kind(schema: Mapping[str, Any]) -> tuple[str, str]:
    """What a value is in words, and the shape it holds: ('list of', 'RoleOut'), ('integer or null', '')."""
    for word in ("oneOf", "anyOf", "allOf"):
        if word in schema:
            kinds = [_kind(one) for one in schema[word]]
            return " or ".join(dict.fromkeys(kind for kind, _ in kinds if kind)), next((s for _, s in kinds if s), "")
    if "$ref" in schema:
        return "", str(schema["$ref"]).removeprefix(SHAPES)
    given = schema.get("type", "anything")
    names: list[str] = [given] if isinstance(given, str) else given
    held = schema.get("items") if "array" in names else schema.get("additionalProperties")
    inner, shape = _kind(held) if isinstance(held, Mapping) else ("", "")
    words = {
        "array": f"list of {inner}".strip(),
        "object": f"object of {inner}".strip() if inner or shape else "object",
        "string": f"string ({schema['format']})" if "format" in schema else "string",
    }
    return " or ".join(words.get(name, name) for name in names), shape


def _said(schema: Mapping[str, Any], words: str) -> Iterator[str]:
    """What is said of a value, then its choices and limits."""
    if words:
        yield words
    inner = schema.get("items", schema)
    choices = inner.get("enum") or next((one["enum"] for one in inner.get("oneOf", ()) if "enum" in one), ())
    if choices:
        yield "One of: " + ", ".join(str(one) if one != "" else "(empty)" for one in choices if one is not None) + "."
    limits = [text.format(schema[name]) for name, text in LIMITS.items() if schema.get(name) not in (None, "")]
    if limits:
        yield capfirst(", ".join(limits)) + "."
