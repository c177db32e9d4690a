"""Exercise: the loss of supervised attention, which tells the weights where to look."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.gradients import split_gradient
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.lesson_07.attention_loss_mistakes import (
    WRONG,
    one_hot,
    summed,
)

Array = Any  # NumPy's, or traced by JAX


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(
        label: str, gold: list[int], sources: int, padding: int = 0, little: bool = False
    ) -> Case:
        """Weights 0 on the last `padding` positions; the gold position is not the heaviest, and
        that of the first token has `little`, so that whatever is added to it shows."""
        real = sources - padding
        raw = rng.uniform(0.2, 0.5, size=(len(gold), real))
        for row, place in zip(raw, gold, strict=True):
            others = [j for j in range(real) if j != place]
            row[rng.choice(others)] += 0.4
        if little:
            raw[0, gold[0]] = 0.0015
        weights = np.zeros((len(gold), sources))
        weights[:, :real] = raw / raw.sum(axis=1, keepdims=True)
        return Case(label, (weights.astype(np.float32), np.array(gold, np.int32)))

    def places(count: int, sources: int) -> list[int]:
        """Neither the first nor the last position, and no two neighbours the same."""
        first = int(rng.integers(sources))
        return [1 + (first + 2 * k) % (sources - 2) for k in range(count)]

    a, b, c = places(3, 7)
    # Of few shapes: JAX compiles each operation of the bank's answers for every one of them.
    return [
        case("every token has its position, one of them little weight", places(5, 7), 7, 0, True),
        case("two from the first position", [a, 0, b, 0, c], 7),
        case("tokens from nowhere (-1)", [a, -1, b, -1, c], 7),
        case("two tokens of padding at the end", [*places(4, 5), -1, -1], 5),
        case("weights of 0 on source padding", places(5, 5), 7, padding=2),
        case("weights of 0, and tokens from nowhere", [*places(4, 5), -1], 7, padding=2),
        case("no token has a position", [-1, -1], 5),
    ]


def _loss(weights: Array, gold: Array) -> Array:
    total = jnp.zeros(())
    for row, place in zip(jnp.asarray(weights), gold, strict=True):
        total = total - jnp.log(jnp.where(place >= 0, row[jnp.maximum(place, 0)], 1.0))
    return total


def _reference(weights: Array, gold: Array) -> Array:
    """The same loop, its places plain numbers: each operation less is one less to differentiate,
    and every check runs this on every case."""
    table, total = jnp.asarray(weights), jnp.zeros(())
    for t, place in enumerate(np.asarray(gold).tolist()):
        if place >= 0:
            total -= jnp.log(table[t, place])
    return total


def _slope(args: Args, row: Array) -> Array:
    return split_gradient(args, (0,), row)[0]


def _tokens_from_nowhere(args: Args, row: Array) -> str | None:
    slope, gold = _slope(args, row), args[1]
    for t in np.flatnonzero(gold < 0):
        if np.abs(slope[t]).max() > TOLERANCE:
            j = int(np.abs(slope[t]).argmax())
            return (
                f"gold[{t}] is -1, so token {t} comes from nowhere and its weights must not count; "
                f"the gradient in weights[{t}, {j}] is {number(slope[t, j])}"
            )
    return None


def _gold_alone(args: Args, row: Array) -> str | None:
    slope, gold = _slope(args, row), args[1]
    for t in np.flatnonzero(gold >= 0):
        others = np.where(np.arange(slope.shape[1]) == gold[t], 0, slope[t])
        if np.abs(others).max() > TOLERANCE:
            j = int(np.abs(others).argmax())
            return (
                f"of token {t} only the weight on its gold position {gold[t]} counts; the "
                f"gradient in weights[{t}, {j}] is {number(slope[t, j])}, not 0"
            )
    return None


def _more_is_better(args: Args, row: Array) -> str | None:
    slope, gold = _slope(args, row), args[1]
    for t in np.flatnonzero(gold >= 0):
        if slope[t, gold[t]] > -TOLERANCE:
            return (
                f"more weight on the gold position must make the loss smaller: the gradient in "
                f"weights[{t}, {gold[t]}] must be negative, and is {number(slope[t, gold[t]])}"
            )
    return None


attention_loss = Exercise(
    name="attention_loss",
    arguments=("weights", "gold"),
    wanted=(
        "weights [T, J] of one target, each row from 0 to 1 with zeros on source padding, and gold "
        "[T], the source position of each token (-1: none, as for padding), to one number: minus "
        "the sum of log weights[t, gold[t]] over the tokens that have a position. With weights "
        "[[0.5, 0.5], [0.9, 0.1]] and gold [1, -1] it is -log 0.5 = 0.693. The gradient in weights "
        "is judged."
    ),
    draw=_draw,
    reference=_reference,
    gradient=("weights",),
    properties=(
        Property("tokens from nowhere", _tokens_from_nowhere),
        Property("the gold position alone", _gold_alone),
        Property("more weight there is better", _more_is_better),
    ),
    wrong=WRONG,
    right=(
        summed,
        _loss,
        lambda weights, gold: (
            -jnp.sum(jax.nn.one_hot(gold, weights.shape[1]) * jnp.log(weights + 1e-9))
        ),
        lambda weights, gold: (
            -jnp.sum(
                jnp.where(
                    gold >= 0,
                    jnp.log(jnp.sum(weights * one_hot(weights, gold), axis=1) + 1e-9),
                    0.0,
                )
            )
        ),
    ),
    hint=(
        "Pick first: jnp.take_along_axis(weights, jnp.maximum(gold, 0)[:, None], axis=1)[:, 0]. "
        "Where gold is -1 put a 1 in the place of what was picked (jnp.where): log 1 is 0, and its "
        "gradient is 0 as well. Then the logarithm, the sum and the minus."
    ),
    part=Part(goes="SupervisedAttention(loss=...)", example=lambda *args: args),
)
