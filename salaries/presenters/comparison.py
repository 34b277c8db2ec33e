"""From a Comparison to what its page prints: plain words and numbers, so that the template only lays them out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from salaries.comparison import LABELS, Comparison, FigureGroup, OwnEstimate, Query, RoleAnswer
from salaries.models import ClaimCheck, RoleOccupation, Stream
from salaries.presenters.across import Across, across
from salaries.presenters.bars import UNIT_OF, Picture, pictures
from salaries.presenters.claims import Claim, claims_of
from salaries.presenters.figures import (
    FigureTable,
    Single,
    by_statistic,
    headline_of,
    is_second_unit,
    is_single,
    is_withheld,
    lineage,
    singles,
    tables,
    value_of,
)
from salaries.presenters.formats import UNIT_WORDS, an, day, joined, lower_first, money, percent

PERCENTILE_WORDS = {
    "p10": "10th percentile",
    "p25": "25th percentile",
    "p50": "Median",
    "p75": "75th percentile",
    "p90": "90th percentile",
}


@dataclass(frozen=True)
class Glance:
    """One role in one look: its newest published median, or that there is none."""

    slug: str
    title: str
    side: str
    side_words: str
    number: str
    words: str
    lineage: str
    sentence: str


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


@dataclass(frozen=True)
class Block:
    """Everything the page says about one role."""

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
    """The whole comparison page."""

    title: str
    headline: str
    narrowed: str
    place: str
    query: str
    release: str
    pictures: tuple[Picture, ...]
    blocks: tuple[Block, ...]
    across: Across

    @property
    def claimed(self) -> bool:
        """Whether any role has claims to check."""
        return any(found.claims for found in self.blocks)


def present(answer: Comparison, checks: Iterable[ClaimCheck]) -> Page:
    """The page of ``answer``; ``checks`` are what the evidence says of the claims in it."""
    by_key = {check.claim.key: check for check in checks}
    place = LABELS["country"].get(answer.query.country, "")
    blocks = tuple(block(role, by_key, place) for role in answer.roles)
    names = [LABELS[name][value] for name, value in answer.query.chosen]
    return Page(
        title=joined([role.title for role in answer.roles]),
        headline=headline(blocks), narrowed=joined(names), place=place,
        query=query_string(answer.query), release=release_words(answer), pictures=pictures(answer), blocks=blocks,
        across=across(answer),
    )  # fmt: skip


def headline(blocks: Iterable[Block]) -> str:
    """What is known of each role in a breath: medians under one heading for each lineage, then what nobody measures."""
    measured: dict[str, list[str]] = {}
    unmeasured = []
    for found in blocks:
        if found.glance.number:
            measured.setdefault(found.glance.lineage, []).append(f"{found.glance.number} {found.glance.words}")
        else:
            unmeasured.append(found.glance.sentence)
    said = [f"{joined(list(dict.fromkeys(medians)))} ({source})." for source, medians in measured.items()]
    return " ".join([*said, *unmeasured])


def query_string(query: Query) -> str:
    """The canonical query string of a comparison: comma list of roles, then what is narrowed, in a fixed order."""
    parts = {"roles": ",".join(query.roles), **dict(query.chosen)}
    if query.release is not None:
        parts["release"] = str(query.release)
    return urlencode(parts, safe=",")


def release_words(answer: Comparison) -> str:
    """Which publication of contributors' reports is shown."""
    if answer.release is None:
        return "no release of contributors’ reports yet"
    return f"release {answer.release} of {day(answer.released_on)}"


def block(role: RoleAnswer, checks: Mapping[str, ClaimCheck], place: str = "") -> Block:
    """One role's part of the page; ``place`` is the country it is narrowed to."""
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
        glance=glance(role, place), summary=role.summary,
        occupations=tuple((code, title, fits[fit], note) for code, title, fit, note in role.occupations),
        pay=tables(main, notes), neighbours=tables(near, notes), hourly=tables(hourly, notes),
        others=singles(few), hidden=tuple(_hidden(group) for group in hidden),
        outlook=tables(by_statistic(outlook), {}),
        neighbours_outlook=tables(by_statistic(far), notes),
        claims=claims_of(role, checks), own=own_view(role.own),
    )  # fmt: skip


def glance(role: RoleAnswer, place: str = "") -> Glance:
    """The role's newest published median in a card and in a sentence."""
    found = headline_of(role)
    if found is None:
        words = "Not measured"
        said = f"No public source in our set measures what {an(role.title)} earns{f' in {place}' if place else ''}."
        return Glance(role.slug, role.title, role.side, role.side_words, "", words, said, said)
    group, line = found
    value, unit = value_of(line), UNIT_WORDS[group.unit]
    subject = lower_first(group.subject)
    if group.fit == RoleOccupation.Fit.NEAR:
        lead = f"No public source counts {an(role.title)} apart. The nearest occupation, {subject},"
        words = f"{unit} is the median of the nearest occupation, {subject}"
    else:
        lead = f"{role.title}: {subject}"
        words = f"{unit} is the median of {subject}"
    sentence = f"{lead} earned a median of {value} {unit} ({lineage(group, line)})."
    return Glance(
        role.slug, role.title, role.side, role.side_words, value, words, lineage(group, line), sentence
    )  # fmt: skip


def own_view(own: OwnEstimate) -> Own:
    """The contributors' own estimate in words."""
    unit = UNIT_OF[own.measure]

    def amount(value: float) -> str:
        return money(value, "USD", unit)

    return Own(
        status=own.status, reason=own.reason, unit_words=own.measure_words,
        reports="" if own.reports is None else f"about {own.reports:,}, give or take {own.reports_error or 0:.0f}",
        own_share="" if own.own_share is None else percent(round(100 * own.own_share)),
        percentiles=tuple(
            Measured(PERCENTILE_WORDS[name], amount(k.value), amount(k.low), amount(k.high))
            for name, k in own.percentiles
        ),
        streams=tuple(
            Measured(Stream(name).label, percent(round(k.value)), percent(round(k.low)), percent(round(k.high)))
            for name, k in own.streams
        ),
    )  # fmt: skip


def _hidden(group: FigureGroup) -> str:
    years = sorted(line.period for line in group.figures)
    return (
        f"{group.source_short} shows no pay {UNIT_WORDS[group.unit]} for {lower_first(group.subject)} "
        f"({years[0]} to {years[-1]}), and we do not work it out from pay by another unit."
    )
