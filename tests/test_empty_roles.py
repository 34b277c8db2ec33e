"""What noise alone shows of a role."""

import pytest
from django.db import transaction

from salaries.models import Estimate
from salaries.models.releases import NoisyGate
from salaries.publication import release
from tests.people import NOW


@pytest.mark.django_db
def test_roles_that_nobody_reports_on_hardly_ever_show(starter_set: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where every gate has opened by noise alone, one role in ten shows anything (docs/method.md, "Bars")."""
    monkeypatch.setattr(NoisyGate, "opens", lambda self, *_: not hasattr(self, "months"))
    shown = 0
    for _ in range(6):
        with transaction.atomic():
            assert len(release(now=NOW).roles) == 14
            shown += Estimate.objects.filter(withheld="").values("role").distinct().count()
            transaction.set_rollback(True)
    assert shown <= 20  # of 84: 8.4, and 4 standard deviations of 2.75
