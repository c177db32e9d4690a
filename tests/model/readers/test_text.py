"""Reading a text: what the summary is, what reversal does, and that padding leaves no trace."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from tiny import VOCAB, close

from course_lib.model.cells import CELLS, run
from course_lib.model.readers import Sizes, TextReader, TextReading

M, E, J, REAL = 3, 6, 5, 3
BOTH = TextReading(directions=2)
MASK = jnp.arange(J) < REAL


def made_sizes(cell="lstm", width=E, rate=0.0):
    return Sizes(
        width=width,
        embedding=M,
        cell=cell,
        longest=10,
        dropout=rate,
        embedding_start=1.0,
        vocab=VOCAB,
    )


def made(reading, cell="lstm", width=E, rate=0.0):
    return TextReader(reading, made_sizes(cell, width, rate), rngs=nnx.Rngs(0))


def sentence(size=J):
    return jnp.asarray(np.random.default_rng(0).normal(size=(size, M)), jnp.float32)


@pytest.mark.parametrize("cell", CELLS)
def test_two_directional_summary_joins_the_two_states_that_have_read_everything(cell):
    memory = made(BOTH, cell).read(sentence(), MASK)
    forward, backward = jnp.split(memory.states, 2, axis=-1)
    close(memory.summary, jnp.concatenate([forward[REAL - 1], backward[0]]), 1e-7)


def test_two_directional_states_are_a_run_each_way():
    reader, words = made(BOTH), sentence()
    forward, backward = jnp.split(reader.read(words, MASK).states, 2, axis=-1)
    close(forward[:REAL], run(reader.layers[0].first, words[:REAL], MASK[:REAL])[0], 1e-6)
    mirrored, _ = run(reader.layers[0].second, words[:REAL][::-1], MASK[:REAL])
    close(backward[:REAL], mirrored[::-1], 1e-6)


def test_the_last_position_of_the_backward_half_has_read_one_token():
    reader, words = made(BOTH), sentence()
    other = words.at[0].add(1.0)
    first, second = (reader.read(x, MASK).states[REAL - 1] for x in (words, other))
    assert (first[: E // 2] != second[: E // 2]).all()
    np.testing.assert_array_equal(first[E // 2 :], second[E // 2 :])


def test_reverse_equals_encoding_the_reversed_sentence():
    words = sentence()
    backwards, forwards = (made(TextReading(1, reverse)) for reverse in (True, False))
    found = backwards.read(words, MASK)
    by_hand = forwards.read(words[:REAL][::-1], MASK[:REAL])
    close(found.summary, by_hand.summary, 1e-6)
    close(found.states[:REAL], by_hand.states[::-1], 1e-6)  # in the source's order


@pytest.mark.parametrize("reading", [TextReading(1), TextReading(1, True), BOTH], ids=str)
def test_states_are_zero_on_padding_and_padding_changes_nothing(reading):
    reader, words = made(reading), sentence()
    padded = reader.read(words, MASK)
    assert (padded.states[REAL:] == 0).all()
    assert (padded.states[:REAL] != 0).all()
    plain = reader.read(words[:REAL], MASK[:REAL])
    close((padded.states[:REAL], padded.summary), (plain.states, plain.summary), 1e-6)
    assert padded.length == REAL
    noise = jnp.where(MASK[:, None], words, 1e6)
    np.testing.assert_array_equal(reader.read(noise, MASK).summary, padded.summary)


@pytest.mark.parametrize("layers", [1, 2])
def test_dropout_needs_a_key_and_does_not_depend_on_padding(layers):
    deep = TextReading(layers=layers)
    off, reader, words = made(deep), made(deep, rate=0.5), sentence()
    plain = reader.read(words, MASK)
    np.testing.assert_array_equal(off.read(words, MASK).summary, plain.summary)
    on = reader.read(words, MASK, jax.random.key(0))
    assert (on.summary != plain.summary).any()
    short = reader.read(words[:REAL], MASK[:REAL], jax.random.key(0))
    close(on.summary, short.summary, 1e-6)


def test_each_layer_drops_out_by_itself():
    """The second layer's inputs lose other numbers than the first layer's."""
    reader = made(TextReading(1, layers=2), rate=0.5, width=M)
    given = []
    original = type(reader.layers[0]).__call__

    def noting(layer, inputs, mask):
        given.append(np.asarray(inputs) == 0)
        return original(layer, jnp.ones_like(inputs), mask)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(reader.layers[0]), "__call__", noting)
        reader.read(jnp.ones((64, M)), jnp.ones(64, bool), jax.random.key(0))
    first, second = given
    assert 0.3 < first.mean() < 0.7
    assert 0.3 < second.mean() < 0.7
    assert 0.3 < (first == second).mean() < 0.7


@pytest.mark.parametrize("reading", [TextReading(1, layers=3), TextReading(layers=2)], ids=str)
def test_layers_stand_on_each_other(reading):
    reader, words = made(reading), sentence()
    states = words
    for layer in reader.layers:
        states, summary = layer(states, MASK)
    memory = reader.read(words, MASK)
    close((memory.states, memory.summary), (states, summary), 1e-7)
    assert len(reader.layers) == reading.layers
    one = made(TextReading(reading.directions)).read(words, MASK)
    assert (memory.summary != one.summary).any()


def test_a_text_is_read_from_its_tokens_and_its_padding_is_masked():
    reader = made(BOTH)
    ids = jnp.array([3, 4, 5, 0, 0])
    embedded = reader.embedding[...][ids]
    found = reader(ids)
    close(found._replace(tokens=None), reader.read(embedded, jnp.arange(5) < 3), 1e-7)
    np.testing.assert_array_equal(found.tokens, ids)  # for a model that copies them


def test_vmap_equals_the_loop():
    reader = made(BOTH)
    words = jnp.stack([sentence(), 2 * sentence()])
    masks = jnp.stack([MASK, jnp.ones(J, bool)])
    each = [reader.read(x, mask) for x, mask in zip(words, masks, strict=True)]
    close(jax.vmap(reader.read)(words, masks), jax.tree.map(lambda *a: jnp.stack(a), *each), 1e-6)


def test_reading_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="directions must be 1 or 2, got 3"):
        TextReading(directions=3)
    with pytest.raises(ValueError, match="reverse=True needs directions=1"):
        TextReading(directions=2, reverse=True)
    for layers in (0, -1, True):
        with pytest.raises(ValueError, match="layers must be a whole number of at least 1, got"):
            TextReading(layers=layers)


def test_two_directions_need_an_even_width():
    with pytest.raises(ValueError, match="2 directions needs an even width, got 5"):
        made(BOTH, width=5)


def test_reading_a_text_needs_a_vocabulary():
    sizes = replace(made_sizes(), vocab=None)
    with pytest.raises(ValueError, match="needs a source vocabulary, got source=None"):
        BOTH.make(sizes, rngs=nnx.Rngs(0))
