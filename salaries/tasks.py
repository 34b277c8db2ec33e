"""What Celery runs. A message is only a hint: what has to be done stands in the database."""

import logging
from datetime import UTC, datetime

from celery import shared_task
from django.core.management import call_command

from salaries.publication import release

log = logging.getLogger(__name__)


@shared_task
def nightly_release() -> None:
    """Publish what is ready, by the nightly schedule of looks."""
    _publish(nightly=True)


@shared_task
def release_now() -> None:
    """Publish what is ready, because somebody asked for it."""
    _publish(nightly=False)


@shared_task
def clear_sessions() -> None:
    """Delete expired sessions, and with them the sealed drafts in them; then what is known of devices without one."""
    call_command("clearsessions")
    call_command("clear_history")


def _publish(nightly: bool) -> None:
    outcome = release(now=datetime.now(UTC), nightly=nightly)
    log.info("published %s", outcome.release or "nothing new")
