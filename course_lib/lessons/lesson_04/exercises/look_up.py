"""Exercise: soft attention whole, a look-up of queries in a padded dictionary."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking import softmaxes
from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Args, Case, Function, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.checking.softmaxes import zeroed
from course_lib.model.alignments import attend

Array = np.ndarray


def _eighths(numbers: Array) -> Array:
    # Multiples of 1/8, so that every product is exact: only the order of summing could differ.
    return (np.round(8 * numbers) / 8 + 0.0).astype(np.float32)  # + 0.0: no minus zero


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, targets: int, width: int, values: int, mask: list[bool]) -> Case:
        real = np.array(mask)
        keys = _eighths(rng.normal(size=(real.size, width)))
        held = _eighths(rng.normal(size=(real.size, values)))
        held[~real] += 5  # what padding holds shows wherever it is read
        return Case(label, (_eighths(rng.normal(size=(targets, width))), keys, held, real))

    padded = [True, True, True, True, False, False]
    # All real scores overflow exp in float32, those of padding are 0: every spelling overflows.
    huge = case("scores above 100", 3, 4, 3, padded)
    queries, keys, values, real = huge.args
    close = _eighths(6 + 0.2 * keys) * real[:, None]
    # A maximum over padding or over all queries, or a fill that is not low enough: exp underflows.
    above = _eighths(np.where(real[:, None], 0.1 * keys, 8.0))
    apart = 0.2 * queries + [[6.0], [-6.0], [6.0]]
    return [
        case("some padding", 3, 4, 2, padded),
        case("no padding", 4, 3, 5, [True] * 4),
        case("keys and values equally wide", 2, 3, 3, [True, True, False, True, True]),
        case("one query", 1, 2, 4, padded),
        Case(huge.label, (_eighths(6 + 0.2 * queries), close, values, real)),
        Case("padding that scores high", (_eighths(8 + 0.2 * queries), above, values, real)),
        Case("queries far apart", (_eighths(apart), _eighths(6 + 0.2 * keys), values, real)),
        Case("scores below -1000", (_eighths(0.2 * queries - 50), close, values, real)),
        case("nothing but padding", 3, 4, 2, [False] * 5),
    ]


def _reference(queries: Array, keys: Array, values: Array, mask: Array) -> Array:
    contexts = np.zeros((queries.shape[0], values.shape[1]))
    real = mask.nonzero()[0]
    for t, query in enumerate(queries.astype(np.float64)):
        scores = [float(sum(query * keys[j])) for j in real]
        powers = [np.exp(score - max(scores)) for score in scores]
        for j, power in zip(real, powers, strict=True):
            contexts[t] += power / sum(powers) * values[j]
    return contexts


def _between_real_values(args: Args, contexts: Array) -> str | None:
    _, _, values, mask = args
    if not mask.any():
        return None
    low, high = values[mask].min(axis=0) - 1e-4, values[mask].max(axis=0) + 1e-4
    outside = np.argwhere((contexts < low) | (contexts > high))
    if not outside.size:
        return None
    t, e = outside[0]
    return (
        f"a context lies between the smallest and the largest real value: number {e} of context "
        f"{t} is {number(contexts[t, e])}, and the real values hold {number(values[mask, e].min())}"
        f" to {number(values[mask, e].max())} there"
    )


def _nothing_to_read(args: Args, contexts: Array) -> str | None:
    if args[3].any() or not contexts.any():
        return None
    return "where everything is padding there is nothing to read, and every context must be 0"


def _scores(queries: Array, keys: Array) -> Array:
    return queries @ keys.T


def _unit_length(vectors: Array) -> Array:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def _filled(queries: Array, keys: Array, mask: Array, fill: float) -> Array:
    return softmaxes.filled(_scores(queries, keys), mask, fill)


def _reading(weights: Function) -> Function:
    """A look-up with these weights."""
    return lambda q, k, v, m: weights(_scores(q, k), m) @ v


def _picked(q: Array, k: Array, v: Array, m: Array) -> Array:
    return np.where(m.any(), v[_filled(q, k, m, -np.inf).argmax(axis=1)], 0)


def _guarded(queries: Array, keys: Array, values: Array, mask: Array) -> jax.Array:
    scores = jnp.where(mask[None, :], queries @ keys.T, -1e30)
    powers = jnp.exp(scores - scores.max(axis=1, keepdims=True)) * mask[None, :]
    return powers @ values / jnp.maximum(powers.sum(axis=1, keepdims=True), 1e-30)


def _one_by_one(queries: Array, keys: Array, values: Array, mask: Array) -> jax.Array:
    def one(query: jax.Array) -> jax.Array:
        return attend(jnp.asarray(keys) @ query, jnp.asarray(values), jnp.asarray(mask))[0]

    return jax.vmap(one)(jnp.asarray(queries))


look_up = Exercise(
    name="look_up",
    arguments=("queries", "keys", "values", "mask"),
    wanted=(
        "queries [T, K], keys [J, K], values [J, E] and mask [J] (True = real) to contexts [T, E]: "
        "for each query the mean of the real values, weighted by the softmax of its dot products "
        "with their keys; zeros if all is padding."
    ),
    draw=_draw,
    reference=_reference,
    properties=(
        Property("nothing to read gives zeros", _nothing_to_read),
        Property("contexts lie between the real values", _between_real_values),
    ),
    wrong=(
        Misconception(
            "softmax over the targets",
            "the weights of a position sum to 1 over the queries, and those of a query do not: the "
            "softmax runs over the wrong axis",
            lambda q, k, v, m: zeroed(softmax(_scores(q, k), axis=0), m) @ v,
        ),
        Misconception(
            "mask after the softmax",
            "the contexts lose what padding had taken: the mask comes after the softmax, and "
            "nothing shares that weight out again",
            lambda q, k, v, m: zeroed(softmax(_scores(q, k)), m) @ v,
            also=(lambda q, k, v, m: softmax(_scores(q, k)) @ (v * m[:, None]),),
        ),
        Misconception(
            "mask ignored",
            "what stands on padding is read like the rest: the mask is not used",
            lambda q, k, v, m: softmax(_scores(q, k)) @ v,
        ),
        Misconception(
            "score 0 for padding",
            "padding gets the score 0, and exp(0) is 1, not 0: it still takes its share",
            lambda q, k, v, m: softmax(_filled(q, k, m, 0.0)) @ v,
            also=(lambda q, k, v, m: zeroed(softmax(_filled(q, k, m, 0.0)), m) @ v,),
        ),
        Misconception(
            "summed over the targets",
            "one context comes out for all the queries together: the sum runs over them too",
            lambda q, k, v, m: _reference(q, k, v, m).sum(axis=0),
            also=(
                lambda q, k, v, m: softmax(_filled(q, k, m, -np.inf)).sum(axis=0) @ v,
                lambda q, k, v, m: np.tile(_reference(q, k, v, m).sum(axis=0), (q.shape[0], 1)),
            ),
        ),
        Misconception(
            "keys read",
            "the weights average the keys: keys say where to look, values what is read there",
            lambda q, k, v, m: _reference(q, k, k, m),
            also=(lambda q, k, v, m: softmax(_filled(q, k, m, -np.inf)) @ k,),
        ),
        Misconception(
            "no softmax",
            "the values are weighted by the scores themselves, which are negative or large as it "
            "comes: the softmax is missing",
            lambda q, k, v, m: zeroed(_scores(q, k), m) @ v,
        ),
        Misconception(
            "hard pick",
            "each context is the one value with the best key; the others are left out",
            _picked,
            also=(lambda q, k, v, m: v[_filled(q, k, m, -np.inf).argmax(axis=1)],),
        ),
        Misconception(
            "scaled",
            "the scores are divided by the square root of K: that is scaled dot-product attention; "
            "here the dot product itself is asked for",
            lambda q, k, v, m: _reference(q / np.sqrt(np.float64(q.shape[1])), k, v, m),
        ),
        Misconception(
            "overflow",
            "scores above 100 give NaN: exp(100) is more than a float32 holds, and infinity "
            "divided by infinity is NaN",
            _reading(softmaxes.OVERFLOW[0]),
            also=tuple(map(_reading, softmaxes.OVERFLOW[1:])),
        ),
        Misconception(
            "all padding gives NaN",
            "right while there is something to read; with nothing, every score is minus infinity "
            "and the row is 0 divided by 0",
            lambda q, k, v, m: softmax(_filled(q, k, m, -np.inf)) @ v,
        ),
        Misconception(
            "all padding gives equal weights",
            "a large negative number stands in for minus infinity; where every position has it, "
            "they all come out equal, and padding is read",
            lambda q, k, v, m: softmax(_filled(q, k, m, -1e9)) @ v,
        ),
        Misconception(
            "mask inverted",
            "padding is read and the real positions are not: True means real here (PyTorch's "
            "key_padding_mask is the other way round)",
            lambda q, k, v, m: _reference(q, k, v, ~m),
            also=(
                lambda q, k, v, m: softmax(_filled(q, k, ~m, -np.inf)) @ v,
                lambda q, k, v, m: softmax(_filled(q, k, ~m, -1e9)) @ v,
            ),
        ),
        Misconception(
            "whole table",
            "all the weights of all queries together sum to 1: each query has its own softmax, "
            "along the positions",
            lambda q, k, v, m: softmax(_filled(q, k, m, -np.inf), axis=None) @ v,
            also=(
                lambda q, k, v, m: softmax(_filled(q, k, m, -1e9), axis=None) @ v,
                lambda q, k, v, m: zeroed(softmax(_filled(q, k, m, -1e9), axis=None), m) @ v,
            ),
        ),
        Misconception(
            "cosine",
            "queries and keys are divided by their lengths, which makes a cosine of the dot "
            "product",
            lambda q, k, v, m: _reference(_unit_length(q), _unit_length(k), v, m),
        ),
        Misconception(
            "maximum over padding",
            "the largest score of a row is looked for in its padding too. Where padding scores "
            "far above, exp of every real score is 0: take the maximum over the real positions",
            _reading(softmaxes.MAXIMUM_OVER_PADDING[0]),
            also=tuple(map(_reading, softmaxes.MAXIMUM_OVER_PADDING[1:])),
        ),
        Misconception(
            "one maximum for all queries",
            "one largest score is taken off the whole table. Where another query scores far "
            "above, exp of every score of this one is 0: each row has its own maximum",
            _reading(softmaxes.ONE_MAXIMUM[0]),
            also=tuple(map(_reading, softmaxes.ONE_MAXIMUM[1:])),
        ),
        Misconception(
            "padding not low enough",
            "a number such as -100 stands in for minus infinity: real scores may lie far below "
            "it, and then padding is read and nothing else",
            _reading(softmaxes.NOT_LOW_ENOUGH[0]),
            also=tuple(map(_reading, softmaxes.NOT_LOW_ENOUGH[1:])),
        ),
    ),
    right=(
        _guarded,
        _one_by_one,
        lambda queries, keys, values, mask: (
            jax.nn.softmax(queries @ keys.T, axis=-1, where=jnp.tile(mask, (queries.shape[0], 1)))
            @ jnp.where(mask[:, None], values, 0.0)
            if mask.any()
            else jnp.zeros((queries.shape[0], values.shape[1]))
        ),
    ),
    hint=(
        "Three lines: scores [T, J], one dot product for each query and key; weights [T, J], a "
        "softmax along J over the real positions; contexts [T, E], a product that sums J away. "
        "Then see that the weights are 0 on padding, also where nothing is real."
    ),
)
