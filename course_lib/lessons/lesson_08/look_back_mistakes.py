"""The mistakes that the bank of `look_back` knows, and the parts that they are made of."""

import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Function, Misconception

Array = np.ndarray


def before_each(real: Array) -> Array:
    places = np.arange(len(real))
    return (places[None] < places[:, None]) & real[None] & real[:, None]


def loop(scores: Array, real: Array) -> Array:
    weights = np.zeros(scores.shape)
    for t in range(len(real)):
        places = [j for j in range(t) if real[j]]
        if not real[t] or not places:
            continue
        top = max(float(scores[t, j]) for j in places)
        powers = [np.exp(float(scores[t, j]) - top) for j in places]
        for j, power in zip(places, powers, strict=True):
            weights[t, j] = power / sum(powers)
    return weights


def _places(scores: Array) -> Array:
    return np.arange(len(scores))[None]


def _over(seen: Array, scores: Array) -> Array:
    """The right softmax of each row over other places: [J, J], True where a word may look."""
    able = np.where(seen, scores, -np.inf)
    top = np.where(seen.any(axis=1, keepdims=True), able.max(axis=1, keepdims=True), 0.0)
    powers = np.exp(able - top)
    return powers / np.maximum(powers.sum(axis=1, keepdims=True), 1e-30)


def _seeing(seen: Function) -> Function:
    """Weights over the places of `seen(t [J, 1], j [1, J], real)`."""

    def answer(scores: Array, real: Array) -> Array:
        places = np.arange(len(real))
        return _over(
            seen(places[:, None], places[None], real) | np.zeros_like(scores, bool), scores
        )

    return answer


def _filling(fill: float, *, clean: bool = False) -> Function:
    def answer(scores: Array, real: Array) -> Array:
        weights = softmax(np.where(before_each(real), scores, np.float32(fill)))
        return np.where(before_each(real), weights, 0) if clean else weights

    return answer


def _divided(top: Function, guard: float) -> Function:
    """exp of the scores less some largest one, then the mask, then divided by the row's sum."""

    def answer(scores: Array, real: Array) -> Array:
        before = before_each(real)
        powers = np.exp(np.float32(scores - top(scores, before)))
        powers = np.where(before, powers, np.float32(0))
        return powers / np.maximum(powers.sum(axis=1, keepdims=True), np.float32(guard))

    return answer


def _largest_seen(scores: Array, before: Array) -> Array:
    return np.max(np.where(before, scores, -1e30), axis=1, keepdims=True)


WRONG = (
    Misconception(
        "sees itself",
        "each word sees itself, too: j < t, and not j <= t",
        _seeing(lambda t, j, r: (j <= t) & r[None] & r[:, None]),
    ),
    Misconception(
        "looks ahead",
        "each word sees those after it, which it is to predict: j < t, and not j > t",
        _seeing(lambda t, j, r: (j > t) & r[None] & r[:, None]),
    ),
    Misconception(
        "sees everything",
        "each word sees all words, those after it, too: only those before it are there to see",
        _seeing(lambda t, j, r: r[None] & r[:, None]),
    ),
    Misconception(
        "sees all but itself",
        "each word sees those after it, too, and not itself: j < t, and not j != t",
        _seeing(lambda t, j, r: (j != t) & r[None] & r[:, None]),
    ),
    Misconception(
        "only the word before",
        "each word sees the one right before it alone: all that stand before it are wanted",
        _seeing(lambda t, j, r: (j == t - 1) & r[None] & r[:, None]),
    ),
    Misconception(
        "a window",
        "each word sees only the last few before it: all that stand before it are wanted, "
        "however many",
        _seeing(lambda t, j, r: (j < t) & (j >= t - 5) & r[None] & r[:, None]),
        also=tuple(
            _seeing(lambda t, j, r, w=w: (j < t) & (j >= t - w) & r[None] & r[:, None])
            for w in (2, 3, 4, 6, 8, 10)
        ),
    ),
    Misconception(
        "the first word sees itself",
        "the first word has weight 1 on itself: there is nothing before it, so its row is 0",
        _seeing(lambda t, j, r: ((j < t) | ((t == 0) & (j == 0))) & r[None] & r[:, None]),
    ),
    Misconception(
        "padding seen",
        "words of padding get weight: the columns of padding must be masked",
        _seeing(lambda t, j, r: (j < t) & r[:, None]),
    ),
    Misconception(
        "rows of padding left",
        "the rows of padding hold weights: nothing is read there, and they are 0",
        _seeing(lambda t, j, r: (j < t) & r[None]),
    ),
    Misconception(
        "no mask of padding",
        "padding takes part like any word, in columns and rows: `real` is not used",
        _seeing(lambda t, j, r: j < t),
    ),
    Misconception(
        "mask inverted",
        "the words of padding are looked at, and the real ones are not: True means real",
        _seeing(lambda t, j, r: (j < t) & ~r[None] & r[:, None]),
        also=(
            _seeing(lambda t, j, r: (j < t) & ~r[None] & ~r[:, None]),
            _seeing(lambda t, j, r: (j < t) & ~r[None]),
        ),
    ),
    Misconception(
        "wrong axis",
        "each column sums to 1 and the rows do not: the softmax runs over the wrong axis",
        lambda s, r: _over(before_each(r).T, s.T).T,
        also=(lambda s, r: softmax(np.where(before_each(r), s, -1e9), axis=0),),
    ),
    Misconception(
        "rows for columns",
        "rows and columns have changed places: row t is where word t looks",
        lambda s, r: loop(s, r).T,
        also=(lambda s, r: loop(s.T, r),),
    ),
    Misconception(
        "score 0 for what is not seen",
        "what must not be seen gets the score 0, and exp(0) is 1, not 0: it takes its share",
        _filling(0.0),
        also=(
            _filling(0.0, clean=True),
            lambda s, r: np.where(before_each(r), softmax(np.tril(s, -1)), 0),
            lambda s, r: softmax(np.tril(s, -1)),
        ),
    ),
    Misconception(
        "not low enough",
        "a number such as -100 stands in for minus infinity: real scores may lie far below "
        "it, and then what must not be seen takes all the weight",
        _filling(-100.0, clean=True),
        also=(_filling(-100.0),),
    ),
    Misconception(
        "NaN in the first row",
        "right where there is something to see; in the first row and those of padding every "
        "score is minus infinity, and the row is 0 divided by 0: put 0 there with jnp.where",
        _filling(-np.inf),
        also=(_divided(_largest_seen, 0.0),),
    ),
    Misconception(
        "the first row looks everywhere",
        "a large negative number stands in for minus infinity; where a row has nothing to see, "
        "all its scores are that number and come out as equal weights: put 0 there with "
        "jnp.where",
        _filling(-1e9),
    ),
    Misconception(
        "mask after the softmax",
        "the softmax runs over all words and the mask comes after it: the rows lose what was "
        "masked, and nothing shares that weight out again",
        lambda s, r: np.where(before_each(r), softmax(s), 0),
        also=(lambda s, r: np.where(before_each(r), _over(r[None] | (s != s), s), 0),),
    ),
    Misconception(
        "maximum over what is not seen",
        "the largest score of a row is looked for in all of it. Where something that must not "
        "be seen stands far above, exp of every other score is 0 (a softmax that is masked "
        "and divided out afterwards does the same): take the maximum over what is seen",
        _divided(lambda s, before: s.max(axis=1, keepdims=True), 1e-9),
        also=(_divided(lambda s, before: s.max(axis=1, keepdims=True), 0.0),),
    ),
    Misconception(
        "one maximum for all rows",
        "one largest score is taken off the whole table. Where another row stands far above, "
        "exp of every score of this row is 0: each row has its own maximum",
        _divided(lambda s, before: np.where(before, s, -1e30).max(), 1e-9),
        also=(
            _divided(lambda s, before: np.where(before, s, -1e30).max(), 0.0),
            _divided(lambda s, before: s.max(), 1e-9),
            _divided(lambda s, before: s.max(), 0.0),
        ),
    ),
    Misconception(
        "divided by a root",
        "the scores are divided by a root of the number of words: they are used as they come",
        lambda s, r: _over(before_each(r), s / np.sqrt(np.float32(len(r)))),
        also=(lambda s, r: _over(before_each(r), s / np.sqrt(np.float32(max(r.sum(), 1)))),),
    ),
    Misconception(
        "overflow",
        "scores far from 0 give NaN: exp(400) is infinite and exp(-400) is 0, and neither can be "
        "divided by itself. Take the largest score that is seen off each row first",
        _divided(lambda s, before: np.float32(0), 1e-9),
        also=(_divided(lambda s, before: np.float32(0), 0.0),),
    ),
    Misconception(
        "equal weights",
        "all words before t get the same weight: the scores are not used",
        lambda s, r: _over(before_each(r), np.zeros_like(s)),
    ),
    Misconception(
        "all weight on one",
        "the best of the words before t gets all the weight: a softmax gives each its share",
        lambda s, r: (
            before_each(r) & (np.where(before_each(r), s, -np.inf).argmax(1)[:, None] == _places(s))
        ).astype(float),
    ),
    Misconception(
        "no softmax",
        "the scores come out as they are, with 0 where nothing may be seen: the softmax is missing",
        lambda s, r: np.where(before_each(r), s, 0),
    ),
)
