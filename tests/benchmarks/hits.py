"""How many answers come from memory, when queries are asked as Zipf's law has it: with the sizes of real pages."""

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from config.answers import OVERHEAD, READY, SAMPLES, WEIGHT, Answers, Made
from tests.benchmarks.table import Row

DISTINCT, ASKED = 100_000, 2_000_000
MEGABYTES = (64, 256)


def hit_rates(pages: Sequence[bytes]) -> list[Row]:
    """Of the second half of ASKED requests: those answered from memory, and those whose answer lay ready to send.

    Every query has the size that one of ``pages`` has when it lies in memory (the last three quarters of them, so that
    the dictionary is made of others). The ceiling is what endless memory would answer.
    """
    packed, sent = sizes(pages)
    asked, learned = _trace(), WEIGHT * sum(len(page) for page in pages[:SAMPLES])
    known = _hits(asked, [0], 1)
    rows = [
        Row("a comparison in memory / as it is sent", sum(packed) / len(packed), sum(sent) / len(sent), "bytes"),
        Row(f"Zipf over {DISTINCT:,} queries, endless memory", known, ASKED // 2, "hits"),
    ]
    for megabytes in MEGABYTES:
        room = megabytes * 1024 * 1024
        lying = _hits(asked, packed, room * (1 - READY) - learned)
        ready = _hits(asked, sent, room * READY)
        rows.append(Row(f"Zipf over {DISTINCT:,} queries, {megabytes} MB", lying, ASKED // 2, "hits"))
        rows.append(Row(f"of these ready to send, {megabytes} MB", ready, ASKED // 2, "hits"))
    return rows


def sizes(pages: Sequence[bytes]) -> tuple[list[int], list[int]]:
    """Bytes of memory that pages take as they lie, and as they are sent."""
    answers = Answers(1024 * 1024 * 1024)
    packed, sent = [], []
    for number, page in enumerate(pages):
        made = Made((), "", True, page)
        ready, before = made.ready(), answers.size
        answers.put(number, "/compare/", made, ready)
        if number >= len(pages) // 4:
            packed.append(answers.size - before - ready.size)
            sent.append(len(ready.body) + OVERHEAD)
    return packed, sent


def _trace() -> list[int]:
    chances = 1 / np.arange(1, DISTINCT + 1)
    found: list[int] = np.random.default_rng(1).choice(DISTINCT, ASKED, p=chances / chances.sum()).tolist()
    return found


def _hits(asked: Sequence[int], weights: Sequence[int], room: float) -> int:
    """Hits in the second half, when what was used longest ago goes first."""
    kept: OrderedDict[int, None] = OrderedDict()
    hits, used, kinds = 0, 0, len(weights)
    for place, query in enumerate(asked):
        if query in kept:
            kept.move_to_end(query)
            hits += place >= ASKED // 2
            continue
        kept[query] = None
        used += weights[query % kinds]
        while used > room:
            dropped, _ = kept.popitem(last=False)
            used -= weights[dropped % kinds]
    return hits
