"""What an Accept header says (RFC 9110, 12.5.1): media types, each with how much it is liked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

WEIGHT = re.compile(r"[01](\.[0-9]*)?", re.ASCII)


@dataclass(frozen=True)
class Wish:
    """One part of the header: its ``text``, its media type, which may have stars, and its q.

    ``closeness`` is 0 for ``*/*``, 1 for ``text/*``, 2 for ``text/csv`` and 3 for a type with parameters beside q.
    """

    text: str
    kind: str
    weight: float
    closeness: int

    @classmethod
    def of(cls, text: str) -> "Wish":
        """The wish that ``text`` says. A q that is no number from 0 to 1 counts as none, which is 1."""
        kind, *parameters = [part.strip().lower() for part in text.split(";")]
        given = [part.partition("=")[2].strip() for part in parameters if part.partition("=")[0].strip() == "q"]
        weight = min(1.0, float(given[0])) if given and WEIGHT.fullmatch(given[0]) else 1.0
        named = 3 if len(parameters) > len(given) else 2
        return cls(text, kind, weight, 0 if kind == "*/*" else 1 if kind.endswith("/*") else named)

    def means(self, media_type: str) -> bool:
        """Whether ``media_type`` is what is wished for."""
        return self.kind in (media_type, "*/*", f"{media_type.partition('/')[0]}/*")


def closest(wishes: Iterable[Wish], media_type: str) -> Wish | None:
    """The wish that names ``media_type`` most closely. None where there is none, or where it says q=0."""
    found = max((wish for wish in wishes if wish.means(media_type)), key=lambda wish: wish.closeness, default=None)
    return found if found and found.weight else None
