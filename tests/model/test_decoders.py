"""The one decoder: whole targets at once equal one step after the other, for every row."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from tiny import ROWS, UNFED, VOCAB, WEIGHED, close, forced, fresh, stepper

from course_lib.data.vocab import START
from course_lib.model.table import MODELS

SOURCE = jnp.array([3, 4, 5, 3, 0, 0], jnp.int32)  # two positions of padding
REAL = 4
TOKENS = jnp.array([START, 5, 3, 4, 3], jnp.int32)


@pytest.mark.thin(3)
@pytest.mark.parametrize("name", ROWS)
def test_forced_equals_stepping_by_hand(name):
    model = fresh(name)
    logits, output = forced(name)(SOURCE, TOKENS)
    start, step = stepper(model)
    prepared, state = start(SOURCE)
    for t, token in enumerate(TOKENS):
        state, scores, weights = step(prepared, state, token, jnp.asarray(t))
        close(scores, logits[t])
        if name in WEIGHED:
            close(weights, output.weights[t])
    assert logits.shape == (len(TOKENS), len(VOCAB))


@pytest.mark.parametrize("name", UNFED)
def test_one_batched_product_equals_the_scan(name):
    model = fresh(name)
    decoder = model.decoder

    @jax.jit
    def both(source, tokens):
        prepared = model.encode(source)
        token = decoder.embed(tokens)
        outputs = [run(prepared, token, None) for run in (decoder.batched, decoder.scanned)]
        return outputs, [decoder.logits(prepared, output) for output in outputs]

    outputs, logits = both(SOURCE, TOKENS)
    close(*outputs)
    close(*logits)


@pytest.mark.parametrize("name", WEIGHED)
def test_weights_sum_to_one_on_the_source_and_are_zero_on_padding(name):
    weights = np.asarray(forced(name)(SOURCE, TOKENS)[1].weights)
    assert weights.shape == (len(TOKENS), len(SOURCE))
    assert (weights[:, REAL:] == 0).all()
    assert (weights[:, :REAL] > 0).all()
    if name == "luong_local_p":  # the paper's softmax times a Gaussian: less than one
        assert (weights.sum(axis=1) < 1.0).all()
    else:
        np.testing.assert_allclose(weights.sum(axis=1), 1.0, atol=1e-5)


@pytest.mark.parametrize("name", sorted(set(ROWS) - set(WEIGHED)))
def test_a_row_without_attention_has_no_weights(name):
    assert jax.eval_shape(fresh(name).forced, SOURCE, TOKENS)[1].weights is None


@pytest.mark.thin(3)
@pytest.mark.parametrize("name", ROWS)
def test_the_future_is_not_read(name):
    first, _ = forced(name)(SOURCE, TOKENS)
    other, _ = forced(name)(SOURCE, TOKENS.at[3].set(5))
    np.testing.assert_array_equal(first[:3], other[:3])
    if "token" in MODELS[name].reads:
        assert (first[3:] != other[3:]).any()


def step_once(model, state_change=None, memory_change=None):
    """One step after an optional change of the state or of the memory."""
    memory = model.encode(SOURCE).memory
    prepared = model.decoder.prepare(memory_change(memory) if memory_change else memory)
    state = model.decoder.start(model.decoder.prepare(memory))
    state = state_change(state) if state_change else state
    return model.decoder.step(prepared, state, model.decoder.embed(TOKENS[1]), 0)


def test_bahdanau_looks_with_the_previous_state_and_luong_with_the_current_one():
    """Only where the state before the cell decides do its weights ignore the previous token."""
    for name, ignores in [("bahdanau", True), ("luong_general_unfed", False)]:
        model = fresh(name)
        prepared = model.encode(SOURCE)
        state = model.decoder.start(prepared)
        weights = [
            model.decoder.step(prepared, state, model.decoder.embed(jnp.asarray(token)), 0)[
                1
            ].weights
            for token in (3, 4)
        ]
        assert np.array_equal(*weights) == ignores


def test_a_fixed_context_reads_the_summary_and_not_the_states():
    model = fresh("static_context_token")
    found = step_once(model)[1].features
    deaf = step_once(model, memory_change=lambda m: m._replace(states=m.states * 0))[1].features
    moved = step_once(model, memory_change=lambda m: m._replace(summary=m.summary + 1))[1].features
    np.testing.assert_array_equal(found, deaf)
    assert (found != moved).any()


@pytest.mark.parametrize("name", ["static_context", "static_context_token"])
def test_zero_start_is_zeros(name):
    model = fresh(name)
    start = model.decoder.start(model.encode(SOURCE)).cell
    assert not start.hidden.any()
    assert not start.memory.any()


def test_projected_start_by_hand():
    model = fresh("init_state")
    prepared = model.encode(SOURCE)
    decoder = model.decoder
    decoder.first_bias[...] = jnp.linspace(-1, 1, 16)
    made = np.tanh(
        np.asarray(prepared.memory.summary) @ np.asarray(decoder.first_weight[...])
        + np.linspace(-1, 1, 16)
    )
    start = decoder.start(prepared).cell
    np.testing.assert_allclose(start.hidden, made[:8], atol=1e-6)
    np.testing.assert_allclose(start.memory, made[8:], atol=1e-6)


def test_what_is_fed_back():
    """Luong's rows carry h~; the article's reading carries the context; others neither."""
    fed = {}
    for name in ("luong_general", "luong_context_feed", "bahdanau"):
        state, output = step_once(fresh(name))
        fed[name] = (state.context is not None, state.attentional is not None)
        if state.attentional is not None:
            np.testing.assert_array_equal(state.attentional, output.features)
        if state.context is not None:
            weighed = output.weights @ fresh(name).encode(SOURCE).memory.states
            np.testing.assert_allclose(state.context, weighed, atol=1e-6)
    assert fed == {
        "luong_general": (False, True),
        "luong_context_feed": (True, False),
        "bahdanau": (False, False),
    }


def test_a_part_that_is_not_read_cannot_be_projected():
    with pytest.raises(ValueError, match="does not read 'context'; it reads"):
        fresh("init_state").decoder.project("context", jnp.ones(8))


@pytest.mark.thin(2)
@pytest.mark.parametrize("name", ["luong_general", "luong_general_unfed", "bahdanau", "init_state"])
def test_dropout_falls_on_what_the_vocabulary_reads_in_every_row(name):
    """Fed back or not, mixed or not: about half of the mixed features are zero at rate 1/2, and
    the others are twice as large; what the cell reads of its own past is whole."""
    model, inputs = fresh(name, hidden=24, dropout=0.5), jnp.asarray([1, 3, 4, 5] * 5)
    source, decoder = jnp.asarray([3, 4, 5]), model.decoder
    prepared = model.encode(source)
    output = decoder.forced(prepared, inputs)
    whole = np.asarray(decoder.say(prepared, output).features)
    dropped = np.asarray(decoder.say(prepared, output, jax.random.key(0), 0.5).features)
    kept = dropped != 0
    assert 0.4 < kept.mean() < 0.6
    np.testing.assert_allclose(dropped[kept], 2 * whole[kept], rtol=1e-6)
    last = decoder.say(prepared, jax.tree.map(lambda a: a[-1], output), jax.random.key(0), 0.5, 19)
    assert np.array_equal(last.features != 0, kept[-1]), "one step draws as all of them do"
