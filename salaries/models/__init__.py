"""What is stored. Split by subject; import from here."""

from salaries.models.changes import Change
from salaries.models.curation import FigureProposal
from salaries.models.demonstration import Demonstration
from salaries.models.desk import Opening, Proposal, SecondLook
from salaries.models.distributions import PublishedDistribution
from salaries.models.followups import FollowUp, Movement, MovementBatch, MovementGate
from salaries.models.forecasts import Forecast
from salaries.models.heartbeat import Heartbeat
from salaries.models.imports import OccupationTitle, PriceLevel, SourceFile
from salaries.models.observations import Observation, Spent
from salaries.models.occupations import Exposure, OccupationTask, SkillRating, TechnologySkill
from salaries.models.places import COUNTRIES, PRICE_LEVELS, country_name, the_country
from salaries.models.releases import Batch, Combination, Correction, Estimate, Gate, Release
from salaries.models.repeats import Repeat
from salaries.models.reports import Decision, SalaryReport
from salaries.models.roles import Occupation, Role, RoleOccupation, RoleTitle
from salaries.models.sources import SHELF_YEARS, ClaimCheck, ExchangeRate, Figure, Source, is_dated
from salaries.models.starter import StarterRow
from salaries.models.tokens import TokenKey
from salaries.models.totals import Total
from salaries.models.webhooks import MOST_ATTEMPTS, Webhook, WebhookDelivery
from salaries.models.words import (
    AIUse,
    Engagement,
    Level,
    Period,
    Side,
    StillEnglish,
    Stream,
    period_words,
    said_of,
    spoken,
)

__all__ = [
    "COUNTRIES",
    "MOST_ATTEMPTS",
    "PRICE_LEVELS",
    "SHELF_YEARS",
    "AIUse",
    "Batch",
    "Change",
    "ClaimCheck",
    "Combination",
    "Correction",
    "Decision",
    "Demonstration",
    "Engagement",
    "Estimate",
    "ExchangeRate",
    "Exposure",
    "Figure",
    "FigureProposal",
    "FollowUp",
    "Forecast",
    "Gate",
    "Heartbeat",
    "Level",
    "Movement",
    "MovementBatch",
    "MovementGate",
    "Observation",
    "Occupation",
    "OccupationTask",
    "OccupationTitle",
    "Opening",
    "Period",
    "PriceLevel",
    "Proposal",
    "PublishedDistribution",
    "Release",
    "Repeat",
    "Role",
    "RoleOccupation",
    "RoleTitle",
    "SalaryReport",
    "SecondLook",
    "Side",
    "SkillRating",
    "Source",
    "SourceFile",
    "Spent",
    "StarterRow",
    "StillEnglish",
    "Stream",
    "TechnologySkill",
    "TokenKey",
    "Total",
    "Webhook",
    "WebhookDelivery",
    "country_name",
    "is_dated",
    "period_words",
    "said_of",
    "spoken",
    "the_country",
]
