"""Exercise: the loss of supervised attention, which tells the weights where to look."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Function, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.gradients import split_gradient
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number

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


def _picked(table: Array, gold: Array) -> Array:
    at = jnp.maximum(gold, 0)[:, None]
    return jnp.take_along_axis(jnp.asarray(table), at, axis=1)[:, 0]


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


def _of(weights: Array, gold: Array, of: Function) -> Array:
    """The sum over the tokens from somewhere of something of their weight."""
    known = jnp.asarray(gold) >= 0
    return jnp.sum(jnp.where(known, of(jnp.where(known, _picked(weights, gold), 1.0)), 0.0))


def _summed(weights: Array, gold: Array) -> Array:
    return _of(weights, gold, lambda p: -jnp.log(p))


def _at(weights: Array, gold: Array, step: int) -> Array:
    """The loss at the position `step` further on, which wraps around as an index below 0 does."""
    moved = jnp.where(jnp.asarray(gold) >= 0, (gold + step) % weights.shape[1], -1)
    return _summed(weights, moved)


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


def _one_hot(weights: Array, gold: Array) -> Array:
    return jax.nn.one_hot(gold, weights.shape[1])


def _at_every_row(weights: Array, gold: Array, place: Array) -> Array:
    return -jnp.sum(jnp.log(jnp.take_along_axis(jnp.asarray(weights), place[:, None], axis=1)))


def _squares(weights: Array, gold: Array) -> Array:
    known = (jnp.asarray(gold) >= 0)[:, None]
    return jnp.sum(known * (weights - _one_hot(weights, gold)) ** 2)


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
    wrong=(
        Misconception(
            "-1 is the last position",
            "a gold of -1 is taken as an index, and that is the last position: leave these tokens "
            "out, by a mask gold >= 0",
            lambda w, g: _at_every_row(w, g, g % w.shape[1]),
        ),
        Misconception(
            "-1 is the first position",
            "a gold of -1 is made 0 and then counts as the first position: tokens without a "
            "position, and padding, must be left out of the sum by a mask gold >= 0",
            lambda w, g: _at_every_row(w, g, jnp.maximum(g, 0)),
        ),
        Misconception(
            "the first position left out",
            "tokens from position 0 are left out: it is a position like any other, so the mask is "
            "gold >= 0, and not gold > 0",
            lambda w, g: _summed(w, jnp.where(jnp.asarray(g) > 0, g, -1)),
        ),
        Misconception(
            "a mean",
            "the mean over the tokens is taken: their sum is asked for, and the training divides",
            lambda w, g: _summed(w, g) / w.shape[0],
            also=(lambda w, g: _summed(w, g) / jnp.maximum(jnp.sum(jnp.asarray(g) >= 0), 1),),
        ),
        Misconception(
            "no logarithm",
            "the weight itself is added up: the logarithm is missing, which makes a small weight "
            "cost much",
            lambda w, g: _of(w, g, lambda p: -p),
        ),
        Misconception(
            "sign",
            "the minus is missing: made small, the model would learn to look away",
            lambda w, g: -_summed(w, g),
        ),
        Misconception(
            "the whole row",
            "the logarithms of all weights of a row are added up: only the one on the gold "
            "position counts",
            lambda w, g: -jnp.sum((jnp.asarray(g) >= 0) * jnp.log(w).sum(axis=1)),
            also=(lambda w, g: -jnp.sum(jnp.log(w)),),
        ),
        Misconception(
            "the heaviest weight",
            "it is the largest weight of each row, wherever it stands: the one on the gold "
            "position is asked for",
            lambda w, g: (
                -jnp.sum(
                    jnp.log(jnp.where(jnp.asarray(g) >= 0, jnp.max(jnp.asarray(w), axis=1), 1.0))
                )
            ),
            also=(lambda w, g: -jnp.sum(jnp.log(jnp.max(jnp.asarray(w), axis=1))),),
        ),
        Misconception(
            "squares",
            "the squared distance to a row of 0 and 1 is taken: minus the logarithm of the gold "
            "weight is asked for",
            _squares,
            also=(lambda w, g: jnp.sum((w - _one_hot(w, g)) ** 2),),
        ),
        Misconception(
            "softmax twice",
            "a softmax is taken of the weights, which are made by one already: take their "
            "logarithm as they are",
            lambda w, g: -jnp.sum((jnp.asarray(g) >= 0) * _picked(jax.nn.log_softmax(w), g)),
        ),
        Misconception(
            "the position after",
            "the position after the gold one is looked at: positions count from 0",
            lambda w, g: _at(w, g, 1),
        ),
        Misconception(
            "the position before",
            "the position before the gold one is looked at: positions count from 0",
            lambda w, g: _at(w, g, -1),
        ),
        Misconception(
            "the logarithm of all, then a mask",
            "the logarithm is taken of every weight, zeros among them, and a mask comes after: the "
            "value may be right, and its gradient is NaN (0 times infinity). Pick the gold weight "
            "first",
            lambda w, g: -jnp.sum(jnp.where(_one_hot(w, g) > 0, jnp.log(w), 0.0)),
            also=(lambda w, g: -jnp.sum(_one_hot(w, g) * jnp.log(w)),),
        ),
        Misconception(
            "the logarithm of what is left out",
            "of a token with gold -1 the last weight is picked, perhaps a 0 on padding, and thrown "
            "away after its logarithm is taken: the gradient is NaN (0 times infinity). Put 1 "
            "there with jnp.where before the logarithm",
            lambda w, g: (
                -jnp.sum(
                    jnp.where(
                        jnp.asarray(g) >= 0, jnp.log(jnp.asarray(w)[jnp.arange(len(g)), g]), 0.0
                    )
                )
            ),
            also=(
                lambda w, g: (
                    -jnp.sum((jnp.asarray(g) >= 0) * jnp.log(jnp.asarray(w)[jnp.arange(len(g)), g]))
                ),
            ),
        ),
        Misconception(
            "a small number added",
            "a small number is added to the weight before its logarithm, against log 0: it makes "
            "the gradient of a small weight smaller. No gold weight is 0, so pick it first",
            lambda w, g: _of(w, g, lambda p: -jnp.log(p + 1e-6)),
            also=tuple(
                lambda w, g, more=more: _of(w, g, lambda p: -jnp.log(p + more))
                for more in (1e-5, 1e-4, 1e-3)
            ),
        ),
        Misconception(
            "one logarithm of the sum",
            "the weights are added up before the logarithm: each token has a logarithm of its own",
            lambda w, g: -jnp.log(jnp.maximum(_of(w, g, lambda p: p), 1e-9)),
            also=(
                lambda w, g: (
                    -jnp.log(jnp.where((jnp.asarray(g) >= 0).any(), _of(w, g, lambda p: p), 1.0))
                ),
            ),
        ),
        Misconception(
            "bits",
            "the logarithm has base 2 (bits): wanted is the natural one (nats)",
            lambda w, g: _summed(w, g) / jnp.log(2.0),
        ),
    ),
    right=(
        _summed,
        _loss,
        lambda weights, gold: (
            -jnp.sum(jax.nn.one_hot(gold, weights.shape[1]) * jnp.log(weights + 1e-9))
        ),
        lambda weights, gold: (
            -jnp.sum(
                jnp.where(
                    gold >= 0,
                    jnp.log(jnp.sum(weights * _one_hot(weights, gold), axis=1) + 1e-9),
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
