"""Lesson 01's checks: references against numbers worked out by hand, mistakes as students write."""

import itertools

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.lessons import checks
from course_lib.model.cells import lstm_step, rnn_step

LOG3, HALF = np.log(3.0), np.log(2.0)


@pytest.mark.parametrize(
    ("exercise", "args", "answer"),
    [
        # sigmoid(log 3) = 3/4, sigmoid(0) = 1/2, tanh(log 2) = 3/5
        (
            checks.lstm_step,
            (np.array([LOG3, 0.0, HALF, 0.0]), np.array([0.3])),
            [[np.tanh(0.6) / 2], [0.5 * 0.3 + 0.75 * 0.6]],
        ),
        (
            checks.rnn_states,
            (np.array([[HALF], [0.0]]), np.array([0.0]), np.array([[HALF / 0.6]])),
            [[0.6], [0.6]],  # 0.6 times HALF / 0.6 is HALF again
        ),
        (
            checks.rnn_states,
            # The first number of the state moves to the second.
            (np.zeros((1, 2)), np.array([0.6, 0.0]), np.array([[0.0, HALF / 0.6], [0.0, 0.0]])),
            [[0.0, 0.6]],
        ),
        (
            checks.accuracy_by_gap,
            (np.array([True, False, True, True]), np.array([1, 3, 4, 9]), np.array([1, 4, 10])),
            [0.5, 1.0],
        ),
    ],
)
def test_a_reference_gives_what_a_hand_works_out(exercise, args, answer):
    np.testing.assert_allclose(exercise.reference(*args), answer, atol=1e-12)


def test_the_library_passes_its_own_check():
    def library(gates, memory):
        nothing = jnp.zeros((memory.size, gates.size))
        return jnp.stack(lstm_step(gates, jnp.zeros_like(memory), memory, nothing))

    assert checks.lstm_step(library)

    def states(inputs, first, recurrent):
        found = []
        for x in inputs:
            first = rnn_step(x, first, recurrent)
            found.append(first)
        return jnp.stack(found)

    assert checks.rnn_states(states)


def forget_and_input_swapped(gates, memory):
    f, i, g, o = jnp.split(gates, 4)
    memory = jax.nn.sigmoid(f) * memory + jax.nn.sigmoid(i) * jnp.tanh(g)
    return jnp.stack([jax.nn.sigmoid(o) * jnp.tanh(memory), memory])


def no_tanh(gates, memory):
    i, f, g, o = jnp.split(gates, 4)
    memory = jax.nn.sigmoid(f) * memory + jax.nn.sigmoid(i) * jnp.tanh(g)
    return jnp.stack([jax.nn.sigmoid(o) * memory, memory])


def no_output_gate(gates, memory):
    i, f, g, _ = jnp.split(gates, 4)
    memory = jax.nn.sigmoid(f) * memory + jax.nn.sigmoid(i) * jnp.tanh(g)
    return jnp.stack([jnp.tanh(memory), memory])


def all_sigmoid(gates, memory):
    i, f, g, o = jnp.split(jax.nn.sigmoid(gates), 4)
    memory = f * memory + i * g
    return jnp.stack([o * jnp.tanh(memory), memory])


def no_memory(gates, memory):
    i, _, g, o = jnp.split(gates, 4)
    memory = jax.nn.sigmoid(i) * jnp.tanh(g)
    return jnp.stack([jax.nn.sigmoid(o) * jnp.tanh(memory), memory])


def stepped(**other):
    """An LSTM's step with other functions for some of its sigmoids and tanhs."""
    use = {"i": jax.nn.sigmoid, "f": jax.nn.sigmoid, "o": jax.nn.sigmoid, "g": jnp.tanh} | other

    def answer(gates, memory):
        i, f, g, o = jnp.split(gates, 4)
        memory = use["f"](f) * memory + use["i"](i) * use["g"](g)
        return jnp.stack([use["o"](o) * jnp.tanh(memory), memory])

    return answer


def raw(x):
    return x


def squashed_memory(gates, memory):
    i, f, g, o = jnp.split(gates, 4)
    memory = jnp.tanh(jax.nn.sigmoid(f) * memory + jax.nn.sigmoid(i) * jnp.tanh(g))
    return jnp.stack([jax.nn.sigmoid(o) * jnp.tanh(memory), memory])


def coupled(gates, memory):
    _, f, g, o = jnp.split(gates, 4)
    f = jax.nn.sigmoid(f)
    memory = f * memory + (1 - f) * jnp.tanh(g)
    return jnp.stack([jax.nn.sigmoid(o) * jnp.tanh(memory), memory])


def tanh_outside(gates, memory):
    i, f, g, o = jnp.split(gates, 4)
    memory = jax.nn.sigmoid(f) * memory + jax.nn.sigmoid(i) * jnp.tanh(g)
    return jnp.stack([jnp.tanh(jax.nn.sigmoid(o) * memory), memory])


def old_memory(gates, memory):
    return jnp.stack([stepped()(gates, memory)[0], memory])


def forgetting_to_carry(inputs, first, recurrent):
    return jnp.stack([jnp.tanh(x + first @ recurrent) for x in inputs])


def from_zeros(inputs, first, recurrent):
    hidden, states = jnp.zeros(inputs.shape[1]), []
    for x in inputs:
        hidden = jnp.tanh(x + hidden @ recurrent)
        states.append(hidden)
    return jnp.stack(states)


def scanned(before=False, last=False):
    def answer(inputs, first, recurrent):
        def step(hidden, x):
            new = jnp.tanh(x + hidden @ recurrent)
            return new, hidden if before else new

        return jax.lax.scan(step, first, inputs)[0 if last else 1]

    return answer


def starred(inputs, first, recurrent):
    def step(hidden, x):
        hidden = jnp.tanh(x + hidden * recurrent)
        return hidden, hidden

    return jax.lax.scan(step, first, inputs)[1]


def start_and_sequence_swapped(inputs, first, recurrent):
    return scanned()(first, inputs, recurrent)


def by_position(right, gaps, edges):
    return jnp.array([right[a:b].mean() for a, b in itertools.pairwise(edges)])


def on_the_edge(right, gaps, edges):
    return jnp.array([right[gaps == a].mean() for a in edges[:-1]])


def as_columns(inputs, first, recurrent):
    return scanned()(inputs, first, recurrent.T)


def running(right, gaps, edges):
    return jnp.array([right[gaps < edge].mean() for edge in edges[1:]])


@pytest.mark.thin(6)
@pytest.mark.parametrize(
    ("exercise", "student", "name"),
    [
        (checks.lstm_step, forget_and_input_swapped, "forget and input swapped"),
        (checks.lstm_step, no_tanh, "no tanh on the output"),
        (checks.lstm_step, no_output_gate, "output gate forgotten"),
        (checks.lstm_step, all_sigmoid, "candidate sigmoid"),
        (checks.lstm_step, no_memory, "memory not carried"),
        (checks.lstm_step, stepped(g=raw), "no tanh on the candidate"),
        (checks.lstm_step, stepped(f=raw, i=raw), "gates without sigmoid"),
        (checks.lstm_step, stepped(o=raw), "gates without sigmoid"),
        (checks.lstm_step, stepped(f=jnp.tanh), "gates through a tanh"),
        (checks.lstm_step, squashed_memory, "memory squashed"),
        (checks.lstm_step, coupled, "one gate for both"),
        (checks.lstm_step, tanh_outside, "tanh around the output"),
        (checks.lstm_step, old_memory, "old memory handed on"),
        (checks.rnn_states, starred, "multiplied, number by number"),
        (checks.rnn_states, start_and_sequence_swapped, "sequence for start"),
        (checks.accuracy_by_gap, by_position, "edges as positions"),
        (checks.accuracy_by_gap, on_the_edge, "the lower edge alone"),
        (checks.rnn_states, forgetting_to_carry, "state not carried"),
        (checks.rnn_states, from_zeros, "first state ignored"),
        (checks.rnn_states, scanned(before=True), "one step late"),
        (checks.rnn_states, scanned(last=True), "last state alone"),
        (checks.rnn_states, as_columns, "matrix turned round"),
        (checks.accuracy_by_gap, running, "up to the edge"),
        (
            checks.accuracy_by_gap,
            lambda r, g, e: jnp.full(len(e) - 1, r.mean()),
            "one number for all",
        ),
    ],
)
def test_a_mistake_is_named_as_a_student_would_write_it(exercise, student, name):
    for seed in range(3):
        result = exercise(student, tell="all", seed=seed)
        assert not result
        assert result.misconception == name, result.message
