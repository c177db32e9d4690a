"""Exercise: the mean entropy of attention weights, with zeros among them."""

from collections.abc import Sequence

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Args, Case, Function, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def rows(targets: int, sources: int) -> Array:
        return softmax(rng.normal(size=(targets, sources), scale=1.5)).astype(np.float32)

    def real(count: int, size: int) -> Array:
        return np.arange(size) < count

    zeros = rows(5, 6)
    zeros[:, 4:] = 0
    zeros = zeros / zeros.sum(axis=1, keepdims=True)
    blank = rows(6, 4) * real(4, 6)[:, None]
    return [
        Case("weights of 0 on source padding", (zeros, real(5, 5))),
        Case("two steps of padding, with weights", (rows(5, 4), real(3, 5))),
        Case("two steps of padding, all 0", (blank.astype(np.float32), real(4, 6))),
        Case("flat weights", (np.full((3, 8), 0.125, np.float32), real(3, 3))),
        Case("all the weight on one position", (np.eye(4, dtype=np.float32)[:3], real(3, 3))),
        Case("one step", (rows(1, 5), real(1, 1))),
    ]


def _reference(weights: Array, mask: Array) -> float:
    found = [
        -sum(float(w) * np.log(float(w)) for w in row if w > 0)
        for row, real in zip(weights, mask, strict=True)
        if real
    ]
    return sum(found) / len(found)


def _not_negative(args: Args, found: Array) -> str | None:
    if found < -1e-5:
        return f"an entropy is never negative: it is {number(found)}"
    return None


def _at_most_that_of_flat_weights(args: Args, found: Array) -> str | None:
    sources = args[0].shape[1]
    if found > np.log(sources) + 1e-4:
        return (
            f"no weights over {sources} positions have more entropy than flat ones, log {sources} "
            f"= {number(np.log(sources))} nats: it is {number(found)}"
        )
    return None


def _known_ends(args: Args, found: Array) -> str | None:
    weights, mask = args
    if (weights == weights[0, 0]).all() and mask.all():
        right = np.log(weights.shape[1])
        if abs(found - right) > 1e-4:
            return (
                f"flat weights over 8 positions have log 8 = {number(right)} nats, not "
                + number(found)
            )
    return None


def _surprise(weights: Array) -> Array:
    return -np.where(weights > 0, weights * np.log(np.where(weights > 0, weights, 1)), 0)


def _rows(weights: Array) -> Array:
    return _surprise(weights).sum(axis=1)


def _with_nan(weights: Array, mask: Array) -> Array:
    return (-(weights * np.log(weights)).sum(axis=1))[mask].mean()


def _gradient_at_zero(answer: Function, cases: Sequence[Case]) -> str | None:
    weights, mask = map(jnp.asarray, cases[0].args)
    try:
        slope = jax.grad(lambda w: jnp.sum(answer(w, mask)))(weights)
    except Exception:  # it leaves JAX, and has no gradient
        return None
    if not np.isnan(np.asarray(slope)).any():
        return None
    return (
        "Right, but its gradient is NaN where a weight is 0: log 0 has been taken before its value "
        "is thrown away. To train with it, keep 0 away from the logarithm."
    )


mean_entropy = Exercise(
    name="mean_entropy",
    arguments=("weights", "mask"),
    wanted=(
        "weights [T, J], rows that sum to 1 with zeros among them, and mask [T] (True = a real "
        "step) to one number: the entropy of a row in nats, averaged over the real steps."
    ),
    draw=_draw,
    reference=_reference,
    properties=(
        Property("not negative", _not_negative),
        Property("at most that of flat weights", _at_most_that_of_flat_weights),
        Property("flat weights", _known_ends),
    ),
    wrong=(
        Misconception(
            "0 log 0",
            "a weight of 0 gives NaN: log 0 is minus infinity, and 0 times that is not 0 to a "
            "computer",
            _with_nan,
        ),
        Misconception(
            "sign",
            "the minus is missing: the logarithm of a weight is negative",
            lambda w, m: -_rows(w)[m].mean(),
            also=(lambda w, m: -_with_nan(w, m),),
        ),
        Misconception(
            "padding averaged in",
            "the steps of padding are counted in the mean: the mask is not used",
            lambda w, m: _rows(w).mean(),
        ),
        Misconception(
            "divided by all steps",
            "the sum runs over the real steps, and is divided by the number of all of them",
            lambda w, m: _rows(w)[m].sum() / len(m),
        ),
        Misconception(
            "summed over the steps",
            "the steps are added up; their mean is asked for",
            lambda w, m: _rows(w)[m].sum(),
        ),
        Misconception(
            "averaged over the positions",
            "within a row the terms are averaged; an entropy is their sum",
            lambda w, m: _surprise(w)[m].mean(),
        ),
        Misconception(
            "in bits",
            "the logarithm has base 2: that is bits, and nats are asked for",
            lambda w, m: _rows(w)[m].mean() / np.log(2),
        ),
        Misconception(
            "of the mean weights",
            "the weights are averaged over the steps before their entropy is taken: sharp looks at "
            "different places then seem blurred",
            lambda w, m: _rows(w[m].mean(axis=0, keepdims=True))[0],
        ),
        Misconception(
            "weight left out",
            "the surprises -log w are added up without their weights",
            lambda w, m: -np.log(np.where(w > 0, w, 1)).sum(axis=1)[m].mean(),
        ),
        Misconception(
            "one entropy per step",
            "an entropy comes out for each step: their mean over the real ones is asked for",
            lambda w, m: _rows(w),
            also=(lambda w, m: _rows(w) * m,),
        ),
        Misconception(
            "summed over a column",
            "the sum runs over the steps and not over the positions: an entropy is taken of "
            "each row",
            lambda w, m: _surprise(w)[m].sum(axis=0).mean(),
        ),
        Misconception(
            "a perplexity",
            "it is the exponential of the entropy: the entropy itself is asked for",
            lambda w, m: np.exp(_rows(w)[m].mean()),
            also=(lambda w, m: np.exp(_rows(w))[m].mean(),),
        ),
    ),
    right=(
        lambda weights, mask: jnp.sum(jax.scipy.special.entr(weights), axis=1)[
            jnp.asarray(mask)
        ].mean(),
        lambda weights, mask: (
            jnp.sum(
                jnp.sum(-weights * jnp.log(jnp.where(weights > 0, weights, 1.0)), axis=1) * mask
            )
            / jnp.sum(mask)
        ),
        lambda weights, mask: jnp.mean(
            -jnp.sum(weights * jnp.log(weights + 1e-20), axis=1), where=mask
        ),
    ),
    hint=(
        "-w log w is 0 where w is 0, but a computer must be kept from taking log 0: put 1 there "
        "with jnp.where before the logarithm. Sum over the positions, then the mean over the steps "
        "that are real."
    ),
    remark=_gradient_at_zero,
)
