"""Keys and values apart, in heads: against the weights of one head, and as a row of the table."""

import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from tiny import fresh

from course_lib.kernels import multi_head
from course_lib.model import Memory, Parts, Prepared
from course_lib.model.alignments import HeadWeights, MultiHead

J, REAL, E, D = 6, 4, 6, 8


def source(alignment, size=J):
    states = np.zeros((size, E), np.float32)
    states[:REAL] = np.random.default_rng(0).normal(size=(REAL, E))
    memory = Memory(jnp.asarray(states), jnp.arange(size) < REAL, jnp.zeros(E))
    keys, values = alignment.keys(memory.states), alignment.values(memory.states)
    return Prepared(memory, keys, jnp.zeros(4), memory.length, values)


def made(heads):
    return MultiHead(width=D, memory_width=E, heads=heads, rngs=nnx.Rngs(0))


QUERY = jnp.asarray(np.random.default_rng(1).normal(size=D), jnp.float32)


@pytest.mark.parametrize("heads", [1, 4])
def test_what_is_found_equals_the_equation(heads):
    looks = made(heads)
    found, carry = looks(QUERY, source(looks), None, 0, None)
    assert carry is None
    states = np.asarray(source(looks).memory.states, np.float64)[:REAL]
    asked, size = np.asarray(QUERY @ looks.query_weight[...]), D // heads
    read, all_weights = [], []
    for h in range(heads):
        part = slice(h * size, (h + 1) * size)
        keys = states @ np.asarray(looks.key_weight[...])[:, part]
        powers = np.exp(keys @ asked[part] / np.sqrt(size))
        alpha = powers / powers.sum()
        all_weights.append(alpha)
        read.append(alpha @ (states @ np.asarray(looks.value_weight[...])[:, part]))
    wanted = np.concatenate(read) @ np.asarray(looks.out_weight[...])
    np.testing.assert_allclose(found.context, wanted, atol=1e-5)
    assert isinstance(found.aux, HeadWeights)
    np.testing.assert_allclose(found.aux.weights[:, :REAL], all_weights, atol=1e-5)
    np.testing.assert_allclose(found.weights, found.aux.weights.mean(axis=0), atol=1e-6)
    np.testing.assert_allclose(found.weights.sum(), 1.0, atol=1e-6)


def test_more_padding_changes_nothing():
    looks = made(2)
    short, long = (looks(QUERY, source(looks, size), None, 0, None)[0] for size in (J, J + 3))
    np.testing.assert_allclose(long.context, short.context, atol=1e-6)
    assert not np.asarray(long.aux.weights)[:, REAL:].any()


def test_a_row_with_heads_trains_with_a_readers_own_function():
    calls = []

    def mine(query, keys, values, mask, heads):
        calls.append(heads)
        return multi_head(query, keys, values, mask, heads)

    row = {"score": "scaled_dot", "alignment": "multi_head", "heads": 2}
    library = fresh("luong_dot_unfed", **row)
    own = fresh("luong_dot_unfed", **row, parts=Parts(multi_head=mine))
    tokens = jnp.array([3, 4, 0]), jnp.array([1, 3])
    np.testing.assert_allclose(own.forced(*tokens)[0], library.forced(*tokens)[0], atol=1e-6)
    assert set(calls) == {2}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"heads": None}, "alignment 'multi_head' needs heads"),
        ({"heads": 0}, "heads must be"),
        ({"heads": 3}, "3 heads need a width that they divide, got 8"),
        ({"heads": 2, "score": "dot"}, "scores by itself, with score='scaled_dot'; got 'dot'"),
        ({"alignment": "soft", "heads": 2}, "alignment 'soft' has no heads, got heads=2"),
        ({"heads": 2, "parts": Parts(scaled_dot=lambda q, k: k @ q)}, "never call scaled_dot"),
    ],
)
def test_what_has_no_such_heads_is_refused(changes, said):
    row = {"score": "scaled_dot", "alignment": "multi_head"}
    with pytest.raises(ValueError, match=said):
        fresh("luong_dot_unfed", **{**row, **changes})
