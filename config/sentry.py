"""Errors to Sentry, for operators who set SENTRY_DSN; imported only then. What is sent is chosen, not filtered."""

from typing import Any

import sentry_sdk

from config.logs import scrubbed

FRAME = ("filename", "function", "module", "lineno")
EVENT = ("event_id", "timestamp", "level", "logger", "platform", "release", "environment", "transaction")


def start(dsn: str) -> None:
    """Send errors to ``dsn``: no request, no person, no variables, no traces."""
    sentry_sdk.init(
        dsn=dsn, send_default_pii=False, include_local_variables=False, include_source_context=False,
        max_request_body_size="never", max_breadcrumbs=0, server_name="", auto_session_tracking=False,
        before_send=before_send, before_send_transaction=lambda _event, _hint: None,
    )  # fmt: skip


def before_send(event: Any, _hint: Any) -> Any:
    """A new event with only where in the code it happened, and a scrubbed message."""
    kept = {name: event[name] for name in EVENT if name in event}
    if "logentry" in event:
        kept["logentry"] = {
            "message": scrubbed(str(event["logentry"].get("formatted") or event["logentry"]["message"]))
        }
    values = (event.get("exception") or {}).get("values") or []
    if values:
        kept["exception"] = {"values": [_error(value) for value in values]}
    return kept


def _error(value: Any) -> dict[str, Any]:
    frames = (value.get("stacktrace") or {}).get("frames") or []
    return {
        "type": value.get("type"), "value": scrubbed(str(value.get("value") or "")),
        "stacktrace": {"frames": [{name: frame.get(name) for name in FRAME} for frame in frames]},
    }  # fmt: skip
