"""What Celery runs. A message is only a hint: what has to be done stands in the database."""

import logging
from datetime import UTC, datetime
from uuid import UUID

from celery import shared_task
from django.core.management import call_command

from salaries.models import Heartbeat
from salaries.opendata.bundles import build_missing
from salaries.publication import release
from salaries.reporting import forget_repeats
from salaries.webhooks import deliver, due

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
def heartbeat() -> None:
    """Write down that a worker lives; ``/readyz`` and ``/metrics`` read it."""
    Heartbeat.objects.update_or_create(id=1, defaults={"at": datetime.now(UTC)})


@shared_task
def clear_sessions() -> None:
    """Delete expired sessions, and with them the sealed drafts in them; then what is known of devices without one."""
    call_command("clearsessions")
    call_command("clear_history")
    forget_repeats(now=datetime.now(UTC))


@shared_task
def tell_contributors() -> None:
    """Mail what people asked to be told about their reports."""
    call_command("send_notices")


@shared_task
def build_open_data() -> None:
    """Build the bundles that are missing. After a release it is asked for; every hour it looks for itself."""
    log.info("built open data of releases %s", build_missing() or "none")


@shared_task
def send_webhooks() -> None:
    """Ask for every delivery that is due. After a release it is asked for; every minute it looks for itself."""
    for pk in due(now=datetime.now(UTC)):
        deliver_webhook.apply_async((str(pk),), expires=60)


@shared_task
def deliver_webhook(pk: str) -> None:
    """Make one attempt of one delivery. What fails is due again later."""
    deliver(pk=UUID(pk), now=datetime.now(UTC))


def _publish(nightly: bool) -> None:
    outcome = release(now=datetime.now(UTC), nightly=nightly)
    log.info("published %s", outcome.release or "nothing new")
    if outcome.release:
        build_open_data.delay()
        send_webhooks.delay()
