"""What a release says from contributors' reports, or in words why it says nothing."""

from collections.abc import Hashable, Sequence
from itertools import permutations
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext, gettext_lazy, ngettext

from salaries.comparison.answer import Interval, OwnEstimate, Pair, RoleAnswer
from salaries.comparison.query import Query
from salaries.models import COUNTRIES, AIUse, Engagement, Estimate, Level, Release, country_name
from salaries.remembered import each
from salaries.stats.estimates import SHARES, three_digits
from salaries.stats.histogram import ENDS, Curve, End, chance_above, curve, interval_of_two, share_above
from salaries.stats.mix import before_costs
from salaries.stats.privacy import GATE_THRESHOLD

PERCENTILES = tuple(SHARES)
LABELS: dict[str, dict[str, Any]] = {  # words in the language of whoever prints them
    "level": dict(Level.choices),
    "country": {code: lazy(country_name, str)(code) for code in COUNTRIES},
    "engagement": dict(Engagement.choices),
    "ai_use": dict(AIUse.choices),
}
MEASURE_WORDS = {"yearly": gettext_lazy("a year"), "hourly": gettext_lazy("an hour")}


def own_of(estimate: Estimate | None, release: Release | None, query: Query) -> OwnEstimate:
    """What ``release`` says of the whole role or of one value of one dimension, from its stored estimate."""
    measure = query.measure
    words = str(MEASURE_WORDS[measure])
    if release is None or estimate is None:
        return OwnEstimate("no_release", nothing_published(release), measure, words)
    if estimate.withheld:
        return OwnEstimate(
            estimate.withheld, why_withheld(estimate), measure, words, estimate.reports, estimate.reports_error,
            own_share=estimate.own_share,
        )  # fmt: skip
    costs = Interval(*estimate.costs) if estimate.costs else None
    return OwnEstimate(
        "published", "", measure, words, estimate.reports, estimate.reports_error,
        intervals(estimate.percentiles, PERCENTILES), estimate.own_share,
        tuple((low, high, share) for low, high, share in estimate.density),
        intervals(estimate.streams, tuple(estimate.streams)), costs=costs, before_costs=_before(estimate, costs),
        costs_reason=why_no_costs(estimate),
    )  # fmt: skip


def _before(estimate: Estimate, costs: Interval | None) -> Interval | None:
    median = estimate.percentiles.get("p50")
    if costs is None or median is None:
        return None
    found = before_costs(tuple(median), (costs.low, costs.value, costs.high))
    return Interval(*(three_digits(bound) for bound in found)) if found else None


def only_whole() -> str:
    """Why nothing is said of costs by anything else."""
    return gettext("What goes to costs is published for a role as a whole and by engagement only.")


def why_no_costs(estimate: Estimate) -> str:
    """Why a published estimate says nothing of costs; empty when it does, or is withheld itself."""
    if estimate.costs or estimate.withheld:
        return ""
    if estimate.dimension not in ("", "engagement"):
        return only_whole()
    if estimate.costs is None:
        return gettext("This release was made before costs were counted.")
    return gettext(
        "What goes to costs is too uncertain to publish: the noise that protects people is wider than 10 percentage "
        "points. It takes a few hundred reports on the role."
    )


def pairs_of(answers: Sequence[RoleAnswer], about: Hashable) -> tuple[Pair, ...]:
    """All ordered pairs of answers that publish every percentile; without p10 and p90 the tails are unknown.

    The estimates follow from their roles and ``about``.
    """
    whole = {answer.slug: answer for answer in answers if len(answer.own.percentiles) == len(PERCENTILES)}

    def make(pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Pair]:
        return {(first, second): pair_of(whole[first], whole[second]) for first, second in pairs}

    return tuple(each(("pair", about), list(permutations(whole, 2)), make))


def pair_of(first: RoleAnswer, second: RoleAnswer) -> Pair:
    """Two answers that publish every percentile by the same measure, set against each other."""
    one, other = ({end: _curve(role.own, end) for end in ENDS} for role in (first, second))
    median = dict(second.own.percentiles)["p50"]
    chances = interval_of_two(lambda end, against: chance_above(one[end], other[against]))
    above = interval_of_two(lambda end, against: share_above(one[end], getattr(median, against)))
    return Pair(first.slug, second.slug, first.own.measure, _percent(chances), _percent(above))


def _curve(own: OwnEstimate, end: End) -> Curve:
    """The estimate's distribution when every percentile is at one ``end`` of its interval."""
    return curve([(SHARES[name], getattr(interval, end)) for name, interval in own.percentiles])


def _percent(shares: Sequence[float]) -> Interval:
    """Low, value and high as whole percent: more digits would look surer than any estimate here is."""
    return Interval(*(float(round(100 * share)) for share in shares))


def intervals(stored: dict[str, list[float]], names: Sequence[str]) -> tuple[tuple[str, Interval], ...]:
    """Those of ``names`` that are ``stored`` as [low, value, high]."""
    return tuple((name, Interval(*stored[name])) for name in names if name in stored)


def nothing_published(release: Release | None) -> str:
    """Why there is no estimate of a role before its first batch."""
    if release is not None:
        return gettext(
            "Release %(release)d says nothing of this role: too few reports have come together yet. A role is first "
            "published when about %(many)d approved reports wait."
        ) % {"release": release.number, "many": GATE_THRESHOLD}
    return gettext(
        "Nobody's reports on this role have been published yet. The first publication needs about %(many)d "
        "approved reports."
    ) % {"many": GATE_THRESHOLD}


def why_withheld(estimate: Estimate) -> str:
    """The reason why a release publishes nothing of this cohort, for the person who looks for it."""
    if estimate.withheld == Estimate.Withheld.TOO_UNSURE:
        return gettext(
            "There are reports, but too few for the noise that protects them: we could not say the median within a "
            "factor of 2.5. More reports make it certain."
        )
    if estimate.withheld == Estimate.Withheld.UNRELIABLE:
        return gettext(
            "Earlier estimates of this kind did not hold: of the people who reported afterwards, fewer than 85 % of "
            "those expected lay within their range. We publish none until later reports show that they hold."
        )
    missing = max(1, GATE_THRESHOLD - estimate.reports)
    if estimate.reports >= GATE_THRESHOLD:
        return gettext(
            "The protected count of reports is about %(reports)d, give or take %(error).0f: too uncertain to publish. "
            "More reports make it certain."
        ) % {"reports": estimate.reports, "error": estimate.reports_error}
    return ngettext(
        "Too few reports: about %(missing)d more is needed (counts are blurred to protect the people in them).",
        "Too few reports: about %(missing)d more are needed (counts are blurred to protect the people in them).",
        missing,
    ) % {"missing": missing}
