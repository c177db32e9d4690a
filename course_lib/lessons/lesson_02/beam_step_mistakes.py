"""The mistakes that the bank of `beam_step` knows, and the parts that they are made of."""

from collections.abc import Callable

import numpy as np

from course_lib.data.vocab import PAD
from course_lib.lessons.checking.bank import Misconception

Array = np.ndarray


def totals(scores: Array, log_p: Array, finished: Array) -> Array:
    """The score of every continuation [W, V]; -inf where there is none."""
    stay = np.full(log_p.shape[1], -np.inf)
    stay[PAD] = 0.0
    return scores[:, None].astype(np.float64) + np.where(finished[:, None], stay, log_p)


def best_of(total: Array) -> Array:
    """The places of the best W entries in a flat table [W * V], best first."""
    return np.argsort(-total, axis=None, kind="stable")[: len(total)]


def top(total: Array) -> Array:
    """The best W entries of a table as (row, column), best first."""
    return np.stack(divmod(best_of(total), total.shape[1]), axis=1)


def _swapped(s: Array, p: Array, f: Array) -> Array:
    return top(totals(s, p, f))[:, ::-1]


def _by_width(s: Array, p: Array, f: Array) -> Array:
    return np.stack(divmod(best_of(totals(s, p, f)), len(s)), axis=1)


def _by_width_swapped(s: Array, p: Array, f: Array) -> Array:
    return _by_width(s, p, f)[:, ::-1]


def _parent_by_remainder(s: Array, p: Array, f: Array) -> Array:
    best = best_of(totals(s, p, f))
    return np.stack([best % len(s), best % p.shape[1]], axis=1)


def _one_each(s: Array, p: Array, f: Array) -> Array:
    tokens = totals(s, p, f).argmax(axis=1)
    return np.stack([np.arange(len(s)), tokens], axis=1)


def _one_each_sorted(s: Array, p: Array, f: Array) -> Array:
    found = _one_each(s, p, f)
    return found[np.argsort(-totals(s, p, f).max(axis=1), kind="stable")]


def _no_cost(first: float) -> Callable[[Array, Array, Array], Array]:
    """The log probabilities of a finished row are multiplied by 0; 0 times minus infinity is NaN,
    which top_k sorts to the front and argsort to the end: it counts as `first`."""

    def answer(s: Array, p: Array, f: Array) -> Array:
        with np.errstate(invalid="ignore"):
            total = s[:, None] + (1 - f[:, None]) * p
        return top(np.where(np.isnan(total), first, total))

    return answer


def _from_the_first(total: Array) -> Array:
    return top(np.where(np.arange(len(total))[:, None] == 0, total, -np.inf))


def _in_rising_places(s: Array, p: Array, f: Array) -> Array:
    return np.stack(divmod(np.sort(best_of(totals(s, p, f))), p.shape[1]), axis=1)


WRONG = (
    Misconception(
        "one for each hypothesis",
        "each hypothesis keeps its own best token: they no longer compete, and a beam of W is "
        "W greedy searches",
        _one_each,
        also=(_one_each_sorted, lambda s, p, f: _one_each(s, p, np.zeros_like(f))),
    ),
    Misconception(
        "parent and token swapped",
        "% and // are the wrong way round, or the columns are: in a table of V columns, i // V "
        "is the row (parent) and i % V the column (token)",
        _swapped,
    ),
    Misconception(
        "divided by the width",
        "the number in the flat table is taken apart by W, the beam's width; a row of the "
        "table has V entries",
        _by_width,
        also=(_by_width_swapped,),
    ),
    Misconception(
        "parent by remainder",
        "the parent is i % W: that is no row of the table. It is i // V",
        _parent_by_remainder,
    ),
    Misconception(
        "running score forgotten",
        "only the next token's log probability is compared: what the hypotheses cost so far "
        "is not added",
        lambda s, p, f: top(totals(np.zeros_like(s), p, f)),
    ),
    Misconception(
        "finished extended",
        "finished hypotheses go on: they get the tokens that the model would write after the end",
        lambda s, p, f: top(s[:, None] + p),
    ),
    Misconception(
        "finished dropped",
        "finished hypotheses get no continuation, so they leave the beam: the best answer may "
        "be among them",
        lambda s, p, f: top(s[:, None] + np.where(f[:, None], -np.inf, p)),
    ),
    Misconception(
        "padding at a price",
        "a finished hypothesis goes on with padding alone, and pays the model's log probability "
        "of padding: it is over, so nothing is added to its score",
        lambda s, p, f: top(
            s[:, None] + np.where(f[:, None] & (np.arange(p.shape[1]) != PAD), -np.inf, p)
        ),
    ),
    Misconception(
        "finished with every token",
        "all tokens of a finished hypothesis cost nothing, and V copies of it fill the beam: only "
        "padding may",
        lambda s, p, f: top(s[:, None] + np.where(f[:, None], 0.0, p)),
        also=(_no_cost(np.inf), _no_cost(-np.inf)),
    ),
    Misconception(
        "finished at 0",
        "a finished hypothesis loses its sum and counts as 0: add scores to its row, too",
        lambda s, p, f: top(np.where(f[:, None], totals(np.zeros_like(s), p, f), s[:, None] + p)),
    ),
    Misconception(
        "probabilities",
        "probabilities are compared, not their logarithms: for a long text all become 0",
        lambda s, p, f: top(np.exp(totals(s, p, f).astype(np.float32))),
    ),
    Misconception(
        "the first hypothesis alone",
        "only the first hypothesis is continued: all of them compete",
        lambda s, p, f: _from_the_first(totals(s, p, f)),
        also=(lambda s, p, f: _from_the_first(s[:, None] + p),),
    ),
    Misconception(
        "in the order of the table",
        "the best are sorted by their places in the table: top_k has them in order already, the "
        "best first",
        _in_rising_places,
    ),
    Misconception(
        "the worst",
        "the W worst are kept: argsort is ascending",
        lambda s, p, f: top(-totals(s, p, f)),
    ),
    Misconception(
        "best last",
        "the right ones, but in rising order: the best must come first",
        lambda s, p, f: top(totals(s, p, f))[::-1],
    ),
    Misconception(
        "multiplied",
        "log probabilities are multiplied: the logarithm of a product is a *sum*",
        lambda s, p, f: top(s[:, None] * p),
        also=(
            lambda s, p, f: top(s[:, None] * np.where(f[:, None], np.arange(p.shape[1]) == PAD, p)),
        ),
    ),
    Misconception(
        "positions in the flat table",
        "one number per continuation comes out, its place in the table of W times V: it is "
        "still to be taken apart into parent and token",
        lambda s, p, f: best_of(totals(s, p, f)),
    ),
    Misconception(
        "transposed",
        "the parents stand in row 0 and the tokens in row 1, [2, W]: each continuation is a "
        "row, (parent, token)",
        lambda s, p, f: top(totals(s, p, f)).T,
    ),
    Misconception(
        "scores come out",
        "the totals of the W best come out: which hypothesis and which token they are is asked for",
        lambda s, p, f: np.sort(totals(s, p, f), axis=None)[::-1][: len(s)],
    ),
)
