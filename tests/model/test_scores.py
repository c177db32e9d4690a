"""The five scores against loops over positions and numbers."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from tiny import check_gradient

from course_lib.model.score_functions import additive, dot, scaled_dot
from course_lib.model.scores import SCORES

J, E, D, LONGEST = 4, 3, 3, 6
G = {
    "tanh": np.tanh,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "relu": lambda x: max(x, 0.0),
    "identity": lambda x: x,
}
CHOICES = {
    "additive_sigmoid": ("sigmoid", "identity"),
    "additive_relu": ("relu", "identity"),
    "additive_then_tanh": ("tanh", "tanh"),
    "additive_then_sigmoid": ("tanh", "sigmoid"),
    "additive_then_relu": ("tanh", "relu"),
    "linear_then_tanh": ("identity", "tanh"),
}


def made(name, memory=E, query=D):
    return SCORES[name](memory, query, max_length=LONGEST, rngs=nnx.Rngs(0))


def draw(memory=E, query=D):
    rng = np.random.default_rng(0)
    return rng.normal(size=query).astype("f4"), rng.normal(size=(J, memory)).astype("f4")


def loop(name, score, query, states):
    """Each e_j from its equation, in Python numbers."""
    hidden, outer = CHOICES.get(name, ("tanh", "identity"))
    arrays = {k: np.asarray(v, np.float64) for k, v in nnx.to_pure_dict(nnx.state(score)).items()}
    found = []
    for j, h in enumerate(states.astype(np.float64)):
        if name in ("dot", "scaled_dot"):
            e = sum(query[k] * h[k] for k in range(D))
            e /= np.sqrt(D) if name == "scaled_dot" else 1.0
        elif name == "general":
            weight = arrays["weight"]
            pairs = [(i, k) for i in range(len(h)) for k in range(len(query))]
            e = sum(query[k] * weight[i, k] * h[i] for i, k in pairs)
        elif not score.reads_source:
            e = sum(query[k] * arrays["weight"][k, j] for k in range(len(query)))
        else:
            e = 0.0
            for k in range(len(query)):
                unit = arrays["key_bias"][k]
                unit += sum(query[i] * arrays["query_weight"][i, k] for i in range(len(query)))
                unit += sum(h[i] * arrays["key_weight"][i, k] for i in range(len(h)))
                e += arrays["v"][k, 0] * G[hidden](unit)
            e = G[outer](e)
        found.append(e)
    return np.array(found)


def test_dot_by_hand():
    query, keys = jnp.array([1.0, 2.0]), jnp.array([[3.0, 4.0], [0.0, -1.0], [1.0, 0.0]])
    assert dot(query, keys).tolist() == [11.0, -2.0, 1.0]
    np.testing.assert_allclose(scaled_dot(query, keys), np.array([11, -2, 1]) / 2**0.5, rtol=1e-6)


def test_additive_by_hand():
    query, keys = jnp.array([1.0, 0.0]), jnp.array([[-1.0, 0.0], [0.0, 1.0]])
    found = additive(query, keys, jnp.array([1.0, 2.0]))
    np.testing.assert_allclose(found, [0.0, np.tanh(1) + 2 * np.tanh(1)], rtol=1e-6)


@pytest.mark.parametrize("name", SCORES)
def test_score_equals_a_loop(name):
    query, states = draw()
    score = made(name)
    if "key_bias" in nnx.to_pure_dict(nnx.state(score)):
        score.key_bias[...] = jnp.array([0.3, -0.2, 0.1])
    found = score(jnp.asarray(query), score.keys(jnp.asarray(states)))
    np.testing.assert_allclose(found, loop(name, score, query, states), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", ["general", "additive", "location"])
def test_encoder_and_decoder_may_differ_in_width(name):
    query, states = draw(memory=5, query=2)
    score = made(name, memory=5, query=2)
    found = score(jnp.asarray(query), score.keys(jnp.asarray(states)))
    np.testing.assert_allclose(found, loop(name, score, query, states), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", ["dot", "scaled_dot"])
def test_dot_refuses_mismatched_widths(name):
    with pytest.raises(ValueError, match=r"encoder 5 and decoder 2.*general"):
        made(name, memory=5, query=2)


def test_location_reads_the_first_positions_and_not_the_states():
    query, states = draw()
    score = made("location")
    whole = score(jnp.asarray(query), score.keys(jnp.zeros((LONGEST, E))))
    found = score(jnp.asarray(query), score.keys(jnp.asarray(states)))
    np.testing.assert_array_equal(found, whole[:J])


def test_location_refuses_a_source_longer_than_it_knows():
    with pytest.raises(ValueError, match="knows 6 source positions and got a source padded to 7"):
        made("location").keys(jnp.zeros((7, E)))


def test_concat_is_additive():
    """The same function under another name; a picture shows Luong's way to write it."""
    assert SCORES["concat"].__call__ is SCORES["additive"].__call__
    assert SCORES["concat"].keys is SCORES["additive"].keys
    assert SCORES["concat"].equation != SCORES["additive"].equation


@pytest.mark.parametrize("name", SCORES)
def test_vmap_over_queries_equals_a_loop(name):
    queries = jnp.asarray(np.random.default_rng(1).normal(size=(3, D)), jnp.float32)
    score, states = made(name), jnp.asarray(draw()[1])
    keys = score.keys(states)
    found = jax.vmap(lambda query: score(query, keys))(queries)
    np.testing.assert_allclose(found, jnp.stack([score(q, keys) for q in queries]), atol=1e-6)


@pytest.mark.parametrize("name", sorted(set(SCORES) - {"concat"}))
def test_gradients_against_finite_differences(name):
    query, states = map(jnp.asarray, draw())
    score = made(name)
    graph, params = nnx.split(score)

    def total(params, query, states):
        score = nnx.merge(graph, params)
        return jnp.sin(score(query, score.keys(states))).sum()

    check_gradient(total, params, query, states)


@pytest.mark.parametrize(("name", "low", "high"), [("tanh", -1, 1), ("sigmoid", 0, 1)])
def test_a_g_on_the_score_bounds_how_sharp_the_weights_can_be(name, low, high):
    """However large the parameters; without it there is no such bound."""
    query, states = map(jnp.asarray, draw())
    largest = {}
    for kind in (f"additive_then_{name}", "additive"):
        score = made(kind)
        score.v[...] = 1000 * score.v[...]
        largest[kind] = float(jax.nn.softmax(score(query, score.keys(states))).max())
    bound = np.exp(high) / (np.exp(high) + (J - 1) * np.exp(low))
    assert largest[f"additive_then_{name}"] <= bound + 1e-6
    assert largest["additive"] > 0.99 > bound


def test_without_a_hidden_g_the_query_cannot_move_the_largest_weight():
    states = jnp.asarray(draw()[1])
    queries = jnp.asarray(np.random.default_rng(1).normal(size=(50, D)), jnp.float32)
    places = {}
    for name in ("linear_then_tanh", "additive_then_tanh", "additive"):
        score = made(name)
        keys = score.keys(states)
        found = jax.vmap(lambda query, score=score, keys=keys: score(query, keys))(queries / 3)
        places[name] = len(set(found.argmax(axis=1).tolist()))
    assert places["linear_then_tanh"] == 1
    assert places["additive_then_tanh"] > 1
    assert places["additive"] > 1


@pytest.mark.parametrize("score", [dot, scaled_dot])
def test_float16_scores_do_not_overflow(score):
    """The sum of 128 products of 30 and 30 is 115200, and float16 ends at 65504."""
    query = jnp.full(128, 30.0, jnp.float16)
    keys = jnp.stack([query, query * 0.5])
    wanted = np.asarray(keys, np.float64) @ np.asarray(query, np.float64)
    scale = np.sqrt(128) if score is scaled_dot else 1.0
    np.testing.assert_allclose(score(query, keys), wanted / scale, rtol=1e-5)
