"""Errors to Sentry: only where an operator wants it, and nothing of a person in what is sent."""

import json
from pathlib import Path

from tests.site import Site

DSN = "http://key@127.0.0.1:9/1"
FAILING = """
import sentry_sdk
from django.conf import settings
from django.test import Client
from salaries.views import pages
settings.ALLOWED_HOSTS = ["testserver"]

class Kept(sentry_sdk.transport.Transport):
    def __init__(self):
        super().__init__()
        self.sent = []
    def capture_envelope(self, envelope):
        self.sent += [item.payload.json for item in envelope.items]

sentry_sdk.get_client().transport = kept = Kept()
def fails(request):
    typed = request.POST["amount"]
    raise ValueError(f"cannot store {typed} of somebody@example.org")
from django.urls import path
import config.urls
config.urls.urlpatterns.insert(0, path("fails/", fails))
from django.views.decorators.csrf import csrf_exempt
config.urls.urlpatterns[0].callback = csrf_exempt(fails)
browser = Client(raise_request_exception=False, headers={"User-Agent": "Leavingson"}, REMOTE_ADDR="203.0.113.77")
browser.cookies["session"] = "hunter2"
answer = browser.post("/fails/?q=61222", {"amount": "48113.97"})
sentry_sdk.flush()
print(json.dumps([answer.status_code, kept.sent]))
"""


def site(tmp_path: Path, **more: str) -> Site:
    return Site({"DATA_DIR": str(tmp_path), "DATABASE_URL": "sqlite://:memory:", "REDIS_URL": "", **more})


def test_where_it_happened_is_sent_and_nothing_of_the_request(tmp_path: Path) -> None:
    line = site(tmp_path, SENTRY_DSN=DSN).run(FAILING).splitlines()[-1]
    status, sent = json.loads(line)
    assert status == 500
    (event,) = sent
    (error,) = event["exception"]["values"]
    assert (error["type"], error["value"]) == ("ValueError", "cannot store [number] of [e-mail]")
    assert error["stacktrace"]["frames"][-1]["function"] == "fails"
    for secret in ("48113", "61222", "somebody", "203.0.113", "hunter2", "Leavingson"):
        assert secret not in line
    assert not {"request", "user", "breadcrumbs", "extra", "server_name", "modules"} & set(event)


def test_without_an_address_the_library_is_not_even_read(tmp_path: Path) -> None:
    assert site(tmp_path).run("import sys; print('sentry_sdk' in sys.modules)").splitlines()[-1] == "False"
