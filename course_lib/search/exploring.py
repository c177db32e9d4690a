"""The steps of beam search, forwards, and the way back along what they kept."""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from course_lib.data.vocab import END, START
from course_lib.devices import settings
from course_lib.model.decoders import State
from course_lib.model.own import own
from course_lib.model.seq2seq import Seq2Seq, check_model
from course_lib.search.beam_steps import beam_step, best_of, constrained_step, continued
from course_lib.search.step import check_axis, follower, scan_until
from course_lib.search.trie import NOWHERE

# 1 already makes the mean log-probability of a token out of the sum.
MOST_PENALTY = 10.0
# Of the power of the length that a sum is divided by: float32 ends at e^88.7, and a small sum
# divided by as much would be zero.
MOST_LOG = 70.0


class Live(NamedTuple):
    """The beam after a step: W hypotheses, best first. A row with total -inf holds none."""

    state: State
    token: Int[Array, " W"]
    total: Float[Array, " W"]
    score: Float[Array, " W"]
    length: Int[Array, " W"]
    ended: Bool[Array, " W"]
    node: Int[Array, " W"]  # of the trie, if there is one


class Steps(NamedTuple):
    """What each step did: the token that hypothesis w got, and which hypothesis it continues.

    `total` is log p of the hypotheses after the step; `weights` are those of the hypotheses
    *before* it, so that a row of them belongs to every hypothesis that continues this one.
    """

    token: Int[Array, "T W"]
    parent: Int[Array, "T W"]
    total: Float[Array, "T W"]
    weights: Float[Array, "T W J"] | None


def explore(
    model: Seq2Seq,
    source: Any,
    limit: int,
    width: int,
    length_penalty: float | Float[Array, ""] = 0.0,
    axis: str | None = None,
    step: Callable[..., Any] | None = None,
    table: Int[Array, "N V"] | None = None,
) -> tuple[Live, Steps, Int[Array, ""]]:
    """The search of `beam` itself: (the last beam, what each step did, the number of steps)."""
    check_model(model)
    check_beam(width, length_penalty, limit)
    check_axis(axis)
    check_table(table, len(model.spec.target))
    step = None if step is None else own(step, library_step(table is not None), "step")
    prepared = model.encode(source)
    follow = jax.vmap(follower(model, prepared), in_axes=(0, 0, None))

    def advance(live: Live, t: Array) -> tuple[Live, Steps]:
        state, log_p, weights = follow(live.state, live.token, t)
        length = live.length + jnp.where(live.ended, 0, 1)
        seen: tuple[Array, ...] = (log_p,)
        node = live.node
        if table is not None:
            allowed = table[node] != NOWHERE
            seen, log_p = (log_p, allowed), jnp.where(allowed, log_p, -jnp.inf)
        total = continued(live.total, log_p, live.ended)
        score = total / length[:, None].astype(jnp.float32) ** length_penalty
        if step is None:  # ranked by the score, which is the sum without a length penalty
            best, parent, token = best_of(score)
        else:
            parent, token = step(live.total, seen[0], live.ended, *seen[1:]).T
            best = score[parent, token]
        if table is not None:  # padding leads nowhere; those that it follows have ended
            node = jnp.maximum(table[node[parent], token], 0)
        kept = Live(
            jax.tree.map(lambda array: array[parent], state),
            token,
            total[parent, token],
            best,
            length[parent],
            live.ended[parent] | (token == END),
            node,
        )
        return kept, Steps(token, parent, kept.total, weights)

    def finished(live: Live) -> Bool[Array, ""]:
        return jnp.all(live.ended | (live.total == -jnp.inf))

    def each(value: Array) -> Array:
        return jnp.broadcast_to(value, (width, *value.shape))

    total = jnp.where(jnp.arange(width) == 0, 0.0, -jnp.inf)
    start = Live(
        jax.tree.map(each, model.decoder.start(prepared)),
        each(jnp.int32(START)),
        total,
        total,
        each(jnp.int32(0)),
        each(jnp.bool_(False)),
        each(jnp.int32(0)),
    )
    return scan_until(advance, start, limit, finished, axis)


def follow_back(
    steps: Steps, taken: Int[Array, ""]
) -> tuple[Int[Array, "W T"], Float[Array, "W T J"] | None]:
    """The tokens and weights of the hypotheses of the last beam, from the last step to the first.

    Only the way back is copied, once; the search itself keeps no list of tokens a hypothesis.
    """

    def back(row: Array, at: tuple[Steps, Array]) -> tuple[Array, tuple[Array, Array | None]]:
        step, t = at
        before = jnp.where(t < taken, step.parent[row], row)
        weights = None if step.weights is None else step.weights[before]
        return before, (step.token[row], weights)

    limit, width = steps.token.shape
    along = (steps, jnp.arange(limit))
    tokens, weights = jax.lax.scan(back, jnp.arange(width), along, reverse=True)[1]
    return tokens.T, None if weights is None else jnp.moveaxis(weights, 0, 1)


def check_beam(width: Any, length_penalty: Any, limit: int = 1) -> tuple[int, Any]:
    """Width and penalty; ValueError for a beam that cannot be, or not for targets of up to `limit`
    tokens. A penalty that is traced cannot be checked."""
    width, limit = settings.whole("width", width), settings.whole("limit", limit)
    if isinstance(length_penalty, jax.core.Tracer):
        return width, length_penalty
    if isinstance(length_penalty, jax.Array) and length_penalty.ndim == 0:
        length_penalty = float(length_penalty)
    checked = settings.number("length_penalty", length_penalty, least=0.0, most=MOST_PENALTY)
    if checked * math.log(limit) > MOST_LOG:
        raise ValueError(
            f"length_penalty must be at most {MOST_LOG / math.log(limit):.3g} for targets of up to "
            f"{limit} tokens, whose power would overflow, got {length_penalty!r}"
        )
    return width, checked


def library_step(constrained: bool) -> Callable[..., Any]:
    """The step that a function of somebody's own stands for."""
    return constrained_step if constrained else beam_step


def check_table(table: Any, size: int) -> None:
    """ValueError unless a trie's table has a column for each of `size` tokens; None has none."""
    if table is not None:
        settings.array("table", table, "N V", settings.WHOLE)
        if table.shape[1] != size:
            raise ValueError(
                f"table must be of the {size} tokens that the model writes in, got one of "
                f"{table.shape[1]}"
            )
