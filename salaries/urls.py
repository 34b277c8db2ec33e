"""Addresses of the public pages and of a contributor's own reports."""

from django.urls import URLPattern, path

from salaries.views import compare, pages, reports

PAGES: list[URLPattern] = [
    path("", pages.home, name="home"),
    path("compare/", compare.comparison, name="compare"),
    path("compare/data.csv", compare.comparison_csv, name="compare_csv"),
    path("roles/", pages.roles, name="roles"),
    path("roles/<slug:slug>/", compare.role, name="role"),
    path("sources/", pages.sources, name="sources"),
    path("sources/<slug:slug>/", pages.source, name="source"),
    path("method/", pages.method, name="method"),
    path("privacy/", pages.privacy, name="privacy"),
    path("privacy/ledger.json", pages.ledger, name="ledger"),
    path("founding-article/", pages.article, name="article"),
]
REPORTS: list[URLPattern] = [
    path("reports/", reports.my_reports, name="my_reports"),
    path("reports/new/", reports.report_new, name="report_new"),
    path("reports/export.json", reports.report_export, name="report_export"),
    path("reports/<uuid:pk>/", reports.report, name="report"),
    path("reports/<uuid:pk>/edit/", reports.report_edit, name="report_edit"),
    path("reports/<uuid:pk>/withdraw/", reports.report_withdraw, name="report_withdraw"),
]

urlpatterns = PAGES + REPORTS
