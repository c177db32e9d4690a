"""Exercise: the mean over the real positions of a padded batch."""

import jax.numpy as jnp
import numpy as np

from course_lib.kernels.masks import masked_mean as library_mean
from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number

Array = np.ndarray


def _draw_padded(rng: np.random.Generator) -> list[Case]:
    def values(batch: int, length: int) -> Array:
        return (1.0 + rng.random((batch, length))).astype(np.float32)

    def mask(lengths: list[int], size: int) -> Array:
        return np.arange(size) < np.array(lengths)[:, None]

    lengths = mask([6, 2, 3], 6)
    junk = np.where(lengths, values(3, 6), 50.0).astype(np.float32)
    zeros = np.where(mask([2, 4], 4), values(2, 4), 0.0).astype(np.float32)
    zeros[:, 0] = 0.0  # real, and zero
    infinite = np.where(mask([1, 3, 4], 5), values(3, 5), np.inf).astype(np.float32)
    return [
        Case("some padding", (junk, lengths)),
        Case("no padding", (values(2, 5), np.ones((2, 5), bool))),
        Case("real values that are zero", (zeros, mask([2, 4], 4))),
        Case("a sentence that is all padding", (values(3, 4), mask([4, 0, 2], 4))),
        Case("padding that is infinite", (infinite, mask([1, 3, 4], 5))),
        Case("nothing but padding", (values(2, 3), np.zeros((2, 3), bool))),
    ]


def _loop(values: Array, mask: Array) -> float:
    total, count = 0.0, 0
    for value, real in zip(values.ravel(), mask.ravel(), strict=True):
        if real:
            total, count = total + float(value), count + 1
    return total / count if count else 0.0


def _between_real_values(args: Args, mean: Array) -> str | None:
    values, mask = args
    real = values[mask]
    if not real.size or real.min() - TOLERANCE <= mean <= real.max() + TOLERANCE:
        return None
    return (
        f"a mean lies between the smallest and the largest real value, {number(real.min())} and "
        f"{number(real.max())}; it gives {number(mean)}"
    )


def _nothing_is_zero(args: Args, mean: Array) -> str | None:
    _, mask = args
    if not mask.any() and mean != 0:
        return f"where nothing is real the mean is 0; it gives {number(mean)}"
    return None


def _real_sum(values: Array, mask: Array) -> float:
    return float(np.where(mask, values, 0.0).sum(dtype=np.float64))


def _mean_of_means(values: Array, mask: Array) -> float:
    return float((np.where(mask, values, 0.0).sum(axis=1) / np.maximum(mask.sum(axis=1), 1)).mean())


def _mean_of_nonempty(values: Array, mask: Array) -> float:
    means = [row[real].mean() for row, real in zip(values, mask, strict=True) if real.any()]
    return float(np.mean(means)) if means else 0.0


masked_mean = Exercise(
    name="masked_mean",
    arguments=("values", "mask"),
    wanted=(
        "values [B, T] and mask [B, T] (True = real) to one number: the mean over all the real "
        "positions of the batch, and 0 where there are none."
    ),
    draw=_draw_padded,
    reference=_loop,
    properties=(
        Property("between the real values", _between_real_values),
        Property("nothing real gives 0", _nothing_is_zero),
    ),
    wrong=(
        Misconception(
            "padding counted",
            "padding takes part like any real position: the mask is not used",
            lambda v, m: v.mean(),
        ),
        Misconception(
            "divided by the padded length",
            "the sum leaves padding out and the count does not: more padding makes it smaller",
            lambda v, m: _real_sum(v, m) / v.size,
            also=(lambda v, m: (v * m).mean(),),
        ),
        Misconception(
            "mean of the sentences' means",
            "each sentence counts the same, however few real positions it has: sum over the whole "
            "batch first, and divide once",
            _mean_of_means,
            also=(
                _mean_of_nonempty,
                lambda v, m: np.mean([row[real].mean() for row, real in zip(v, m, strict=True)]),
            ),
        ),
        Misconception(
            "nothing real gives NaN",
            "right while there is a real position; with none it divides 0 by 0",
            lambda v, m: _real_sum(v, m) / m.sum(),
            also=(lambda v, m: (v * m).sum() / m.sum(),),
        ),
        Misconception(
            "padding multiplied away",
            "padding is multiplied by 0, and infinity or NaN times 0 is NaN: choose with where",
            lambda v, m: (v * m).sum() / max(m.sum(), 1),
        ),
        Misconception(
            "sum",
            "nothing divides the sum: a longer sentence has a larger loss, whatever the model does",
            _real_sum,
        ),
        Misconception(
            "zeros taken for padding",
            "it counts what is not zero; a real value may be zero, and padding may be anything. "
            "Only the mask knows",
            lambda v, m: v[v != 0].mean(),
        ),
        Misconception(
            "mask inverted",
            "it is the mean of the padding: True means real",
            lambda v, m: _loop(v, ~m),
        ),
        Misconception(
            "one mean per sentence",
            "a mean comes out for each sentence: the batch axis must be summed as well",
            lambda v, m: np.where(m, v, 0.0).sum(axis=1) / np.maximum(m.sum(axis=1), 1),
            also=(lambda v, m: np.where(m, v, 0.0).sum(axis=1) / m.sum(axis=1),),
        ),
        Misconception(
            "one too many counted",
            "the sum is divided by one more than the number of real positions: guard the "
            "divisor with a maximum, which changes nothing where something is real",
            lambda v, m: _real_sum(v, m) / (m.sum() + 1),
        ),
        Misconception(
            "divided by the sentences",
            "the sum is divided by the number of sentences, not of real positions",
            lambda v, m: _real_sum(v, m) / len(v),
        ),
    ),
    right=(
        library_mean,
        lambda values, mask: (
            jnp.where(mask, values, 0.0).sum() / jnp.clip(mask.sum(), 1, mask.size)
        ),
        lambda values, mask: (
            float(np.asarray(values)[np.asarray(mask)].mean()) if mask.any() else 0
        ),
    ),
    hint=(
        "jnp.where chooses between two arrays by a mask: what should stand on padding, so that the "
        "sum is right? By how many numbers do you divide, and what if that is none?"
    ),
    part=Part(goes="the mean of the loss", example=lambda values, mask: (values, mask)),
)
