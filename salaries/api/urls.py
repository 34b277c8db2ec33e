"""Addresses under /api/."""

from typing import Any

from django.urls import include, path, re_path

from salaries.api.problems import ProblemKind, Unknown
from salaries.api.views.comparison import ComparisonView
from salaries.api.views.documents import Root, Schema, docs
from salaries.api.views.follow_ups import FollowUps
from salaries.api.views.groups import GroupsView
from salaries.api.views.moderation import Moderation
from salaries.api.views.reference import Claims, Figures, Releases, Roles, Sources
from salaries.api.views.releases import Estimates, Ledger, Plan
from salaries.api.views.reports import Report, Reports
from salaries.api.views.webhooks import WebhookOne, Webhooks, WebhookTest

LIST: dict[str, Any] = {"get": "list"}
ONE: dict[str, Any] = {"get": "retrieve"}

REFERENCE = [
    path("roles/", Roles.as_view(LIST), name="api-roles"),
    path("roles/<slug:slug>/", Roles.as_view(ONE), name="api-role"),
    path("sources/", Sources.as_view(LIST), name="api-sources"),
    path("sources/<slug:slug>/", Sources.as_view(ONE), name="api-source"),
    path("claims/", Claims.as_view(LIST), name="api-claims"),
    path("figures/", Figures.as_view(LIST), name="api-figures"),
    path("figures/<path:name>/", Figures.as_view(ONE), name="api-figure"),
]
RELEASES = [
    path("releases/", Releases.as_view(LIST), name="api-releases"),
    re_path(r"^releases/(?P<number>[0-9]{1,9})/$", Releases.as_view(ONE), name="api-release"),
    path("estimates/", Estimates.as_view(LIST), name="api-estimates"),
    path("comparison/", ComparisonView.as_view(), name="api-comparison"),
    path("comparison/groups/", GroupsView.as_view(), name="api-groups"),
    path("follow-ups/<slug:slug>/", FollowUps.as_view(), name="api-follow-ups"),
    path("plan/", Plan.as_view(), name="api-plan"),
    path("moderation/", Moderation.as_view(), name="api-moderation"),
    path("ledger/", Ledger.as_view(LIST), name="api-ledger"),
]
REPORTS = [
    path("reports/", Reports.as_view(), name="api-reports"),
    path("reports/<uuid:pk>/", Report.as_view(), name="api-report"),
]
WEBHOOKS = [
    path("webhooks/", Webhooks.as_view(), name="api-webhooks"),
    path("webhooks/<uuid:pk>/", WebhookOne.as_view(), name="api-webhook"),
    path("webhooks/<uuid:pk>/test/", WebhookTest.as_view(), name="api-webhook-test"),
]
DOCUMENTS = [
    path("", Root.as_view(), name="api-root"),
    path("schema/", Schema.as_view(), name="api-schema"),
    path("docs/", docs, name="api-docs"),
    path("problems/<slug:code>/", ProblemKind.as_view(), name="api-problem"),
]

urlpatterns = [
    path("v1/", include(DOCUMENTS + REFERENCE + RELEASES + REPORTS + WEBHOOKS)),
    re_path(r"^", Unknown.as_view(), name="api-unknown"),
]
