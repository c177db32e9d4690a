"""The mistakes that the bank of `shelved` knows, and the step that they change."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.coursework.ps2.bank.beam_ways import (
    END,
    among_the_best,
    best,
    by_width,
    each_its_own,
    end_column,
    likeliest_ends,
    of_all,
    penalty,
    without_end,
)
from course_lib.lessons.coursework.ps2.bank.changed import changes_of

Array = Any  # NumPy's in the bank, JAX's in a check
Three = tuple[Array, Array, Array]


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
    barred: Callable[[Array], Array] = without_end,
    chosen: Callable[[Array, int], Array] = of_all,
    ended: Callable[[Array, Array], Array] = lambda ended, totals: ended,
    shown: Callable[[Array], Array] = lambda scores: scores,
    origin: Callable[[Array, int], Array] = lambda places, width: places,
    order: Callable[..., Any] = lambda *three: three,
    picked: Callable[[Array, int], Array] = best,
) -> Three:
    sums, log_p, shelf = (np.asarray(one, np.float64) for one in (sums, log_p, shelf))
    totals = total(sums, log_p)
    now = ended(divided(totals[:, END], by(length, alpha)), totals)
    every = candidates(shelf, now)
    places = picked(every, len(sums))
    going = chosen(barred(totals), len(sums))
    return order(going, shown(every[places]), origin(places, len(sums)))


_mistake = changes_of(_step)


def _place_against_place(
    sums: Array, log_p: Array, shelf: Array, length: int, alpha: float
) -> Three:
    ended = (np.asarray(sums) + np.asarray(log_p)[:, END]) / penalty(length, alpha)
    places = np.arange(len(ended)) + len(ended) * (ended > np.asarray(shelf))
    return _step(sums, log_p, shelf, length, alpha)[0], np.maximum(shelf, ended), places


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
        {"ended": among_the_best},
    ),
    _mistake(
        "only ends that are likeliest",
        "an answer gets to the shelf only if the end is the likeliest token after it: every "
        "hypothesis may end, and the shelf alone decides",
        {"ended": likeliest_ends},
    ),
    _mistake(
        "sums left out",
        "the continuations are compared by log p of the last token alone: add the hypothesis's sum",
        {"total": lambda sums, log_p: log_p},
        {"total": lambda sums, log_p: np.where(end_column(log_p), sums[:, None], 0.0) + log_p},
    ),
    _mistake(
        "one for each hypothesis",
        "each hypothesis goes on with its own best token: the W best of ALL W V continuations go "
        "on, and one hypothesis may have several",
        {"chosen": each_its_own},
    ),
    _mistake(
        "token before hypothesis",
        "the columns of the first part have changed places: (hypothesis, token)",
        {"chosen": lambda totals, width: of_all(totals, width)[:, ::-1]},
    ),
    _mistake(
        "divided by the width",
        "a place in the flat table is taken apart with W: it has V columns, so // V and % V",
        {"chosen": by_width},
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
        "the worst kept",
        "the W worst answers stay on the shelf: jnp.argsort goes from small to large",
        {"picked": lambda values, count: np.argsort(values, kind="stable")[:count]},
    ),
    Misconception(
        "place against place",
        "the answer of hypothesis w is compared with place w of the shelf alone: all 2 W compete "
        "for all places",
        _place_against_place,
    ),
    _mistake(
        "columns not counted back",
        "the end's column is taken out of the table, so the tokens behind it have moved: they "
        "count one more, and the table has V - 1 columns",
        {"barred": lambda totals: np.delete(totals, END, axis=1)},
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
