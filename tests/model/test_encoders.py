"""Encoders: what the summary is, what reversal does, and that padding leaves no trace."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from tiny import close

from course_lib.model.cells import CELLS, run
from course_lib.model.encoders import Encoder, Reading

M, E, J, REAL = 3, 6, 5, 3
BOTH = Reading(directions=2)
MASK = jnp.arange(J) < REAL


def made(reading, cell="lstm", width=E):
    return Encoder(cell, M, width, reading, rngs=nnx.Rngs(0))


def sentence(size=J):
    return jnp.asarray(np.random.default_rng(0).normal(size=(size, M)), jnp.float32)


@pytest.mark.parametrize("cell", CELLS)
def test_two_directional_summary_joins_the_two_states_that_have_read_everything(cell):
    memory = made(BOTH, cell)(sentence(), MASK)
    forward, backward = jnp.split(memory.states, 2, axis=-1)
    close(memory.summary, jnp.concatenate([forward[REAL - 1], backward[0]]), 1e-7)


def test_two_directional_states_are_a_run_each_way():
    encoder, words = made(BOTH), sentence()
    forward, backward = jnp.split(encoder(words, MASK).states, 2, axis=-1)
    close(forward[:REAL], run(encoder.first, words[:REAL], MASK[:REAL])[0], 1e-6)
    mirrored, _ = run(encoder.second, words[:REAL][::-1], MASK[:REAL])
    close(backward[:REAL], mirrored[::-1], 1e-6)


def test_the_last_position_of_the_backward_half_has_read_one_token():
    encoder, words = made(BOTH), sentence()
    other = words.at[0].add(1.0)
    first, second = (encoder(x, MASK).states[REAL - 1] for x in (words, other))
    assert (first[: E // 2] != second[: E // 2]).all()
    np.testing.assert_array_equal(first[E // 2 :], second[E // 2 :])


def test_reverse_equals_encoding_the_reversed_sentence():
    words = sentence()
    backwards, forwards = (made(Reading(1, reverse)) for reverse in (True, False))
    found = backwards(words, MASK)
    by_hand = forwards(words[:REAL][::-1], MASK[:REAL])
    close(found.summary, by_hand.summary, 1e-6)
    close(found.states[:REAL], by_hand.states[::-1], 1e-6)  # in the source's order


@pytest.mark.parametrize("reading", [Reading(1), Reading(1, True), BOTH], ids=str)
def test_states_are_zero_on_padding_and_padding_changes_nothing(reading):
    encoder, words = made(reading), sentence()
    padded = encoder(words, MASK)
    assert (padded.states[REAL:] == 0).all()
    assert (padded.states[:REAL] != 0).all()
    plain = encoder(words[:REAL], MASK[:REAL])
    close((padded.states[:REAL], padded.summary), (plain.states, plain.summary), 1e-6)
    assert padded.length == REAL
    noise = jnp.where(MASK[:, None], words, 1e6)
    np.testing.assert_array_equal(encoder(noise, MASK).summary, padded.summary)


def test_dropout_needs_a_key_and_does_not_depend_on_padding():
    encoder, words = made(BOTH), sentence()
    off = encoder(words, MASK, None, 0.5)
    np.testing.assert_array_equal(off.summary, encoder(words, MASK).summary)
    on = encoder(words, MASK, jax.random.key(0), 0.5)
    assert (on.summary != off.summary).any()
    short = encoder(words[:REAL], MASK[:REAL], jax.random.key(0), 0.5)
    close(on.summary, short.summary, 1e-6)


def test_vmap_equals_the_loop():
    encoder = made(BOTH)
    words = jnp.stack([sentence(), 2 * sentence()])
    masks = jnp.stack([MASK, jnp.ones(J, bool)])
    each = [encoder(x, mask) for x, mask in zip(words, masks, strict=True)]
    close(jax.vmap(encoder)(words, masks), jax.tree.map(lambda *a: jnp.stack(a), *each), 1e-6)


def test_reading_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="directions must be 1 or 2, got 3"):
        Reading(directions=3)
    with pytest.raises(ValueError, match="reverse=True needs directions=1"):
        Reading(directions=2, reverse=True)


def test_two_directions_need_an_even_width():
    with pytest.raises(ValueError, match="2 directions needs an even width, got 5"):
        made(BOTH, width=5)
