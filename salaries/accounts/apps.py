"""Django's name for this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "salaries.accounts"
    label = "accounts"
    verbose_name = "Accounts"
