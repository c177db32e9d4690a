"""The metrics against cases counted by hand, and laws that hold for any input."""

import math

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jaxtyping import TypeCheckError

from course_lib.analysis import metrics

# With the shape checker switched on (tests only) it speaks first about types; without, we do.
REFUSED = (ValueError, TypeCheckError)
texts = st.text("ab c", min_size=1, max_size=8)
pairs = st.lists(st.tuples(texts, texts), min_size=1, max_size=5)


# --- sentences ---------------------------------------------------------------------------------


def test_sentences_by_hand():
    predicted, gold = ["abc", "abc", "xabc"], ["abc", "abd", "abcd"]
    assert metrics.matches(predicted, gold).tolist() == [True, False, False]
    assert metrics.exact_match(predicted, gold) == pytest.approx(1 / 3)
    # edits 0, 1 and 2 (drop x, add d) over 10 gold characters
    assert metrics.character_error_rate(predicted, gold) == pytest.approx(3 / 10)
    # "xabc" is right nowhere: every character is one place late
    assert metrics.character_accuracy(predicted, gold) == pytest.approx(5 / 10)


def test_the_error_rate_weighs_characters_not_sentences():
    predicted, gold = ["b", "aaaaaaaaa"], ["a", "aaaaaaaaa"]
    assert metrics.character_error_rate(predicted, gold) == pytest.approx(1 / 10)  # not (1 + 0) / 2


def test_missing_is_wrong_and_surplus_is_not_counted():
    assert metrics.character_accuracy(["ab"], ["abcd"]) == 0.5
    assert metrics.character_accuracy(["abcdef"], ["abcd"]) == 1.0
    assert metrics.character_accuracy([""], ["abcd"]) == 0.0
    assert metrics.character_error_rate(["abcdefghij"], ["abcd"]) == 1.5


@given(pairs)
def test_laws_of_sentences(both):
    predicted, gold = [a for a, _ in both], [b for _, b in both]
    error = metrics.character_error_rate(predicted, gold)
    assert (error == 0) == (predicted == gold) == (metrics.exact_match(predicted, gold) == 1)
    # Substituting where the characters differ is one way to edit, so never better than the best.
    if all(len(a) == len(b) for a, b in both):
        assert error <= 1 - metrics.character_accuracy(predicted, gold) + 1e-12
    assert metrics.character_error_rate(gold, gold) == 0
    assert metrics.character_accuracy(gold, gold) == 1


@pytest.mark.parametrize(
    "metric", [metrics.exact_match, metrics.character_error_rate, metrics.character_accuracy]
)
def test_sentences_that_do_not_fit(metric):
    with pytest.raises(ValueError, match="2 and 1 sentences"):
        metric(["a", "b"], ["a"])
    with pytest.raises(ValueError, match="0 and 0 sentences"):
        metric([], [])
    with pytest.raises(ValueError, match="the one string 'abc'"):
        metric("abc", "abd")


def test_no_gold_character():
    with pytest.raises(ValueError, match="1 empty sentences"):
        metrics.character_error_rate(["a"], [""])


# --- by length, by position --------------------------------------------------------------------


def test_by_length_by_hand():
    rows = metrics.by_length([1, 0, 1, 1, 0], [10, 19, 20, 40, 39], (10, 20, 30, 35, 40))
    assert [(r.low, r.high, r.count) for r in rows] == [
        (10, 20, 2),
        (20, 30, 1),
        (30, 35, 0),
        (35, 40, 2),  # the last edge is in
    ]
    np.testing.assert_equal([r.mean for r in rows], [0.5, 1.0, np.nan, 0.5])


def test_by_length_takes_booleans_and_arrays():
    values = metrics.matches(["a", "b"], ["a", "c"])
    assert metrics.by_length(values, jnp.array([1, 2]), (1, 2, 3))[0].mean == 1.0


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(10, 60)), min_size=1))
def test_by_length_loses_no_sentence(rows):
    buckets = metrics.by_length([v for v, _ in rows], [n for _, n in rows], (10, 25, 40, 60))
    assert sum(b.count for b in buckets) == len(rows)
    total = sum(b.mean * b.count for b in buckets if b.count)
    assert total == pytest.approx(sum(v for v, _ in rows))


def test_by_length_refuses():
    with pytest.raises(ValueError, match="1 of 2 outside the edges, such as 61"):
        metrics.by_length([1, 1], [60, 61], (10, 60))
    with pytest.raises(ValueError, match="rising"):
        metrics.by_length([1], [10], (20, 10))
    with pytest.raises(ValueError, match=r"\(1,\) and \(2,\)"):
        metrics.by_length([1], [10, 11], (10, 20))


def test_by_target_position_by_hand():
    mean, count = metrics.accuracy_by_position(["abxx", "ab"], ["abcd", "ab"], 2)
    assert count.tolist() == [3, 3]
    assert mean.tolist() == [1.0, 1 / 3]


def test_by_source_position_is_not_by_target_position():
    # "ab cd" -> "ba dc", of which the target's first two are right: they come from the word "ab".
    # Full reversal would put the same two at the source's end: the positions decide, not the text.
    positions = [[1, 0, -1, 4, 3]]
    mean, count = metrics.accuracy_by_position(["baxxx"], ["ba dc"], 5, positions)
    assert count.tolist() == [1, 1, 0, 1, 1]
    np.testing.assert_equal(mean, [1, 1, np.nan, 0, 0])
    mean, _ = metrics.accuracy_by_position(["baxxx"], ["ba dc"], 5, [[4, 3, 2, 1, 0]])
    assert mean.tolist() == [0, 0, 0, 1, 1]


def test_by_source_position_is_relative_to_the_source():
    positions = [np.array([0, 1])]
    assert metrics.accuracy_by_position(["ab"], ["ab"], 2, positions)[1].tolist() == [1, 1]
    assert metrics.accuracy_by_position(["ab"], ["ab"], 2, positions, [4])[1].tolist() == [2, 0]


@given(pairs, st.integers(1, 7))
def test_position_bins_hold_the_character_accuracy(both, bins):
    predicted, gold = [a for a, _ in both], [b for _, b in both]
    mean, count = metrics.accuracy_by_position(predicted, gold, bins)
    assert count.sum() == sum(map(len, gold))
    total = np.nansum(mean * count) / count.sum()
    assert total == pytest.approx(metrics.character_accuracy(predicted, gold))
    # Read from the other end, the bins are mirrored wherever no character sits on an edge.
    mirrored = [list(range(len(b)))[::-1] for b in gold]
    if all((2 * i + 1) * bins % (2 * len(b)) for b in gold for i in range(len(b))):
        back = metrics.accuracy_by_position(predicted, gold, bins, mirrored)
        np.testing.assert_equal(back.mean, mean[::-1])
        np.testing.assert_equal(back.count, count[::-1])


def test_by_position_refuses():
    with pytest.raises(ValueError, match="bins must be a whole number of at least 1, got 0"):
        metrics.accuracy_by_position(["a"], ["a"], 0)
    with pytest.raises(ValueError, match=r"positions\[0\]: 3; wanted 2"):
        metrics.accuracy_by_position(["ab"], ["ab"], 2, [[1, 0, -1]])
    with pytest.raises(ValueError, match="-1 to 1"):
        metrics.accuracy_by_position(["ab"], ["ab"], 2, [[2, 0]])
    with pytest.raises(ValueError, match="2 and 1 of them"):
        metrics.accuracy_by_position(["ab"], ["ab"], 2, [[1, 0], [0, 1]])


def test_sentences_may_be_lists_of_tokens():
    got, want = [["the", "cat"], ["a", "b", "x"]], [["the", "dog", "sat"], ["a", "b"]]
    assert metrics.token_accuracy(got, want) == pytest.approx(3 / 5)
    found = metrics.accuracy_by_position(got, want, 2)
    # Of three, the middle one belongs to the second half.
    assert found.count.tolist() == [2, 3]
    assert found.mean.tolist() == [1.0, pytest.approx(1 / 3)]
    assert metrics.token_accuracy(["ab"], ["ac"]) == metrics.character_accuracy(["ab"], ["ac"])
    with pytest.raises(ValueError, match="1 empty sentences; wanted at least one token"):
        metrics.token_accuracy([["a"]], [[]])


def test_a_length_that_is_no_number_is_in_no_bucket():
    with pytest.raises(ValueError, match="1 of 2 outside the edges, such as nan"):
        metrics.by_length([1.0, 0.0], [math.nan, 5.0], [0, 10])
    with pytest.raises(ValueError, match="lengths must be numbers"):
        metrics.by_length([1.0], ["5"], [0, 10])
