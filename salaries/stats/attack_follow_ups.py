"""An attack on published follow-ups: what did a newcomer answer, and was there an answer at all?

The attacker knows every other follow-up of the role and horizon, reads the stored noisy counts of both tables, knows
how people's answers are spread, and plays the best strategy for that (Bayes).
"""

from itertools import product

import numpy as np

from salaries.stats import privacy
from salaries.stats.histogram import Floats
from salaries.stats.movement import BINS
from salaries.stats.privacy import FOLLOW_UP_PLAN, Noise

TARGETS = 13  # roles that one can move to
STAYED, LEFT = 0, 1
OUTCOMES = (0.4, 0.05, 0.3, *[0.25 / TARGETS] * TARGETS)  # chance to stay, leave, add skills, move to each role
SKILLS = 2
WAYS = 5  # of learning, the unsaid one among them
ROWS = 1 + WAYS + TARGETS  # of the table of changes
BELL = np.exp(-0.5 * ((np.arange(BINS) - 4.5) / 1.2) ** 2)
CHANGES = BELL / BELL.sum()  # chance of each bin
OUTCOME_TABLE, CHANGE_TABLE = FOLLOW_UP_PLAN


def answers() -> tuple[list[tuple[int, int]], Floats]:
    """Every possible answer as the cell it fills in each table (-1 is none), and its chance."""
    cells, chances = [(LEFT, -1)], [OUTCOMES[LEFT]]
    rows = [(STAYED, 0, 1.0), *((SKILLS, 1 + way, 1 / WAYS) for way in range(WAYS))]
    rows += [(3 + target, 1 + WAYS + target, 1.0) for target in range(TARGETS)]
    for (outcome, row, share), place in product(rows, range(BINS)):
        cells.append((outcome, row * BINS + place))
        chances.append(OUTCOMES[outcome] * share * float(CHANGES[place]))
    return cells, np.asarray(chances)


def guessed() -> float:
    """How often the likeliest answer is right without any release."""
    return float(answers()[1].max())


def recovered(rng: np.random.Generator, noise: Noise, trials: int) -> float:
    """How often the attacker names the newcomer's whole answer."""
    cells, chances = answers()
    before = np.log(chances)
    drawn = rng.choice(len(cells), size=trials, p=chances)
    return float(np.mean([np.argmax(before + _closer(cells, cells[mine], noise)) == mine for mine in drawn]))


def noticed(rng: np.random.Generator, noise: Noise, trials: int) -> float:
    """How often the attacker, who knows what the answer would be, tells whether it is there; either is as likely."""
    cells, chances = answers()
    right = 0
    drawn = rng.choice(len(cells), size=trials, p=chances)
    for mine, there in zip(drawn, rng.integers(0, 2, size=trials), strict=True):
        closer = _closer([cells[mine]], cells[mine] if there else (-1, -1), noise)[0]
        right += bool(closer > 0) == bool(there)
    return right / trials


def _closer(cells: list[tuple[int, int]], mine: tuple[int, int], noise: Noise) -> Floats:
    """By how much the logarithm of what is seen grows if each of ``cells`` was answered and not none; the others'
    counts are known and taken off."""
    gains = []
    sizes = ((OUTCOME_TABLE, len(OUTCOMES)), (CHANGE_TABLE, ROWS * BINS))
    for part, (table, size) in enumerate(sizes):
        seen = np.asarray(privacy.noisy([int(place == mine[part]) for place in range(size)], table, noise))
        told = (np.abs(seen) - np.abs(seen - 1)) / float(table.scale)
        gains.append([told[cell[part]] if cell[part] >= 0 else 0.0 for cell in cells])
    return np.asarray(gains).sum(axis=0)
