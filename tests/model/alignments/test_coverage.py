"""Coverage against loops: what has been used of each position, and what the score makes of it."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from tiny import check_gradient, close

from course_lib.model.alignments import Coverage, Soft
from course_lib.model.memory import Memory, Prepared
from course_lib.model.scores import SCORES

J, REAL, E, D = 6, 4, 3, 5


def made(score="additive", width=D):
    rngs = nnx.Rngs(0)
    one = SCORES[score](E, width, max_length=J, rngs=rngs)
    return Coverage(one, width=width, memory_width=E, window=None, rngs=rngs)


def source(alignment, size=J):
    states = np.zeros((size, E), np.float32)
    states[:REAL] = np.random.default_rng(0).normal(size=(REAL, E))
    memory = Memory(jnp.asarray(states), jnp.arange(size) < REAL, jnp.zeros(E))
    return Prepared(memory, alignment.keys(memory.states), jnp.zeros(4), memory.length)


def queries(count=3, width=D):
    return jnp.asarray(np.random.default_rng(1).normal(size=(count, width)), jnp.float32)


def walk(alignment, prepared, asked):
    carry, seen = alignment.start(prepared), []
    for t, query in enumerate(asked):
        found, carry = alignment(query, prepared, carry, t, None)
        seen.append(found)
    return seen, carry


def test_weights_and_coverage_equal_a_loop():
    alignment = made()
    prepared = source(alignment)
    params = {k: np.asarray(v, np.float64) for k, v in
              nnx.to_pure_dict(nnx.state(alignment.score)).items()}  # fmt: skip
    fertility = np.asarray(alignment.fertility[...], np.float64)[:, 0]
    weight = np.asarray(alignment.coverage_weight[...], np.float64)[0]
    states = np.asarray(prepared.memory.states, np.float64)
    seen, carry = walk(alignment, prepared, queries())
    covered = np.zeros(REAL)
    for query, found in zip(np.asarray(queries(), np.float64), seen, strict=True):
        scores = []
        for j in range(REAL):
            hidden = query @ params["query_weight"] + states[j] @ params["key_weight"]
            hidden = np.tanh(hidden + params["key_bias"] + covered[j] * weight)
            scores.append(hidden @ params["v"][:, 0])
        alpha = np.exp(scores) / np.exp(scores).sum()
        np.testing.assert_allclose(found.weights[:REAL], alpha, atol=1e-5)
        for j in range(REAL):
            expected = 2.0 / (1.0 + np.exp(-(states[j] @ fertility)))
            covered[j] += alpha[j] / expected
    np.testing.assert_allclose(carry.coverage[:REAL], covered, atol=1e-5)


def test_the_first_look_is_that_of_soft_attention_and_the_second_is_not():
    alignment = made()
    prepared = source(alignment)
    soft = Soft(alignment.score)
    for t, found in enumerate(walk(alignment, prepared, queries())[0]):
        plain, _ = soft(queries()[t], prepared, None, t, None)
        assert np.allclose(found.weights, plain.weights, atol=1e-6) == (t == 0)


def test_padding_changes_nothing_and_gets_nothing():
    for score in ("additive", "general", "dot"):
        alignment = made(score, E)
        (short, carry), (long, padded) = (
            walk(alignment, source(alignment, size), queries(width=E)) for size in (J, J + 5)
        )
        for a, b in zip(short, long, strict=True):
            close(b.context, a.context)
            close(b.weights[:J], a.weights)
        close(jax.tree.map(lambda one: one[:J], padded), carry)
        assert not padded.coverage[REAL:].any()


def test_a_source_of_padding_alone_makes_no_nan():
    alignment = made()
    prepared = source(alignment)
    nothing = prepared._replace(memory=prepared.memory._replace(mask=jnp.zeros(J, bool)))

    def f(asked):
        seen, carry = walk(alignment, nothing, asked)
        return sum(one.context.sum() for one in seen) + carry.coverage.sum()

    value, gradient = jax.value_and_grad(f)(queries())
    assert value == 0
    assert not gradient.any()


def test_the_gradient_passes_through_earlier_looks():
    alignment = made()
    prepared = source(alignment)
    graph, params = nnx.split(alignment, nnx.Param)

    def f(params, asked):
        aligned = nnx.merge(graph, params)
        seen, _ = walk(aligned, prepared._replace(keys=aligned.keys(prepared.memory.states)), asked)
        return sum(jnp.sin(one.context).sum() for one in seen)

    check_gradient(f, params, queries())
