"""Looking back: weights against a loop, nothing from the future, and nothing from padding."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from jaxtyping import TypeCheckError
from tiny import check_gradient, close

from course_lib.data.labelled.examples import Endless
from course_lib.data.labelled.stories import Stories
from course_lib.data.vocab import PAD
from course_lib.model import LooksBack, Recurrent, look_back, looked_back
from course_lib.model.classifiers import accuracy, labelling, log_probabilities
from course_lib.training import Recipe, fit

V, D = 9, 4
SOURCE = jnp.array([3, 5, 4, 8, PAD, PAD])


def made(cell="gru", seed=0):
    return LooksBack(cell, V, width=D, embedding=3, seed=seed)


def test_logits_and_weights_equal_loops():
    model = made()
    p = {k: np.asarray(v, np.float64) for k, v in nnx.to_pure_dict(nnx.state(model)).items()
         if not isinstance(v, dict)}  # fmt: skip
    states = np.asarray(model.states(SOURCE), np.float64)
    logits, weights = np.asarray(model(SOURCE)), np.asarray(model.weights(SOURCE))
    for t in range(4):
        scores = [states[t] @ (states[j] @ p["score_weight"]) / D**0.5 for j in range(t)]
        alpha = np.exp(scores) / max(np.exp(scores).sum(), 1e-9)
        np.testing.assert_allclose(weights[t, :t], alpha, atol=1e-5)
        assert not weights[t, t:].any()
        context = sum((a * h for a, h in zip(alpha, states, strict=False)), np.zeros(D))
        mixed = np.tanh(np.concatenate([context, states[t]]) @ p["mix_weight"])
        np.testing.assert_allclose(logits[t], mixed @ p["weight"] + p["bias"], atol=1e-5)


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_what_comes_later_changes_nothing(cell):
    model = made(cell)
    other = SOURCE.at[3].set(6)
    assert (model(SOURCE)[:3] == model(other)[:3]).all()
    assert (model(SOURCE)[3] != model(other)[3]).any()


def test_looks_equal_a_loop_and_the_gradient_finite_differences():
    real = jnp.array([True, True, True, True, False])
    scores = jnp.asarray(np.random.default_rng(0).normal(size=(5, 5), scale=3.0), jnp.float32)
    wanted = np.zeros((5, 5))
    for t in range(1, 4):
        powers = [np.exp(float(scores[t, j])) for j in range(t)]
        wanted[t, :t] = np.array(powers) / sum(powers)
    found = look_back(scores, real)
    np.testing.assert_allclose(found, wanted, atol=1e-6)
    np.testing.assert_allclose(look_back(scores + 500.0, real), found, atol=1e-4)
    later = jnp.where(wanted > 0, scores, 1e6)  # what must not be seen, far above the rest
    np.testing.assert_allclose(look_back(later, real), found, atol=1e-6)
    check_gradient(lambda scores: jnp.sin(3 * look_back(scores, real)).sum(), scores, step=1e-2)


def test_what_came_before_is_reached_without_the_state():
    """The gradient from a word's logits to an earlier state has a way past all that is between."""
    model = made()
    states, real = model.states(SOURCE), SOURCE != PAD
    gradient = jax.grad(lambda states: model.read(states, real)[3].sum())(states)
    assert (np.abs(gradient[:4]).sum(axis=1) > 0).all()
    plain = Recurrent("gru", V, V, readout="each", width=D, embedding=3)
    gradient = jax.grad(lambda states: plain.read(states, real)[3].sum())(states)
    assert (np.abs(gradient[:3]).sum(axis=1) == 0).all()


def test_padding_changes_nothing_and_gets_nothing():
    model = made()
    longer = jnp.pad(SOURCE, (0, 3))
    close(model(longer)[:4], model(SOURCE)[:4])
    assert not np.asarray(model.weights(longer))[:, 4:].any()
    assert not np.asarray(model.weights(longer))[4:].any()


def test_gradients_against_finite_differences():
    graph, params = nnx.split(made(), nnx.Param)
    check_gradient(lambda p: jnp.sin(nnx.merge(graph, p)(SOURCE)[:4]).sum(), params, step=1e-2)


def test_many_sentences_are_weighed_as_one_is():
    model, rows = made(), np.stack([SOURCE, np.roll(SOURCE, 0), SOURCE - (SOURCE > 0)])
    found = looked_back(model, rows, batch=2)
    for row, weights in zip(rows, found, strict=True):
        close(weights, np.asarray(model.weights(jnp.asarray(row))))
    with pytest.raises(ValueError, match="source must hold at least one sentence, got none"):
        looked_back(model, rows[:0])
    with pytest.raises((ValueError, TypeCheckError), match="model"):
        looked_back(Recurrent("gru", V, V, readout="each"), rows)


def test_it_learns_and_is_judged_as_the_nets_of_lesson_01():
    task = Stories(sentences=3, longest=40)
    model = LooksBack("gru", task.vocabulary, width=24, embedding=16)
    recipe = Recipe(steps=60, chunk=20, warmup=5, learning_rate=2e-2)
    history = fit(model, Endless(task, 16), recipe, objective=labelling, progress=False)
    assert np.mean(history.loss[-5:]) < 0.6 * history.loss[0]
    examples = task.draw(8, np.random.default_rng(0))
    assert log_probabilities(model, examples.source).shape == (8, 39, task.vocabulary)
    assert accuracy(model, examples).shape == (8, 39)


def test_wrong_arguments_are_refused():
    with pytest.raises(ValueError, match="unknown cell 'gur'"):
        made("gur")
    for name, value in (("vocabulary", 0), ("width", 2.5), ("seed", -1)):
        with pytest.raises((ValueError, TypeCheckError), match=name):
            LooksBack(**{"cell": "gru", "vocabulary": V, name: value})
