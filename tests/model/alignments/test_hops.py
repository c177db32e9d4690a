"""Several looks against a loop: each asks with what the one before it found."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from tiny import VOCAB, check_gradient, close, fresh

from course_lib.analysis import force_all
from course_lib.model.alignments import Looks, Soft, ThreeHops, TwoHops, next_query
from course_lib.model.memory import Memory, Prepared
from course_lib.model.scores import SCORES

J, REAL, E, D = 6, 4, 3, 5


def made(kind=TwoHops, score="general"):
    rngs = nnx.Rngs(0)
    one = SCORES[score](E, D, max_length=J, rngs=rngs)
    return kind(one, width=D, memory_width=E, window=None, rngs=rngs)


def source(alignment, size=J, real=REAL):
    states = np.zeros((size, E), np.float32)
    states[:real] = np.random.default_rng(0).normal(size=(real, E))
    memory = Memory(jnp.asarray(states), jnp.arange(size) < real, jnp.zeros(E))
    return Prepared(memory, alignment.keys(memory.states), jnp.zeros(4), memory.length)


QUERY = jnp.asarray(np.random.default_rng(1).normal(size=D), jnp.float32)


def look(alignment, prepared, query=QUERY):
    return alignment(query, prepared, None, 0, None)[0]


@pytest.mark.parametrize(("kind", "hops"), [(TwoHops, 2), (ThreeHops, 3)])
def test_looks_equal_a_loop(kind, hops):
    alignment = made(kind)
    found = look(alignment, source(alignment))
    states = np.asarray(source(alignment).memory.states, np.float64)[:REAL]
    keys = np.asarray(alignment.keys(jnp.asarray(states, jnp.float32)), np.float64)
    weight, query = np.asarray(alignment.hop_weight[...], np.float64), np.asarray(QUERY, np.float64)
    looks = []
    for _ in range(hops):
        scores = [sum(q * k for q, k in zip(query, key, strict=True)) for key in keys]
        alpha = np.exp(scores) / np.exp(scores).sum()
        context = sum(a * h for a, h in zip(alpha, states, strict=True))
        query = query + context @ weight
        looks.append(alpha)
    np.testing.assert_allclose(found.context, context, atol=1e-5)
    assert isinstance(found.aux, Looks)
    np.testing.assert_allclose(found.aux.weights[:, :REAL], looks, atol=1e-5)
    np.testing.assert_array_equal(found.aux.weights[-1], found.weights)


def test_the_next_query_equals_a_loop():
    rng = np.random.default_rng(2)
    query, context, weight = rng.normal(size=D), rng.normal(size=E), rng.normal(size=(E, D))
    wanted = [query[d] + sum(context[e] * weight[e, d] for e in range(E)) for d in range(D)]
    given = (jnp.asarray(one, jnp.float32) for one in (query, context, weight))
    np.testing.assert_allclose(next_query(*given), wanted, atol=1e-5)


def test_the_first_look_is_that_of_soft_attention_and_the_second_is_not():
    alignment = made()
    plain = look(Soft(alignment.score), source(alignment)).weights
    first, second = look(alignment, source(alignment)).aux.weights
    close(first, plain)
    assert np.abs(second - plain).max() > 0.01


def test_padding_changes_nothing_and_gets_nothing():
    for score in ("additive", "general"):
        alignment = made(score=score)
        short, long = (look(alignment, source(alignment, size)) for size in (J, J + 5))
        close(long.context, short.context)
        close(long.aux.weights[:, :J], short.aux.weights)
        assert not np.asarray(long.aux.weights)[:, REAL:].any()


def test_a_source_of_padding_alone_makes_no_nan():
    alignment = made()
    prepared = source(alignment, real=0)
    total = lambda query: look(alignment, prepared, query).context.sum()  # noqa: E731
    value, gradient = jax.value_and_grad(total)(QUERY)
    assert value == 0
    assert not gradient.any()


def test_the_gradient_passes_through_all_looks():
    graph, params = nnx.split(made(ThreeHops), nnx.Param)

    def f(params, query):
        alignment = nnx.merge(graph, params)
        return jnp.sin(look(alignment, source(alignment), query).context).sum()

    check_gradient(f, params, QUERY)


def test_a_second_look_finds_what_the_first_one_names():
    """Two facts: "the milk: Mary" and "Mary: kitchen". The question names the milk alone."""
    milk, mary, kitchen, john = np.eye(4)
    # A state is (what the fact is about, what it says of it); it is asked for by the first half.
    facts = [(milk, mary), (john, milk), (mary, kitchen)]
    states = jnp.asarray([np.concatenate(fact) for fact in facts], jnp.float32)
    rngs = nnx.Rngs(0)
    alignment = TwoHops(
        SCORES["general"](8, 4, max_length=3, rngs=rngs), width=4, memory_width=8, rngs=rngs
    )
    alignment.score.weight[...] = 20.0 * jnp.eye(8, 4)
    alignment.hop_weight[...] = 2.0 * jnp.eye(8, 4, k=-4)  # the next question: what was said
    memory = Memory(states, jnp.ones(3, bool), jnp.zeros(8))
    prepared = Prepared(memory, alignment.keys(states), jnp.zeros(4), memory.length)
    found = look(alignment, prepared, jnp.asarray(milk, jnp.float32))
    assert found.aux.weights.argmax(axis=1).tolist() == [0, 2]
    assert found.context[4:].argmax() == kitchen.argmax()
    one, _ = Soft(alignment.score)(jnp.asarray(milk, jnp.float32), prepared, None, 0, None)
    assert one.context[4:].argmax() != kitchen.argmax()


def test_forced_decoding_tells_every_look():
    model = fresh("luong_general_two_hops")
    (found,) = force_all(model, [("abc", "ca")])
    assert found.looks.shape == (3, 2, 3)
    np.testing.assert_array_equal(found.looks[:, -1], found.weights)
    (plain,) = force_all(fresh("luong_general"), [("abc", VOCAB.decode([3]))])
    assert plain.looks is None
