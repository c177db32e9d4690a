"""Exercise: soft attention whole, a look-up of queries in a padded dictionary."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.lesson_04.look_up_mistakes import WRONG, reference
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
    reference=reference,
    properties=(
        Property("nothing to read gives zeros", _nothing_to_read),
        Property("contexts lie between the real values", _between_real_values),
    ),
    wrong=WRONG,
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
