"""The mistakes that the bank of `consensus` knows, and the gain that they change."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.coursework.ps2.bank.bag_ways import (
    bags,
    cosine,
    either,
    f1,
    jaccard,
    more_in_common,
    others,
    overlap,
    products,
    sets,
)
from course_lib.lessons.coursework.ps2.bank.changed import changes_of

Array = Any  # NumPy's in the bank, JAX's in a check


def _gain(
    answers: Array,
    words: int,
    *,
    counted: Callable[[Array, int], Array] = bags,
    common: Callable[[Array], Array] = overlap,
    score: Callable[[Array, Array], Array] = f1,
    mean: Callable[[Array], Array] = others,
    shown: Callable[[Array, Array], Array] = lambda gains, answers: gains,
) -> Array:
    table = counted(np.asarray(answers), words)
    with np.errstate(all="ignore"):
        alike = score(common(table), table.sum(axis=1))
        return shown(mean(alike), np.asarray(answers))


_mistake = changes_of(_gain)


def _place_by_place(answers: Array, words: int) -> Array:
    answers = np.asarray(answers)
    same = ((answers[:, None] == answers[None]) & (answers > 2)[:, None]).sum(axis=-1)
    return others(f1(same, (answers > 2).sum(axis=1)))


def _equal(answers: Array, words: int) -> Array:
    answers = np.asarray(answers)
    return others((answers[:, None] == answers[None]).all(axis=-1).astype(float))


def _over(sizes: Callable[[Array], Array], empty: float = 1.0) -> Callable[[Array, Array], Array]:
    """common divided by another size of the pair; `empty` where that is 0."""

    def score(common: Array, own: Array) -> Array:
        size = np.broadcast_to(sizes(own), common.shape)
        both = (own[:, None] + own[None]) == 0
        return np.where(both, empty, common / np.maximum(size, 1))

    return score


def _nothing_in_common(common: Array, sizes: Array) -> Array:
    return np.where(sizes[:, None] + sizes[None] > 0, f1(common, sizes), 0.0)


WRONG = (
    _mistake(
        "compared with itself",
        "each answer is compared with itself, too, and is always like itself: the mean is over the "
        "S - 1 others",
        {"mean": lambda alike: alike.mean(axis=1)},
    ),
    _mistake(
        "itself counted in the divisor",
        "the sum over the others is divided by S: there are S - 1 of them",
        {"mean": lambda alike: (alike.sum(axis=1) - np.diag(alike)) / len(alike)},
    ),
    _mistake(
        "itself left in the sum",
        "the comparison with itself is in the sum, and the divisor is S - 1: take it out",
        {"mean": lambda alike: alike.sum(axis=1) / (len(alike) - 1)},
    ),
    _mistake(
        "summed",
        "the similarities are added and not divided by S - 1",
        {"mean": lambda alike: alike.sum(axis=1) - np.diag(alike)},
        {"mean": lambda alike: alike.sum(axis=1)},
    ),
    _mistake(
        "one mean for all",
        "one number comes out, the mean over all pairs: each answer has its own",
        {"mean": lambda alike: np.mean(others(alike))},
    ),
    _mistake(
        "a table of pairs",
        "the similarity of each pair comes out, [S, S]: a mean for each answer is wanted",
        {"mean": lambda alike: alike},
    ),
    _mistake(
        "the end sign is a word",
        "the end sign is counted as a word: words are the tokens above 2",
        {"counted": lambda answers, words: bags(answers, words, 1)},
    ),
    _mistake(
        "padding is a word",
        "padding is counted as a word: words are the tokens above 2",
        {"counted": lambda answers, words: bags(answers, words, 0)},
        {"counted": lambda answers, words: bags(answers, words) + bags(answers, 1, 0)},
    ),
    Misconception(
        "padding in common",
        "padding and end sign count in what two answers have in common, and not in their lengths: "
        "words are the tokens above 2, in both",
        more_in_common(0),
        also=(more_in_common(1),),
    ),
    _mistake(
        "each common word once",
        "a word that two answers have several times in common counts once: it counts as often as "
        "both have it, the smaller count",
        {"common": lambda bags: ((bags[:, None] > 0) & (bags[None] > 0)).sum(axis=-1)},
    ),
    _mistake(
        "sets of words",
        "how often a word stands in an answer is not counted, neither in common nor in the length",
        {"counted": sets},
    ),
    _mistake(
        "counts multiplied",
        "the counts are multiplied: what two answers have in common is the smaller of both counts",
        {"common": products},
    ),
    _mistake(
        "the larger count",
        "the larger of both counts is taken: what two answers have in common is the smaller one",
        {"common": either},
    ),
    Misconception(
        "compared place by place",
        "words count only if they stand at the same place: the order does not matter here",
        _place_by_place,
    ),
    Misconception(
        "equal or not",
        "answers are compared as wholes, equal or not: what counts is the words that they share",
        _equal,
    ),
    _mistake(
        "precision alone",
        "what is in common is divided by the length of the answer itself: F1 takes twice what is "
        "in common, divided by both lengths together",
        {"score": _over(lambda own: own[:, None])},
        {"score": _over(lambda own: own[:, None], 0.0)},
    ),
    _mistake(
        "recall alone",
        "what is in common is divided by the length of the other answer: F1 takes twice what is in "
        "common, divided by both lengths together",
        {"score": _over(lambda own: own[None])},
        {"score": _over(lambda own: own[None], 0.0)},
    ),
    _mistake(
        "without the 2",
        "what is in common is divided by both lengths together: it is taken twice, so that equal "
        "answers get 1",
        {"score": _over(lambda own: own[:, None] + own[None])},
        {"score": _over(lambda own: own[:, None] + own[None], 0.0)},
    ),
    _mistake(
        "divided by the longer",
        "what is in common is divided by the longer of both answers: F1 divides twice that by both "
        "lengths together",
        {"score": _over(lambda own: np.maximum(own[:, None], own[None]))},
    ),
    Misconception(
        "common by either",
        "what is in common is divided by what either has (Jaccard): F1 is twice what is in common, "
        "divided by both lengths together",
        jaccard,
    ),
    Misconception(
        "cosine",
        "the cosine of the counts is taken: F1 is wanted",
        cosine,
    ),
    _mistake(
        "two empty answers divided by zero",
        "for two answers without a word 0 is divided by 0, which is NaN: they are alike, 1",
        {"score": lambda common, own: 2 * common / (own[:, None] + own[None])},
    ),
    _mistake(
        "two empty answers unlike",
        "two answers without a word get 0: they are alike, 1",
        {"score": _nothing_in_common},
    ),
    _mistake(
        "the best answer itself",
        "the answer with the largest gain comes out: the gains of all are wanted, [S]",
        {"shown": lambda gains, answers: answers[np.argmax(np.nan_to_num(gains))]},
    ),
    _mistake(
        "the place of the best",
        "the place of the largest gain comes out: the gains of all are wanted, [S]",
        {"shown": lambda gains, answers: np.argmax(np.nan_to_num(gains))},
    ),
)
