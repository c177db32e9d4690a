"""Location-aware attention against loops, and what it carries from look to look."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from tiny import check_gradient, close

from course_lib.model.alignments import LocationAware, Soft
from course_lib.model.alignments.location_aware import FILTERS, location_features, neighbours
from course_lib.model.memory import Memory, Prepared
from course_lib.model.scores import SCORES

J, REAL, E, D = 6, 4, 3, 5


def made(window=2, score="additive"):
    rngs = nnx.Rngs(0)
    one = SCORES[score](E, D, max_length=J, rngs=rngs)
    return LocationAware(one, width=D, memory_width=E, window=window, rngs=rngs)


def source(alignment, size=J):
    states = np.zeros((size, E), np.float32)
    states[:REAL] = np.random.default_rng(0).normal(size=(REAL, E))
    memory = Memory(jnp.asarray(states), jnp.arange(size) < REAL, jnp.zeros(E))
    return Prepared(memory, alignment.keys(memory.states), jnp.zeros(4), memory.length)


def queries(count=3):
    return jnp.asarray(np.random.default_rng(1).normal(size=(count, D)), jnp.float32)


def walk(alignment, prepared, asked):
    """All looks, one after the other."""
    carry, seen = alignment.start(prepared), []
    for t, query in enumerate(asked):
        found, carry = alignment(query, prepared, carry, t, None)
        seen.append(found)
    return seen, carry


def loop(alignment, prepared, asked):
    """The weights of all looks from the equations, in Python numbers."""
    params = {k: np.asarray(v, np.float64) for k, v in
              nnx.to_pure_dict(nnx.state(alignment.score)).items()}  # fmt: skip
    filters = np.asarray(alignment.filters[...], np.float64)
    spread = np.asarray(alignment.feature_weight[...], np.float64)
    states = np.asarray(prepared.memory.states, np.float64)
    half, before, rows = alignment.window, np.zeros(REAL), []
    for query in np.asarray(asked, np.float64):
        scores = []
        for j in range(REAL):
            features = np.zeros(FILTERS)
            for d in range(-half, half + 1):
                if 0 <= j + d < REAL:
                    features += filters[d + half] * before[j + d]
            hidden = query @ params["query_weight"] + states[j] @ params["key_weight"]
            hidden = np.tanh(hidden + params["key_bias"] + features @ spread)
            scores.append(hidden @ params["v"][:, 0])
        before = np.exp(scores) / np.exp(scores).sum()
        rows.append(before)
    return np.array(rows)


def test_neighbours_by_hand():
    found = neighbours(jnp.array([1.0, 2.0, 3.0]), 1)
    assert found.tolist() == [[0, 1, 2], [1, 2, 3], [2, 3, 0]]
    assert neighbours(jnp.array([1.0, 2.0]), 0).tolist() == [[1], [2]]


@pytest.mark.parametrize("window", [0, 1, 2, 7])
def test_weights_equal_a_loop(window):
    alignment = made(window)
    prepared = source(alignment)
    seen, _ = walk(alignment, prepared, queries())
    wanted = loop(alignment, prepared, queries())
    for found, row in zip(seen, wanted, strict=True):
        np.testing.assert_allclose(found.weights[:REAL], row, atol=1e-5)
        np.testing.assert_allclose(found.context, row @ prepared.memory.states[:REAL], atol=1e-5)


def test_the_first_look_is_that_of_soft_attention_and_the_second_is_not():
    alignment = made()
    prepared = source(alignment)
    soft = Soft(alignment.score)
    for t, found in enumerate(walk(alignment, prepared, queries())[0]):
        plain, _ = soft(queries()[t], prepared, None, t, None)
        assert np.allclose(found.weights, plain.weights, atol=1e-6) == (t == 0)


@pytest.mark.parametrize("score", ["additive", "general", "dot"])
def test_padding_changes_nothing_and_gets_nothing(score):
    rngs = nnx.Rngs(0)
    one = SCORES[score](E, E, max_length=J, rngs=rngs)
    alignment = LocationAware(one, width=E, memory_width=E, window=2, rngs=rngs)
    asked = queries()[:, :E]
    (short, carry), (long, padded) = (
        walk(alignment, source(alignment, size), asked) for size in (J, J + 5)
    )
    for a, b in zip(short, long, strict=True):
        close(b.context, a.context)
        close(b.weights[:J], a.weights)
        assert not b.weights[REAL:].any()
    close(padded[:J], carry)
    assert not padded[REAL:].any()


def test_the_gradient_passes_through_earlier_looks():
    alignment = made()
    prepared = source(alignment)
    graph, params = nnx.split(alignment, nnx.Param)

    def f(params, asked):
        aligned = nnx.merge(graph, params)
        seen, _ = walk(aligned, prepared._replace(keys=aligned.keys(prepared.memory.states)), asked)
        return sum(jnp.sin(one.context).sum() for one in seen)

    check_gradient(f, params, queries())
    first = jax.grad(lambda q: walk(alignment, prepared, q)[0][2].context.sum())(queries())[0]
    assert jnp.abs(first).max() > 1e-6


def test_features_are_a_correlation_with_the_filters():
    rng = np.random.default_rng(3)
    weights, filters = rng.random(9).astype("f4"), rng.normal(size=(5, 3)).astype("f4")
    found = location_features(jnp.asarray(weights), jnp.asarray(filters))
    for k in range(3):
        wanted = np.correlate(np.pad(weights, 2), filters[:, k], mode="valid")
        np.testing.assert_allclose(found[:, k], wanted, rtol=1e-5, atol=1e-6)
    with pytest.raises(ValueError, match="odd width"):
        location_features(jnp.ones(4), jnp.ones((2, 3)))
