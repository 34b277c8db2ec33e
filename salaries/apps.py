"""Django's names for this app and for the admin site that belongs to it."""

from django.apps import AppConfig
from django.contrib.admin import apps as of_admin
from django.db.models.signals import post_migrate

from salaries.watching import install


class DeskConfig(of_admin.AdminConfig):
    """Django's admin with our first page."""

    default = False
    default_site = "salaries.desk.Desk"


class SalariesConfig(AppConfig):
    name = "salaries"
    verbose_name = "Salaries"

    def ready(self) -> None:
        """After each ``migrate``, see to the triggers."""
        post_migrate.connect(install, sender=self, dispatch_uid="salaries.watching")
