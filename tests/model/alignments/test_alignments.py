"""Alignments: the weighted mean, and the fixed context that weighs nothing."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from hypothesis import given
from hypothesis import strategies as st
from tiny import check_gradient

from course_lib.model.alignments import ALIGNMENTS, Alignment, Looked, Soft, Summary, attend
from course_lib.model.memory import Memory, Prepared
from course_lib.model.scores import SCORES, Dot, Score

STATES = jnp.array([[1.0, 0.0], [0.0, 1.0], [5.0, 5.0]])


def attend_loop(scores, states, mask):
    total = sum(np.exp(scores[j]) for j in range(len(scores)) if mask[j])
    weights = [np.exp(scores[j]) / total if mask[j] else 0.0 for j in range(len(scores))]
    context = np.zeros(states.shape[1])
    for j, weight in enumerate(weights):
        context += weight * states[j]
    return context, np.array(weights)


def prepared(mask, keys=STATES, values=None):
    memory = Memory(STATES, jnp.array(mask), jnp.array([7.0, 8.0, 9.0]))
    return Prepared(memory, keys, jnp.zeros(4), memory.length, values)


def test_attend_by_hand():
    scores = jnp.log(jnp.array([1.0, 3.0, 100.0]))
    context, weights = attend(scores, STATES, jnp.array([True, True, False]))
    np.testing.assert_allclose(weights, [0.25, 0.75, 0.0], rtol=1e-6)
    np.testing.assert_allclose(context, [0.25, 0.75], rtol=1e-6)


@given(st.integers(0, 10**6), st.integers(1, 5))
def test_attend_equals_a_loop(seed, real):
    rng = np.random.default_rng(seed)
    scores, states = rng.normal(size=5) * 3, rng.normal(size=(5, 3))
    mask = np.arange(5) < real
    found = attend(jnp.asarray(scores, "float32"), jnp.asarray(states, "float32"), jnp.array(mask))
    for a, b in zip(found, attend_loop(scores, states, mask), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-5)


def test_attend_gradients_against_finite_differences():
    mask = jnp.array([True, True, False])
    scores = jnp.array([0.2, -0.5, 3.0])
    check_gradient(lambda e, h: jnp.sin(attend(e, h, mask)[0]).sum(), scores, STATES)


def test_nothing_to_attend_to_gives_a_zero_context_and_no_gradient():
    nothing = jnp.zeros(3, bool)
    context, grads = jax.value_and_grad(lambda e: attend(e, STATES, nothing)[0].sum())(jnp.ones(3))
    assert context == 0.0
    assert grads.tolist() == [0.0, 0.0, 0.0]


def test_context_keeps_the_type_of_the_states():
    context, weights = attend(jnp.ones(3), STATES.astype(jnp.bfloat16), jnp.ones(3, bool))
    assert context.dtype == jnp.bfloat16
    assert weights.dtype == jnp.float32


def test_soft_calls_its_score_and_masks_it():
    soft = Soft(Dot(2, 2))
    query = jnp.array([0.0, jnp.log(3.0)])  # scores 0, log 3, and a huge masked one
    found, carry = soft(query, prepared([True, True, False], soft.keys(STATES)), None, 0, None)
    np.testing.assert_allclose(found.weights, [0.25, 0.75, 0.0], rtol=1e-6)
    np.testing.assert_allclose(found.context, [0.25, 0.75], rtol=1e-6)
    assert found.aux is None
    assert carry is None


def test_summary_reads_the_same_vector_at_every_step_and_weighs_nothing():
    summary = Summary()
    for t, query in enumerate([jnp.zeros(2), jnp.ones(2)]):
        found, _ = summary(query, prepared([True, True, True], None), None, t, None)
        assert found.context.tolist() == [7.0, 8.0, 9.0]
        assert found.weights is None
    assert summary.keys(STATES) is None


@pytest.mark.parametrize("real", [1, 2])
def test_padding_changes_neither_weights_nor_context(real):
    scores = jnp.array([0.3, -0.2, 0.9])
    short = attend(scores[:real], STATES[:real], jnp.ones(real, bool))
    context, weights = attend(scores, STATES, jnp.arange(3) < real)
    np.testing.assert_allclose(context, short[0], rtol=1e-6)
    np.testing.assert_allclose(weights[:real], short[1], rtol=1e-6)
    assert (weights[real:] == 0).all()


def any_alignment(name):
    kind, rngs = ALIGNMENTS[name], nnx.Rngs(0)
    scored = kind.scored and kind.own_score is None
    score = SCORES["general"](2, 2, max_length=3, rngs=rngs) if scored else None
    window = None if kind.least_window is None else 1
    heads = 2 if kind.headed else None
    return kind(score, width=2, memory_width=2, window=window, heads=heads, rngs=rngs)


@pytest.mark.parametrize("name", ALIGNMENTS)
def test_every_alignment_keeps_the_contract(name):
    """Its facts are true of it: what it carries, what it draws, that it has weights."""
    alignment = any_alignment(name)
    assert isinstance(alignment, Alignment)
    source = prepared([True, True, False], alignment.keys(STATES), alignment.values(STATES))
    carry = alignment.start(source)
    assert alignment.carries == (carry is not None)
    found, after = alignment(jnp.ones(2), source, carry, 0, jax.random.key(0))
    assert alignment.scored == (found.weights is not None)
    assert alignment.draws == isinstance(found.aux, Looked)
    before, after = jax.tree.leaves(carry), jax.tree.leaves(after)
    assert [(a.shape, a.dtype) for a in before] == [(a.shape, a.dtype) for a in after]
    assert all(not np.asarray(leaf)[2:].any() for leaf in after)


@pytest.mark.parametrize("name", SCORES)
def test_every_score_keeps_the_contract(name):
    score = SCORES[name](2, 2, max_length=3, rngs=nnx.Rngs(0))
    assert isinstance(score, Score)
    query = jnp.array([0.3, -0.4])
    found, other = (score(query, score.keys(states)) for states in (STATES, 2 * STATES))
    assert score.reads_source == (not np.array_equal(found, other))
