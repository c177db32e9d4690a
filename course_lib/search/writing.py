"""Writing one target, token by token: what greedy search and sampling have in common."""

from collections.abc import Callable
from typing import Any, NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from course_lib.data.vocab import END, PAD, START
from course_lib.devices import settings
from course_lib.model.decoders import State
from course_lib.model.seq2seq import Seq2Seq, check_model
from course_lib.search.step import Hypothesis, check_axis, follower, scan_until


class Writing(NamedTuple):
    """A target that is being written: its decoder's state, last token and log-probability."""

    state: State
    token: Int[Array, ""]
    total: Float[Array, ""]
    ended: Bool[Array, ""]


def write(
    model: Seq2Seq,
    source: Any,
    limit: int,
    choose: Callable[[Float[Array, " V"], Int[Array, ""]], Int[Array, ""]],
    axis: str | None = None,
) -> Hypothesis:
    """Decode one source: `choose(log p of the next token, t)` names the token that is fed back.

    `axis` as in `scan_until`. The score is the log-probability. ValueError for what is no model, a
    limit below 1, and an axis of no `vmap`.
    """
    check_model(model)
    settings.whole("limit", limit)
    check_axis(axis)
    prepared = model.encode(source)
    follow = follower(model, prepared)

    def advance(
        writing: Writing, t: Array
    ) -> tuple[Writing, tuple[Array, Float[Array, " J"] | None]]:
        state, log_p, weights = follow(writing.state, writing.token, t)
        chosen = choose(log_p, t).astype(jnp.int32)
        token = jnp.where(writing.ended, PAD, chosen)
        total = writing.total + jnp.where(writing.ended, 0.0, log_p[chosen])
        if weights is not None:
            weights = jnp.where(writing.ended, 0.0, weights)
        return Writing(state, token, total, writing.ended | (token == END)), (token, weights)

    first = model.decoder.start(prepared)
    start = Writing(first, jnp.int32(START), jnp.float32(0.0), jnp.bool_(False))
    last, (tokens, weights), _ = scan_until(advance, start, limit, lambda at: at.ended, axis)
    return Hypothesis(tokens, last.total, last.total, weights)
