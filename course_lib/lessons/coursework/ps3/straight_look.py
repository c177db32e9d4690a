"""Problem: a sampled look whose gradient goes straight through, as if it had been soft."""

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.gradients import split_gradient
from course_lib.lessons.checking.running import agree, number, run_student
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps3.bank.straight_look_mistakes import WRONG, look

Array = Any
ARGUMENTS = ("scores", "values", "mask", "uniform", "temperature")
MARGIN = 0.15  # by which the opened box wins


def _winners(scores: Array, mask: Array, uniform: Array) -> list[int]:
    """Where the argmax of the noisy scores falls; -1 for a close race. Then where it would fall
    without the mask, without the noise, and with noise of other kinds."""
    noise = -np.log(-np.log(uniform))
    noisy = np.where(mask, scores + noise, -np.inf)
    second, first = np.sort(noisy)[-2:]
    place = int(noisy.argmax()) if first - second > MARGIN else -1
    others = [scores - noise, scores + uniform, scores - np.log(uniform), scores, uniform]
    return [
        place,
        int((scores + noise).argmax()),
        *(int(np.where(mask, other, -np.inf).argmax()) for other in others),
    ]


def _share(scores: Array, mask: Array, uniform: Array, temperature: float) -> float:
    """The largest soft weight."""
    noisy = np.where(mask, scores - np.log(-np.log(uniform)), -np.inf) / temperature
    return float(1 / np.exp(noisy - noisy.max()).sum())


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, real: list[int], temperature: float) -> Case:
        """Drawn until the noise moves the choice, and padding would win if it were let in. Above
        the temperature 1 no soft weight is one half; below it one is."""
        mask = np.array(real, bool)
        while True:
            scores = rng.normal(size=len(mask)) + 0.4
            scores[~mask] += 2.0
            uniform = rng.uniform(0.03, 0.97, len(mask))
            place, unmasked, down, plain, once, quiet, _ = _winners(scores, mask, uniform)
            moved = place not in (-1, down, plain, once, quiet)
            moved = moved and mask[unmasked] == mask.all() and scores[place] > -0.5
            share = _share(scores, mask, uniform, temperature)
            if moved and (share < 0.45 if temperature > 1 else share > 0.55):
                break
        values = rng.permutation(np.linspace(-1.5, 1.5, len(mask))) + rng.uniform(0.1, 0.3)
        first, second, third = (one.astype(np.float32) for one in (scores, values, uniform))
        return Case(label, (first, second, mask, third, temperature))

    return [
        case("a warm temperature", [1, 1, 1, 1, 1, 1], round(float(rng.uniform(1.6, 2.2)), 2)),
        case(
            "padding that scores high", [1, 0, 1, 1, 0, 1], round(float(rng.uniform(1.3, 1.7)), 2)
        ),
        case("a cool temperature", [0, 1, 1, 1, 1, 1], round(float(rng.uniform(0.5, 0.7)), 2)),
    ]


def _one_value_is_seen(args: Args, row: np.ndarray) -> str | None:
    came = split_gradient(args, (0, 1), row)[1]
    opened = np.flatnonzero(np.abs(came) > 1e-5)
    if len(opened) == 1 and abs(came[opened[0]] - 1) <= 1e-4:
        return None
    return (
        f"one box is opened and its number comes out, so the gradient in values is 1 there and 0 "
        f"elsewhere; it is {', '.join(map(number, came))}"
    )


def _padding_is_not_moved(args: Args, row: np.ndarray) -> str | None:
    in_scores, in_values = split_gradient(args, (0, 1), row)
    for j in np.flatnonzero(~args[2]):
        if max(abs(in_scores[j]), abs(in_values[j])) > 1e-5:
            return f"position {j} is padding, so no gradient reaches its score or its value"
    return None


def _scores_add_up_to_nothing(args: Args, row: np.ndarray) -> str | None:
    came = split_gradient(args, (0, 1), row)[0]
    if abs(came.sum()) > 1e-4:
        return (
            f"a number added to all scores changes no weight, so the gradients in scores add up to "
            f"0; they add up to {number(came.sum())}"
        )
    if np.abs(came).max() < 1e-7:
        return "the gradient in scores is that of the soft look; it is 0 everywhere"
    return None


def _other_value(student: Callable[..., Any], cases: Sequence[Case]) -> str | None:
    """The gradient is judged, and a value that differs by a constant would have the same one."""
    for case in cases:
        came, right = run_student(student, case.args).value, np.asarray(look(*case.args))
        if came is not None and not agree(came, right):
            return (
                f"its gradient is right, and its value is not. The number in the box that is "
                f"opened comes out; with {case.label} that is {number(right)}, and it gives "
                f"{number(came)}"
            )
    return None


def _plain(scores: Array, values: Array, mask: Array, uniform: Array, temperature: float) -> Array:
    noisy = jnp.where(mask, scores - jnp.log(-jnp.log(uniform)), -jnp.inf)
    soft = jax.nn.softmax(noisy / temperature)
    hard = jax.nn.one_hot(noisy.argmax(), len(scores))
    return (hard + soft - jax.lax.stop_gradient(soft)) @ values


def _by_numbers(s: Array, values: Array, mask: Array, uniform: Array, temperature: float) -> Array:
    noisy = s - jnp.log(-jnp.log(uniform))
    soft = jax.nn.softmax(noisy / temperature, where=mask)
    mean = jnp.sum(soft * jax.lax.stop_gradient(values))
    return values[jnp.argmax(soft)] + (mean - jax.lax.stop_gradient(mean))


def _by_custom(s: Array, values: Array, mask: Array, uniform: Array, temperature: float) -> Array:
    @jax.custom_jvp
    def opened(soft: Array) -> Array:
        return (soft == soft.max()).astype(soft.dtype)

    opened.defjvp(lambda primals, tangents: (opened(*primals), tangents[0]))
    noisy = jnp.where(mask, s - jnp.log(-jnp.log(uniform)), -1e9)
    return jnp.dot(opened(jax.nn.softmax(noisy / temperature)), values)


def _by_exp(s: Array, values: Array, mask: Array, uniform: Array, temperature: float) -> Array:
    noisy = (s - jnp.log(-jnp.log(uniform))) / temperature
    powers = jnp.where(mask, jnp.exp(noisy - jnp.where(mask, noisy, -jnp.inf).max()), 0.0)
    soft = powers / powers.sum()
    hard = jnp.zeros_like(soft).at[jnp.argmax(powers)].set(1.0)
    return jnp.sum((soft + jax.lax.stop_gradient(hard - soft)) * values)


straight_look = Problem(
    Exercise(
        name="straight_look",
        arguments=ARGUMENTS,
        wanted=(
            "scores, values, mask (True = real) and uniform (between 0 and 1), all [J], and "
            "temperature (a number) to one number: the value at the position drawn by Gumbel-max. "
            "Its gradient in scores is that of the softmax of (scores + noise) / temperature times "
            "the values; in values it is 1 at that position."
        ),
        draw=_draw,
        reference=look,
        gradient=("scores", "values"),
        properties=(
            Property("one value is seen", _one_value_is_seen),
            Property("padding is not moved", _padding_is_not_moved),
            Property("gradients in scores add up to 0", _scores_add_up_to_nothing),
        ),
        wrong=WRONG,
        barred=_other_value,
        right=(_plain, _by_numbers, _by_custom, _by_exp),
        hint=(
            "Work out the noisy scores once, with padding at minus infinity. soft is their softmax "
            "at the temperature, hard the one_hot of their argmax. Which sum of hard, soft and "
            "stop_gradient(soft) has the value of hard and the gradient of soft?"
        ),
    )
)
