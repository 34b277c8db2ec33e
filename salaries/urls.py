"""Addresses of the public pages and of a contributor's own reports."""

from django.urls import URLPattern

PAGES: list[URLPattern] = []
REPORTS: list[URLPattern] = []

urlpatterns = PAGES + REPORTS
