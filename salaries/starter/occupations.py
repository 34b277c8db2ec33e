"""The two tables on occupations that are not about pay: what they need, and how far AI reaches into them.

Both are wide, an occupation a column or a row, so that a reviewer can compare them. An empty cell is no value.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from salaries.starter.bls import number
from salaries.starter.files import StarterError, read_csv
from salaries.starter.rows import ReachRow, SkillRow

SKILLS, ONET, EDITION = "onet_skills.csv", "onet", "30.1"
REACH = "exposure.csv"
# index: (who says it, unit, source)
INDICES = {
    "gpts-model": ("model", "share", "eloundou-2023"), "gpts-people": ("people", "share", "eloundou-2023"),
    "aei-observed": ("observed", "share", "anthropic-economic-index"), "aioe": ("computed", "score", "aioe-2021"),
}  # fmt: skip


def skills(folder: Path) -> Iterator[SkillRow]:
    """Importance of O*NET's skills by occupation. Raises StarterError."""
    try:
        with (folder / SKILLS).open(encoding="utf-8", newline="") as stream:
            codes = next(csv.reader(stream), [])[2:]
    except (OSError, UnicodeDecodeError) as error:
        raise StarterError(f"{SKILLS}: {error}") from error
    for place, cells in read_csv(folder, SKILLS, ("element_id", "skill", *codes)):
        for code in codes:
            yield SkillRow(
                place=place, occupation=code, element=cells["element_id"], name=cells["skill"], edition=EDITION,
                importance=number(place, code, cells[code]), source=ONET,
            )  # fmt: skip


def reaches(folder: Path) -> Iterator[ReachRow]:
    """Exposure to AI by occupation and index. Raises StarterError."""
    for place, cells in read_csv(folder, REACH, ("occupation", *INDICES)):
        for index, (kind, unit, source) in INDICES.items():
            if cells[index]:
                yield ReachRow(
                    place=place, occupation=cells["occupation"], index=index, kind=kind, unit=unit,
                    value=number(place, index, cells[index]), source=source,
                )  # fmt: skip
