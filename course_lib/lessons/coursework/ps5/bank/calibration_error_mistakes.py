"""The mistakes that the bank of `calibration_error` knows, and the bins that they change."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Misconception

Array = Any  # NumPy's in the bank, JAX's in a check
Bin = tuple[int, float, float, float]  # how many, mean probability, share right, its middle


def bins_of(probabilities: Array, right: Array, bins: int, *, last: bool = True) -> list[Bin]:
    """The bins that hold anything; with `last` a probability of 1 is in the last one."""
    held: dict[int, list[int]] = {}
    for i, one in enumerate(probabilities):
        place = int(np.floor(float(one) * bins))
        if place < bins or last:
            held.setdefault(min(place, bins - 1), []).append(i)
    found = []
    for place, mine in sorted(held.items()):
        mean = sum(float(probabilities[i]) for i in mine) / len(mine)
        share = sum(bool(right[i]) for i in mine) / len(mine)
        found.append((len(mine), mean, share, (place + 0.5) / bins))
    return found


def error(
    probabilities: Array,
    right: Array,
    bins: int,
    *,
    last: bool = True,
    gap: Callable[[float, float, float], float] = lambda mean, share, middle: abs(mean - share),
    gather: Callable[[Sequence[int], Sequence[float], int], float] = lambda counts, gaps, bins: (
        float(np.dot(counts, gaps) / np.sum(counts))
    ),
) -> float:
    """The number of `calibration_error`, one thing of it changed or none."""
    found = bins_of(probabilities, right, bins, last=last)
    gaps = [gap(*one[1:]) for one in found]
    return gather([one[0] for one in found], gaps, bins)


def _other(**changed: Any) -> Callable[..., float]:
    return lambda *args: error(*args, **changed)


def _certain_left_out(probabilities: Array, right: Array, bins: int) -> float:
    found = bins_of(probabilities, right, bins, last=False)
    return float(sum(n * abs(mean - share) for n, mean, share, _ in found) / len(probabilities))


def _placed(probabilities: Array, right: Array, place: Array) -> float:
    """The error for bins that are told, one for each answer; -1 is in none."""
    gaps = [
        (place == k).sum() * abs(probabilities[place == k].mean() - right[place == k].mean())
        for k in set(place.tolist()) - {-1}
    ]
    return float(sum(gaps) / len(probabilities))


def _equal_counts(probabilities: Array, right: Array, bins: int) -> float:
    place = np.zeros(len(probabilities), int)
    for k, part in enumerate(np.array_split(np.argsort(probabilities, kind="stable"), bins)):
        place[part] = k
    return _placed(probabilities, right, place)


def _empty_bins(*args: Any) -> float:
    """NaN where any bin is empty: the mean of nothing."""
    return error(*args) if len(bins_of(*args)) == args[2] else np.nan


def _wrong_ones(probabilities: Array, right: Array, bins: int) -> float:
    return error(probabilities, np.logical_not(right), bins)


def _rounded_up(probabilities: Array, right: Array, bins: int) -> float:
    """A bin holds its upper edge; 0 is in none."""
    place = np.ceil(np.asarray(probabilities, float) * bins).astype(int) - 1
    return _placed(probabilities, right, place)


def _rounded(probabilities: Array, right: Array, bins: int) -> float:
    """To the nearest edge, and so one bin more."""
    place = np.floor(np.asarray(probabilities, float) * bins + 0.5).astype(int)
    return _placed(probabilities, right, place)


WRONG = (
    Misconception(
        "every bin weighs the same",
        "the mean over the bins is taken: a bin weighs as much as it has answers",
        _other(gather=lambda counts, gaps, bins: float(np.sum(gaps) / bins)),
        also=(_other(gather=lambda counts, gaps, bins: float(np.mean(gaps))),),
    ),
    Misconception(
        "gaps added up",
        "the gaps of the bins are added without weights: a bin weighs as much as it has answers",
        _other(gather=lambda counts, gaps, bins: float(np.sum(gaps))),
    ),
    Misconception(
        "the largest gap",
        "the largest gap comes out: the weighted mean of all is wanted",
        _other(gather=lambda counts, gaps, bins: float(np.max(gaps))),
    ),
    Misconception(
        "not divided by the count",
        "the gaps are multiplied by the counts of their bins and not divided by the number of all "
        "answers",
        _other(gather=lambda counts, gaps, bins: float(np.dot(counts, gaps))),
    ),
    Misconception(
        "gaps with a sign",
        "a bin that is too sure and one that is not sure enough cancel: take the absolute value of "
        "each bin's gap",
        _other(gap=lambda mean, share, middle: mean - share),
        also=(_other(gap=lambda mean, share, middle: share - mean),),
    ),
    Misconception(
        "gaps squared",
        "the gaps are squared: their absolute values are wanted",
        _other(gap=lambda mean, share, middle: (mean - share) ** 2),
        also=(lambda *args: float(np.sqrt(error(*args, gap=lambda m, s, _: (m - s) ** 2))),),
    ),
    Misconception(
        "no bins",
        "each answer is compared with its own probability, without bins: a probability can be "
        "right only for several answers together",
        lambda p, right, bins: float(np.abs(p - right).mean()),
        also=(lambda p, right, bins: float(((p - right) ** 2).mean()),),
    ),
    Misconception(
        "one bin",
        "all answers are in one bin: being too sure of some hides being too modest about others",
        lambda p, right, bins: float(abs(p.mean() - right.mean())),
    ),
    Misconception(
        "the bin's middle",
        "the share is compared with the middle of the bin: the mean of its probabilities is wanted",
        _other(gap=lambda mean, share, middle: abs(middle - share)),
    ),
    Misconception(
        "certainty left out",
        "a probability of exactly 1 is in no bin: it belongs to the last one",
        _certain_left_out,
        also=(_other(last=False),),
    ),
    Misconception(
        "the upper edge",
        "a probability on an edge goes to the lower bin: it belongs to the upper one",
        _rounded_up,
        also=(lambda p, right, bins: _rounded_up(np.maximum(p, 1e-6), right, bins),),
    ),
    Misconception(
        "rounded to an edge",
        "probabilities are rounded to the nearest edge: a bin reaches from one edge to the next",
        _rounded,
    ),
    Misconception(
        "empty bins",
        "an empty bin makes the answer NaN: the mean of nothing. It weighs nothing: leave it out",
        _empty_bins,
    ),
    Misconception(
        "bins of equal counts",
        "the answers are sorted into bins of equal counts: bins have equal widths from 0 to 1",
        _equal_counts,
    ),
    Misconception(
        "one minus",
        "1 minus the error comes out: 0 is the best",
        lambda *args: 1 - error(*args),
    ),
    Misconception(
        "wrong answers for right ones",
        "the share of wrong answers is compared with the probabilities: the share of right ones is "
        "wanted",
        _wrong_ones,
    ),
    Misconception(
        "percent",
        "the error is multiplied by 100: it lies between 0 and 1",
        lambda *args: 100 * error(*args),
    ),
)
