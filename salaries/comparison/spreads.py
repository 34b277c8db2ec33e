"""Published distributions: how pay spreads in a source, and how often one source's people out-earn another's.

Each stands under its own measure. They are set against each other, never added to one another or to our own reports.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from salaries.comparison.answer import Distribution, Interval, Overlap, RoleAnswer
from salaries.models import PublishedDistribution, period_words, spoken
from salaries.stats.axis import AXIS_OF
from salaries.stats.estimates import SHARES, three_digits
from salaries.stats.histogram import Curve, chance_above, curve_of, dollars_at, error_of_chance, share_above

NORMAL_95 = 1.6449  # a 90 % interval has 5 % on either side


def distributions_of(rows: Iterable[PublishedDistribution], fits: Mapping[str, str]) -> tuple[Distribution, ...]:
    """The rows as they are shown; those of the role's main occupation first, then neighbours, then the role itself."""
    shown = [_distribution(row, fits.get(row.occupation_id or "", "role")) for row in rows]
    return tuple(sorted(shown, key=lambda one: (one.fit, one.source, one.subject, one.unit, one.key)))


def overlaps_of(answers: Sequence[RoleAnswer]) -> tuple[Overlap, ...]:
    """Each distribution of one role against each of another, in the same unit, in the order of the roles.

    The same distribution may stand for two roles; it is not set against itself.
    """
    return tuple(
        _overlap(one.slug, first, other.slug, second)
        for one, other in combinations(answers, 2)
        for first in one.distributions
        for second in other.distributions
        if first.unit == second.unit and first.key != second.key
    )


def _distribution(row: PublishedDistribution, fit: str) -> Distribution:
    axis = AXIS_OF[row.unit]
    limits = [axis.limit(edge) for edge in row.edges]
    whole = curve_of(limits, row.shares)
    source = row.source
    return Distribution(
        key=row.key, source=source.slug, source_name=source.name, source_short=spoken(source.short_name),
        publisher=spoken(source.publisher), licence=spoken(source.licence), url=source.url,
        blind_spots=spoken(source.blind_spots),
        subject=spoken(row.subject), occupation=row.occupation_id or "", fit=fit, measure=row.measure,
        measure_words=row.get_measure_display(), unit=row.unit, currency="USD", population=spoken(row.population),
        country=row.country, year=row.year, period=period_words(row.period), respondents=row.respondents,
        effective=float(row.effective), note=spoken(row.note),
        percentiles=tuple((name, three_digits(dollars_at(whole, share))) for name, share in SHARES.items()),
        bars=tuple(
            (round(low, 2), round(high, 2), share)
            for low, high, share in zip(limits[:-1], limits[1:], row.shares, strict=True)
        ),
    )  # fmt: skip


def _overlap(one: str, first: Distribution, other: str, second: Distribution) -> Overlap:
    ours, theirs = _curve(first), _curve(second)
    chance = chance_above(ours, theirs)
    error = NORMAL_95 * error_of_chance(chance, max(1.0, first.effective), max(1.0, second.effective))
    median = dict(second.percentiles)["p50"]
    return Overlap(
        first_role=one, first=first.key, first_measure=first.measure, second_role=other, second=second.key,
        second_measure=second.measure, unit=first.unit,
        out_earns=Interval(*(float(round(100 * min(1.0, max(0.0, chance + sign * error)))) for sign in (-1, 0, 1))),
        above_median=float(round(100 * share_above(ours, median))), same_measure=first.measure == second.measure,
    )  # fmt: skip


def _curve(one: Distribution) -> Curve:
    return curve_of([one.bars[0][0], *(high for _, high, _ in one.bars)], [share for _, _, share in one.bars])
