"""From texts to texts: batches of strings in, strings with their weights and probabilities out."""

import functools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import jax
import numpy as np
from flax import nnx
from jax.sharding import Mesh
from jaxtyping import Array, Int

from course_lib.data.open_vocab import beside
from course_lib.data.vocab import PAD, signs
from course_lib.devices import placing, settings, sharding
from course_lib.model.seq2seq import Seq2Seq, check_model
from course_lib.search.greedy import Greedy
from course_lib.search.step import Hypothesis, Search

GREEDY = Greedy()


class Transduction(NamedTuple):
    """A source, what the model made of it, and where it looked.

    `weights` is [T, J], a row for each of `target_tokens` (the end token is the last one, unless
    the model did not end) and a column for each of `source_tokens`; None for a model without
    attention. Both are the signs of token numbers: a word that the model does not know is "<unk>",
    as the model read it. `log_probability` is log p(target_tokens | source) in nats under the
    model, and `score` what the search ranked it by.
    """

    source: Any
    target: str
    weights: np.ndarray | None
    source_tokens: list[str]
    target_tokens: list[str]
    log_probability: float
    score: float


def transduce(
    model: Seq2Seq, source: Any, *, search: Search = GREEDY, limit: int | None = None
) -> Transduction:
    """What the model makes of one source, and where it looked: a text, or what its reader takes.

    `search` is how it is decoded: `Greedy()`, `Sample(temperature, seed)` or
    `Beam(width, length_penalty)`, of which the best hypothesis is given. `limit` is the largest
    number of target tokens, by default one more than the source has, padded to a multiple of 64.
    ValueError for an empty text, for characters that the model does not know, for a text of more
    tokens than it was built for, and for a model whose probabilities are not finite.
    """
    return transduce_all(model, [source], search=search, limit=limit)[0]


def transduce_all(
    model: Seq2Seq,
    sources: Iterable[Any],
    *,
    search: Search = GREEDY,
    limit: int | None = None,
    batch: int = 64,
    mesh: Mesh | None = None,
) -> list[Transduction]:
    """`transduce` for many sources, in batches of similar length; the order is kept. An error says
    which of them it is about.

    With a `mesh` (see `sharding`) each of its devices decodes its own rows of every batch.
    """
    found = n_best(model, sources, search=search, limit=limit, batch=batch, mesh=mesh)
    return [best[0] for best in found]


def n_best(
    model: Seq2Seq,
    sources: Iterable[Any],
    *,
    search: Search,
    limit: int | None = None,
    batch: int = 64,
    mesh: Mesh | None = None,
) -> list[list[Transduction]]:
    """`transduce_all` with every hypothesis of each source, best first.

    A `Beam` has as many as its width, or fewer where the model has no more to offer.
    """
    check_model(model)
    if limit is not None:
        settings.whole("limit", limit)
    check_search("search", search)
    placing.on(mesh)
    sources = checked_sources(sources)
    graph, params = nnx.split(model, nnx.Param)
    done: dict[int, list[Transduction]] = {}
    parts = 1 if mesh is None else mesh.size
    for chosen, rows, source, room in in_batches(model, sources, batch, parts):
        places = np.array(chosen)[rows]
        most = limit or model.spec.wiring.reading.limit(model.spec.sizes, room)
        found = decode(search, graph, params, source, most, places, mesh)
        tokens, log_p, score = (np.asarray(array) for array in found[:3])
        weights = None if found.weights is None else np.asarray(found.weights)
        for row, i in enumerate(chosen):
            check_finite(log_p[row], sources[i])
            done[i] = [
                _transduction(
                    model,
                    sources[i],
                    tokens[row, n],
                    None if weights is None else weights[row, n],
                    float(log_p[row, n]),
                    float(score[row, n]),
                )
                for n in range(tokens.shape[1])
                if np.isfinite(log_p[row, n])
            ]
    return [done[i] for i in range(len(sources))]


def check_search(name: str, search: Any) -> None:
    """ValueError for what is no search."""
    settings.having(name, search, ["batch"], "a search, such as Greedy()")


def checked_sources(sources: Any, name: str = "sources") -> Sequence[Any]:
    """Sources that can be counted and read twice; ValueError for one bare string, and for what is
    no collection in an order."""
    if isinstance(sources, Sequence) and not isinstance(sources, str | bytes):
        return sources
    return settings.listed(name, sources, "a text, or what the model's reader takes")


def check_finite(log_p: np.ndarray, source: Any) -> None:
    """ValueError unless there is a hypothesis among these, and no NaN; what is none has -inf."""
    if np.isnan(log_p).any() or not np.isfinite(log_p).any():
        raise ValueError(
            f"the model's probabilities are not finite for {source!r}: a number in its parameters "
            f"is NaN, infinite, or so large that a sum of products is. Train it again, with a "
            f"smaller learning rate"
        )


def decode(
    search: Search,
    graph: Any,
    params: Any,
    source: Any,
    limit: int,
    places: Int[np.ndarray, " B"],
    mesh: Mesh | None = None,
) -> Hypothesis:
    """`search.batch`; on a mesh each device decodes its own rows, until those have ended."""
    if mesh is None:
        return search.batch(graph, params, source, limit, places)
    return _split(search, graph, params, source, limit, places, mesh)


@functools.partial(jax.jit, static_argnames=("search", "graph", "limit", "mesh"))
def _split(
    search: Search,
    graph: Any,
    params: Any,
    source: Any,
    limit: int,
    places: Int[Array, " B"],
    mesh: Mesh,
) -> Hypothesis:
    def own(params: Any, source: Any, places: Array) -> Hypothesis:
        return search.batch(graph, params, source, limit, places)

    return sharding.by_rows(own, mesh)(params, source, places)


def in_batches(
    model: Seq2Seq, sources: Iterable[Any], batch: int, parts: int = 1
) -> Iterator[tuple[list[int], np.ndarray, Any, int]]:
    """Sources in padded batches of one size: (which sources, which of them each row is, their
    arrays with an axis [B] in front, the positions that each is padded to).

    How sources become arrays, and to which sizes they are padded, is the reading's. Every batch has
    the same number of rows, a multiple of `parts` (the last source is repeated where they run out),
    so that few shapes are compiled. Errors as in `transduce`.
    """
    check_model(model)
    sources, batch = checked_sources(sources), settings.whole("batch", batch)
    parts = settings.whole("parts", parts)
    reading, sizes = model.spec.wiring.reading, model.spec.sizes
    encoded = []
    for place, source in enumerate(sources):
        try:
            encoded.append(reading.encode(sizes, source))
        except ValueError as error:
            if len(sources) == 1:
                raise
            raise ValueError(f"source {place} of {len(sources)}: {error}") from error
    rooms = [reading.room(sizes, one) for one in encoded]
    count = -(-min(batch, len(sources)) // parts) * parts
    for room in sorted(set(rooms)):
        alike = [i for i in range(len(sources)) if rooms[i] == room]
        for first in range(0, len(alike), count):
            chosen = alike[first : first + count]
            rows = np.minimum(np.arange(count), len(chosen) - 1)
            stacked = reading.stack([encoded[i] for i in chosen], room)
            yield chosen, rows, jax.tree.map(lambda array, rows=rows: array[rows], stacked), room


def _transduction(
    model: Seq2Seq,
    source: Any,
    tokens: np.ndarray,
    weights: np.ndarray | None,
    log_probability: float,
    score: float,
) -> Transduction:
    names = model.spec.wiring.reading.shown(model.spec.sizes, source)
    vocab = beside(model.spec.target, source)
    written = signs(vocab, [token for token in tokens if token != PAD])
    if weights is not None:
        weights = weights[: len(written), : len(names)]
    target = vocab.decode(tokens)
    return Transduction(source, target, weights, names, written, log_probability, score)
