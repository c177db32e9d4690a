"""Cells: each step against NumPy and against `flax.nnx`, and `run` against a plain loop."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from tiny import check_gradient, close

from course_lib.model.cells import CELLS, CellState, gru_step, lstm_step, make_cell, rnn_step, run

M, D = 3, 4


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def numpy_step(name, x, h, c, kernel, recurrent, bias):
    """One step of one cell, gate by gate; block k of a matrix belongs to gate k."""

    def gate(k):
        return slice(k * D, (k + 1) * D)

    def given(k):
        return x @ kernel[:, gate(k)] + bias[gate(k)]

    def kept(k):
        return h @ recurrent[:, gate(k)]

    if name == "rnn":
        return np.tanh(given(0) + kept(0)), None
    if name == "gru":
        r, z = sigmoid(given(0) + kept(0)), sigmoid(given(1) + kept(1))
        n = np.tanh(given(2) + r * kept(2))
        return (1 - z) * n + z * h, None
    i, f, o = (sigmoid(given(k) + kept(k)) for k in (0, 1, 3))
    c = f * c + i * np.tanh(given(2) + kept(2))
    return o * np.tanh(c), c


def draw(name, seed=0):
    """A cell with a random bias (a bias of zeros would hide a wrong one), an input and a state."""
    cell = make_cell(name, M, D, rngs=nnx.Rngs(seed))
    rng = np.random.default_rng(seed)
    cell.bias[...] = jnp.asarray(rng.normal(size=cell.bias.shape), jnp.float32)
    x, h, c = (rng.normal(size=n).astype("f4") for n in (M, D, D))
    return cell, x, h, c


def state_of(cell, h, c):
    return CellState(jnp.asarray(h), jnp.asarray(c) if cell.parts == 2 else None)


def flax_cell(name, cell):
    """The cell of `flax.nnx` with the same numbers in it."""
    kind = {"rnn": nnx.SimpleCell, "lstm": nnx.LSTMCell, "gru": nnx.GRUCell}[name]
    other = kind(M, D, rngs=nnx.Rngs(9))
    kernel, recurrent, bias = cell.kernel[...], cell.recurrent[...], cell.bias[...]
    if name == "lstm":
        for k, gate in enumerate("ifgo"):
            block = slice(k * D, (k + 1) * D)
            getattr(other, {"f": "if_"}.get(gate, f"i{gate}")).kernel[...] = kernel[:, block]
            getattr(other, f"h{gate}").kernel[...] = recurrent[:, block]
            getattr(other, f"h{gate}").bias[...] = bias[block]
    else:
        other.dense_i.kernel[...], other.dense_i.bias[...] = kernel, bias
        other.dense_h.kernel[...] = recurrent
    return other


def test_steps_by_hand():
    nothing, zero = jnp.zeros((1, 1)), jnp.zeros(1)
    assert rnn_step(jnp.array([0.5]), zero, nothing)[0] == pytest.approx(np.tanh(0.5))
    # all gates half open: c = 1/2 * 2 + 1/2 * tanh(0) = 1, h = 1/2 * tanh(1)
    h, c = lstm_step(jnp.zeros(4), zero, jnp.array([2.0]), jnp.zeros((1, 4)))
    assert (h[0], c[0]) == (pytest.approx(np.tanh(1.0) / 2), pytest.approx(1.0))
    # the update gate half open: halfway between the candidate 0 and the old state 2
    assert gru_step(jnp.zeros(3), jnp.array([2.0]), jnp.zeros((1, 3)))[0] == pytest.approx(1.0)


@pytest.mark.parametrize("name", CELLS)
def test_step_equals_numpy(name):
    cell, x, h, c = draw(name)
    found = cell.step(state_of(cell, h, c), cell.project(jnp.asarray(x)))
    arrays = (np.asarray(p[...], np.float64) for p in (cell.kernel, cell.recurrent, cell.bias))
    hidden, memory = numpy_step(name, x, h, c, *arrays)
    np.testing.assert_allclose(found.hidden, hidden, atol=1e-6)
    if memory is not None:
        np.testing.assert_allclose(found.memory, memory, atol=1e-6)


@pytest.mark.parametrize("name", CELLS)
def test_step_equals_flax(name):
    cell, x, h, c = draw(name)
    carry = (jnp.asarray(c), jnp.asarray(h)) if name == "lstm" else jnp.asarray(h)
    carry, hidden = flax_cell(name, cell)(carry, jnp.asarray(x))
    found = cell.step(state_of(cell, h, c), cell.project(jnp.asarray(x)))
    np.testing.assert_allclose(found.hidden, hidden, atol=1e-6)
    if name == "lstm":
        np.testing.assert_allclose(found.memory, carry[0], atol=1e-6)


@pytest.mark.parametrize("name", CELLS)
def test_gradients_against_finite_differences(name):
    cell, x, h, c = draw(name)
    graph, params = nnx.split(cell, nnx.Param)

    def total(params, x, h, c):
        cell = nnx.merge(graph, params)
        moved = cell.step(CellState(h, c if cell.parts == 2 else None), cell.project(x))
        return sum(jnp.sin(part).sum() for part in moved if part is not None)

    check_gradient(total, params, *map(jnp.asarray, (x, h, c)))


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("name", CELLS)
def test_run_equals_a_loop_over_the_real_positions(name, reverse):
    cell, _, _, _ = draw(name)
    inputs = jnp.asarray(np.random.default_rng(2).normal(size=(5, M)), jnp.float32)
    real = 3
    states, last = run(cell, inputs, jnp.arange(5) < real, reverse=reverse)
    state, wanted = state_of(cell, np.zeros(D, "f4"), np.zeros(D, "f4")), {}
    for j in reversed(range(real)) if reverse else range(real):
        state = cell.step(state, cell.project(inputs[j]))
        wanted[j] = state.hidden
    close(states[:real], jnp.stack([wanted[j] for j in range(real)]), 1e-6)
    close(last, state, 1e-6)
    assert (states[real:] == 0).all()


@pytest.mark.parametrize("name", CELLS)
def test_vmap_equals_the_loop(name):
    cell, _, _, _ = draw(name)
    inputs = jnp.asarray(np.random.default_rng(3).normal(size=(3, 4, M)), jnp.float32)
    masks = jnp.arange(4)[None] < jnp.array([4, 2, 1])[:, None]
    found = jax.vmap(lambda x, mask: run(cell, x, mask))(inputs, masks)
    each = [run(cell, x, mask) for x, mask in zip(inputs, masks, strict=True)]
    close(found, jax.tree.map(lambda *parts: jnp.stack(parts), *each), 1e-6)


def test_the_lstm_forgets_little_at_first():
    cell = make_cell("lstm", M, D, rngs=nnx.Rngs(0))
    assert cell.bias[...].tolist() == [0.0] * D + [1.0] * D + [0.0] * 2 * D


def test_unknown_cell_suggests_the_nearest():
    with pytest.raises(ValueError, match=r"unknown cell 'lstn'; did you mean 'lstm'\?"):
        make_cell("lstn", M, D, rngs=nnx.Rngs(0))
