"""From parsed rows on occupations to the database: ratings, tasks, tools and exposure. Unknown codes are noted."""

from collections.abc import Iterable, Iterator
from typing import Any

from salaries.importers import exposure, onet
from salaries.importers.arrival import Arrival
from salaries.importers.reading import ImportRefused
from salaries.models import Exposure, Occupation, OccupationTask, OccupationTitle, SkillRating, TechnologySkill


def titles(rows: Iterable[onet.TitleRow], arrival: Arrival) -> None:
    """Store the titles of the occupations that the site knows."""
    wanted: dict[tuple[str, str], str] = {}
    for row in _known(rows, arrival):
        wanted.setdefault((row.occupation, row.title), row.place)
    made = (
        (place, OccupationTitle(occupation_id=code, title=title, source=arrival.source))
        for (code, title), place in wanted.items()
    )
    arrival.bring(made, among=OccupationTitle.objects.all(), unique=("occupation_id", "title"))


def skills(rows: Iterable[onet.SkillRow], arrival: Arrival) -> None:
    """Store ratings of skills and activities. Raises ImportRefused when a newer release is already held."""
    known = list(_known(rows, arrival))
    if known:
        arrival.edition = known[0].edition and f"O*NET {known[0].edition}"
        _refuse_older(known[0].edition)
    if left_out := sum(not row.usable for row in known):
        arrival.remarks.append(f"{left_out:,} ratings that O*NET recommends not to use are left out.")
    made = (
        (rating.first.place, SkillRating(
            occupation_id=rating.first.occupation, element=rating.first.element, name=rating.first.name,
            kind=rating.first.kind, importance=rating.importance, level=rating.level, raters=rating.raters,
            standard_error=rating.error, edition=rating.first.edition, source=arrival.source,
            source_file=arrival.file,
        ))
        for rating in onet.ratings(known)
    )  # fmt: skip
    arrival.bring(made, among=SkillRating.objects.all(), unique=("occupation_id", "element"))


def tasks(rows: Iterable[onet.TaskRow], arrival: Arrival) -> None:
    """Store the tasks of the occupations that the site knows."""
    made = (
        (row.place, OccupationTask(
            occupation_id=row.occupation, detail=row.detail, number=row.number, statement=row.statement,
            kind=row.kind, source=arrival.source, source_file=arrival.file,
        ))
        for row in _known(rows, arrival)
    )  # fmt: skip
    arrival.bring(made, among=OccupationTask.objects.all(), unique=("number",))


def tools(rows: Iterable[onet.ToolRow], arrival: Arrival) -> None:
    """Store tools; one that several parts of an occupation use is in demand when it is so in any of them."""
    found: dict[tuple[str, str, str], list[onet.ToolRow]] = {}
    for row in _known(rows, arrival):
        found.setdefault((row.occupation, row.name, row.category), []).append(row)
    made = (
        (same[0].place, TechnologySkill(
            occupation_id=code, name=name, category=category, hot=any(row.hot for row in same),
            in_demand=any(row.in_demand for row in same), source=arrival.source, source_file=arrival.file,
        ))
        for (code, name, category), same in found.items()
    )  # fmt: skip
    arrival.bring(made, among=TechnologySkill.objects.all(), unique=("occupation_id", "name", "category"))


def exposures(rows: Iterable[exposure.ExposureRow], arrival: Arrival) -> None:
    """Store what the indices say of occupations and of tasks. Tasks have to be there: they come from O*NET's file."""
    numbers = dict(OccupationTask.objects.values_list("number", "pk"))

    def made() -> Iterator[tuple[str, Exposure]]:
        for row in exposure.of_occupations(_known(rows, arrival)):
            if row.task is not None and row.task not in numbers:
                arrival.miss(f"task {row.task}")
                continue
            kind, unit = exposure.WHAT[row.index]
            yield row.place, Exposure(
                occupation_id=row.occupation, task_id=numbers[row.task] if row.task is not None else None,
                index=row.index, kind=kind, unit=unit, value=row.value, low=row.low, high=row.high,
                source=arrival.source, source_file=arrival.file,
            )  # fmt: skip

    among = Exposure.objects.filter(source=arrival.source)
    arrival.bring(made(), among=among, unique=("occupation_id", "task_id", "index"))


def _known(rows: Iterable[Any], arrival: Arrival) -> Iterator[Any]:
    """The rows of occupations that the site knows; all others are unknown."""
    codes = set(Occupation.objects.values_list("code", flat=True))
    for row in rows:
        if row.occupation in codes:
            yield row
        else:
            arrival.miss(row.occupation)


def _refuse_older(edition: str) -> None:
    held = [_release(text) for text in SkillRating.objects.values_list("edition", flat=True).distinct() if text]
    if not held or (edition and _release(edition) >= max(held)):
        return
    newest = ".".join(map(str, max(held)))
    if not edition:
        raise ImportRefused(f"Ratings of O*NET {newest} are held: say with --period which release this file is of.")
    raise ImportRefused(f"Ratings of O*NET {newest} are held already: those of {edition} would replace newer ones.")


def _release(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(".")))
