"""Lesson 11's checks: references against numbers worked out by hand, mistakes as students write."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.lessons import checks

LOG3 = np.log(3.0)


def test_heads_give_what_a_hand_works_out():
    """Two heads of one number: the first weighs 1 to 3, the second 3 to 1; padding is far above."""
    query = np.array([1.0, -1.0])
    keys = np.array([[0.0, 0.0], [LOG3, LOG3], [99.0, -99.0]])
    values = np.array([[4.0, 8.0], [8.0, 4.0], [1e3, 1e3]])
    found, weights = checks.multi_head.reference(
        query, keys, values, np.array([True, True, False]), 2
    )
    np.testing.assert_allclose(weights, [[0.25, 0.75, 0.0], [0.75, 0.25, 0.0]], atol=1e-12)
    np.testing.assert_allclose(found, [7.0, 7.0], atol=1e-12)


def test_a_code_is_what_a_hand_works_out():
    found = checks.position_code.reference(1, 4)
    np.testing.assert_allclose(found, [np.sin(1), np.cos(1), np.sin(0.01), np.cos(0.01)])


def heads_then(query, keys, values, mask, heads, *, scale=True, axis=1, across=False):
    parts = query.reshape(heads, -1)
    shape = (heads, len(keys), -1) if across else (len(keys), heads, -1)
    split = keys.reshape(*shape)
    scores = jnp.einsum("hk,hjk->hj" if across else "hk,jhk->hj", parts, split)
    scores = scores / jnp.sqrt(parts.shape[1]) if scale else scores
    if axis == 1:
        weights = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf), axis=1)
    else:
        weights = jnp.where(mask, jax.nn.softmax(scores, axis=0), 0.0)
    read = values.reshape(len(values), heads, -1)
    return jnp.einsum("hj,jhv->hv", weights, read).reshape(-1), weights


def no_root(query, keys, values, mask, heads):
    return heads_then(query, keys, values, mask, heads, scale=False)


def over_heads(query, keys, values, mask, heads):
    return heads_then(query, keys, values, mask, heads, axis=0)


def cut_across(query, keys, values, mask, heads):
    return heads_then(query, keys, values, mask, heads, across=True)


def one_head(query, keys, values, mask, heads):
    weights = jax.nn.softmax(jnp.where(mask, keys @ query / jnp.sqrt(query.size), -jnp.inf))
    return weights @ values, jnp.broadcast_to(weights, (heads, mask.size))


def weights_averaged(query, keys, values, mask, heads):
    found, weights = heads_then(query, keys, values, mask, heads)
    return found, weights.mean(axis=0)


def waves(position, width, exponent, order=(jnp.sin, jnp.cos)):
    angles = position / 10_000 ** exponent(jnp.arange(0, width, 2), width)
    return jnp.stack([wave(angles) for wave in order], axis=1).reshape(-1)


@pytest.mark.thin(4)
@pytest.mark.parametrize(
    ("exercise", "student", "name"),
    [
        (checks.multi_head, no_root, "not scaled"),
        (checks.multi_head, over_heads, "softmax over heads"),
        (checks.multi_head, cut_across, "keys cut across"),
        (checks.multi_head, one_head, "one head for all"),
        (checks.multi_head, weights_averaged, "weights averaged"),
        (checks.position_code, lambda p, w: waves(p, w, lambda e, w: e / 2 / w), "exponent i"),
        (
            checks.position_code,
            lambda p, w: waves(p, w, lambda e, w: e / w, (jnp.cos, jnp.sin)),
            "cosine first",
        ),
        (checks.position_code, lambda p, w: waves(p + 1, w, lambda e, w: e / w), "counted from 1"),
    ],
)
def test_a_mistake_is_named_as_a_student_would_write_it(exercise, student, name):
    for seed in range(3):
        result = exercise(student, tell="all", seed=seed)
        assert not result
        assert result.misconception == name, result.message


def test_sines_before_cosines_pass_and_are_told():
    def halves(position, width):
        angles = position / 10_000 ** (jnp.arange(0, width, 2) / width)
        return jnp.concatenate([jnp.sin(angles), jnp.cos(angles)])

    result = checks.position_code(halves)
    assert result
    assert "all sines come first" in result.message
