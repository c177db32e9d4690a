"""Exercise: dot scores of all queries and all keys of a batch."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Function, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number

Array = np.ndarray


def _draw_vectors(rng: np.random.Generator) -> list[Case]:
    def case(label: str, batch: int, targets: int, sources: int, width: int) -> Case:
        queries = rng.normal(size=(batch, targets, width)).astype(np.float32)
        keys = rng.normal(size=(batch, sources, width)).astype(np.float32)
        return Case(label, (queries, keys))

    unit = np.tile(np.eye(4, dtype=np.float32), (3, 1, 1))
    silent = case("a query of zeros", 2, 3, 5, 4)
    silent.args[0][:, 0] = 0.0
    return [
        case("more sources than targets", 3, 2, 5, 4),
        case("as many sources as targets", 3, 4, 4, 6),
        case("as many sources as the keys are wide", 2, 3, 5, 5),
        case("one sentence", 1, 3, 4, 2),
        Case("unit queries", (unit, rng.normal(size=(3, 5, 4)).astype(np.float32))),
        silent,
    ]


def _loop(queries: Array, keys: Array) -> Array:
    scores = np.zeros((*queries.shape[:2], keys.shape[1]))
    for b, t, j in np.ndindex(*scores.shape):
        scores[b, t, j] = sum(q * float(k) for q, k in zip(queries[b, t], keys[b, j], strict=True))
    return scores


def _zero_scores_zero(args: Args, scores: Array) -> str | None:
    queries, _ = args
    for b, t in np.argwhere(~queries.any(axis=2)):
        if np.abs(scores[b, t]).max() > TOLERANCE:
            return (
                f"a query of zeros has the score 0 with every key: sentence {b}, query {t} is all "
                f"zeros and gets {number(scores[b, t, 0])}"
            )
    return None


def _unit_reads_one_number(args: Args, scores: Array) -> str | None:
    queries, keys = args
    for b, t in np.argwhere((queries == 1).any(axis=2) & ((queries != 0).sum(axis=2) == 1)):
        k = int(queries[b, t].argmax())
        gap = np.abs(scores[b, t] - keys[b, :, k])
        if gap.max() > TOLERANCE:
            j = int(gap.argmax())
            return (
                f"query {t} of sentence {b} is 1 in component {k} and 0 elsewhere, so its score "
                f"with a key is component {k} of that key: for key {j} that is "
                f"{number(keys[b, j, k])}, and the score is {number(scores[b, t, j])}"
            )
    return None


def _softmax(scores: Array) -> Array:
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def _unit_length(vectors: Array) -> Array:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)


def _two_vmaps(queries: Array, keys: Array) -> jax.Array:
    over_source = jax.vmap(jnp.dot, in_axes=(None, 0))
    over_targets = jax.vmap(over_source, in_axes=(0, None))
    return jax.vmap(over_targets)(jnp.asarray(queries), jnp.asarray(keys))


def _two_axes(queries: Array, keys: Array) -> jax.Array:
    over_keys = jax.vmap(jnp.dot, in_axes=(None, 0))
    return jax.vmap(over_keys, in_axes=(0, None))(jnp.asarray(queries), jnp.asarray(keys))


def _one_query(answer: Function, query: jax.Array, keys: jax.Array) -> jax.Array:
    return answer(query[None, None], keys[None])[0][0]


batch_scores = Exercise(
    name="batch_scores",
    arguments=("queries", "keys"),
    wanted=(
        "queries [B, T, K] and keys [B, J, K] to scores [B, T, J]: the dot product of each query "
        "with each key of its own sentence."
    ),
    draw=_draw_vectors,
    reference=_loop,
    properties=(
        Property("a query of zeros scores 0", _zero_scores_zero),
        Property("a unit query reads one number of each key", _unit_reads_one_number),
    ),
    wrong=(
        Misconception(
            "sources before targets",
            "the axes come out as [B, J, T]: the outer vmap runs over the keys, not the queries",
            lambda q, k: k @ q.swapaxes(1, 2),
        ),
        Misconception(
            "keys reshaped",
            "the keys are reshaped to [B, K, J], which deals their numbers out anew; a transpose "
            "(swapaxes) keeps each key together",
            lambda q, k: q @ k.reshape(k.shape[0], k.shape[2], k.shape[1]),
        ),
        Misconception(
            "every sentence with every other",
            "a query meets the keys of the other sentences too: one vmap must run over both "
            "arguments at once (in_axes=0)",
            lambda q, k: np.einsum("btk,cjk->btcj", q, k),
            also=(lambda q, k: np.einsum("btk,cjk->bctj", q, k),),
        ),
        Misconception(
            "summed over the batch",
            "one table comes out for all sentences together: the batch axis is summed away",
            lambda q, k: np.einsum("btk,bjk->tj", q, k),
        ),
        Misconception(
            "keys of the first sentence",
            "every sentence is scored against the keys of sentence 0",
            lambda q, k: q @ k[0].T,
        ),
        Misconception(
            "position with position",
            "query t meets key t alone: the two are mapped together, and every query should meet "
            "every key",
            lambda q, k: (q * k).sum(axis=-1),
        ),
        Misconception(
            "scaled",
            "every score is divided by the square root of K: that is the scaled dot score",
            lambda q, k: q @ k.swapaxes(1, 2) / np.sqrt(q.shape[-1]),
        ),
        Misconception(
            "already a softmax",
            "the scores are positive and sum to 1: these are weights, one step further on",
            lambda q, k: _softmax(q @ k.swapaxes(1, 2)),
        ),
        Misconception(
            "cosine",
            "all scores lie between -1 and 1: the vectors are divided by their lengths, which "
            "makes a cosine of the dot product",
            lambda q, k: _unit_length(q) @ _unit_length(k).swapaxes(1, 2),
        ),
        Misconception(
            "all axes turned",
            "`.T` turns all three axes round, and the batch with them: only the last two may "
            "change places",
            lambda q, k: jnp.asarray(q) @ jnp.asarray(k).T,
            also=(lambda q, k: jnp.dot(jnp.asarray(q), jnp.asarray(k).T),),
        ),
        Misconception(
            "keys not turned",
            "the keys stand as [J, K] in the product, which sums their axis J: it sums K where "
            "they stand as [K, J]",
            lambda q, k: jnp.asarray(q) @ jnp.asarray(k),
        ),
        Misconception(
            "one vmap too few",
            "two vmaps leave the batch axis on: one runs over the queries, one over the keys, "
            "and a third must run over the sentences",
            _two_axes,
        ),
    ),
    right=(
        _two_vmaps,
        lambda queries, keys: jnp.einsum("btk,bjk->btj", queries, keys),
        lambda queries, keys: queries @ keys.swapaxes(1, 2),
    ),
    hint=(
        "Start from one query and one key, q @ k. The first vmap runs over the keys (in_axes "
        "(None, 0)), the second over the queries ((0, None)), the third over both."
    ),
    part=Part(
        goes="Parts(dot=...)",
        example=lambda queries, keys: (queries[0, 0], keys[0]),
        through=_one_query,
    ),
)
