"""What is known of learning a skill in some way: as written down, or measured here where follow-ups say enough."""

from collections.abc import Sequence
from dataclasses import dataclass

from advice.skills import Resource
from salaries.movements import LEARNED, Changed, Moves


@dataclass(frozen=True)
class Grade:
    """The grade of a resource's evidence. ``change`` and ``moves`` are there where it is measured, and only then.

    They tell how pay changed for contributors in today's role who stayed and learned mostly in this way.
    """

    evidence: str
    change: Changed | None = None
    moves: Moves | None = None


def grade(way: Resource, followed: Sequence[Moves]) -> Grade:
    """``measured`` where a published follow-up, the longest first, tells of this way of learning; else as written."""
    for moves in sorted(followed, key=lambda one: -one.months):
        change = moves.changes.get(LEARNED.get(way.way, ""))
        if change:
            return Grade("measured", change, moves)
    return Grade(way.evidence)
