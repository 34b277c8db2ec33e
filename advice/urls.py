"""Addresses of the advice part: what to learn, what it takes, and what the evidence says."""

from django.urls import path

from advice import views

urlpatterns = [
    path("", views.index, name="advice"),
    path("roles/<slug:slug>/", views.role, name="advice_role"),
    path("guides/<slug:slug>/", views.guide, name="guide"),
    path("futures/<slug:slug>/", views.future, name="future"),
    path("tools/", views.tools, name="tools"),
    path("tasks/", views.tasks, name="tasks"),
    path("offer/", views.offer, name="offer"),
    path("plan/", views.plan, name="plan"),
    path("moves/", views.moves, name="moves"),
    path("paths/<slug:slug>/", views.pathway, name="pathway"),
]
