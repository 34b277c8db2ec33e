"""Addresses of the public pages and of a contributor's own reports."""

from django.urls import URLPattern, path

from salaries.views import (
    appeals,
    compare,
    data,
    figures,
    follow_ups,
    groups,
    health,
    moderation,
    oembed,
    pages,
    pictures,
    report_drafts,
    reports,
    sharing,
    styleguide,
)

PAGES: list[URLPattern] = [
    path("", pages.home, name="home"),
    path("compare/", compare.comparison, name="compare"),
    path("compare/groups/", groups.groups, name="compare_groups"),
    path("compare/data.csv", sharing.comparison_csv, name="compare_csv"),
    path("compare/picture.svg", pictures.comparison_svg, name="compare_svg"),
    path("compare/picture.png", pictures.comparison_png, name="compare_png"),
    path("compare/card.png", pictures.comparison_card, name="compare_card"),
    path("embed/compare/", sharing.comparison_embed, name="compare_embed"),
    path("roles/", pages.roles, name="roles"),
    path("roles/<slug:slug>/", compare.role, name="role"),
    path("sources/", pages.sources, name="sources"),
    path("sources/<slug:slug>/", pages.source, name="source"),
    path("figures/<path:key>/", figures.figure, name="figure"),
    path("oembed/", oembed.oembed, name="oembed"),
    path("data/", data.data, name="data"),
    path("data/releases/<int:number>/", data.data_release, name="data_release"),
    path("data/releases/<int:number>/<str:name>", data.data_file, name="data_file"),
    path("method/", pages.method, name="method"),
    path("method/full/", pages.full_method, name="full_method"),
    path("privacy/", pages.privacy, name="privacy"),
    path("moderation/", moderation.moderation, name="moderation"),
    path("privacy/ledger.json", pages.ledger, name="ledger"),
    path("founding-article/", pages.article, name="article"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
]
REPORTS: list[URLPattern] = [
    path("reports/", reports.my_reports, name="my_reports"),
    path("reports/new/", reports.report_new, name="report_new"),
    path("reports/draft/", report_drafts.report_draft, name="report_draft"),
    path("reports/export.json", reports.report_export, name="report_export"),
    path("reports/<uuid:pk>/", reports.report, name="report"),
    path("reports/<uuid:pk>/edit/", reports.report_edit, name="report_edit"),
    path("reports/<uuid:pk>/withdraw/", reports.report_withdraw, name="report_withdraw"),
    path("reports/<uuid:pk>/follow-up/", follow_ups.report_follow_up, name="report_follow_up"),
    path("reports/<uuid:pk>/follow-up/<int:months>/erase/", follow_ups.follow_up_erase, name="follow_up_erase"),
    path("reports/<uuid:pk>/appeal/", appeals.report_appeal, name="report_appeal"),
]

HEALTH: list[URLPattern] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]

urlpatterns = PAGES + REPORTS
