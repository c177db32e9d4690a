"""What a reader of lesson 02 writes, as the library would: the encoder's read, one of the two
bridges, and greedy writing, each for one example."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from course_lib.data.vocab import END, PAD, START
from course_lib.model.cells import lstm_step

Step = Callable[[Any, Any], tuple[Any, Any]]


def read_source(
    gates: Float[Array, "J G"], mask: Bool[Array, " J"], recurrent: Float[Array, "D G"]
) -> Float[Array, " D"]:
    """The hidden state of an LSTM after the last real character; padding leaves it as it is.

    `gates` holds W x_j + b of each character, G = 4 D.
    """

    def step(state: tuple[Array, Array], at: tuple[Array, Array]) -> tuple[Any, None]:
        now, real = at
        new = lstm_step(now, *state, recurrent)
        return jax.tree.map(lambda new, old: jnp.where(real, new, old), new, state), None

    zeros = jnp.zeros(recurrent.shape[0], gates.dtype)
    return jax.lax.scan(step, (zeros, zeros), (gates, mask))[0][0]


def every_step(embedded: Float[Array, "T M"], summary: Float[Array, " E"]) -> Float[Array, "T F"]:
    """The summary beside every token that the decoder reads, F = M + E."""
    beside = jnp.tile(summary[None], (embedded.shape[0], 1))
    return jnp.concatenate([embedded, beside], axis=1)


def greedy_tokens(step: Step, first: Any, limit: int) -> Int[Array, " limit"]:
    """The likeliest token at each of `limit` steps, fed back; after the end token, padding.

    `step(state, token)` gives the next state and the logits [V] of the token that follows.
    """

    def one(carry: tuple[Any, Array, Array], _: None) -> tuple[Any, Array]:
        state, token, ended = carry
        state, logits = step(state, token)
        token = jnp.where(ended, PAD, jnp.argmax(logits)).astype(jnp.int32)
        return (state, token, ended | (token == END)), token

    start = first, jnp.int32(START), jnp.bool_(False)
    return jax.lax.scan(one, start, length=limit)[1]
