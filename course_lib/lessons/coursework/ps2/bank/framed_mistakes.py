"""The mistakes that the bank of `framed` knows, and the pair that they change."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Misconception

Array = Any  # NumPy's in the bank, JAX's in a check
START, END = 1, 2
Pair = tuple[Array, Array]


def lengths(ways: Array) -> Array:
    return (ways != 0).sum(axis=1)


def longer(ways: Array) -> Array:
    return np.pad(ways, ((0, 0), (0, 1)))


def read(ways: Array, first: int = START) -> Array:
    return np.pad(ways, ((0, 0), (1, 0)), constant_values=first)


def written(ways: Array, at: Array | None = None, end: int = END) -> Array:
    """The words and an end at the place `at` of each row, right behind them if not given."""
    row = longer(ways)
    row[np.arange(len(ways)), lengths(ways) if at is None else at] = end
    return row


def empties(ways: Array, pair: Pair) -> Pair:
    """The pair with zeros in the rows that hold no way."""
    there = lengths(ways)[:, None] > 0
    return pair[0] * there, pair[1] * there


def _both(pair: Callable[[Array], Pair]) -> tuple[Callable[..., Pair], Callable[..., Pair]]:
    """An answer that sets empty rows to zeros, and the same answer that does not."""

    def given(ways: Array) -> Pair:
        return pair(np.asarray(ways))

    return lambda ways: empties(np.asarray(ways), given(ways)), given


def _end_read(ways: Array) -> Pair:
    writes = written(ways)
    return read(writes[:, :-1]), writes


def _by_argmin(ways: Array) -> Pair:
    return read(ways), written(ways, ways.argmin(axis=1))


def _argmin_empties(ways: Array) -> Pair:
    ways = np.asarray(ways)
    there = ways.argmin(axis=1)[:, None] > 0
    reads, writes = _by_argmin(ways)
    return reads * there, writes * there


def _short(ways: Array) -> Pair:
    writes = written(ways)
    return read(ways)[:, :-1], writes[:, :-1]


def _over_the_last(ways: Array) -> Pair:
    return read(ways), written(ways, np.maximum(lengths(ways) - 1, 0))


def _short_over_the_last(ways: Array) -> Pair:
    writes = ways.copy()
    writes[np.arange(len(ways)), lengths(ways) - 1] = END
    return read(ways)[:, :-1], writes


def _over_the_first(ways: Array) -> Pair:
    reads = longer(ways)
    reads[:, 0] = START
    return reads, written(ways)


def _too_late(ways: Array) -> Pair:
    row = longer(ways)
    return read(ways), np.where(np.arange(row.shape[1]) == lengths(ways)[:, None] + 1, END, row)


def _rolled(ways: Array) -> Pair:
    writes = np.roll(read(ways), -1, axis=1)
    writes[np.arange(len(ways)), lengths(ways)] = END
    return read(ways), writes


def _filled(ways: Array) -> Pair:
    row = longer(ways)
    return read(ways), np.where(np.arange(row.shape[1]) >= lengths(ways)[:, None], END, row)


def _start_written(ways: Array) -> Pair:
    whole = np.pad(written(ways), ((0, 0), (1, 0)), constant_values=START)
    return read(longer(ways)), whole


def _mistake(name: str, looks_like: str, *pairs: Callable[[Array], Pair]) -> Misconception:
    ways = [answer for pair in pairs for answer in _both(pair)]
    return Misconception(name, looks_like, ways[0], also=tuple(ways[1:]))


WRONG = (
    _mistake(
        "end behind the padding",
        "the end sign stands in the last column, behind the padding: it stands right behind the "
        "last word of each row",
        lambda ways: (read(ways), written(ways, np.full(len(ways), -1))),
    ),
    Misconception(
        "an empty row is framed",
        "a row without a word gets a start or an end sign: there is no such way, so that row is "
        "zeros in both",
        lambda ways: (read(np.asarray(ways)), written(np.asarray(ways))),
        also=(
            lambda ways: (
                read(np.asarray(ways)),
                empties(np.asarray(ways), (np.asarray(ways), written(np.asarray(ways))))[1],
            ),
            lambda ways: (
                empties(np.asarray(ways), (read(np.asarray(ways)), np.asarray(ways)))[0],
                written(np.asarray(ways)),
            ),
        ),
    ),
    _mistake(
        "end is read",
        "the decoder reads the end sign, too: behind the end nothing is read, so `reads` holds the "
        "start sign, the words and then padding",
        _end_read,
    ),
    Misconception(
        "length by argmin",
        "the length is found as the place of the smallest number: in a row without padding that is "
        "one of its words. Count what is not 0",
        _argmin_empties,
        also=_both(_by_argmin),
    ),
    _mistake(
        "one position short",
        "both have as many columns as `ways`: start or end sign need one more, T + 1",
        _short,
        _short_over_the_last,
    ),
    _mistake(
        "end over the last word",
        "the end sign stands in the place of the last word: it comes behind it",
        _over_the_last,
    ),
    _mistake(
        "end one place too late",
        "a place stays free between the last word and the end sign: with n words the end sign is "
        "at position n, because positions count from 0",
        _too_late,
    ),
    Misconception(
        "start wrapped round",
        "jnp.roll takes the start sign from the front to the back of `writes`: only words, the end "
        "sign and padding stand there",
        *_both(_rolled)[:1],
        also=(
            *_both(_rolled)[1:],
            lambda ways: (
                empties(np.asarray(ways), _rolled(np.asarray(ways)))[0],
                _rolled(np.asarray(ways))[1],
            ),
        ),
    ),
    _mistake(
        "start over the first word",
        "the start sign stands in the place of the first word of `reads`: all words move on by one",
        _over_the_first,
    ),
    _mistake(
        "not shifted",
        "`reads` holds at each position the word that is to be written there, so the model only "
        "has to copy it: it holds the word before",
        lambda ways: (written(ways), written(ways)),
        lambda ways: (longer(ways), written(ways)),
    ),
    _mistake(
        "the pair swapped",
        "the two have changed places: what is read comes first, what is written second",
        lambda ways: (written(ways), read(ways)),
    ),
    _mistake(
        "no end",
        "nothing tells the model to stop: `writes` has the end sign behind the last word",
        lambda ways: (read(ways), longer(ways)),
    ),
    _mistake(
        "no start",
        "the first thing read is 0: it is the start sign, 1",
        lambda ways: (read(ways, 0), written(ways)),
    ),
    _mistake(
        "padding filled with ends",
        "the end sign fills all the padding of `writes`: one stands behind the last word, and then "
        "comes padding",
        _filled,
    ),
    _mistake(
        "start is written",
        "`writes` begins with the start sign: that is only read, never written",
        _start_written,
        lambda ways: (read(ways), _start_written(ways)[1][:, :-1]),
    ),
    _mistake(
        "signs swapped",
        "start and end sign have changed places: 1 is the start, 2 the end",
        lambda ways: (read(ways, END), written(ways, end=START)),
    ),
    _mistake(
        "end read at the last place",
        "the end sign stands behind the words of `reads` as well: it is written, not read",
        lambda ways: (
            np.where(written(longer(ways))[:, :-1] == END, 0, read(ways))
            + np.pad(written(ways)[:, :-1] == END, ((0, 0), (1, 0))) * END,
            np.where(written(ways) == END, 0, written(ways)),
        ),
    ),
)
