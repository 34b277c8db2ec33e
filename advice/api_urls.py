"""Addresses under /api/v1/advice/."""

from django.urls import path

from advice.api import Exposure, Guides, Mix, Moves, Offers, Pathways, Plan, Skills, Tools

urlpatterns = [
    path("skills/", Skills.as_view(), name="api-skills"),
    path("exposure/<slug:slug>/", Exposure.as_view(), name="api-exposure"),
    path("pathways/", Pathways.as_view(), name="api-pathways"),
    path("guides/", Guides.as_view(), name="api-guides"),
    path("tools/", Tools.as_view(), name="api-tools"),
    path("plan/", Plan.as_view(), name="api-move-plan"),
    path("moves/", Moves.as_view(), name="api-moves"),
    path("mix/", Mix.as_view(), name="api-mix"),
    path("offer/", Offers.as_view(), name="api-offer"),
]
