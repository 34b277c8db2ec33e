"""What the OpenAPI document says of every operation alike: how it answers when it cannot do what was asked."""

from typing import Any

from salaries.api.problems import MEDIA_TYPE
from salaries.api.values import VALUE

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "What went wrong, as RFC 9457 has it.",
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "Address that explains this kind of problem."},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "errors": {
            "type": "object",
            "description": "Messages by field or parameter, such as 'streams.1.amount'; for status 400, 404 and 409.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
    "required": ["type", "title", "status", "detail"],
}
ANSWER = {
    "description": "A problem. 400 wrong input, 401 no key, 403 not allowed, 404 not there, 409 does not go together, "
    "429 too many requests.",
    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}

SPARSE: dict[str, tuple[str, ...]] = {
    "RoleOut": ("slug",), "SourceOut": ("slug",), "FigureOut": ("key", *VALUE), "ReleaseOut": ("number",),
    "EstimateOut": ("release", "role", "dimension", "dimension_value", "measure", "percentiles", "withheld", "reason"),
    "LedgerLineOut": ("release", "role", "table"),
}  # fmt: skip


def add_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """The document with the Problem schema, as the answer of every operation that is not a success."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    for operations in result["paths"].values():
        for operation in operations.values():
            for answer in operation["responses"].values():
                _say_what_files_are(answer.get("content", {}))
            operation["responses"]["default"] = ANSWER
            for parameter in operation.get("parameters", ()):
                _say_what_is_refused(parameter)
    for name, schema in result["components"]["schemas"].items():
        if name.endswith("In"):  # what comes in is refused when it holds a field we do not know
            schema["additionalProperties"] = False
    _let_fields_be_chosen(result["components"]["schemas"])
    _drop_marks(result)
    return result


FILES = {"text/csv": {"type": "string"}, "application/vnd.apache.parquet": {"type": "string", "format": "binary"}}


def _say_what_files_are(content: dict[str, Any]) -> None:
    """CSV and Parquet are files, whatever the JSON of the same answer looks like."""
    for kind, schema in FILES.items():
        if kind in content:
            content[kind] = {"schema": schema}


def _let_fields_be_chosen(schemas: dict[str, Any]) -> None:
    """Where ``fields`` may leave fields out, only those that name a row are promised."""
    for name, always in SPARSE.items():
        schemas[name]["required"] = [field for field in schemas[name]["required"] if field in always]


def _say_what_is_refused(parameter: dict[str, Any]) -> None:
    """An empty parameter is refused, so that nobody believes it was heeded; and one with NUL, which is no text."""
    schema = parameter["schema"]
    if parameter["in"] == "query" and schema.get("type") == "string" and "enum" not in schema:
        schema.setdefault("minLength", 1)
        if not {"pattern", "format"} & set(schema):
            schema["pattern"] = r"^[^\x00]+$"


def _drop_marks(node: Any) -> None:
    """Remove the marks that the generator leaves for a hook which we do not use."""
    if isinstance(node, dict):
        node.pop("x-spec-enum-id", None)
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _drop_marks(inner)
