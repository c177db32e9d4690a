"""Masks: the one masked softmax, masked means, dropout."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from tiny import check_gradient

from course_lib.kernels.masks import dropout, length_mask, masked_mean, masked_softmax

SIZE = 5
scores = hnp.arrays(np.float32, SIZE, elements=st.floats(-50, 50, width=32))
masks = hnp.arrays(np.bool_, SIZE)


def softmax_loop(scores, mask):
    """Independent: float64, one position after the other."""
    total = sum(np.exp(np.float64(e)) for e, real in zip(scores, mask, strict=True) if real)
    pairs = zip(scores, mask, strict=True)
    return np.array([np.exp(np.float64(e)) / total if real else 0.0 for e, real in pairs])


def test_length_mask_by_hand():
    assert length_mask(3, 5).tolist() == [True, True, True, False, False]
    assert length_mask(jnp.array([0, 2]), 2).tolist() == [[False, False], [True, True]]
    assert length_mask(jnp.array([[1], [2]]), 3).shape == (2, 1, 3)


def test_softmax_by_hand():
    found = masked_softmax(jnp.log(jnp.array([1.0, 7.0, 3.0])), jnp.array([True, False, True]))
    np.testing.assert_allclose(found, [0.25, 0.0, 0.75], rtol=1e-6)


@given(scores, masks)
def test_softmax_equals_a_loop(scores, mask):
    found = masked_softmax(jnp.asarray(scores), jnp.asarray(mask))
    np.testing.assert_allclose(found, softmax_loop(scores, mask), rtol=1e-4, atol=1e-7)


@given(scores, masks)
def test_weights_sum_to_one_on_the_mask_and_are_zero_off_it(scores, mask):
    weights = np.asarray(masked_softmax(jnp.asarray(scores), jnp.asarray(mask)))
    assert (weights[~mask] == 0).all()
    assert weights.sum() == pytest.approx(1.0 if mask.any() else 0.0, abs=1e-5)


def test_fully_masked_row_gives_zeros_and_finite_gradients():
    scores, mask = jnp.array([[1.0, 2.0], [3.0, 4.0]]), jnp.array([[False, False], [True, False]])
    assert masked_softmax(scores, mask).tolist() == [[0.0, 0.0], [1.0, 0.0]]
    grads = jax.grad(lambda e: (masked_softmax(e, mask) ** 2).sum())(scores)
    np.testing.assert_array_equal(grads, jnp.zeros_like(scores))


def test_huge_scores_do_not_overflow_even_under_the_mask():
    scores = jnp.array([1e30, -1e30, 1e38, jnp.inf])
    mask = jnp.array([True, True, False, False])
    value, grads = jax.value_and_grad(lambda e: masked_softmax(e, mask)[0])(scores)
    assert value == 1.0
    assert jnp.isfinite(grads).all()


def test_what_stands_under_the_mask_changes_nothing():
    mask = jnp.array([True, True, False])
    first = masked_softmax(jnp.array([1.0, 2.0, 3.0]), mask)
    np.testing.assert_array_equal(first, masked_softmax(jnp.array([1.0, 2.0, -9.0]), mask))


def test_softmax_of_bfloat16_is_computed_in_float32():
    weights = masked_softmax(jnp.zeros(1000, jnp.bfloat16), jnp.ones(1000, bool))
    assert weights.dtype == jnp.float32
    assert float(weights.sum()) == pytest.approx(1.0, abs=1e-5)


def test_softmax_gradient_against_finite_differences():
    mask, mix = jnp.array([True, False, True, True]), jnp.array([1.0, 2.0, -1.0, 0.5])
    scores = jnp.array([0.3, 5.0, -0.4, 1.0])
    check_gradient(lambda e: masked_softmax(e, mask) @ mix, scores)


def test_mean_by_hand():
    values, mask = jnp.array([[1.0, 2.0], [6.0, 100.0]]), jnp.array([[True, True], [True, False]])
    assert masked_mean(values, mask) == 3.0


def test_mean_ignores_nan_under_the_mask_in_its_gradient_too():
    mask = jnp.array([True, True, False])
    value, grads = jax.value_and_grad(masked_mean)(jnp.array([1.0, 3.0, jnp.nan]), mask)
    assert value == 2.0
    assert grads.tolist() == [0.5, 0.5, 0.0]


def test_mean_of_nothing_is_zero():
    value, grads = jax.value_and_grad(masked_mean)(jnp.ones(3), jnp.zeros(3, bool))
    assert value == 0.0
    assert grads.tolist() == [0.0, 0.0, 0.0]


def test_dropout_without_key_or_rate_changes_nothing():
    values = jnp.ones((3, 4))
    assert dropout(None, values, 0.5) is values
    assert dropout(jax.random.key(0), values, 0.0) is values


def test_dropout_zeroes_the_share_it_says_and_keeps_the_mean():
    dropped = np.asarray(dropout(jax.random.key(0), jnp.ones((200, 100)), 0.25))
    assert set(np.unique(dropped).round(5)) == {0.0, np.float32(4 / 3).round(5)}
    assert (dropped == 0).mean() == pytest.approx(0.25, abs=0.02)
    assert dropped.mean() == pytest.approx(1.0, abs=0.02)


def test_dropout_draws_differ_between_positions_and_between_keys():
    values = jnp.ones((2, 64))
    first, other = (np.asarray(dropout(jax.random.key(k), values, 0.5)) for k in (0, 1))
    assert (first[0] != first[1]).any()
    assert (first != other).any()


@given(st.integers(1, 6))
def test_dropout_of_a_position_does_not_depend_on_the_padding(extra):
    values = jnp.ones((3, 8))
    padded = jnp.concatenate([values, jnp.ones((extra, 8))])
    key = jax.random.key(3)
    np.testing.assert_array_equal(dropout(key, padded, 0.5)[:3], dropout(key, values, 0.5))


@pytest.mark.parametrize("scores", [[1.0, 2.0], [jnp.inf, jnp.nan]])
def test_a_fully_masked_row_makes_no_nan_on_the_way(scores):
    """Whoever looks for the first NaN would be stopped here."""
    mask = jnp.zeros(2, bool)
    with jax.debug_nans(True):
        weights, back = jax.vjp(lambda e: masked_softmax(e, mask), jnp.zeros(2))
        assert weights.tolist() == back(jnp.ones(2))[0].tolist() == [0.0, 0.0]
    assert masked_softmax(jnp.array(scores), mask).tolist() == [0.0, 0.0]
