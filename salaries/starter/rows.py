"""What the starter files say, as frozen rows. ``place`` says where a row stands and is no part of what it says."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Row:
    """One fact of the starter set."""

    place: str = field(compare=False)

    @property
    def key(self) -> str:
        """A name that is unique within the starter set and stays the same when the row changes."""
        raise NotImplementedError

    def digest(self) -> str:
        """Changes when what the row says changes."""
        said = {name: value for name, value in vars(self).items() if name != "place"}
        return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class OccupationRow(Row):
    """An official occupation."""

    code: str
    title: str

    @property
    def key(self) -> str:
        """Its code."""
        return f"occupation:{self.code}"


@dataclass(frozen=True, kw_only=True)
class RoleRow(Row):
    """A role without its titles and occupations."""

    slug: str
    title: str
    side: str
    summary: str
    order: int

    @property
    def key(self) -> str:
        """Its slug."""
        return f"role:{self.slug}"


@dataclass(frozen=True, kw_only=True)
class TitleRow(Row):
    """Another title of a role."""

    role: str
    title: str

    @property
    def key(self) -> str:
        """The role and the title."""
        return f"title:{self.role}/{self.title}"


@dataclass(frozen=True, kw_only=True)
class LinkRow(Row):
    """How near an occupation comes to a role."""

    role: str
    occupation: str
    fit: str
    note: str

    @property
    def key(self) -> str:
        """The role and the occupation."""
        return f"link:{self.role}/{self.occupation}"


@dataclass(frozen=True, kw_only=True)
class SourceRow(Row):
    """Who published something."""

    slug: str
    name: str
    short_name: str
    publisher: str
    kind: str
    url: str
    licence: str
    counts: str
    blind_spots: str
    retrieved_on: date

    @property
    def key(self) -> str:
        """Its slug."""
        return f"source:{self.slug}"


@dataclass(frozen=True, kw_only=True)
class FigureRow(Row):
    """One published number. Source, role, occupation and ``repeats`` are named by slug, code and key."""

    name: str
    source: str
    subject: str
    statistic: str
    unit: str
    measure: str
    population: str
    year: int
    period: str
    value: Decimal | None
    withheld: str = ""
    currency: str = ""
    role: str = ""
    occupation: str = ""
    country: str = ""
    respondents: int | None = None
    relative_standard_error: Decimal | None = None
    wording: str = ""
    note: str = ""
    url: str = ""
    repeats: str = ""

    @property
    def key(self) -> str:
        """Its permanent name."""
        return f"figure:{self.name}"


@dataclass(frozen=True, kw_only=True)
class CheckRow(Row):
    """What the evidence says of a claimed figure."""

    claim: str
    quote: str
    verdict: str
    note: str
    evidence: tuple[str, ...]

    @property
    def key(self) -> str:
        """The name of the claim."""
        return f"check:{self.claim}"


@dataclass(frozen=True, kw_only=True)
class RateRow(Row):
    """US dollars for one unit of a currency, averaged over a year."""

    currency: str
    year: int
    usd_per_unit: Decimal
    days: int
    source: str

    @property
    def key(self) -> str:
        """Currency and year."""
        return f"rate:{self.currency}/{self.year}"


@dataclass(frozen=True, kw_only=True)
class FileRow(Row):
    """A publisher's file that the starter set was made from."""

    source: str
    importer: str
    name: str
    sha256: str
    size: int
    edition: str

    @property
    def key(self) -> str:
        """What read it, and its digest."""
        return f"file:{self.importer}/{self.sha256}"


@dataclass(frozen=True, kw_only=True)
class LevelRow(Row):
    """Consumer prices or a purchasing-power parity of one country and year."""

    series: str
    country: str
    year: int
    value: Decimal
    months: int
    source: str

    @property
    def key(self) -> str:
        """Series, country and year."""
        return f"level:{self.series}/{self.country}/{self.year}"


@dataclass(frozen=True, kw_only=True)
class SkillRow(Row):
    """How important one skill is for one occupation, 1 to 5."""

    occupation: str
    element: str
    name: str
    importance: Decimal
    edition: str
    source: str

    @property
    def key(self) -> str:
        """Occupation and element."""
        return f"skill:{self.occupation}/{self.element}"


@dataclass(frozen=True, kw_only=True)
class ReachRow(Row):
    """What one index says of one occupation's exposure to AI."""

    occupation: str
    index: str
    kind: str
    unit: str
    value: Decimal
    source: str

    @property
    def key(self) -> str:
        """Occupation and index."""
        return f"exposure:{self.occupation}/{self.index}"


@dataclass(frozen=True, kw_only=True)
class DistributionRow(Row):
    """How one source's pay spreads on the public axis: K + 1 edges, K shares."""

    name: str
    source: str
    subject: str
    measure: str
    unit: str
    edges: tuple[int, ...]
    shares: tuple[float, ...]
    respondents: int
    effective: Decimal
    population: str
    country: str
    year: int
    period: str
    note: str = ""
    role: str = ""
    occupation: str = ""

    @property
    def key(self) -> str:
        """Its permanent name."""
        return f"distribution:{self.name}"


@dataclass(frozen=True)
class StarterSet:
    """All rows of the starter set."""

    occupations: tuple[OccupationRow, ...] = ()
    roles: tuple[RoleRow, ...] = ()
    titles: tuple[TitleRow, ...] = ()
    links: tuple[LinkRow, ...] = ()
    sources: tuple[SourceRow, ...] = ()
    figures: tuple[FigureRow, ...] = ()
    checks: tuple[CheckRow, ...] = ()
    rates: tuple[RateRow, ...] = ()
    levels: tuple[LevelRow, ...] = ()
    files: tuple[FileRow, ...] = ()
    skills: tuple[SkillRow, ...] = ()
    reaches: tuple[ReachRow, ...] = ()
    distributions: tuple[DistributionRow, ...] = ()

    def rows(self) -> list[Row]:
        """Every row, those that others refer to first."""
        return [
            *self.occupations, *self.roles, *self.titles, *self.links, *self.sources, *self.figures, *self.checks,
            *self.rates, *self.files, *self.levels, *self.skills, *self.reaches, *self.distributions,
        ]  # fmt: skip
