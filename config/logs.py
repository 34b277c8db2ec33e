"""How a line of the log is written: plain for people, JSON for machines, and never with anything of a person in it.

Our code logs no pay, no address and no form. Others' code may, in the text of an error say, so every line is scrubbed
as a whole, tracebacks included, at the last moment before it is written.
"""

import json
import logging
import re
from datetime import UTC, datetime

# What looks like a number of a report or a moment in time is kept: without them no line could be followed up.
KEPT = (
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
    r"|\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
    r"|\b(?:line|moderator|pid|port|Release|release) \d+"
)
HIDDEN = {
    # No longer than an address may be (RFC 5321): without an end, a long word took seconds.
    "[e-mail]": r"[\w.+%-]{1,254}@[\w-]+(?:\.[\w-]+)+",
    "[secret]": r"\bgs_[\w-]{8,}|(?i:bearer|token|session|password|csrftoken)[\"']?\s*[=:]\s*[\"']?[^\s\"',;&]+",
    "[address]": r"\b(?:\d{1,3}\.){3}\d{1,3}\b|(?<![\w:])(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F]{1,4}(?![\w:])"
    r"|(?<![\w:])(?:[0-9a-fA-F]{1,4}:)*:(?:[0-9a-fA-F]{1,4}:)*[0-9a-fA-F]{1,4}(?![\w:])",
    # Sums of money: grouped thousands, four digits or more, two decimals, or anything after the sign of a currency.
    "[number]": r"[$€£¥]\s?\d[\d.,' \u00a0\u202f]*|(?<![\w.])\d{1,3}(?:[.,'\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?(?!\w)"
    r"|(?<![\w.])\d{4,}(?:[.,]\d+)?|(?<![\w.])\d+[.,]\d{2}(?![\w.])",
}
PATTERN = re.compile(f"(?P<kept>{KEPT})|" + "|".join(f"({pattern})" for pattern in HIDDEN.values()))
NAMES = list(HIDDEN)


def scrubbed(text: str) -> str:
    """``text`` with e-mail addresses, network addresses, secrets and numbers that could be pay replaced by a word."""
    return PATTERN.sub(_instead, text)


def _instead(found: re.Match[str]) -> str:
    if found["kept"] is not None:
        return found["kept"]
    return NAMES[(found.lastindex or 2) - 2]  # group 1 is what is kept


class PlainFormatter(logging.Formatter):
    """Time, level, logger and message on a line, then the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The scrubbed text."""
        return scrubbed(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and where there are any status and error."""

    def format(self, record: logging.LogRecord) -> str:
        """The scrubbed object. Only the fields named here are written, whatever else a record carries."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname, "logger": record.name, "process": record.process,
            "message": scrubbed(record.getMessage()),
        }  # fmt: skip
        if isinstance(status := getattr(record, "status_code", None), int):
            line["status"] = status
        if record.exc_info:
            line["error"] = scrubbed(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)
