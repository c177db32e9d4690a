"""The mistakes that the bank of `attention_loss` knows, and the parts that they are made of."""

from typing import Any

import jax
import jax.numpy as jnp

from course_lib.lessons.checking.bank import Function, Misconception

Array = Any  # NumPy's, or traced by JAX


def picked(table: Array, gold: Array) -> Array:
    at = jnp.maximum(gold, 0)[:, None]
    return jnp.take_along_axis(jnp.asarray(table), at, axis=1)[:, 0]


def of_tokens(weights: Array, gold: Array, of: Function) -> Array:
    """The sum over the tokens from somewhere of something of their weight."""
    known = jnp.asarray(gold) >= 0
    return jnp.sum(jnp.where(known, of(jnp.where(known, picked(weights, gold), 1.0)), 0.0))


def summed(weights: Array, gold: Array) -> Array:
    return of_tokens(weights, gold, lambda p: -jnp.log(p))


def _at(weights: Array, gold: Array, step: int) -> Array:
    """The loss at the position `step` further on, which wraps around as an index below 0 does."""
    moved = jnp.where(jnp.asarray(gold) >= 0, (gold + step) % weights.shape[1], -1)
    return summed(weights, moved)


def one_hot(weights: Array, gold: Array) -> Array:
    return jax.nn.one_hot(gold, weights.shape[1])


def _at_every_row(weights: Array, gold: Array, place: Array) -> Array:
    return -jnp.sum(jnp.log(jnp.take_along_axis(jnp.asarray(weights), place[:, None], axis=1)))


def _squares(weights: Array, gold: Array) -> Array:
    known = (jnp.asarray(gold) >= 0)[:, None]
    return jnp.sum(known * (weights - one_hot(weights, gold)) ** 2)


WRONG = (
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
        lambda w, g: summed(w, jnp.where(jnp.asarray(g) > 0, g, -1)),
    ),
    Misconception(
        "a mean",
        "the mean over the tokens is taken: their sum is asked for, and the training divides",
        lambda w, g: summed(w, g) / w.shape[0],
        also=(lambda w, g: summed(w, g) / jnp.maximum(jnp.sum(jnp.asarray(g) >= 0), 1),),
    ),
    Misconception(
        "no logarithm",
        "the weight itself is added up: the logarithm is missing, which makes a small weight "
        "cost much",
        lambda w, g: of_tokens(w, g, lambda p: -p),
    ),
    Misconception(
        "sign",
        "the minus is missing: made small, the model would learn to look away",
        lambda w, g: -summed(w, g),
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
            -jnp.sum(jnp.log(jnp.where(jnp.asarray(g) >= 0, jnp.max(jnp.asarray(w), axis=1), 1.0)))
        ),
        also=(lambda w, g: -jnp.sum(jnp.log(jnp.max(jnp.asarray(w), axis=1))),),
    ),
    Misconception(
        "squares",
        "the squared distance to a row of 0 and 1 is taken: minus the logarithm of the gold "
        "weight is asked for",
        _squares,
        also=(lambda w, g: jnp.sum((w - one_hot(w, g)) ** 2),),
    ),
    Misconception(
        "softmax twice",
        "a softmax is taken of the weights, which are made by one already: take their "
        "logarithm as they are",
        lambda w, g: -jnp.sum((jnp.asarray(g) >= 0) * picked(jax.nn.log_softmax(w), g)),
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
        lambda w, g: -jnp.sum(jnp.where(one_hot(w, g) > 0, jnp.log(w), 0.0)),
        also=(lambda w, g: -jnp.sum(one_hot(w, g) * jnp.log(w)),),
    ),
    Misconception(
        "the logarithm of what is left out",
        "of a token with gold -1 the last weight is picked, perhaps a 0 on padding, and thrown "
        "away after its logarithm is taken: the gradient is NaN (0 times infinity). Put 1 "
        "there with jnp.where before the logarithm",
        lambda w, g: (
            -jnp.sum(
                jnp.where(jnp.asarray(g) >= 0, jnp.log(jnp.asarray(w)[jnp.arange(len(g)), g]), 0.0)
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
        lambda w, g: of_tokens(w, g, lambda p: -jnp.log(p + 1e-6)),
        also=tuple(
            lambda w, g, more=more: of_tokens(w, g, lambda p: -jnp.log(p + more))
            for more in (1e-5, 1e-4, 1e-3)
        ),
    ),
    Misconception(
        "one logarithm of the sum",
        "the weights are added up before the logarithm: each token has a logarithm of its own",
        lambda w, g: -jnp.log(jnp.maximum(of_tokens(w, g, lambda p: p), 1e-9)),
        also=(
            lambda w, g: (
                -jnp.log(jnp.where((jnp.asarray(g) >= 0).any(), of_tokens(w, g, lambda p: p), 1.0))
            ),
        ),
    ),
    Misconception(
        "bits",
        "the logarithm has base 2 (bits): wanted is the natural one (nats)",
        lambda w, g: summed(w, g) / jnp.log(2.0),
    ),
)
