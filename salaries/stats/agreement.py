"""How often two people agree, and how sure one may be of it."""

from dataclasses import dataclass
from statistics import NormalDist


@dataclass(frozen=True)
class Share:
    """A share of ``of`` cases, 0 to 1, with the limits of its interval."""

    low: float
    value: float
    high: float
    of: int


def wilson(cases: int, of: int, level: float = 0.95) -> Share:
    """The share ``cases / of`` with Wilson's score interval (Wilson 1927), which keeps within 0 and 1 and does not
    vanish when all agree. Raises ValueError unless 0 <= cases <= of and of > 0."""
    if not 0 <= cases <= of or of == 0:
        raise ValueError("There must be cases, and no more than there are.")
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, weight = cases / of, z * z / of
    middle = (share + weight / 2) / (1 + weight)
    reach = z / (1 + weight) * (share * (1 - share) / of + weight / of / 4) ** 0.5
    return Share(max(0.0, middle - reach), share, min(1.0, middle + reach), of)
