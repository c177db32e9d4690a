"""Problem: a sliding mean of one padded row, without a loop and without its padding."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps1.bank.smoothed_mistakes import WRONG

Array = Any  # NumPy's in the bank, JAX's in a check


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, real: list[int], side: int, padding: float = 7.0) -> Case:
        mask = np.array(real, bool)
        values = rng.permutation(np.linspace(1.0, 3.0, mask.size)) + rng.uniform(0.1, 0.5)
        return Case(label, (np.where(mask, values, padding).astype(np.float32), mask, side))

    return [
        case("padding at the end", [1] * 7 + [0] * 3, 2),
        case("no padding", [1] * 8, 1),
        case("padding in the middle", [1, 1, 0, 1, 0, 0, 1, 1, 1], 2),
        case("padding that is infinite", [0, 1, 1, 1, 1, 1, 0, 0], 2, np.inf),
        case("side 0", [1, 1, 1, 1, 0, 0], 0),
        case("a window longer than the row", [1, 1, 1, 0, 1], 6),
    ]


def _loop(values: Array, mask: Array, side: int) -> list[float]:
    means = []
    for t in range(len(values)):
        near = range(max(t - side, 0), min(t + side + 1, len(values)))
        seen = [float(values[j]) for j in near if mask[j]]
        means.append(sum(seen) / len(seen) if mask[t] else 0.0)
    return means


def _zero_on_padding(args: Args, means: np.ndarray) -> str | None:
    leaks = np.flatnonzero((means != 0) & ~args[1])
    if not leaks.size:
        return None
    return f"position {leaks[0]} is padding, and gets {number(means[leaks[0]])} instead of 0"


def _between_real_values(args: Args, means: np.ndarray) -> str | None:
    values, mask, side = args
    for t in np.flatnonzero(mask):
        near = slice(max(t - side, 0), t + side + 1)
        seen = values[near][mask[near]]
        if not seen.min() - TOLERANCE <= means[t] <= seen.max() + TOLERANCE:
            return (
                f"the mean at position {t} lies between the smallest and the largest real value "
                f"of its window, {number(seen.min())} and {number(seen.max())}; it gives "
                f"{number(means[t])}"
            )
    return None


def _by_vmap(values: Array, mask: Array, side: int) -> Array:
    places = jnp.arange(len(values))

    def of_one(t: Array) -> Array:
        near = (jnp.abs(places - t) <= side) & mask
        return jnp.where(near, values, 0.0).sum() / jnp.maximum(near.sum(), 1)

    return jnp.where(mask, jax.vmap(of_one)(places), 0.0)


def _by_product(values: Array, mask: Array, side: int) -> Array:
    places = jnp.arange(len(values))
    near = (jnp.abs(places[:, None] - places) <= side).astype(jnp.float32)
    sums, counts = near @ jnp.where(mask, values, 0.0), near @ mask.astype(jnp.float32)
    return jnp.where(mask, sums / jnp.where(mask, counts, 1.0), 0.0)


def _by_shifts(values: Array, mask: Array, side: int) -> Array:
    clean, count = jnp.pad(jnp.where(mask, values, 0.0), side), jnp.pad(mask.astype(int), side)
    shifts = range(2 * side + 1)
    total = sum(clean[k : k + len(values)] for k in shifts)
    return mask * total / jnp.maximum(sum(count[k : k + len(values)] for k in shifts), 1)


def _by_running_sums(values: Array, mask: Array, side: int) -> Array:
    kept = np.where(mask, np.asarray(values, np.float64), 0.0)
    sums, counts = (np.concatenate([[0], np.cumsum(row)]) for row in (kept, np.asarray(mask)))
    low = np.maximum(np.arange(len(kept)) - side, 0)
    high = np.minimum(np.arange(len(kept)) + side + 1, len(kept))
    return np.where(mask, (sums[high] - sums[low]) / np.maximum(counts[high] - counts[low], 1), 0)


smoothed = Problem(
    Exercise(
        name="smoothed",
        arguments=("values", "mask", "side"),
        wanted=(
            "values [T], mask [T] (True = real) and a whole number `side` to [T]: at each real "
            "position the mean of the real values at most `side` positions away, itself included; "
            "0 on padding."
        ),
        draw=_draw,
        reference=_loop,
        properties=(
            Property("0 on padding", _zero_on_padding),
            Property("between the real values", _between_real_values),
        ),
        wrong=WRONG,
        right=(_by_vmap, _by_product, _by_shifts, _by_running_sums),
        hint=(
            "Write it for one position t: which positions are near (a comparison with "
            "jnp.arange(T)) and real? jnp.where keeps those. Then vmap over t, and 0 on padding."
        ),
    )
)
