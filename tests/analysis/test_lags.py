"""Lags by hand, and the law of source reversal: the mean stays, the shortest one moves."""

import numpy as np
import pytest

from course_lib.analysis.lags import lags, measure_lags
from course_lib.data import COPY, FULL_REVERSAL, TASKS, WORD_REVERSAL, Pair, Words


def test_lags_by_hand():
    """Clock: "abc" is read at 0, 1, 2 (or from its end), and written at 3, 4, 5."""
    assert lags(COPY.pair("abc")).tolist() == [3, 3, 3]
    assert lags(COPY.pair("abc"), reverse=True).tolist() == [1, 3, 5]
    assert lags(FULL_REVERSAL.pair("abc")).tolist() == [1, 3, 5]
    assert lags(FULL_REVERSAL.pair("abc"), reverse=True).tolist() == [3, 3, 3]


def test_lags_of_words_by_hand():
    # "ab c" is read a0 b1 _2 c3 and written b4 a5 _6 c7; from its end c0 _1 b2 a3.
    assert lags(WORD_REVERSAL.pair("ab c")).tolist() == [3, 5, 4, 4]
    assert lags(WORD_REVERSAL.pair("ab c"), reverse=True).tolist() == [2, 2, 5, 7]


def test_lags_count_the_vocabularys_tokens():
    """Read the0 old1 cat2, written le3 chat4 vieux5."""
    pair, words = Pair("the old cat", "le chat vieux", (0, 2, 1)), Words(("any",))
    assert lags(pair, words).tolist() == [3, 2, 4]
    assert lags(pair, words, reverse=True).tolist() == [1, 4, 4]
    assert measure_lags([pair], words).mean == 3


@pytest.mark.parametrize("name", sorted(set(TASKS) - {"links"}))  # links write only half of it
@pytest.mark.parametrize("lengths", [(4, 12), (20, 40)])
def test_reversing_leaves_the_mean_alone(name, lengths):
    """Each character is read once and written once, so the mean lag is the sentence's length."""
    pairs = TASKS[name].test_set(50, lengths)
    length = np.mean([len(pair.source) for pair in pairs])
    for reverse in (False, True):
        assert measure_lags(pairs, reverse=reverse).mean == pytest.approx(length)


def test_what_reversing_does_to_the_shortest_lag():
    """Down to 1 for copy, up from 1 for full reversal. For words it depends on how many there are:
    forward it is the length less the longest word's (and 1 more), reversed the first word's."""
    found = {}
    for lengths in ((4, 12), (20, 40)):
        for name, task in TASKS.items():
            pairs = task.test_set(100, lengths)
            shortest = [measure_lags(pairs, reverse=reverse).shortest for reverse in (False, True)]
            found[name, lengths[0]] = shortest
            if name == "word_reversal":
                words = [pair.source.split(" ") for pair in pairs]
                sizes = [max(map(len, one)) for one in words]
                longest = [len(p.source) - n + 1 for p, n in zip(pairs, sizes, strict=True)]
                first = [len(one[0]) for one in words]
                assert shortest == pytest.approx([np.mean(longest), np.mean(first)])
    for low in (4, 20):
        assert found["copy", low][1] == found["full_reversal", low][0] == 1
        assert found["copy", low][0] == found["full_reversal", low][1] > 5
    assert found["word_reversal", 4][0] < found["word_reversal", 4][1]
    assert found["word_reversal", 20][0] > 2 * found["word_reversal", 20][1]


def test_pooled_lags_hold_every_character():
    pairs = WORD_REVERSAL.test_set(10, (4, 12))
    found = measure_lags(pairs)
    assert found.each.size == sum(len(pair.target) for pair in pairs)
    assert found.each.min() <= found.shortest <= found.mean <= found.each.max()


def test_errors_name_what_came():
    with pytest.raises(ValueError, match="pairs must be 1 or more"):
        measure_lags([])
    with pytest.raises(ValueError, match="alignment must be known, got None for 'abc'"):
        lags(Pair("abc", "cba"))
    with pytest.raises(ValueError, match="source position for all of 'cba', got -1"):
        lags(Pair("abc", "cba", (2, 1, -1)))
    with pytest.raises(ValueError, match="'abc' has no characters"):
        lags(COPY.pair("abc")._replace(target="", alignment=()))
