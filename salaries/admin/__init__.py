"""The moderators' and curators' side, in Django's plain admin. Gate and Observation are not registered on purpose:
nobody has any business looking at the secret noise, or at single people's places on the pay scale."""

from salaries.admin import curation, imports, looks, occupations, proposals, rated, releases, reports, sources, trail

__all__ = [
    "curation",
    "imports",
    "looks",
    "occupations",
    "proposals",
    "rated",
    "releases",
    "reports",
    "sources",
    "trail",
]
