"""What is known of the pay of some roles, read once from the comparison for every way of narrowing it down."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from advice.edits import current_pathways, current_skills
from advice.library import Pathway
from advice.rates import Rate, Rates
from advice.skills import Skill
from salaries.comparison import Choice, Cohorts, FigureGroup, FigureLine, RoleAnswer, cohorts, money_year
from salaries.models import PriceLevel

EVERYWHERE: Choice = ()


@dataclass(frozen=True)
class Known:
    """All that is held on the roles of some plans, with our own texts.

    ``year`` is that whose dollars the release's estimates count as.
    """

    cohorts: Cohorts
    year: int
    skills: dict[str, Skill]
    paths: tuple[Pathway, ...]

    @property
    def release(self) -> int | None:
        """The release that was read."""
        return self.cohorts.release

    def role(self, slug: str, narrowed: Choice = EVERYWHERE) -> RoleAnswer:
        """One role's answer, its contributors' estimate ``narrowed`` down; published figures are always all there."""
        role = self.cohorts.roles[slug]
        return replace(role, own=self.cohorts.narrowed[narrowed][slug]) if narrowed else role


def known(slugs: Sequence[str], narrowings: Sequence[Choice]) -> Known:
    """What is known of ``slugs``, everywhere and in each of ``narrowings``; as many queries for two roles as for all.

    Raises UnknownQuery.
    """
    found = cohorts(slugs, narrowings)
    day = found.released_on
    prices = PriceLevel.objects.filter(series=PriceLevel.Series.CPI, country="US").values_list("year", flat=True)
    year = money_year(day.year, prices) if day else 0
    return Known(found, year, current_skills(), tuple(current_pathways().values()))


def narrowings(country: str, level: str) -> tuple[Choice, ...]:
    """The ways in which a person can be narrowed down, closest first; of all the role is not among them."""
    if not level:
        return ((("country", country),),)
    return (("level", level), ("country", country)), (("country", country),), (("level", level),)


@dataclass(frozen=True)
class Elsewhere:
    """A published number of a role that a plan shows and does not reckon with.

    ``converted`` is it in the plan's currency by ``rate``, None where it is in it or no rate is known. ``claim`` is our
    check of a claim.
    """

    role: str
    group: FigureGroup
    line: FigureLine
    converted: float | None
    rate: Rate | None
    claim: str


def elsewhere(role: RoleAnswer, used: Sequence[str], rates: Rates) -> tuple[Elsewhere, ...]:
    """The newest middle of each published group of ``role`` that is not among the keys ``used``; then claims."""
    rows = []
    for group in (*role.pay, *role.claims):
        lines = [line for line in group.newest if line.statistic in ("p50", "mean", "low", "high") and line.value]
        for line in [line for line in lines if line.statistic == "p50"] or lines:
            if line.key not in used and line.unit in ("year", "hour"):
                rows.append(_row(role, group, line, rates))
    return tuple(rows)


def _row(role: RoleAnswer, group: FigureGroup, line: FigureLine, rates: Rates) -> Elsewhere:
    rate = rates.find(line.currency, line.year)
    shown = rate if rate and rate.differs else None
    converted = (line.value or 0) * shown.factor if shown else None
    return Elsewhere(role.title, group, line, converted, shown, line.check.verdict_words if line.check else "")
