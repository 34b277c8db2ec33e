"""A role in one look, and what is known of several in one breath: the first thing a reader sees of a comparison."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from salaries.comparison import Comparison, FigureGroup, FigureLine, Interval, RoleAnswer
from salaries.models import Figure, RoleOccupation
from salaries.presenters.figures import lineage, value_of
from salaries.presenters.formats import UNIT_WORDS, an, between, joined, lower_first, money, number
from salaries.stats.axis import UNIT_OF


@dataclass(frozen=True)
class Glance:
    """One role in one look: its newest published median and contributors' own, or that there is none.

    ``own`` is empty where contributors' figures are withheld; ``own_words`` then says why.
    """

    slug: str
    title: str
    side: str
    side_words: str
    number: str
    words: str
    lineage: str
    sentence: str
    own: str = ""
    own_words: str = ""
    own_lineage: str = ""


def glance(role: RoleAnswer, place: str = "", engagement: str = "") -> Glance:
    """The role's newest published median and contributors' own, for a card and in a sentence.

    ``place`` and ``engagement`` are what the comparison is narrowed to.
    """
    own, own_words, own_lineage = _own(role, engagement)
    number, words, source, sentence = _published(role, place)
    return Glance(
        role.slug, role.title, role.side, role.side_words, number, words, source, sentence, own, own_words, own_lineage
    )


def headline(glances: Iterable[Glance]) -> str:
    """What is published on each role in a breath: medians under one heading for each lineage, then what nobody
    measures."""
    measured: dict[str, list[str]] = {}
    unmeasured = []
    for found in glances:
        if found.number:
            measured.setdefault(found.lineage, []).append(f"{found.number} {found.words}")
        else:
            unmeasured.append(found.sentence)
    said = [f"{joined(list(dict.fromkeys(medians)))} ({source})." for source, medians in measured.items()]
    return " ".join([*said, *unmeasured])


def own_medians(answer: Comparison) -> str:
    """What contributors report of the role that earns least and the one that earns most, with intervals, and whether
    these leave it open which of them does; empty where nothing is published."""
    known = [(median, role) for role in answer.roles if (median := role.own.percentile("p50"))]
    if not known:
        return ""
    known.sort(key=lambda one: one[0].value)
    (low, least), (high, most) = known[0], known[-1]
    said = {"unit": UNIT_WORDS[UNIT_OF[answer.query.measure]], **_named("low", low, least)}
    if least is most:
        return (
            gettext("Contributors report a median of %(low)s %(unit)s (90 %% interval %(low_range)s) for %(low_role)s.")
            % said
        )
    said |= _named("high", high, most)
    if len(known) == 2:
        words = gettext(
            "Contributors report a median of %(low)s %(unit)s (90 %% interval %(low_range)s) for %(low_role)s, and of "
            "%(high)s (%(high_range)s) for %(high_role)s."
        )
    else:
        words = gettext(
            "The medians that contributors report run from %(low)s %(unit)s (90 %% interval %(low_range)s) for "
            "%(low_role)s to %(high)s (%(high_range)s) for %(high_role)s."
        )
    words %= said
    if low.high < high.low:
        return words
    return words + " " + gettext("The intervals overlap, so it is open which of them is higher.")


def _named(name: str, median: Interval, role: RoleAnswer) -> dict[str, str]:
    low, value, high = _amounts(median, role)
    return {name: value, f"{name}_range": between(low, high), f"{name}_role": an(role.title)}


def _amounts(median: Interval, role: RoleAnswer) -> tuple[str, str, str]:
    """Its low end, itself and its high end."""
    currency, unit = role.own.currency, UNIT_OF[role.own.measure]
    return money(median.low, currency, unit), money(median.value, currency, unit), money(median.high, currency, unit)


def _own(role: RoleAnswer, engagement: str) -> tuple[str, str, str]:
    """Contributors' median, what it is with its interval, and how many it rests on; or nothing, and why."""
    own = role.own
    median = own.percentile("p50")
    if median is None:
        return "", own.reason, ""
    low, value, high = _amounts(median, role)
    words = gettext("%(unit)s is their median, between %(low)s and %(high)s") % {
        "unit": UNIT_WORDS[UNIT_OF[own.measure]], "low": low, "high": high,
    }  # fmt: skip
    if own.reports is None:
        return value, words, gettext("put together from each choice by itself")
    about = gettext("about %(reports)s reports") if engagement else gettext(
        "about %(reports)s reports, self-employed included"
    )  # fmt: skip
    return value, words, about % {"reports": number(own.reports)}


def _published(role: RoleAnswer, place: str) -> tuple[str, str, str, str]:
    """The newest published median, what it is, who says so, and all of it in a sentence."""
    found = _newest_median(role)
    if found is None:
        said = gettext("No public source in our set measures what %(a_role)s earns.") % {"a_role": an(role.title)}
        if place:
            said = gettext("No public source in our set measures what %(a_role)s earns in %(place)s.") % {
                "a_role": an(role.title), "place": place,
            }  # fmt: skip
        return "", gettext("Not measured"), said, said
    group, line = found
    value, unit = value_of(line), UNIT_WORDS[group.unit]
    subject = lower_first(group.subject)
    if group.fit == RoleOccupation.Fit.NEAR:
        sentence = gettext(
            "No public source counts %(a_role)s apart. The nearest occupation, %(subject)s, earned a median of "
            "%(value)s %(unit)s (%(lineage)s)."
        )
        words = gettext("%(unit)s is the median of the nearest occupation, %(subject)s")
    else:
        sentence = gettext("%(role)s: %(subject)s earned a median of %(value)s %(unit)s (%(lineage)s).")
        words = gettext("%(unit)s is the median of %(subject)s")
    named = {
        "a_role": an(role.title), "role": role.title, "subject": subject, "value": value, "unit": unit,
        "lineage": lineage(group, line),
    }  # fmt: skip
    return value, words % named, lineage(group, line), sentence % named


def _newest_median(role: RoleAnswer) -> tuple[FigureGroup, FigureLine] | None:
    """The newest earned median of the role's main occupation or, failing that, of a neighbour; None if there is none.

    Within the same occupation the unit of contributors' pay is preferred, then a year's to an hour's.
    """
    wanted = [RoleOccupation.Fit.MAIN, "role", RoleOccupation.Fit.NEAR]
    found = _earned_median(sorted(role.pay, key=lambda g: (wanted.index(g.fit), g.unit != "year")))
    if found is None:
        return None
    of = (found[0].source, found[0].subject, found[0].fit)
    unit = UNIT_OF[role.own.measure]
    same = [g for g in role.pay if (g.source, g.subject, g.fit) == of and g.unit == unit]
    return _earned_median(same) or found


def _earned_median(groups: Iterable[FigureGroup]) -> tuple[FigureGroup, FigureLine] | None:
    for group in groups:
        for line in group.newest:
            if line.statistic == "p50" and line.measure == Figure.Measure.EARNED and line.value is not None:
                return group, line
    return None
