"""From a Comparison to what its page prints: plain words and numbers, so that the template only lays them out."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.utils.translation import gettext, gettext_lazy

from salaries.comparison import LABELS, Comparison, FigureGroup, OwnEstimate, Query, RoleAnswer
from salaries.models import ClaimCheck, RoleOccupation, Stream, the_country
from salaries.presenters.across import Across, across, costs_words
from salaries.presenters.bars import Picture, pictures
from salaries.presenters.claims import Claim, claims_of
from salaries.presenters.conflicts import Conflicts, conflicts
from salaries.presenters.figures import (
    FigureTable,
    Single,
    by_statistic,
    is_second_unit,
    is_single,
    is_withheld,
    singles,
    tables,
)
from salaries.presenters.formats import UNIT_WORDS, between, day, joined, lower_first, money, number, percent
from salaries.presenters.glances import Glance, glance, headline, own_medians
from salaries.remembered import each
from salaries.stats.axis import UNIT_OF

PERCENTILE_WORDS = {
    "p10": gettext_lazy("10th percentile"),
    "p25": gettext_lazy("25th percentile"),
    "p50": gettext_lazy("Median"),
    "p75": gettext_lazy("75th percentile"),
    "p90": gettext_lazy("90th percentile"),
}


@dataclass(frozen=True)
class Measured:
    """One line of the contributors' estimate with its 90 % interval."""

    name: str
    value: str
    low: str
    high: str


@dataclass(frozen=True)
class Own:
    """The contributors' own estimate as printed."""

    status: str
    reason: str
    unit_words: str
    reports: str
    own_share: str
    percentiles: tuple[Measured, ...]
    streams: tuple[Measured, ...]
    currency: str
    costs: str
    costs_reason: str


@dataclass(frozen=True)
class Block:
    """Everything the page says about one role. All but ``glance`` and ``own`` depends on ``key``
    alone."""

    key: Hashable
    place: str
    glance: Glance
    summary: str
    occupations: tuple[tuple[str, str, str, str], ...]
    pay: tuple[FigureTable, ...]
    neighbours: tuple[FigureTable, ...]
    hourly: tuple[FigureTable, ...]
    others: tuple[Single, ...]
    hidden: tuple[str, ...]
    outlook: tuple[FigureTable, ...]
    neighbours_outlook: tuple[FigureTable, ...]
    claims: tuple[Claim, ...]
    own: Own


@dataclass(frozen=True)
class Page:
    """The whole comparison page. ``lede`` says what contributors report, or else the published ``headline``."""

    title: str
    headline: str
    lede: str
    narrowed: str
    place: str
    query: str
    release: str
    pictures: tuple[Picture, ...]
    blocks: tuple[Block, ...]
    across: Across
    terms: tuple[str, ...] = ()
    conflicts: Conflicts | None = None

    @property
    def claimed(self) -> bool:
        """Whether any role has claims to check."""
        return any(found.claims for found in self.blocks)


def present(answer: Comparison, checks: Iterable[ClaimCheck] | None = None) -> Page:
    """The page of ``answer``; ``checks`` are what the evidence says of the claims in it, where they are printed."""
    place = the_country(answer.query.country) if answer.query.country else ""
    blocks = _blocks(answer, checks, place)
    names = [LABELS[name][value] for name, value in answer.query.chosen]
    said = headline([found.glance for found in blocks])
    return Page(
        title=joined([role.title for role in answer.roles]),
        headline=said, lede=own_medians(answer) or said, narrowed=joined(names), place=place,
        query=query_string(answer.query), release=release_words(answer), pictures=pictures(answer), blocks=blocks,
        across=across(answer), terms=_terms(answer), conflicts=conflicts(answer),
    )  # fmt: skip


def _blocks(answer: Comparison, checks: Iterable[ClaimCheck] | None, place: str) -> tuple[Block, ...]:
    """A block for each role; ``checks`` are read only for those that are not remembered."""
    about = (answer.query.country, answer.query.terms, checks is not None)
    roles: dict[Hashable, RoleAnswer] = {(role.slug, *about): role for role in answer.roles}

    def make(keys: Sequence[Hashable]) -> dict[Hashable, Block]:
        by_key = {check.claim.key: check for check in checks or ()}
        return {key: block(role, by_key, place, key) for key, role in roles.items() if key in keys}

    found = each("block", list(roles), make)
    by_slug = {role.slug: role for role in answer.roles}
    told = each(
        ("told", replace(answer.query, roles=()), answer.release), list(by_slug),
        lambda slugs: {slug: _told(by_slug[slug], place, answer.query.engagement) for slug in slugs},
    )  # fmt: skip
    return tuple(replace(one, glance=shown, own=own) for one, (shown, own) in zip(found, told, strict=True))


def _told(role: RoleAnswer, place: str, engagement: str) -> tuple[Glance, Own]:
    return glance(role, place, engagement), own_view(role.own)


def _terms(answer: Comparison) -> tuple[str, ...]:
    """How money was converted, and what could not be: each once."""
    own = [role.own for role in answer.roles if role.own.percentiles]
    steps = [
        gettext("Contributors: %(steps)s.") % {"steps": "; ".join(one.conversion)} for one in own if one.conversion
    ]
    left = [one.not_converted for one in own if one.not_converted]
    return tuple(dict.fromkeys([*answer.method, *steps, *left]))


def query_string(query: Query) -> str:
    """The canonical query string of a comparison: comma list of roles, then what is narrowed, in a fixed order."""
    parts = {"roles": ",".join(query.roles), **dict(query.chosen), **query.terms.given}
    if query.release is not None:
        parts["release"] = str(query.release)
    return urlencode(parts, safe=",")


def release_words(answer: Comparison) -> str:
    """Which publication of contributors' reports is shown."""
    if answer.release is None:
        return gettext("no release of contributors’ reports yet")
    return gettext("release %(number)s of %(day)s") % {"number": answer.release, "day": day(answer.released_on)}


def block(role: RoleAnswer, checks: Mapping[str, ClaimCheck], place: str = "", key: Hashable = None) -> Block:
    """One role's part of the page; ``place`` is the country it is narrowed to, ``key`` what it may be remembered by."""
    notes = {code: note for code, _, _, note in role.occupations}
    hourly = [group for group in role.pay if is_second_unit(group, role.pay)]
    hidden = [group for group in role.pay if is_withheld(group)]
    rest = [group for group in role.pay if group not in hourly and group not in hidden]
    near = [group for group in rest if group.fit == RoleOccupation.Fit.NEAR]
    few = [group for group in rest if group not in near and is_single(group)]
    main = [group for group in rest if group not in near and group not in few]
    far = [group for group in role.outlook if group.fit == RoleOccupation.Fit.NEAR]
    outlook = [group for group in role.outlook if group not in far]
    fits = dict(RoleOccupation.Fit.choices)
    return Block(
        key=key, place=place, glance=glance(role, place), summary=role.summary,
        occupations=tuple((code, title, str(fits[fit]), note) for code, title, fit, note in role.occupations),
        pay=tables(main, notes), neighbours=tables(near, notes), hourly=tables(hourly, notes),
        others=singles(few), hidden=tuple(_hidden(group) for group in hidden),
        outlook=tables(by_statistic(outlook), {}),
        neighbours_outlook=tables(by_statistic(far), notes),
        claims=claims_of(role, checks), own=own_view(role.own),
    )  # fmt: skip


def own_view(own: OwnEstimate) -> Own:
    """The contributors' own estimate in words."""
    unit = UNIT_OF[own.measure]

    def amount(value: float) -> str:
        return money(value, own.currency, unit)

    return Own(
        status=own.status, reason=own.reason, unit_words=own.measure_words, currency=own.currency,
        reports="" if own.reports is None else gettext("about %(reports)s, give or take %(error)s") % {
            "reports": number(own.reports), "error": number(own.reports_error or 0),
        },
        own_share="" if own.own_share is None else percent(round(100 * own.own_share)),
        percentiles=tuple(
            Measured(str(PERCENTILE_WORDS[name]), amount(k.value), amount(k.low), amount(k.high))
            for name, k in own.percentiles
        ),
        streams=tuple(
            Measured(str(Stream(name).label), percent(round(k.value)), percent(round(k.low)), percent(round(k.high)))
            for name, k in own.streams
        ),
        costs=costs_words(own), costs_reason=own.costs_reason,
    )  # fmt: skip


def _hidden(group: FigureGroup) -> str:
    years = sorted(line.period for line in group.figures)
    return gettext(
        "%(source)s shows no pay %(unit)s for %(subject)s (%(periods)s), and we do not work it out from pay by another "
        "unit."
    ) % {
        "source": group.source_short, "unit": UNIT_WORDS[group.unit], "subject": lower_first(group.subject),
        "periods": between(years[0], years[-1]),
    }  # fmt: skip
