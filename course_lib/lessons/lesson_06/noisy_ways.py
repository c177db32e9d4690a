"""Ways to draw a step and to take it, right and wrong: what the bank of `noisy` is made of."""

from collections.abc import Callable
from functools import cache
from typing import Literal

import jax
import numpy as np

from course_lib.lessons.checking.arithmetic import softmax

Array = np.ndarray
Step = tuple[str, int, str]
Choose = Callable[[list[float], float], int]
Apply = Callable[[str, Step], str]

KINDS = ("insertion", "deletion", "substitution", "transposition")


def chosen(rates: list[float], u: float) -> int:
    below = 0.0
    for k, rate in enumerate(rates):
        below += rate / sum(rates)
        if u < below:
            return k
    return len(rates) - 1


def _where(sums: Array, u: float, side: Literal["left", "right"]) -> int:
    return min(int(np.searchsorted(sums, u, side=side)), len(sums) - 1)


def _first(fits: Array) -> int:
    """The first that fits, or the last of all, as a loop ends."""
    return int(np.argmax(fits)) if fits.any() else len(fits) - 1


def _in_order(order: Array, rates: list[float], u: float) -> int:
    return int(order[chosen([rates[k] for k in order], u)])


@cache
def _number_of_jax() -> float:
    return float(jax.random.uniform(jax.random.key(0)))


# Ways to choose that are wrong.
WAYS: dict[str, Choose] = {
    "uniform": lambda rates, u: int(u * len(rates)),
    "likeliest": lambda rates, u: int(np.argmax(rates)),
    "unscaled": lambda rates, u: _where(np.cumsum(rates), u, "right"),
    "unscaled, at": lambda rates, u: _where(np.cumsum(rates), u, "left"),
    "at": lambda rates, u: _where(np.cumsum(rates) / np.sum(rates), u, "left"),
    "own": lambda rates, u: chosen(rates, np.random.default_rng(0).random()),
    "own, 42": lambda rates, u: chosen(rates, np.random.default_rng(42).random()),
    "own, of JAX": lambda rates, u: chosen(rates, _number_of_jax()),
    "softmax": lambda rates, u: _where(np.cumsum(softmax(np.array(rates))), u, "right"),
    "alone": lambda rates, u: _first(np.array(rates) > u),
    "alone, scaled": lambda rates, u: _first(np.array(rates) / np.sum(rates) > u),
    "sorted": lambda rates, u: _in_order(np.argsort(rates), rates, u),
    "sorted, largest first": lambda rates, u: _in_order(np.argsort(rates)[::-1], rates, u),
    "late": lambda rates, u: min(chosen(rates, u) + 1, len(rates) - 1),
    "late, round": lambda rates, u: (chosen(rates, u) + 1) % len(rates),
    "early": lambda rates, u: max(chosen(rates, u) - 1, 0),
    "early, round": lambda rates, u: (chosen(rates, u) - 1) % len(rates),
}


def taken(word: str, step: Step) -> str:
    kind, i, letter = step
    if kind == "insertion":
        return word[:i] + letter + word[i:]
    if kind == "deletion":
        return word[:i] + word[i + 1 :]
    if kind == "substitution":
        return word[:i] + letter + word[i + 1 :]
    return word[:i] + word[i + 1] + word[i] + word[i + 2 :]


def answer(choose: Choose = chosen, take: Apply = taken) -> Callable[..., str]:
    return lambda word, steps, rates, u: take(word, steps[choose(rates, u)])


def instead(kind: str, take: Callable[[str, int, str], str]) -> Callable[..., str]:
    """The right answer, but for one kind of step."""

    def changed(word: str, step: Step) -> str:
        return take(word, step[1], step[2]) if step[0] == kind else taken(word, step)

    return answer(take=changed)


def by_replace(most: int, *kinds: str) -> Callable[..., str]:
    """The right answer, but for `kinds`, which str.replace takes, `most` times (-1: always)."""

    def changed(word: str, step: Step) -> str:
        kind, i, letter = step
        if kind not in kinds:
            return taken(word, step)
        old = word[i : i + 2] if kind == "transposition" else word[i]
        new = {"insertion": letter + old, "deletion": "", "substitution": letter}
        return word.replace(old, new.get(kind, old[::-1]), most)

    return answer(take=changed)
