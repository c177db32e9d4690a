"""Problem: does a model know when it is wrong (Guo et al. 2017)?"""

import itertools
from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps5.bank.calibration_error_mistakes import WRONG, error

Array = Any  # NumPy's in the bank, JAX's in a check


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(
        label: str, probabilities: Sequence[float | int], right: Sequence[int], bins: int
    ) -> Case:
        moved = np.array(probabilities) + rng.uniform(0.0, 0.01, len(right))
        whole = np.array([round(one * 8) == one * 8 for one in probabilities])
        given = np.where(whole, probabilities, moved).astype(np.float32)
        order = rng.permutation(len(right))
        return Case(label, (given[order], np.array(right, bool)[order], bins))

    return [
        case(
            "too sure",
            [0.06, 0.31, 0.34, 0.61, 0.66, 0.71, 0.81, 0.88, 0.93, 0.96],
            [0, 1, 0, 0, 1, 0, 1, 0, 1, 1],
            4,
        ),
        case("certain answers", [0.3, 0.7, 0.9, 1.0, 1.0, 1.0], [0, 0, 1, 1, 0, 0], 2),
        case("on the edges", [0.1, 0.25, 0.25, 0.5, 0.6, 0.75], [0, 1, 1, 1, 1, 0], 4),
        case("an empty bin", [0.07, 0.11, 0.83, 0.9, 0.97], [1, 0, 0, 1, 1], 8),
        case("one too sure, one too modest", [0.8, 0.85, 0.15, 0.2], [0, 0, 1, 1], 2),
        case("one bin", [0.2, 0.4, 0.9], [0, 1, 0], 1),
    ]


def _between_0_and_1(_: Args, found: np.ndarray) -> str | None:
    value = float(found)
    if -1e-6 <= value <= 1 + 1e-6:
        return None
    return f"the error lies between 0 and 1; it is {number(value)}"


def _at_least_that_of_one_bin(args: Args, found: np.ndarray) -> str | None:
    least = abs(float(args[0].mean()) - float(args[1].mean()))
    if float(found) >= least - 1e-5:
        return None
    return (
        f"bins can only bring to light more: the error is not below that of one bin, "
        f"{number(least)}; it is {number(found)}"
    )


def _by_masks(probabilities: Array, right: Array, bins: int) -> Array:
    edges, total = np.linspace(0, 1, bins + 1), 0.0
    for k, (low, high) in enumerate(itertools.pairwise(edges)):
        inside = (probabilities >= low) & (probabilities < high)
        if k == bins - 1:
            inside = probabilities >= low
        if inside.sum():
            gap = abs(probabilities[inside].mean() - right[inside].mean())
            total += gap * inside.sum() / len(right)
    return total


def _by_sums(probabilities: Array, right: Array, bins: int) -> Array:
    place = np.minimum((probabilities * bins).astype(int), bins - 1)
    gaps = np.bincount(place, weights=probabilities - right.astype(float), minlength=bins)
    return np.abs(gaps).sum() / len(place)


def _by_digits(probabilities: Array, right: Array, bins: int) -> Array:
    held: list[list[int]] = [[] for _ in range(bins)]
    for i, one in enumerate(probabilities.tolist()):
        held[min(int(one * bins), bins - 1)].append(i)
    parts = [
        abs(sum(float(probabilities[i]) for i in mine) - sum(map(int, right[mine])))
        for mine in held
        if mine
    ]
    return sum(parts) / len(right)


def _in_jax(probabilities: Array, right: Array, bins: int) -> Array:
    place = jnp.clip(jnp.floor(jnp.asarray(probabilities) * bins).astype(int), 0, bins - 1)
    member = jax.nn.one_hot(place, bins)
    count = member.sum(axis=0)
    confidence, share = (each @ member / jnp.maximum(count, 1) for each in (probabilities, right))
    return (count / len(right)) @ jnp.abs(confidence - share)


calibration_error = Problem(
    Exercise(
        name="calibration_error",
        arguments=("probabilities", "right", "bins"),
        wanted=(
            "probabilities [N], right [N] (True or False) and a whole number `bins` to one number: "
            "the gap between mean probability and share of right answers in each of `bins` equal "
            "bins from 0 to 1, weighed by how many answers the bin has."
        ),
        draw=_draw,
        reference=error,
        properties=(
            Property("between 0 and 1", _between_0_and_1),
            Property("at least that of one bin", _at_least_that_of_one_bin),
        ),
        wrong=WRONG,
        right=(_by_masks, _by_sums, _by_digits, _in_jax),
        hint=(
            "by_bucket(probabilities, right, np.linspace(0, 1, bins + 1)) has all that you need: "
            "columns count, mean probability, share right. What weight has each row?"
        ),
        numpy=True,
    )
)
