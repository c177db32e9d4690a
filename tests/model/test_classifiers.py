"""Labelling nets: logits by hand, padding, losses that ignore what does not count, and learning."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.data.labelled.colour_word import ColourWord
from course_lib.data.labelled.examples import IGNORE, Endless, Examples
from course_lib.model.classifiers import (
    FullyConnected,
    Recurrent,
    accuracy,
    label_loss,
    labelling,
    log_probabilities,
    telling,
)
from course_lib.training.fit import fit
from course_lib.training.recipe import Recipe

SENTENCE = jnp.array([3, 5, 4, 6])


def test_fully_connected_by_hand():
    net = FullyConnected(8, 4, 3, width=5)
    tables, out = np.asarray(net.tables[...]), np.asarray(net.weight[...])
    total = sum(tables[j, int(token)] for j, token in enumerate(SENTENCE))
    np.testing.assert_allclose(net(SENTENCE), np.maximum(total, 0) @ out, rtol=1e-5)
    assert tables.shape == (4, 8, 5)


def test_fully_connected_with_shared_words_by_hand():
    net = FullyConnected(8, 4, 3, width=5, embedding=2)
    rows = np.asarray(net.embedding[...])[np.asarray(SENTENCE)]
    total = sum(row @ table for row, table in zip(rows, np.asarray(net.tables[...]), strict=True))
    wanted = np.maximum(total, 0) @ np.asarray(net.weight[...])
    np.testing.assert_allclose(net(SENTENCE), wanted, rtol=1e-5)


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_readouts_read_what_they_say(cell):
    nets = {r: Recurrent(cell, 8, 3, readout=r, width=5) for r in ("last", "max", "each")}
    states = nets["each"].states(SENTENCE)
    assert states.shape == (4, 5)
    weight = nets["each"].weight[...]  # all three began from one seed
    np.testing.assert_allclose(nets["last"](SENTENCE), states[-1] @ weight, atol=1e-6)
    np.testing.assert_allclose(nets["max"](SENTENCE), states.max(axis=0) @ weight, atol=1e-6)
    np.testing.assert_allclose(nets["each"](SENTENCE), states @ weight, atol=1e-6)


@pytest.mark.parametrize("readout", ["last", "max", "each"])
def test_padding_changes_nothing(readout):
    # Large weights, or a max over states that are all positive would not notice the zeros.
    net = Recurrent("rnn", 8, 3, readout=readout, width=5)
    net.cell.bias[...] = net.cell.bias[...] - 2.0
    padded = jnp.array([3, 5, 4, 6, 0, 0])
    np.testing.assert_allclose(net(padded)[:4] if readout == "each" else net(padded), net(SENTENCE))


def test_a_language_model_sees_no_later_word():
    net = Recurrent("gru", 8, 8, readout="each")
    changed = SENTENCE.at[3].set(7)
    np.testing.assert_array_equal(net(SENTENCE)[:3], net(changed)[:3])
    assert (net(SENTENCE)[3] != net(changed)[3]).any()


def test_label_loss_by_hand():
    logits = jnp.log(jnp.array([[0.5, 0.25, 0.25], [0.1, 0.1, 0.8], [0.9, 0.05, 0.05]]))
    loss, right = label_loss(logits, jnp.array([0, 1, IGNORE]))
    assert loss == pytest.approx(-(np.log(0.5) + np.log(0.1)) / 2, rel=1e-5)
    assert right == 0.5


def test_telling_adds_the_last_words_loss():
    net = Recurrent("gru", 8, 8, readout="each")
    source = jnp.array([[3, 4, 5], [6, 7, 0]])
    target = jnp.array([[4, 5, 6], [7, 3, IGNORE]])
    log_p = np.asarray(jax.nn.log_softmax(jax.vmap(net)(source)))
    each = [-log_p[0, j, t] for j, t in enumerate((4, 5, 6))]
    each += [-log_p[1, j, t] for j, t in enumerate((7, 3))]
    last = [each[2], each[4]]
    key, step = jax.random.key(0), jnp.array(0)
    told = telling(net, Examples(source, target), key, step)[0]
    plain = labelling(net, Examples(source, target), key, step)[0]
    assert plain == pytest.approx(np.mean(each), rel=1e-5)
    assert told == pytest.approx(np.mean(each) + np.mean(last), rel=1e-5)


def test_log_probabilities_do_not_depend_on_the_batch():
    net, (source, _) = (
        Recurrent("rnn", 8, 3),
        Endless(ColourWord(others=1, length=4), 7).chunk(0, 1),
    )
    source = np.minimum(source[0], 7)
    whole, parts = log_probabilities(net, source), log_probabilities(net, source, batch=3)
    assert whole.shape == (7, 3)
    np.testing.assert_allclose(whole, parts, atol=1e-6)
    np.testing.assert_allclose(np.exp(whole).sum(axis=1), 1.0, rtol=1e-5)


def test_accuracy_leaves_out_what_does_not_count():
    net = Recurrent("rnn", 8, 3, readout="each")
    guess = log_probabilities(net, SENTENCE[None]).argmax(-1)
    target = np.where([[True, True, False, True]], guess, IGNORE)
    target[0, 0] = (guess[0, 0] + 1) % 3
    np.testing.assert_array_equal(
        accuracy(net, Examples(SENTENCE[None], target)), [[0, 1, np.nan, 1]]
    )


def test_a_net_learns_the_colour_word():
    task = ColourWord(length=3, others=5)
    net = Recurrent("gru", task.vocabulary, task.classes, width=16, embedding=8)
    recipe = Recipe(steps=120, learning_rate=2e-2, warmup=10, chunk=60)
    fit(net, Endless(task, 32), recipe, objective=labelling, progress=False)
    assert accuracy(net, task.draw(200, np.random.default_rng(1))).mean() > 0.9  # by chance .125


def test_errors_name_what_came():
    with pytest.raises(ValueError, match=r"source must have 4 tokens, got \(3,\)"):
        FullyConnected(8, 4, 3)(SENTENCE[:3])
    with pytest.raises(ValueError, match="readout must be one of"):
        Recurrent("rnn", 8, 3, readout="first")
    with pytest.raises(ValueError, match="unknown cell 'elman'"):
        Recurrent("elman", 8, 3)
