"""Answers are compressed in pieces, and nobody who unpacks them can tell."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zlib_ng import zlib_ng

from config.packing import HEAD, gzipped
from salaries.remembered import LONG, made_under, one

LONG_TEXTS = [f"{word} é " * LONG for word in ("first", "second")]
some = st.lists(st.sampled_from(["short", *LONG_TEXTS, "", "first é "]), max_size=6)


@given(some, some)
def test_what_comes_out_is_what_went_in(parts: list[str], texts: list[str]) -> None:
    plain = "".join(parts).encode()
    packed = gzipped(plain, texts)
    assert gzip.decompress(packed) == plain
    unpacker = zlib.decompressobj(wbits=31)
    assert unpacker.decompress(packed) == plain
    assert unpacker.eof
    assert not unpacker.unused_data


def test_texts_that_begin_alike_or_lie_in_each_other_are_told_apart() -> None:
    one_text, other = "x" * 3_000 + "a", "x" * 3_000 + "b"
    for plain in (other + one_text, one_text + other, one_text[1:] + other, one_text + one_text):
        assert gzip.decompress(gzipped(plain.encode(), [one_text, other, other[10:]])) == plain.encode()


def test_a_text_is_compressed_once_for_all_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    compressobj = zlib_ng.compressobj

    def counted(*args: int, **kwargs: int) -> object:
        made.append(1)
        return compressobj(*args, **kwargs)

    monkeypatch.setattr("config.packing.zlib_ng.compressobj", counted)
    with made_under("compressed once"):
        for before in ("one answer", "another answer"):
            assert gzipped((before + LONG_TEXTS[0]).encode(), [LONG_TEXTS[0]]).startswith(HEAD)
    assert len(made) == 3  # for each answer one, and one for the text


def test_long_texts_that_were_asked_for_are_told() -> None:
    for _ in range(2):  # new and remembered
        with made_under("told") as texts:
            one("text", "long", lambda: LONG_TEXTS[0])
            one("text", "short", lambda: "short")
            one("text", "number", lambda: 7)
        assert texts == [LONG_TEXTS[0]]
