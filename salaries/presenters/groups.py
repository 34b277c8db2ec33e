"""From two groups of contributors set against each other to what their page prints."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext

from salaries.comparison import Against, Comparison, group_name
from salaries.presenters.across import Duel, SpreadRow, duel, own_row
from salaries.presenters.bars import Picture, picture_title, told_alone
from salaries.presenters.charts import draw
from salaries.presenters.comparison import release_words
from salaries.stats.axis import UNIT_OF


@dataclass(frozen=True)
class GroupsPage:
    """The page of two groups. Without ``duels`` ``reason`` says why there are none."""

    title: str
    lede: str
    reason: str
    shared: bool
    release: str
    unit_words: str
    picture: Picture | None
    rows: tuple[SpreadRow, ...]
    duels: tuple[Duel, ...]


def groups_page(found: Against) -> GroupsPage:
    """The page of ``found``."""
    groups = (found.first, found.second)
    names = [group_name(group) for group in groups]
    return GroupsPage(
        title=gettext("%(first)s against %(second)s") % {"first": names[0], "second": names[1]},
        lede=_lede(found, names), reason=found.reason, shared=found.shared, release=release_words(found.first),
        unit_words=found.first.roles[0].own.measure_words, picture=_picture(groups, names),
        rows=_rows(groups, names),
        duels=_duels(found, names),
    )  # fmt: skip


def _lede(found: Against, names: list[str]) -> str:
    """Both in a breath, seen from the group that wins less often."""
    if found.pair is None or found.back is None:
        return ""
    pair, name = min((found.pair, names[0]), (found.back, names[1]), key=lambda one: one[0].out_earns.value)
    out, above = pair.out_earns, pair.above_median
    return gettext(
        "Take one person of each group at random: %(name)s earns more in about %(out).0f of 100 such pairs "
        "(%(out_low).0f to %(out_high).0f). Of that group, the top %(above).0f percent (%(above_low).0f to "
        "%(above_high).0f) earn more than half of the other."
    ) % {
        "name": name, "out": out.value, "out_low": out.low, "out_high": out.high, "above": above.value,
        "above_low": above.low, "above_high": above.high,
    }  # fmt: skip


def _rows(groups: tuple[Comparison, Comparison], names: list[str]) -> tuple[SpreadRow, ...]:
    """A row for each group; where their units differ, its name says in which it is."""
    first, second = (group.roles[0].own for group in groups)
    if first.measure != second.measure:
        names = [f"{name}, {own.measure_words}" for name, own in zip(names, (first, second), strict=True)]
    return tuple(replace(own_row(group.roles[0]), name=name) for group, name in zip(groups, names, strict=True))


def _duels(found: Against, names: list[str]) -> tuple[Duel, ...]:
    if found.pair is None or found.back is None:
        return ()
    first, second = (group.roles[0].side for group in (found.first, found.second))
    return duel(found.pair, names[0], names[1], first), duel(found.back, names[1], names[0], second)


def _picture(groups: tuple[Comparison, Comparison], names: list[str]) -> Picture | None:
    """Both estimates on one axis; None where they are of different units or neither is published."""
    first, second = groups
    if first.query.measure != second.query.measure:
        return None
    told = [told_alone(group, name) for group, name in zip(groups, names, strict=True)]
    drawing = draw([one.section for one in told])
    if drawing is None:
        return None
    title = picture_title(first, UNIT_OF[first.query.measure])
    return Picture("groups", title, drawing, tuple(one.twin for one in told))
