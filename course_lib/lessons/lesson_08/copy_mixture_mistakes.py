"""The mistakes that the bank of `copy_mixture` knows, and the parts that they are made of."""

from typing import Any

import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Function, Misconception

Array = np.ndarray


def _pad(written: Array, size: int) -> Array:
    return np.pad(written, (0, size - len(written)))


def _copied(weights: Array, tokens: Array, size: int, gather: Any = np.add) -> Array:
    made = np.zeros(size, np.float32)
    gather.at(made, tokens, weights)
    return made


def _once(weights: Array, tokens: Array, size: int) -> Array:
    made = np.zeros(size, np.float32)
    made[tokens] = weights
    return made


def _mixed(copy: Function) -> Function:
    """The right mixture of what is written and another copy, made by `copy`."""
    return lambda p, w, a, x, n: p * _pad(w, n) + (1 - p) * copy(a, x, n, len(w))


def _of(mix: Function) -> Function:
    """Another mixture of p_gen, what is written and what is copied, [size] both."""
    return lambda p, w, a, x, n: mix(p, _pad(w, n), _copied(a, x, n))


def _overwritten(p: Array, w: Array, a: Array, x: Array, n: int) -> Array:
    made = p * _pad(w, n)
    made[x] = (1 - p) * a
    return made


def _dropped(a: Array, x: Array, n: int, v: int) -> Array:
    return np.where(np.arange(n) < v, _copied(a, x, n), 0)


def _unknown(number: int) -> Function:
    return _mixed(lambda a, x, n, v: _copied(a, np.where(x < v, x, number), n))


def _lent_alone(a: Array, x: Array, n: int, v: int) -> Array:
    return np.where(np.arange(n) < v, 0, _copied(a, x, n))


def _best(shares: Array, amount: Any = 1.0) -> Array:
    return np.where(np.arange(len(shares)) == shares.argmax(), amount, 0)


def _share(top: Array, floor: float = 1e-9) -> Array:
    return top / np.maximum(top.sum(), floor)


WRONG = (
    Misconception(
        "a repeated word counted once",
        "a word that stands twice keeps the weight of one place: its weights add up, by "
        ".at[tokens].add and not .set",
        _mixed(lambda a, x, n, v: _once(a, x, n)),
    ),
    Misconception(
        "written over",
        "the weights are put where p_gen times written stood, which is lost there: they are "
        "added to it, by .at[tokens].add and not .set",
        _overwritten,
    ),
    Misconception(
        "gate swapped",
        "p_gen and 1 - p_gen have changed places: p_gen is the share of what is written",
        _of(lambda p, w, c: (1 - p) * w + p * c),
    ),
    Misconception(
        "no gate",
        "what is written and what is copied are added as they are: each has its share, p_gen "
        "and 1 - p_gen",
        _of(lambda p, w, c: w + c),
    ),
    Misconception(
        "half and half",
        "both get the same share, whatever p_gen is",
        _of(lambda p, w, c: (w + c) / 2),
    ),
    Misconception(
        "copied in full",
        "the weights are added without 1 - p_gen",
        _of(lambda p, w, c: p * w + c),
    ),
    Misconception(
        "written in full",
        "what is written is added without p_gen",
        _of(lambda p, w, c: w + (1 - p) * c),
    ),
    Misconception(
        "p_gen for both",
        "what is copied is weighted by p_gen, too: its share is 1 - p_gen",
        _of(lambda p, w, c: p * (w + c)),
    ),
    Misconception(
        "lent words lost",
        "words with numbers from V on are left out, and they are what copying is for: make an "
        "array of `size` numbers before you add the weights",
        _mixed(_dropped),
    ),
    Misconception(
        "lent words taken for the last",
        "numbers from V on are moved to the last word of the vocabulary: make an array of "
        "`size` numbers, in which each has its own place",
        _mixed(lambda a, x, n, v: _copied(a, np.minimum(x, v - 1), n)),
    ),
    Misconception(
        "lent words taken for <unk>",
        "numbers from V on are made the number of the unknown word: a lent number is what "
        "makes copying possible, and keeps its own place",
        _unknown(3),
        also=(_unknown(0), _unknown(1), _unknown(2)),
    ),
    Misconception(
        "only lent words copied",
        "only words with lent numbers are copied: those of the vocabulary are copied, too, "
        "where they stand in the source",
        _mixed(_lent_alone),
        also=(_mixed(lambda a, x, n, v: _share(_lent_alone(a, x, n, v))),),
    ),
    Misconception(
        "only the best word copied",
        "only the word with the largest weight is copied: each word has a share, its weights",
        _mixed(lambda a, x, n, v: np.eye(n)[x[a.argmax()]]),
        also=(
            _mixed(lambda a, x, n, v: _best(_copied(a, x, n))),
            _mixed(lambda a, x, n, v: np.eye(n)[x[a.argmax()]] * a.max()),
            _mixed(lambda a, x, n, v: _best(_copied(a, x, n), _copied(a, x, n).max())),
        ),
    ),
    Misconception(
        "a hard gate",
        "the gate is made a choice, all written or all copied: p_gen and 1 - p_gen are shares",
        _of(lambda p, w, c: np.where(p > 0.5, w, c)),
        also=(_of(lambda p, w, c: np.where(p > 0.5, p * w, (1 - p) * c)),),
    ),
    Misconception(
        "nothing kept",
        "all is 0: x.at[i].add(y) leaves x as it is and gives a new array, which has to be "
        "kept: x = x.at[i].add(y)",
        _of(lambda p, w, c: 0 * w),
    ),
    Misconception(
        "the vocabulary alone",
        "there are V probabilities: `size` are wanted, those of lent numbers behind",
        lambda p, w, a, x, n: p * w + (1 - p) * _copied(a, x, n)[: len(w)],
    ),
    Misconception(
        "the largest weight",
        "a word that stands twice gets the larger of its weights: they add up",
        _mixed(lambda a, x, n, v: _copied(a, x, n, np.maximum)),
    ),
    Misconception(
        "a mean of the weights",
        "the weights of a word that stands twice are averaged: they add up",
        _mixed(lambda a, x, n, v: _copied(a, x, n) / np.maximum(_copied(np.ones_like(a), x, n), 1)),
    ),
    Misconception(
        "the larger of both",
        "each number gets the larger of its two shares: they are added",
        _of(lambda p, w, c: np.maximum(p * w, (1 - p) * c)),
    ),
    Misconception(
        "a product",
        "the two probabilities are multiplied: a word can be written *or* copied, so add them",
        _of(lambda p, w, c: w * c),
        also=(
            _of(lambda p, w, c: p * w * (1 - p) * c),
            _of(lambda p, w, c: _share(w * c)),
            _of(lambda p, w, c: w**p * c ** (1 - p)),
        ),
    ),
    Misconception(
        "places for words",
        "the weight of position j is added to number j: it belongs to the word that stands "
        "there, tokens[j]",
        _mixed(lambda a, x, n, v: _copied(a, np.arange(len(a)), n)),
    ),
    Misconception(
        "never copied",
        "nothing is copied: these are the probabilities of the vocabulary (x.at[i].add(y) "
        "gives a new array: is it kept?)",
        _of(lambda p, w, c: w),
        also=(_of(lambda p, w, c: p * w),),
    ),
    Misconception(
        "always copied",
        "nothing is written: these are the weights of the source's words (x.at[i].set(y) "
        "gives a new array: is it kept?)",
        _of(lambda p, w, c: c),
        also=(_of(lambda p, w, c: (1 - p) * c),),
    ),
    Misconception(
        "logarithms",
        "the logarithms of the probabilities come out: the probabilities themselves are wanted",
        _of(lambda p, w, c: np.log(p * w + (1 - p) * c)),
        also=(_of(lambda p, w, c: np.log(p * w + (1 - p) * c + 1e-9)),),
    ),
    Misconception(
        "a softmax of the sum",
        "a softmax is taken of the mixture, which sums to 1 already",
        _of(lambda p, w, c: softmax(p * w + (1 - p) * c)),
    ),
)
