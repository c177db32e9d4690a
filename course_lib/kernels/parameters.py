"""How parameters begin, and how the library says that a name is unknown."""

import difflib
from collections.abc import Mapping
from typing import TypeVar

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Float

from course_lib.kernels.matmul import product

Choice = TypeVar("Choice")


def glorot(rngs: nnx.Rngs, rows: int, columns: int) -> nnx.Param:
    """A [rows, columns] matrix, uniform in +-sqrt(6 / (rows + columns)).

    Keeps the size of signals and gradients alike. Source: Glorot & Bengio 2010, eq. 16.
    """
    return nnx.Param(jax.nn.initializers.glorot_uniform()(rngs.params(), (rows, columns)))


def orthogonal(rngs: nnx.Rngs, rows: int, blocks: int) -> nnx.Param:
    """A [rows, blocks * rows] matrix of `blocks` orthogonal squares side by side, one a gate.

    A recurrent product with an orthogonal matrix neither shrinks nor grows the state.
    Source: Saxe et al. 2014.
    """
    init = jax.nn.initializers.orthogonal()
    squares = [init(rngs.params(), (rows, rows)) for _ in range(blocks)]
    return nnx.Param(jnp.concatenate(squares, axis=1))


def embedding(rngs: nnx.Rngs, rows: int, width: int, start: float | str) -> nnx.Param:
    """A [rows, width] table of embedded tokens, its numbers normal with standard deviation `start`.

    "glorot" is `glorot` of rows and width. It is no rule for a table: a token reads one row of it
    and no sum over rows, yet the more rows there are, the smaller every one of them would be.
    """
    if start == "glorot":
        return glorot(rngs, rows, width)
    return nnx.Param(start * jax.random.normal(rngs.params(), (rows, width)))


def zeros(size: int) -> nnx.Param:
    return nnx.Param(jnp.zeros(size))


def affine(
    inputs: Float[Array, "*batch I"], weight: Float[Array, "I O"], bias: Float[Array, " O"]
) -> Float[Array, "*batch O"]:
    """W x + b over the last axis, the bias spread over all others explicitly."""
    moved = product(inputs, weight)
    return moved + jnp.broadcast_to(bias, moved.shape)


def choose(table: Mapping[str, Choice], name: str, what: str) -> Choice:
    """`table[name]`, or a ValueError that lists the names known and suggests the nearest."""
    if isinstance(name, str) and name in table:
        return table[name]
    near = difflib.get_close_matches(str(name), table, n=1)
    guess = f"; did you mean {near[0]!r}?" if near else "."
    raise ValueError(f"unknown {what} {name!r}{guess} Known: {', '.join(table)}")
