"""The site's settings with less patience: a beat every second, and a killed worker's task comes back after two.

Workers import the module ``at_fault``, in which a test lays down what goes wrong.
"""

from config.settings import *  # noqa: F403
from config.settings import CELERY_BEAT_SCHEDULE, CELERY_BROKER_TRANSPORT_OPTIONS

CELERY_BEAT_SCHEDULE = {"nightly release": {**CELERY_BEAT_SCHEDULE["nightly release"], "schedule": 1.0}}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    **CELERY_BROKER_TRANSPORT_OPTIONS, "visibility_timeout": 2, "unacked_restore_interval": 1,
}  # fmt: skip
CELERY_IMPORTS = ["at_fault"]
