"""The roof: settings, addresses and the Celery application. Nothing imports it but Django."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
