"""What is missing for a move, and how many hours it takes. Plain numbers only."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LOWEST, HIGHEST = 1.0, 5.0  # the ends of O*NET's importance scale; a skill nobody lists counts as the lowest


@dataclass(frozen=True)
class Missing:
    """One skill that the target needs more than the origin. ``weight`` is the missing points times the need."""

    skill: str
    have: float
    need: float

    @property
    def points(self) -> float:
        """How far apart the two needs are, in points of importance (0 to 4)."""
        return self.need - self.have

    @property
    def weight(self) -> float:
        """The missing points, counted more where the target needs the skill more."""
        return self.points * self.need


@dataclass(frozen=True)
class Gap:
    """What the target needs beyond the origin, heaviest first; ``share`` is its part of all that is needed."""

    missing: tuple[Missing, ...]
    share: float


def gap(origin: Mapping[str, float], target: Mapping[str, float]) -> Gap:
    """The skills of ``target`` minus those of ``origin``, each {skill: importance, 1 to 5}.

    The share is the sum of (need - have) x need over the missing skills, divided by the same sum for a person who has
    none of them. It is 0 when the origin needs every skill at least as much, and 1 when it needs none.
    """
    missing = [
        Missing(skill, have, need)
        for skill, need in target.items()
        if need > (have := max(LOWEST, origin.get(skill, LOWEST)))
    ]
    whole = sum((need - LOWEST) * need for need in target.values())
    share = sum(m.weight for m in missing) / whole if whole else 0.0
    return Gap(tuple(sorted(missing, key=lambda m: (-m.weight, m.skill))), share)


def straddling(needs: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """What a role between several occupations needs: of each skill, as much as the occupation that needs it most."""
    highest: dict[str, float] = {}
    for occupation in needs:
        for skill, importance in occupation.items():
            highest[skill] = max(importance, highest.get(skill, LOWEST))
    return highest


def hours_to_close(points: float, hours: tuple[int, int]) -> tuple[int, int]:
    """Low and high hours for ``points`` of a skill whose full 4 points take ``hours``; rounded up to tens."""
    part = points / (HIGHEST - LOWEST)
    low, high = (math.ceil(round(part * end, 6) / 10) * 10 for end in hours)
    return low, high
