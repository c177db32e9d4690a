"""The mistakes that the bank of `shelved` knows, and the step that they change."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Misconception

Array = Any  # NumPy's in the bank, JAX's in a check
END = 2
Three = tuple[Array, Array, Array]


def best(values: Array, count: int) -> Array:
    """The places of the largest values, the largest first."""
    return np.argsort(-values, kind="stable")[:count]


def _without_end(totals: Array) -> Array:
    totals = totals.copy()
    totals[:, END] = -np.inf
    return totals


def of_all(totals: Array, width: int) -> Array:
    """The best continuations [W, 2] of a table of sums, as (hypothesis, token)."""
    places = best(totals.reshape(-1), width)
    return np.stack([places // totals.shape[1], places % totals.shape[1]], axis=1)


def penalty(length: int, alpha: float) -> float:
    return ((5 + length) / 6) ** alpha


def _joined(shelf: Array, ended: Array) -> Array:
    return np.concatenate([shelf, ended])


def _step(
    sums: Array,
    log_p: Array,
    shelf: Array,
    length: int,
    alpha: float,
    *,
    total: Callable[[Array, Array], Array] = lambda sums, log_p: sums[:, None] + log_p,
    by: Callable[[int, float], float] = penalty,
    divided: Callable[[Array, float], Array] = lambda sums, by: sums / by,
    candidates: Callable[[Array, Array], Array] = _joined,
    barred: Callable[[Array], Array] = _without_end,
    chosen: Callable[[Array, int], Array] = of_all,
    ended: Callable[[Array, Array], Array] = lambda ended, totals: ended,
    shown: Callable[[Array], Array] = lambda scores: scores,
    origin: Callable[[Array, int], Array] = lambda places, width: places,
    order: Callable[..., Any] = lambda *three: three,
) -> Three:
    sums, log_p, shelf = (np.asarray(one, np.float64) for one in (sums, log_p, shelf))
    totals = total(sums, log_p)
    now = ended(divided(totals[:, END], by(length, alpha)), totals)
    every = candidates(shelf, now)
    places = best(every, len(sums))
    going = chosen(barred(totals), len(sums))
    return order(going, shown(every[places]), origin(places, len(sums)))


def _mistake(name: str, looks_like: str, *changes: dict[str, Any]) -> Misconception:
    def answer(changed: dict[str, Any]) -> Callable[..., Three]:
        return lambda *args: _step(*args, **changed)

    ways = [answer(changed) for changed in changes]
    return Misconception(name, looks_like, ways[0], also=tuple(ways[1:]))


def _by_width(totals: Array, width: int) -> Array:
    places = best(totals.reshape(-1), width)
    return np.stack([places // width, places % width], axis=1)


def _end_column(table: Array) -> Array:
    return np.broadcast_to(np.arange(table.shape[1]) == END, table.shape)


def _each_its_own(totals: Array, width: int) -> Array:
    return np.stack([np.arange(width), totals.argmax(axis=1)], axis=1)


def _among_the_best(ended: Array, totals: Array) -> Array:
    chosen = of_all(totals, len(totals))
    there = [w for w, token in chosen if token == END]
    return np.where(np.isin(np.arange(len(totals)), there), ended, -np.inf)


def _likeliest_ends(ended: Array, totals: Array) -> Array:
    return np.where(totals.argmax(axis=1) == END, ended, -np.inf)


def _shelf_again(sums: Array, log_p: Array, shelf: Array, length: int, alpha: float) -> Three:
    shelf = np.asarray(shelf) / penalty(length, alpha)
    return _step(sums, log_p, shelf, length, alpha)


def _shelf_late(sums: Array, log_p: Array, shelf: Array, length: int, alpha: float) -> Three:
    """The division after the choice: old and new scores are compared in different units."""
    going, scores, origin = _step(sums, log_p, shelf, length, 0.0)
    return going, scores / penalty(length, alpha), origin


WRONG = (
    _mistake(
        "ended ones go on",
        "the end sign is among the continuations that go on: an answer that ended goes to the "
        "shelf, and nothing follows it",
        {"barred": lambda totals: totals},
    ),
    _mistake(
        "no length penalty",
        "the sums go to the shelf as they are, without the length penalty",
        {"by": lambda length, alpha: 1.0},
    ),
    _mistake(
        "divided by the length",
        "the sum is divided by the length to the power alpha: Wu et al. take (5 + length) / 6",
        {"by": lambda length, alpha: length**alpha},
    ),
    _mistake(
        "alpha forgotten",
        "the penalty is (5 + length) / 6, whatever alpha is: it is that to the power alpha",
        {"by": lambda length, alpha: (5 + length) / 6},
        {"by": lambda length, alpha: alpha * (5 + length) / 6},
    ),
    _mistake(
        "power over the numerator alone",
        "only 5 + length is raised to the power alpha: the whole fraction (5 + length) / 6 is",
        {"by": lambda length, alpha: (5 + length) ** alpha / 6},
    ),
    _mistake(
        "length off by one",
        "the length that the penalty sees is one off: `length` counts the end sign already",
        {"by": lambda length, alpha: penalty(length + 1, alpha)},
        {"by": lambda length, alpha: penalty(length - 1, alpha)},
    ),
    _mistake(
        "penalty multiplied",
        "the sum is multiplied by the penalty: it is divided, so that a long answer loses less",
        {"divided": lambda sums, by: sums * by},
    ),
    _mistake(
        "penalty subtracted",
        "the penalty is subtracted from the sum: the sum is divided by it",
        {"divided": lambda sums, by: sums - by},
        {"divided": lambda sums, by: sums - np.log(by)},
    ),
    Misconception(
        "shelf divided again",
        "the scores of the shelf are divided once more: they were, when they got there",
        _shelf_again,
        also=(_shelf_late,),
    ),
    _mistake(
        "the shelf behind the new ones",
        "the places are counted with the new answers first: 0 to W - 1 is the old shelf, and W + w "
        "is the answer that hypothesis w ends now",
        {"candidates": lambda shelf, ended: _joined(ended, shelf)},
        {"origin": lambda places, width: (places + width) % (2 * width)},
    ),
    _mistake(
        "hypotheses for places",
        "an answer that ends now is told by its hypothesis, w: its place is W + w, because w "
        "belongs to the old shelf",
        {"origin": lambda places, width: places % width},
    ),
    _mistake(
        "old shelf forgotten",
        "the answers on the shelf are dropped: they stay until W better ones have come",
        {"candidates": lambda shelf, ended: _joined(np.full_like(shelf, -np.inf), ended)},
    ),
    _mistake(
        "nothing gets to the shelf",
        "the answers that end now do not get to the shelf",
        {"ended": lambda ended, totals: np.full_like(ended, -np.inf)},
    ),
    _mistake(
        "only ends among the best",
        "an answer gets to the shelf only if its end is among the W best continuations: every "
        "hypothesis may end, and the shelf alone decides",
        {"ended": _among_the_best},
    ),
    _mistake(
        "only ends that are likeliest",
        "an answer gets to the shelf only if the end is the likeliest token after it: every "
        "hypothesis may end, and the shelf alone decides",
        {"ended": _likeliest_ends},
    ),
    _mistake(
        "sums left out",
        "the continuations are compared by log p of the last token alone: add the hypothesis's sum",
        {"total": lambda sums, log_p: log_p},
        {"total": lambda sums, log_p: np.where(_end_column(log_p), sums[:, None], 0.0) + log_p},
    ),
    _mistake(
        "one for each hypothesis",
        "each hypothesis goes on with its own best token: the W best of ALL W V continuations go "
        "on, and one hypothesis may have several",
        {"chosen": _each_its_own},
    ),
    _mistake(
        "token before hypothesis",
        "the columns of the first part have changed places: (hypothesis, token)",
        {"chosen": lambda totals, width: of_all(totals, width)[:, ::-1]},
    ),
    _mistake(
        "divided by the width",
        "a place in the flat table is taken apart with W: it has V columns, so // V and % V",
        {"chosen": _by_width},
    ),
    _mistake(
        "no pairs in the first part",
        "the first part holds single numbers: it holds pairs (hypothesis, token), [W, 2]",
        {"chosen": lambda totals, width: best(totals.reshape(-1), width)},
        {"order": lambda going, scores, origin: (scores, origin, going)},
        {"order": lambda going, scores, origin: (origin, scores, going)},
    ),
    _mistake(
        "worst first",
        "the first part starts with the worst of the W: best first",
        {"chosen": lambda totals, width: of_all(totals, width)[::-1]},
    ),
    _mistake(
        "shelf worst first",
        "the shelf starts with its worst: best first",
        {"order": lambda going, scores, origin: (going, scores[::-1], origin[::-1])},
    ),
    _mistake(
        "probabilities on the shelf",
        "the shelf gets probabilities: scores are sums of log p, divided by the penalty",
        {"shown": np.exp},
    ),
    _mistake(
        "in another order",
        "the parts are right and stand in another order: what goes on, scores, places",
        {"order": lambda going, scores, origin: (going, origin, scores)},
    ),
)
