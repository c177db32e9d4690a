"""Beam search: the `width` best hypotheses side by side."""

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.data.vocab import PAD, Vocab
from course_lib.devices import settings
from course_lib.model.own import own
from course_lib.model.seq2seq import Seq2Seq
from course_lib.search.exploring import check_beam, explore, follow_back, library_step
from course_lib.search.step import Hypothesis
from course_lib.search.trie import Trie


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
