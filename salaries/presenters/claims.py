"""Claims beside what the evidence says of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from salaries.comparison import Comparison, FigureGroup, FigureLine, RoleAnswer
from salaries.models import ClaimCheck, Figure, period_words, spoken
from salaries.presenters.figures import value_of
from salaries.presenters.formats import UNIT_WORDS, lower_first, quantity


@dataclass(frozen=True)
class Claim:
    """A claim with what the evidence says of it."""

    value: str
    what: str
    quote: str
    verdict: str
    note: str
    evidence: tuple[str, ...]
    source_short: str
    url: str


def claim_keys(answer: Comparison) -> list[str]:
    """The keys of all claims in the answer, to look up their checks."""
    return [line.key for role in answer.roles for group in role.claims for line in group.figures]


def claim_view(check: ClaimCheck) -> Claim:
    """A checked claim with its evidence in words. Reads the claim, its source and the evidence with their sources."""
    claim = check.claim
    value = "" if claim.value is None else quantity(float(claim.value), claim.unit, claim.currency)
    unit = UNIT_WORDS[claim.unit] if claim.currency else ""
    return Claim(
        value=f"{value} {unit}".strip(), what=claim.get_statistic_display(), quote=spoken(check.quote),
        verdict=check.get_verdict_display(), note=spoken(check.note),
        evidence=tuple(
            f"{spoken(figure.subject)}, {lower_first(figure.get_statistic_display())}: {_value(figure)}"
            f" ({spoken(figure.source.short_name)}, {period_words(figure.period)}, {spoken(figure.population)})"
            for figure in check.evidence.all()
        ),
        source_short=spoken(claim.source.short_name), url=claim.url or claim.source.url,
    )  # fmt: skip


def _value(figure: Figure) -> str:
    if figure.value is None:
        return gettext("withheld")
    return quantity(float(figure.value), figure.unit, figure.currency)


def claims_of(role: RoleAnswer, checks: Mapping[str, ClaimCheck]) -> tuple[Claim, ...]:
    """Every claim about the role, with its check by key or the remark that there is none yet."""
    found = []
    for group in role.claims:
        for line in group.figures:
            if line.key in checks:
                found.append(claim_view(checks[line.key]))
            else:
                found.append(_unchecked(group, line))
    return tuple(found)


def _unchecked(group: FigureGroup, line: FigureLine) -> Claim:
    return Claim(
        value_of(line),
        line.statistic_words,
        "",
        gettext("Not checked yet"),
        line.note,
        (),
        group.source_short,
        line.url,
    )
