"""What a plan's pay is read from: one release, or one publisher's figures of one period, for both roles alike.

Figures of different publishers, periods, countries or measures are never subtracted from each other.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from advice.rates import Parity, Rate, Rates
from salaries.comparison import LABELS, PERCENTILES, Choice, FigureGroup, Interval, RoleAnswer
from salaries.stats.axis import UNIT_OF
from salaries.stats.estimates import SHARES, three_digits
from salaries.stats.histogram import Curve, curve

OWN = "own"
REPORTS = {  # by the dimensions that are narrowed down
    ("level", "country"): "reports-level-country",
    ("country",): "reports-country",
    ("level",): "reports-level",
    ("ai_use",): "reports-ai-use",
    ("engagement",): "reports-freelance",
    (): "reports",
}


@dataclass(frozen=True)
class Backing:
    """What pay was read from: a source's slug, "" for contributors' reports on ``role`` in ``release``, or the person
    who said it. ``n`` are the people counted, with the noise's standard deviation for our own."""

    source: str
    licence: str = ""
    n: int | None = None
    n_error: float | None = None
    role: str = ""
    release: int | None = None


YOU = Backing("you")


@dataclass(frozen=True)
class Pay:
    """What the people of a role are paid, by percentile, in the plan's currency.

    ``keys`` are the figures it was read from, none for contributors' reports. ``intervals`` are 90 % intervals of those
    percentiles that have one. ``misses`` says in words what the occupation behind it does not stand for.
    """

    subject: str
    population: str
    percentiles: tuple[tuple[str, float], ...]
    keys: tuple[str, ...] = ()
    intervals: tuple[tuple[str, Interval], ...] = ()
    misses: str = ""
    unit: str = "year"
    backing: Backing = YOU

    @property
    def median(self) -> Interval | None:
        """The median with its interval, where there is one."""
        return dict(self.intervals).get("p50")

    @property
    def middle(self) -> float:
        """The median."""
        return dict(self.percentiles)["p50"]

    @property
    def curve(self) -> Curve | None:
        """The distribution through the percentiles; None unless something is known on both sides of the median."""
        points = [(SHARES[name], value) for name, value in self.percentiles]
        sided = points[0][0] < SHARES["p50"] < points[-1][0]
        return curve(points) if sided else None

    @property
    def published_to(self) -> tuple[float, float]:
        """The lowest and the highest share that is published; beyond them the curve is drawn on."""
        return SHARES[self.percentiles[0][0]], SHARES[self.percentiles[-1][0]]


@dataclass(frozen=True)
class Basis:
    """One ground to reckon on. ``origin`` is None where it says nothing of today's role.

    ``cell`` is how contributors' reports were narrowed down, and ``combined`` that nobody was counted just so: their
    percentiles are put together from what is published of each part by itself. ``parity`` says what another country's
    pay buys here.
    """

    slug: str
    name: str
    source: str
    measure: str
    period: str
    country: str
    blind_spots: str
    rate: Rate | None
    origin: Pay | None
    target: Pay
    cell: Choice = ()
    combined: bool = False
    parity: Parity | None = None

    def bought_by(self, amount: float) -> float | None:
        """What buys here as much as ``amount``, in the plan's currency by exchange rate, buys where it is paid."""
        if self.parity is None:
            return None
        return amount / (self.rate.factor if self.rate else 1.0) * self.parity.factor

    @property
    def is_reports(self) -> bool:
        """Whether it rests on contributors' reports."""
        return self.slug in REPORTS.values()


def from_reports(
    origin: RoleAnswer,
    target: RoleAnswer,
    release: int | None,
    narrowed: Choice,
    rates: Rates,
    year: int,
    measure: str = "yearly",
) -> Basis | None:
    """Contributors' estimates of ``target``, and of ``origin`` where published; ``narrowed`` says of whom."""
    rate = rates.find("USD", year)
    if release is None or rate is None or (there := _estimated(target, rate, measure, release)) is None:
        return None
    return Basis(
        slug=REPORTS[tuple(dimension for dimension, _value in narrowed)], name=_("Contributors' reports"), source="",
        measure=_("Earned"),
        period=_("release %(number)s: %(whom)s") % {"number": release, "whom": cell_words(narrowed)},
        country=dict(narrowed).get("country", ""), blind_spots=_("People who chose not to report here."),
        rate=rate if rate.differs else None, origin=_estimated(origin, rate, measure, release), target=there,
        cell=narrowed, combined=target.own.combined,
    )  # fmt: skip


def cell_words(narrowed: Choice) -> str:
    """How reports are narrowed down, in words: "Mid (works alone), Spain"."""
    return ", ".join(str(LABELS[dimension][value]) for dimension, value in narrowed) or _("all of the role")


def _estimated(role: RoleAnswer, rate: Rate, measure: str, release: int) -> Pay | None:
    own = role.own
    if own.status != "published" or own.measure != measure or own.percentile("p50") is None:
        return None
    found = tuple(
        (name, Interval(*(three_digits(end * rate.factor) for end in (k.low, k.value, k.high))))
        for name, k in own.percentiles
    )
    return Pay(
        subject=role.title,
        population=_("Put together from published parts; nobody is counted here") if own.combined
        else _("Approved reports, about %(number)s") % {"number": own.reports},
        percentiles=tuple((name, interval.value) for name, interval in found), intervals=found,
        unit=UNIT_OF[measure], backing=Backing("", "", own.reports, own.reports_error, role.slug, release),
    )  # fmt: skip


def from_figures(
    origin: RoleAnswer, target: RoleAnswer, country: str, rates: Rates, unit: str = "year"
) -> tuple[Basis, ...]:
    """Published earned pay for a ``unit`` (year or hour) of the target's main occupation in ``country``.

    Of each source the newest period that covers both roles is taken, or the target's newest where none covers both.
    """
    found = []
    for group in _main(target, country, unit):
        here = next((one for one in _main(origin, country, unit) if one.source == group.source), None)
        common = [period for period in _periods(group) if here and period in _periods(here)]
        period = (common or _periods(group))[0]
        line = next(line for line in group.figures if line.period == period)
        rate = rates.find(line.currency, line.year)
        if rate is None:
            continue
        found.append(
            Basis(
                slug=group.source, name=group.source_short, source=group.source, measure=line.measure_words,
                period=period, country=country, blind_spots=group.blind_spots, rate=rate if rate.differs else None,
                origin=_published(here, origin, period, rate) if here and common else None,
                target=_published(group, target, period, rate),
            )
        )  # fmt: skip
    return tuple(found)


def _main(role: RoleAnswer, country: str, unit: str) -> list[FigureGroup]:
    return [
        group
        for group in role.pay
        if group.fit == "main" and group.unit == unit and group.country == country and _periods(group)
    ]


def _periods(group: FigureGroup) -> list[str]:
    """Periods in which the group has an earned median, newest first."""
    return [
        line.period
        for line in group.figures
        if line.statistic == "p50" and line.measure == "earned" and line.value is not None
    ]


def _published(group: FigureGroup, role: RoleAnswer, period: str, rate: Rate) -> Pay:
    lines = {
        line.statistic: line
        for line in group.figures
        if line.period == period and line.measure == "earned" and line.value is not None
    }
    held = [(name, lines[name]) for name in PERCENTILES if name in lines]
    return Pay(
        subject=group.subject, population=group.population,
        percentiles=tuple((name, (line.value or 0) * rate.factor) for name, line in held),
        keys=tuple(line.key for _name, line in held), unit=group.unit,
        backing=Backing(group.source, group.licence, lines["p50"].respondents),
        misses=" ".join(note for code, _title, _fit, note in role.occupations if code == group.occupation),
    )  # fmt: skip


def expected(low: float, middle: float, high: float, title: str, today: Pay | None) -> Basis:
    """What the person expects to be paid in the new role: their own three numbers, as percentiles 10, 50 and 90.

    ``today`` is what is known of the role they have, for those who do not give their own pay.
    """
    return Basis(
        slug=OWN, name=_("Your own expectation"), source="", measure=_("Expected by you"), period="", country="",
        blind_spots=_("Nobody has measured it. It is used for this answer only and not kept."), rate=None,
        origin=today,
        target=Pay(title, _("You"), (("p10", low), ("p50", middle), ("p90", high))),
    )  # fmt: skip
