"""What is stored. Split by subject; import from here."""

from salaries.models.demonstration import Demonstration
from salaries.models.imports import OccupationTitle, PriceLevel, SourceFile
from salaries.models.observations import Observation, Spent
from salaries.models.places import COUNTRIES, country_name
from salaries.models.releases import Batch, Correction, Estimate, Gate, Release
from salaries.models.reports import Decision, SalaryReport
from salaries.models.roles import Occupation, Role, RoleOccupation, RoleTitle
from salaries.models.sources import ClaimCheck, ExchangeRate, Figure, Source
from salaries.models.starter import StarterRow
from salaries.models.words import AIUse, Engagement, Level, Period, Side, Stream

__all__ = [
    "COUNTRIES",
    "AIUse",
    "Batch",
    "ClaimCheck",
    "Correction",
    "Decision",
    "Demonstration",
    "Engagement",
    "Estimate",
    "ExchangeRate",
    "Figure",
    "Gate",
    "Level",
    "Observation",
    "Occupation",
    "OccupationTitle",
    "Period",
    "PriceLevel",
    "Release",
    "Role",
    "RoleOccupation",
    "RoleTitle",
    "SalaryReport",
    "Side",
    "Source",
    "SourceFile",
    "Spent",
    "StarterRow",
    "Stream",
    "country_name",
]
