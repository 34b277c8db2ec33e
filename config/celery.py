"""The Celery application."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("gainstage")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def greet(**_: Any) -> None:
    """Let a worker that has just started be heard at once, instead of at beat's next minute."""
    app.send_task("salaries.tasks.heartbeat")
