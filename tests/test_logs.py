"""What the log may hold: pay, e-mail and network addresses and secrets are pushed through every way into it."""

import io
import json
import logging
import time
from typing import Any

import pytest
from django.test import Client

from config.logs import JsonFormatter, PlainFormatter, scrubbed
from tests.people import make_person, make_role

SECRETS = [
    "somebody.else+pay@example.co.uk", "48113.97", "48,113.97", "48'113", "48 113 000", "$500", "€ 950,50", "61000",
    "812.50", "203.0.113.77", "2001:db8:85a3::8a2e:370:7334", "gs_Zk3v9Q-secret_key", "password=hunter2",
    'token: "abc-def"', "Bearer: xyz",
]  # fmt: skip
KEPT = [
    "report 0b7e1d8e-5a3c-4d8e-9d38-0c9f5b8a7e11 opened by moderator 4711", "published Release 12",
    "at 2026-11-22T03:17:00+00:00", "Not Found: /roles/music-producer/", "line 1234, in handle", "3 of 20 roles",
    "Task salaries.tasks.heartbeat succeeded in 0.0123s", "404", "12:30:45",
]  # fmt: skip
FORMATTERS: list[logging.Formatter] = [
    PlainFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"),
    JsonFormatter(),
]


@pytest.fixture(params=FORMATTERS, ids=["plain", "json"])
def written(request: pytest.FixtureRequest) -> Any:
    """A logger and what its lines look like."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(request.param)
    logger = logging.Logger("gainstage.test")
    logger.addHandler(handler)
    logger.addFilter(at_one_time)
    return logger, stream.getvalue


def at_one_time(record: logging.LogRecord) -> bool:
    """The clock would say ``500`` in its milliseconds now and then."""
    record.created, record.msecs = 1_111_111_111.0, 0.0
    return True


def bare(secret: str) -> str:
    """The part of ``secret`` that must be gone."""
    return secret.rsplit("=", maxsplit=1)[-1].rsplit(": ", maxsplit=1)[-1].strip('"$€ ')


@pytest.mark.parametrize("secret", SECRETS)
def test_nothing_of_a_person_is_written_whichever_way_it_comes(written: Any, secret: str) -> None:
    logger, text = written
    logger.info("somebody typed %s today", secret)
    logger.info(f"somebody typed {secret}")
    logger.warning({"amount": secret})
    logger.info("more", extra={"form": secret, "request": secret, "status_code": 200})
    try:
        raise ValueError(f"cannot read {secret!s} here")
    except ValueError:
        logger.exception("went wrong with %s", secret)
    assert len(text().splitlines()) >= 5
    assert bare(secret) not in text()


@pytest.mark.parametrize("line", KEPT)
def test_what_one_follows_up_is_kept(line: str) -> None:
    assert scrubbed(line) == line


def test_a_line_is_one_json_object_with_named_fields_only() -> None:
    record = logging.makeLogRecord(
        {"name": "a", "levelname": "INFO", "msg": "two\nlines", "form": "x", "status_code": 404}
    )
    line = JsonFormatter().format(record)
    assert "\n" not in line
    assert set(json.loads(line)) == {"time", "level", "logger", "process", "message", "status"}


@pytest.mark.django_db
def test_a_failing_page_logs_no_form(client: Client, monkeypatch: pytest.MonkeyPatch, written: Any) -> None:
    """A report is typed, storing it fails with the pay in the error's own words: the worst that other code can do."""
    _, text = written
    handler = written[0].handlers[0]
    person = make_person("somebody@example.org")
    make_role()
    client.force_login(person)
    client.raise_request_exception = False

    def fails(*_: Any, **__: Any) -> None:
        raise ValueError("bad row (somebody@example.org, 48113.97) from 203.0.113.77")

    monkeypatch.setattr("salaries.views.reports.my_reports", fails)
    monkeypatch.setattr("salaries.views.reports.reports_of", fails)
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        answer = client.get("/reports/?amount=48113.97", REMOTE_ADDR="203.0.113.77")
    finally:
        logger.removeHandler(handler)
    assert answer.status_code == 500
    assert "ValueError" in text()
    for secret in ("48113.97", "somebody@", "203.0.113.77"):
        assert secret not in text()


def test_the_site_writes_its_log_this_way() -> None:
    handlers = [handler for handler in logging.getLogger().handlers if type(handler) is logging.StreamHandler]
    assert handlers
    assert all(isinstance(handler.formatter, PlainFormatter | JsonFormatter) for handler in handlers)


def test_a_long_word_is_read_in_passing() -> None:
    """An address may have 60,000 characters before it is refused, and the refusal is logged."""
    begun = time.process_time()
    assert scrubbed("Request-URI Too Long: /" + "a" * 100_000).endswith("aaa")
    assert time.process_time() - begun < 5  # a tenth of a second; twenty where each letter looks for the end
