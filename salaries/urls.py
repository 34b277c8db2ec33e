"""Addresses of the public pages and of a contributor's own reports."""

from django.urls import URLPattern, path

from salaries.views import appeals, compare, figures, health, pages, reports, sharing, styleguide

PAGES: list[URLPattern] = [
    path("", pages.home, name="home"),
    path("compare/", compare.comparison, name="compare"),
    path("compare/data.csv", sharing.comparison_csv, name="compare_csv"),
    path("compare/picture.svg", sharing.comparison_svg, name="compare_svg"),
    path("embed/compare/", sharing.comparison_embed, name="compare_embed"),
    path("roles/", pages.roles, name="roles"),
    path("roles/<slug:slug>/", compare.role, name="role"),
    path("sources/", pages.sources, name="sources"),
    path("sources/<slug:slug>/", pages.source, name="source"),
    path("figures/<path:key>/", figures.figure, name="figure"),
    path("method/", pages.method, name="method"),
    path("privacy/", pages.privacy, name="privacy"),
    path("privacy/ledger.json", pages.ledger, name="ledger"),
    path("founding-article/", pages.article, name="article"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
]
REPORTS: list[URLPattern] = [
    path("reports/", reports.my_reports, name="my_reports"),
    path("reports/new/", reports.report_new, name="report_new"),
    path("reports/export.json", reports.report_export, name="report_export"),
    path("reports/<uuid:pk>/", reports.report, name="report"),
    path("reports/<uuid:pk>/edit/", reports.report_edit, name="report_edit"),
    path("reports/<uuid:pk>/withdraw/", reports.report_withdraw, name="report_withdraw"),
    path("reports/<uuid:pk>/appeal/", appeals.report_appeal, name="report_appeal"),
]

HEALTH: list[URLPattern] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

urlpatterns = PAGES + REPORTS + HEALTH
