"""The same thing sent eight times at once, by real threads on both databases: it happens once."""

import json

from tests.site import Site

AT_ONCE = """
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.db import connections
from django.test.utils import override_settings
from salaries.accounts.keys import KeyRefused, issue
from salaries.accounts.notices import Wishes, send_due, wish
from salaries.accounts.personal_data import erase
from salaries.moderation import DecisionRefused, approve, reject
from salaries.reporting import AppealRefused, appeal, withdraw
from datetime import timedelta
from tests.people import *

REFUSALS = (KeyRefused, AppealRefused, DecisionRefused, SalaryReport.DoesNotExist, User.DoesNotExist)
def at_once(deed, times=8):
    "How many of the calls were done; the others were refused."
    barrier = Barrier(times)
    def one(number):
        try:
            barrier.wait()
            return bool(deed(number))
        except REFUSALS:
            return False
        finally:
            connections.close_all()
    with ThreadPoolExecutor(times) as pool:
        return sum(pool.map(one, range(times)))

role, moderator = Role.objects.get(), User.objects.get(email="moderator@example.org")
second = make_staff("moderator", "second@example.org")
person = make_person("raced@example.org")
found = {}

report = make_report(role, person)
reject(report=report, by=moderator, now=NOW, reason="range")
found["appeals"] = at_once(lambda n: appeal(report=report, by=person, text=f"no {n}", now=NOW) is None)
report.refresh_from_db()
found["approvals"] = at_once(lambda n: approve(report=report, by=second, now=NOW))
found["keys"] = at_once(lambda n: issue(by=person, name=str(n), now=NOW), times=14)
codes = RecoveryCodes.activate(person)
code = codes.get_unused_codes()[0]
found["recovery codes"] = at_once(
    lambda n: RecoveryCodes(Authenticator.objects.get(user=person, type="recovery_codes")).validate_code(code)
)
wish(by=person, wishes=Wishes(decided=True), now=NOW - timedelta(hours=1))
with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
    mail.outbox = []
    found["mails"] = at_once(lambda n: send_due(now=NOW + timedelta(hours=1)))
    found["outbox"] = len(mail.outbox)
at_once(lambda n: withdraw(report=SalaryReport.objects.get(pk=report.pk), by=person))
found["reports left"] = SalaryReport.objects.filter(person=person).count()
at_once(lambda n: erase(by=User.objects.get(pk=person.pk)))
found["people left"] = User.objects.filter(pk=person.pk).count()
print(json.dumps(found))
"""


def test_what_is_sent_many_times_at_once_happens_once(site: Site) -> None:
    assert json.loads(site.run(AT_ONCE).splitlines()[-1]) == {
        "appeals": 1, "approvals": 1, "keys": 10, "recovery codes": 1, "mails": 1, "outbox": 1,
        "reports left": 0, "people left": 0,
    }  # fmt: skip
