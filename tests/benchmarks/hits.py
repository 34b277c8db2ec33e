"""How many answers come from memory, when queries are asked as Zipf's law has it: with the sizes of real pages."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from config.answers import SAMPLES, WEIGHT, Answer, Answers, Head, Lying, ready
from tests.benchmarks.table import Row

DISTINCT, ASKED = 100_000, 2_000_000
MEGABYTES = (64, 256)


class Replayed(Answers):
    """The same memory, where packing and unpacking take no time: every answer is one of ``both``, known by its kind."""

    def __init__(self, limit: int, both: Sequence[tuple[Answer, Lying]]) -> None:
        super().__init__(limit)
        self._both = both
        self.unpackings = 0

    def packed(self, answer: Answer) -> Lying:
        """As it lies."""
        return self._both[int(answer.head.kind)][1]

    def unpacked(self, lying: Lying) -> Answer:
        """As it is sent."""
        self.unpackings += 1
        return self._both[int(lying.head.kind)][0]


def hit_rates(pages: Sequence[bytes]) -> list[Row]:
    """Of the second half of ASKED requests: those answered from memory, and those whose answer lay ready to send.

    Every query has the sizes of one of ``pages`` (the last three quarters of them, so that the dictionary is made of
    others). The ceiling is what endless memory would answer.
    """
    both = packed(pages)
    sizes = [(lying.size, answer.size) for answer, lying in both]
    small, sent = (sum(each) / len(both) for each in zip(*sizes, strict=True))
    asked, learned = _trace(), WEIGHT * sum(len(page) for page in pages[:SAMPLES])
    rows = [
        Row("a comparison in memory / as it is sent", small, sent, "bytes"),
        Row(f"Zipf over {DISTINCT:,} queries, endless memory", _known(asked), ASKED // 2, "hits"),
    ]
    for megabytes in MEGABYTES:
        hits, made_ready = _hits(asked, Replayed(megabytes * 1024 * 1024 - learned, both), both)
        rows.append(Row(f"Zipf over {DISTINCT:,} queries, {megabytes} MB", hits, ASKED // 2, "hits"))
        rows.append(Row(f"of these ready to send, {megabytes} MB", hits - made_ready, ASKED // 2, "hits"))
    return rows


def packed(pages: Sequence[bytes]) -> list[tuple[Answer, Lying]]:
    """Pages as they are sent and as they lie; the kind of each is its place."""
    answers, found = Answers(1024 * 1024 * 1024), []
    for number, page in enumerate(pages):
        answer = ready(Head((), "", gzipped=True, kind="/compare/"), page)
        lying = answers.packed(answer)
        if number >= len(pages) // 4:
            head = replace(answer.head, kind=str(len(found)))
            found.append((Answer(head, answer.body), replace(lying, head=head)))
    return found


def _trace() -> list[int]:
    chances = 1 / np.arange(1, DISTINCT + 1)
    found: list[int] = np.random.default_rng(1).choice(DISTINCT, ASKED, p=chances / chances.sum()).tolist()
    return found


def _known(asked: Sequence[int]) -> int:
    """How many of the second half were asked before."""
    before = set(asked[: ASKED // 2])
    return ASKED // 2 - len(set(asked[ASKED // 2 :]) - before)


def _hits(asked: Sequence[int], answers: Replayed, both: Sequence[tuple[Answer, Lying]]) -> tuple[int, int]:
    """Hits in the second half, and how many of them had to be unpacked."""
    hits = unpacked = 0
    for place, query in enumerate(asked):
        if place == ASKED // 2:
            unpacked = answers.unpackings
        if answers.get(query) is not None:
            hits += place >= ASKED // 2
        else:
            answers.put(query, both[query % len(both)][0])
    return hits, answers.unpackings - unpacked
