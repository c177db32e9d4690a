"""Beam search: the `width` best hypotheses side by side."""

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Bool, Float, Int

from course_lib.data.vocab import END, PAD, START
from course_lib.devices import settings
from course_lib.model.decoders import State
from course_lib.model.own import own
from course_lib.model.table import Seq2Seq, check_model
from course_lib.search.step import Hypothesis, check_axis, follower, scan_until

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


class Steps(NamedTuple):
    """What each step did: the token that hypothesis w got, and which hypothesis it continues.

    `total` is log p of the hypotheses after the step; `weights` are those of the hypotheses
    *before* it, so that a row of them belongs to every hypothesis that continues this one.
    """

    token: Int[Array, "T W"]
    parent: Int[Array, "T W"]
    total: Float[Array, "T W"]
    weights: Float[Array, "T W J"] | None


def continued(
    scores: Float[Array, " W"], log_p: Float[Array, "W V"], finished: Bool[Array, " W"]
) -> Float[Array, "W V"]:
    """log p of every hypothesis with every token behind it; a finished one is continued by padding
    alone, at no cost."""
    itself = jnp.where(jnp.arange(log_p.shape[1]) == PAD, 0.0, -jnp.inf)
    return scores[:, None] + jnp.where(finished[:, None], itself[None], log_p)


def best_of(
    scores: Float[Array, "W V"],
) -> tuple[Float[Array, " W"], Int[Array, " W"], Int[Array, " W"]]:
    """The W largest of a table, largest first, and their rows and columns. Of equal ones the
    earlier row goes first, then the earlier column."""
    best, place = jax.lax.top_k(scores.reshape(-1), scores.shape[0])
    return best, place // scores.shape[1], place % scores.shape[1]


def beam_step(
    scores: Float[Array, " W"], log_p: Float[Array, "W V"], finished: Bool[Array, " W"]
) -> Int[Array, "W 2"]:
    """The W best of all W V continuations, best first: (which hypothesis, which token) of each.

    `scores` are log p of the hypotheses, `log_p` those of the next tokens; their sum is ranked.
    ValueError for arrays of other axes.
    """
    settings.array("scores", scores, "W", settings.REAL)
    settings.array("log_p", log_p, "W V", settings.REAL)
    settings.array("finished", finished, "W", settings.TRUTH)
    return jnp.stack(best_of(continued(scores, log_p, finished))[1:], axis=1)


def beam(
    model: Seq2Seq,
    source: Any,
    limit: int,
    width: int = 5,
    length_penalty: float | Float[Array, ""] = 0.0,
    axis: str | None = None,
    step: Callable[..., Any] = beam_step,
) -> Hypothesis:
    """Decode one source with a beam: `width` hypotheses, best first, with axes [W, ...].

    At each step every unfinished hypothesis is continued by every token, a finished one stays as it
    is, and the `width` best of all these are kept, ranked by

        score(y) = log p(y | x) / |y|^length_penalty

    where |y| counts the tokens so far and the end token; finished or not makes no difference. So a
    finished hypothesis leaves the beam only for a better one. The division by a power of the length
    is in Wu et al. 2016, section 7, who then use another form (eq. 14); 0 turns it off, 1 is the
    mean log-probability of a token. Of equal scores the continuation of the hypothesis that ranked
    higher goes first, then that by the token with the lower number.

    The search stops when all hypotheses are finished, or at `limit` tokens; those that are not
    finished then are returned too. Where there are fewer than `width` hypotheses (a beam wider than
    the vocabulary at the first step), the last rows hold none: log-probability -inf, all `PAD`.

    A beam of 1 is greedy search (but for tokens so alike that float32 cannot tell their sums
    apart); a beam that never drops a hypothesis is exhaustive search.
    `step` takes the place of `beam_step`; it ranks sums, so that the length penalty must be 0.
    `axis` as in `scan_until`. ValueError for a width below 1, a length penalty that is not 0 to
    `MOST_PENALTY` (where its value is known), and as in `greedy`.
    """
    live, steps, taken = explore(model, source, limit, width, length_penalty, axis, step)
    real = jnp.isfinite(live.total)
    tokens, weights = follow_back(steps, taken)
    tokens = jnp.where(real[:, None], tokens, PAD)
    if weights is not None:
        weights = jnp.where((tokens != PAD)[:, :, None], weights, 0.0)
    return Hypothesis(tokens, live.total, live.score, weights)


def explore(
    model: Seq2Seq,
    source: Any,
    limit: int,
    width: int,
    length_penalty: float | Float[Array, ""] = 0.0,
    axis: str | None = None,
    step: Callable[..., Any] = beam_step,
) -> tuple[Live, Steps, Int[Array, ""]]:
    """The search of `beam` itself: (the last beam, what each step did, the number of steps)."""
    check_model(model)
    check_beam(width, length_penalty, limit)
    check_axis(axis)
    step = own(step, beam_step, "step")
    prepared = model.encode(source)
    follow = jax.vmap(follower(model, prepared), in_axes=(0, 0, None))

    def advance(live: Live, t: Array) -> tuple[Live, Steps]:
        state, log_p, weights = follow(live.state, live.token, t)
        length = live.length + jnp.where(live.ended, 0, 1)
        total = continued(live.total, log_p, live.ended)
        score = total / length[:, None].astype(jnp.float32) ** length_penalty
        if step is beam_step:  # ranked by the score, which is the sum without a length penalty
            best, parent, token = best_of(score)
        else:
            parent, token = step(live.total, log_p, live.ended).T
            best = score[parent, token]
        kept = Live(
            jax.tree.map(lambda array: array[parent], state),
            token,
            total[parent, token],
            best,
            length[parent],
            live.ended[parent] | (token == END),
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


@functools.partial(jax.jit, static_argnames=("graph", "limit", "width", "step"))
def _batch(
    graph: Any,
    params: Any,
    source: Any,
    limit: int,
    width: int,
    length_penalty: Float[Array, ""],
    step: Callable[..., Any],
) -> Hypothesis:
    model = nnx.merge(graph, params)

    def one(source: Any) -> Hypothesis:
        return beam(model, source, limit, width, length_penalty, "B", step)

    return jax.vmap(one, axis_name="B")(source)


@dataclass(frozen=True)
class Beam:
    """Beam search, as `transduce` takes it.

    `step` puts a function of your own in the place of `beam_step`:

        step(scores [W], log_p [W, V], finished [W])  -> [W, 2], which hypothesis, which token

    It ranks sums of log p: ValueError if there is a length penalty beside it.
    """

    width: int = 5
    length_penalty: float = 0.0
    step: Callable[..., Any] = field(default=beam_step, repr=False)

    def __post_init__(self) -> None:
        width, penalty = check_beam(self.width, self.length_penalty)
        step = own(self.step, beam_step, "step")
        settings.put(self, width=width, length_penalty=penalty, step=step)
        if self.step is not beam_step and self.length_penalty != 0.0:
            raise ValueError(
                f"a step of your own ranks sums of log p, so length_penalty must be 0, got "
                f"{self.length_penalty}"
            )

    def batch(
        self,
        graph: Any,
        params: Any,
        source: Any,
        limit: int,
        places: Int[Array | np.ndarray, " B"],
    ) -> Hypothesis:
        """`width` hypotheses a source, best first, with axes [B, W, ...]."""
        check_beam(self.width, self.length_penalty, settings.whole("limit", limit))
        penalty, source = jnp.float32(self.length_penalty), jax.tree.map(jnp.asarray, source)
        return _batch(graph, params, source, limit, self.width, penalty, self.step)
