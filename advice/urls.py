"""Addresses of the advice part: what to learn, what it takes, and what the evidence says."""

from django.urls import path

from advice import views

urlpatterns = [
    path("", views.index, name="advice"),
    path("roles/<slug:slug>/", views.role, name="advice_role"),
    path("guides/<slug:slug>/", views.guide, name="guide"),
    path("paths/<slug:slug>/", views.pathway, name="pathway"),
]
