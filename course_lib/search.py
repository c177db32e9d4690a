"""Search: from a trained model to texts, on the one `Decoder.step`.

`transduce` is the plain call from a string to a string and its attention weights.
"""

import functools
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.decoders import State
from course_lib.models import Seq2Seq
from course_lib.vocab import END, PAD, START, pad

# Sources are padded to multiples of this, so that few shapes are compiled.
ROUND = 64


class Greedy(NamedTuple):
    """The likeliest token at each step; `PAD` and zero weights after the end token."""

    tokens: Int[Array, " T"]
    weights: Float[Array, "T J"] | None


class Transduction(NamedTuple):
    """A text, what the model made of it, and where it looked.

    `weights` is [T, J], a row for each character of `target_tokens` (the end token is the last
    one, unless the model did not end) and a column for each of `source_tokens`; None for a model
    without attention.
    """

    source: str
    target: str
    weights: np.ndarray | None
    source_tokens: list[str]
    target_tokens: list[str]


def greedy(model: Seq2Seq, source: Int[Array, " J"], limit: int) -> Greedy:
    """Decode one source: feed back the likeliest token, up to `limit` of them."""
    prepared = model.encode(source)
    decoder = model.decoder

    def advance(
        carry: tuple[State, Array, Array], t: Array
    ) -> tuple[tuple[State, Array, Array], Greedy]:
        state, previous, ended = carry
        state, output = decoder.step(prepared, state, decoder.embed(previous), t)
        best = jnp.argmax(decoder.logits(output.features)).astype(previous.dtype)
        token = jnp.where(ended, PAD, best)
        weights = output.weights
        if weights is not None:
            weights = jnp.where(ended, 0.0, weights)
        return (state, token, ended | (token == END)), Greedy(token, weights)

    start = (decoder.start(prepared), jnp.int32(START), jnp.bool_(False))
    return jax.lax.scan(advance, start, jnp.arange(limit))[1]


@functools.partial(jax.jit, static_argnames=("graph", "limit"))
def _greedy_batch(graph: Any, params: Any, source: Int[Array, "B J"], limit: int) -> Greedy:
    model = nnx.merge(graph, params)
    return jax.vmap(lambda one: greedy(model, one, limit))(source)


def transduce(model: Seq2Seq, text: str, *, limit: int | None = None) -> Transduction:
    """What the model makes of one text, greedily, and where it looked.

    `limit` is the largest number of target tokens, by default one more than the source has, padded
    to a multiple of 64. ValueError for an empty text, for characters that the model does not know,
    and for a text longer than it was built for.
    """
    return transduce_all(model, [text], limit=limit)[0]


def transduce_all(
    model: Seq2Seq, texts: Sequence[str], *, limit: int | None = None, batch: int = 64
) -> list[Transduction]:
    """`transduce` for many texts, in batches of similar length; the order is kept."""
    if limit is not None and limit < 1:
        raise ValueError(f"limit must be at least 1, got {limit}")
    graph, params = nnx.split(model, nnx.Param)
    done: dict[int, Transduction] = {}
    for chosen, _, source in in_batches(model, texts, batch):
        found = _greedy_batch(graph, params, source, limit or source.shape[1] + 1)
        tokens = np.asarray(found.tokens)
        weights = None if found.weights is None else np.asarray(found.weights)
        for row, i in enumerate(chosen):
            looked = None if weights is None else weights[row]
            done[i] = _transduction(model, texts[i], tokens[row], looked)
    return [done[i] for i in range(len(texts))]


def in_batches(
    model: Seq2Seq, texts: Sequence[str], batch: int
) -> Iterator[tuple[list[int], np.ndarray, np.ndarray]]:
    """Texts in padded batches of one size: (which texts, which of them each row is, source [B, J]).

    Every size is a multiple of 64 and every batch has the same number of rows (the last text is
    repeated where they run out), so that few shapes are compiled. Errors as in `transduce`.
    """
    if isinstance(texts, str):
        raise ValueError(f"texts must be a list of strings, got one string: {texts!r}")
    if batch < 1:
        raise ValueError(f"batch must be at least 1, got {batch}")
    longest = model.spec.max_length
    for text in texts:
        if isinstance(text, str) and len(text) > longest:
            raise ValueError(
                f"the model was built for at most {longest} characters, got {len(text)}: {text!r}"
            )
    sources = [model.spec.source.encode(text) for text in texts]
    sizes = [min(-(-len(source) // ROUND) * ROUND, longest) for source in sources]
    count = min(batch, len(texts))
    for size in sorted(set(sizes)):
        alike = [i for i in range(len(texts)) if sizes[i] == size]
        for first in range(0, len(alike), count):
            chosen = alike[first : first + count]
            rows = np.minimum(np.arange(count), len(chosen) - 1)
            yield chosen, rows, pad([sources[i] for i in chosen], size)[rows]


def _transduction(
    model: Seq2Seq, text: str, tokens: np.ndarray, weights: np.ndarray | None
) -> Transduction:
    target = model.spec.target.decode(tokens)
    shown = [*target, "</s>"] if END in tokens else list(target)
    if weights is not None:
        # Special tokens in the middle are not characters; they have no row.
        rows = [t for t, token in enumerate(tokens) if token >= END]
        weights = weights[rows[: len(shown)], : len(text)]
    return Transduction(text, target, weights, list(text), shown)
