"""Alignments against hand-computed cases, and the laws that tie them together."""

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jaxtyping import TypeCheckError

from course_lib.analysis import alignment_metrics

# Under the type checker of these tests a wrong type is refused before the function's own check.
REFUSED = (ValueError, TypeCheckError)

WEIGHTS = np.array([[0.7, 0.2, 0.1], [0.1, 0.2, 0.7], [0.1, 0.8, 0.1], [0.3, 0.3, 0.4]])


def test_alignment_by_hand():
    # The argmaxes are 0, 2, 1, 2.
    assert alignment_metrics.alignment_hits(WEIGHTS, [0, 2, 2, -1]) == (2, 3)
    assert alignment_metrics.alignment_accuracy(WEIGHTS, [0, 2, 2, -1]) == pytest.approx(2 / 3)
    # at -1 the tokens look for -1 (outside, not counted), 1, 1
    assert alignment_metrics.alignment_hits(WEIGHTS, [0, 2, 2, -1], offset=-1) == (1, 2)
    # at +1 for 1, 3 (outside), 3 (outside): none right
    assert alignment_metrics.alignment_hits(WEIGHTS, [0, 2, 2, -1], offset=1) == (0, 1)


def test_gold_minus_one_is_never_counted_even_where_the_offset_makes_it_a_position():
    assert alignment_metrics.alignment_hits(np.eye(2), [-1, -1], offset=1) == (0, 0)
    with pytest.raises(ValueError, match="at offset 1"):
        alignment_metrics.alignment_accuracy(np.eye(2), [-1, -1], offset=1)


def test_the_corpus_counts_tokens_not_sentences():
    weights = [np.eye(3, dtype=np.float32), jnp.array([[0.0, 1.0]])]
    gold = [np.array([0, 1, 2]), [0]]
    assert alignment_metrics.alignment_hits(weights, gold) == (3, 4)
    assert alignment_metrics.alignment_accuracy(weights, gold) == 0.75  # not (1 + 0) / 2


def test_a_row_of_zeros_looks_nowhere():
    assert alignment_metrics.alignment_hits(np.zeros((1, 3)), [0]) == (0, 1)
    assert not alignment_metrics.argmax_links(np.zeros((1, 3))).any()


@given(st.integers(2, 6), st.integers(-2, 2), st.integers(0, 2**16))
def test_a_shifted_map_is_perfect_at_its_own_offset_and_nowhere_else(size, shift, seed):
    gold = np.random.default_rng(seed).permutation(size)
    reached = (gold + shift >= 0) & (gold + shift < size)
    if not reached.any():
        return
    weights = np.full((size, size), 0.5 / size)
    weights[reached, (gold + shift)[reached]] = 0.5
    gold = np.where(reached, gold, -1)
    for offset in range(-2, 3):
        right, counted = alignment_metrics.alignment_hits(weights, gold, offset)
        assert right == (counted if offset == shift else 0)


def test_alignment_refuses():
    with pytest.raises(ValueError, match="gold: 1 sentences; wanted 2"):
        alignment_metrics.alignment_hits([np.eye(2), np.eye(2)], [[0, 1]])
    with pytest.raises(ValueError, match=r"gold\[0\]: 3 tokens; wanted 2"):
        alignment_metrics.alignment_hits(np.eye(2), [0, 1, 1])
    with pytest.raises(ValueError, match="source positions 0 to 2; wanted -1 to 1"):
        alignment_metrics.alignment_hits(np.eye(2), [0, 2])
    with pytest.raises(ValueError, match="not scores"):
        alignment_metrics.alignment_hits(np.array([[-1.0, 2.0]]), [0])
    with pytest.raises(ValueError, match="not scores"):
        alignment_metrics.alignment_hits(np.array([[np.nan, 0.2]]), [0])
    with pytest.raises(REFUSED):
        alignment_metrics.alignment_hits(np.ones(3), [0])
    with pytest.raises(ValueError, match="an empty list"):
        alignment_metrics.alignment_hits([], [])


def test_argmax_links_by_hand():
    links = alignment_metrics.argmax_links(WEIGHTS, counted=np.array([True, True, False, True]))
    assert links.tolist() == [[1, 0, 0], [0, 0, 1], [0, 0, 0], [0, 0, 1]]
    with pytest.raises(ValueError, match="counted"):
        alignment_metrics.argmax_links(WEIGHTS, counted=np.array([True]))


def test_gold_links_by_hand():
    assert alignment_metrics.gold_links([2, -1, 0], 3).tolist() == [[0, 0, 1], [0, 0, 0], [1, 0, 0]]


def test_error_rate_of_alignments_by_hand():
    sure = np.array([[1, 0, 0], [0, 1, 0]], bool)
    possible = np.array([[0, 1, 0], [0, 0, 0]], bool)  # sure is united into it
    found = np.array([[1, 1, 0], [0, 0, 1]], bool)
    # |A| = 3, |S| = 2, |A and S| = 1, |A and P| = 2
    assert alignment_metrics.alignment_error_rate(found, sure, possible) == pytest.approx(1 - 3 / 5)
    assert alignment_metrics.alignment_error_rate(found, sure) == pytest.approx(1 - 2 / 5)
    assert alignment_metrics.alignment_error_rate(sure, sure) == 0
    assert alignment_metrics.alignment_error_rate(~sure, sure) == 1
    # a possible link is free to take and free to leave
    assert alignment_metrics.alignment_error_rate(sure | possible, sure, possible) == 0


def test_error_rate_sums_over_the_corpus():
    one, empty = np.array([[True]]), np.array([[False]])
    wide = np.eye(9, dtype=bool)
    # 9 of 9 found, and none of 1: 1 - 18 / 19, not the mean (0 + 1) / 2
    assert alignment_metrics.alignment_error_rate([wide, empty], [wide, one]) == pytest.approx(
        1 / 19
    )


@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 2**16))
def test_with_one_link_a_token_the_error_rate_is_one_less_accuracy(t, j, seed):
    rng = np.random.default_rng(seed)
    weights, gold = rng.random((t, j)) + 0.01, rng.integers(-1, j, t)
    if (gold < 0).all():
        return
    links = alignment_metrics.argmax_links(weights, counted=gold >= 0)
    error = alignment_metrics.alignment_error_rate(links, alignment_metrics.gold_links(gold, j))
    assert error == pytest.approx(1 - alignment_metrics.alignment_accuracy(weights, gold))


def test_error_rate_refuses():
    with pytest.raises(ValueError, match="shapes"):
        alignment_metrics.alignment_error_rate([np.eye(2, dtype=bool)], [np.eye(3, dtype=bool)])
    with pytest.raises(ValueError, match="no link"):
        alignment_metrics.alignment_error_rate(np.zeros((2, 2), bool), np.zeros((2, 2), bool))
    with pytest.raises(REFUSED):  # weights are no links
        alignment_metrics.alignment_error_rate(np.eye(2), np.eye(2, dtype=bool))
