"""How far a gradient reaches back: the norm of dL/dh_t, by distance; and spectral radii."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.data.labelled.examples import Examples, check_examples
from course_lib.data.vocab import PAD
from course_lib.devices import settings
from course_lib.model.cells import zero_state
from course_lib.model.classifiers import Recurrent, label_loss


def _norms(model: Recurrent, source: Int[Array, " J"], label: Int[Array, ""]) -> Array:
    cell, real = model.cell, source != PAD
    gates = cell.project(model.embedding[...][source])

    def loss(nudges: Float[Array, "J parts D"]) -> Array:
        def advance(state, at):
            gates_j, nudge = at
            moved = cell.step(state, gates_j)
            # A nudge of zero changes nothing, and its gradient is that of the state it is added to.
            memory = None if moved.memory is None else moved.memory + nudge[1]
            moved = moved._replace(hidden=moved.hidden + nudge[0], memory=memory)
            return moved, moved.hidden

        _, states = jax.lax.scan(advance, zero_state(cell, gates.dtype), (gates, nudges))
        return label_loss(model.read(states, real), label)[0]

    nudges = jnp.zeros((source.size, cell.parts, cell.width))
    return jnp.linalg.norm(jax.grad(loss)(nudges), axis=-1)  # [J, parts]


@nnx.jit
def _all_norms(model: Recurrent, source: Array, label: Array) -> Array:
    return jax.vmap(_norms, in_axes=(None, 0, 0))(model, source, label)


def gradient_norms(model: Recurrent, examples: Examples) -> np.ndarray:
    """|dL/dh_t| for each sentence, part of the state and distance: [B, parts, J].

    L is a sentence's own loss, in nats; distance 0 is the last token, J - 1 the first. Part 0 is
    the hidden state h_t, part 1 the LSTM's memory c_t. Each counts all that the loss feels of it,
    by way of every later state (backpropagation through time; Pascanu et al. 2013, eq. 3 to 5).
    ValueError for padded sentences or labels of single tokens: they have no one distance.
    """
    settings.instance("model", model, Recurrent, "a Recurrent")
    check_examples("examples", examples)
    source, label = jnp.asarray(examples.source), jnp.asarray(examples.target)
    if label.ndim != 1 or bool((source == PAD).any()):
        raise ValueError("examples must be sentences without padding, each with one label")
    return np.asarray(_all_norms(model, source, label))[:, ::-1].swapaxes(1, 2)


def spectral_radius(matrix: Float[Array | np.ndarray, "D D"]) -> float:
    """The largest absolute value of the eigenvalues: what a step does to the longest-lived part.

    ValueError for what is no square matrix of finite numbers.
    """
    numbers = settings.numeric("matrix", matrix, "D D").astype(np.float64)
    if numbers.shape[0] != numbers.shape[1] or not numbers.size or not np.isfinite(numbers).all():
        raise ValueError(f"matrix must be square, of finite numbers, got {settings.short(matrix)}")
    return float(np.abs(np.linalg.eigvals(numbers)).max())


def with_radius(matrix: Float[Array | np.ndarray, "D D"], radius: float) -> Float[Array, "D D"]:
    """The matrix times a number, so that its spectral radius is `radius`.

    ValueError for a radius below 0, and for a matrix whose own is 0: no multiple of it has another.
    """
    own, radius = spectral_radius(matrix), settings.number("radius", radius, least=0.0)
    if own == 0:
        raise ValueError("matrix must have a radius above 0, wanted a matrix with one, got 0")
    return jnp.asarray(np.asarray(matrix) * (radius / own), jnp.float32)
