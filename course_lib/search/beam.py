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

from course_lib.data.vocab import END, PAD, START, Vocab
from course_lib.devices import settings
from course_lib.model.decoders import State
from course_lib.model.own import own
from course_lib.model.table import Seq2Seq, check_model
from course_lib.search.beam_steps import beam_step, best_of, constrained_step, continued
from course_lib.search.step import Hypothesis, check_axis, follower, scan_until
from course_lib.search.trie import NOWHERE, Trie

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


def beam(
    model: Seq2Seq,
    source: Any,
    limit: int,
    width: int = 5,
    length_penalty: float | Float[Array, ""] = 0.0,
    axis: str | None = None,
    step: Callable[..., Any] | None = None,
    table: Int[Array, "N V"] | None = None,
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
    `table` is a `Trie`'s: then only what it holds is written. `step` takes the place of
    `beam_step`, or of `constrained_step` where there is a table; it ranks sums, so that the length
    penalty must be 0.
    `axis` as in `scan_until`. ValueError for a width below 1, a length penalty that is not 0 to
    `MOST_PENALTY` (where its value is known), and as in `greedy`.
    """
    live, steps, taken = explore(model, source, limit, width, length_penalty, axis, step, table)
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


@functools.partial(jax.jit, static_argnames=("graph", "limit", "width", "step", "vocab"))
def _batch(
    graph: Any,
    params: Any,
    source: Any,
    limit: int,
    width: int,
    length_penalty: Float[Array, ""],
    step: Callable[..., Any] | None,
    table: Int[Array, "N V"] | None,
    vocab: Vocab | None,
) -> Hypothesis:
    model = nnx.merge(graph, params)
    if vocab is not None and vocab != model.spec.target:
        raise ValueError("words must be a trie of the vocabulary that the model writes in")

    def one(source: Any) -> Hypothesis:
        return beam(model, source, limit, width, length_penalty, "B", step, table)

    return jax.vmap(one, axis_name="B")(source)


@dataclass(frozen=True)
class Beam:
    """Beam search, as `transduce` takes it.

    With a trie of `words` it writes one of those and nothing else. `step` puts a function of your
    own in the place of `beam_step`, or of `constrained_step` where there are words:

        step(scores [W], log_p [W, V], finished [W])  -> [W, 2], which hypothesis, which token
        step(scores [W], log_p [W, V], finished [W], allowed [W, V])  -> [W, 2]

    It ranks sums of log p: ValueError if there is a length penalty beside it.
    """

    width: int = 5
    length_penalty: float = 0.0
    step: Callable[..., Any] | None = field(default=None, repr=False)
    words: Trie | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        width, penalty = check_beam(self.width, self.length_penalty)
        settings.put(self, width=width, length_penalty=penalty)
        if self.words is not None:
            settings.instance("words", self.words, Trie, "a Trie")
        if self.step is None:
            return
        like = library_step(self.words is not None)
        settings.put(self, step=None if self.step is like else own(self.step, like, "step"))
        if self.step is not None and self.length_penalty != 0.0:
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
        table = None if self.words is None else jnp.asarray(self.words.table)
        vocab = None if self.words is None else self.words.vocab
        return _batch(graph, params, source, limit, self.width, penalty, self.step, table, vocab)
