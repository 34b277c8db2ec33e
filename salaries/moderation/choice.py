"""Which decided reports get a second look: one in twenty, by a keyed number."""

import hashlib
import hmac
from datetime import datetime
from uuid import UUID

from django.conf import settings

SHARE = 0.05


def is_chosen(report_id: UUID, version: datetime) -> bool:
    """Whether this version of a report is looked at twice.

    The number is HMAC-SHA256 under a key outside the database: the same whenever it is asked, and nobody at the desk
    can tell beforehand which decision will be checked.
    """
    name = f"second look/{report_id}/{version.isoformat()}"
    digest = hmac.new(settings.TOKEN_KEY.encode(), name.encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8]) < SHARE * 2**64
