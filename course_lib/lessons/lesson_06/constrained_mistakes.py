"""The mistakes that the bank of `constrained_step` knows, and the parts that they are made of."""

from collections.abc import Callable

import numpy as np

from course_lib.data.vocab import PAD
from course_lib.lessons.checking.bank import Misconception

Array = np.ndarray


def totals(scores: Array, log_p: Array, finished: Array, allowed: Array) -> Array:
    """The score of every continuation [W, V]; -inf where there is none."""
    stay = np.full(log_p.shape[1], -np.inf)
    stay[PAD] = 0.0
    going = np.where(allowed, log_p.astype(np.float64), -np.inf)
    return scores[:, None].astype(np.float64) + np.where(finished[:, None], stay, going)


def top(total: Array) -> Array:
    best = np.argsort(-total, axis=None, kind="stable")[: len(total)]
    return np.stack(divmod(best, total.shape[1]), axis=1)


def _refilled(s: Array, p: Array, f: Array, a: Array) -> Array:
    """The W best of all first, and the mask after that."""
    free, total = top(totals(s, p, f, np.ones_like(a))), totals(s, p, f, a)
    kept = [tuple(row) for row in free if np.isfinite(total[tuple(row)])]
    return np.array(
        (kept or [(0, PAD)]) + [(kept or [(0, PAD)])[-1]] * (len(s) - max(len(kept), 1))
    )


def _filtered(change: Callable[[Array, Array], Array]) -> Callable[..., Array]:
    """The W best of all, and what is not allowed of them changed by `change(chosen, fine)`."""

    def answer(s: Array, p: Array, f: Array, a: Array) -> Array:
        chosen = top(totals(s, p, f, np.ones_like(a)))
        parent, token = chosen.T
        return change(chosen, f[parent] | a[parent, token])

    return answer


def _tokens(chosen: Array, fine: Array, instead: int) -> Array:
    return np.stack([chosen[:, 0], np.where(fine, chosen[:, 1], instead)], axis=1)


def _kept_if_allowed(s: Array, p: Array, f: Array, a: Array) -> Array:
    """The W best of all, those kept that `allowed` allows; finished ones are not spared."""
    chosen = top(totals(s, p, f, np.ones_like(a)))
    return chosen[a[chosen[:, 0], chosen[:, 1]]]


def _filled(fill: float) -> Callable[..., Array]:
    return lambda s, p, f, a: top(totals(s, np.where(a, p, fill), f, np.ones_like(a)))


def _one_each(s: Array, p: Array, f: Array, a: Array, ranked: bool = True) -> Array:
    total = totals(s, p, f, a)
    token = total.argmax(axis=1)
    best = np.stack([np.arange(len(s)), token], axis=1)
    return best[np.argsort(-total.max(axis=1), kind="stable")] if ranked else best


def _shared_out(s: Array, p: Array, f: Array, a: Array) -> Array:
    return top(totals(s, p - np.log((np.exp(p) * a).sum(axis=1, keepdims=True)), f, a))


WRONG = (
    Misconception(
        "the list ignored",
        "`allowed` is not used: these are the W best of all continuations",
        lambda s, p, f, a: top(totals(s, p, f, np.ones_like(a))),
    ),
    Misconception(
        "turned round",
        "what is *not* allowed is kept: True means allowed",
        lambda s, p, f, a: top(totals(s, p, f, ~a)),
    ),
    Misconception(
        "zero for what is not allowed",
        "what is not allowed gets log p = 0, which is probability 1: it wins every time. "
        "Probability 0 is log p = minus infinity",
        lambda s, p, f, a: top(totals(s, np.where(a, p, 0.0), f, np.ones_like(a))),
        also=(
            lambda s, p, f, a: top(
                totals(
                    s,
                    np.where(a, p, np.where(np.arange(p.shape[1]) == PAD, p, 0)),
                    f,
                    np.ones_like(a),
                )
            ),
        ),
    ),
    Misconception(
        "not low enough",
        "what is not allowed gets a number like -10 or -100: a word of the list may be less likely "
        "than that. Probability 0 is log p = minus infinity",
        _filled(-10.0),
        also=tuple(map(_filled, (-5.0, -7.0, -8.0, -100.0))),
    ),
    Misconception(
        "one row for all",
        "one row of `allowed` is used for all hypotheses (any, all or [0] over axis 0): each has "
        "a row of its own",
        lambda s, p, f, a: top(totals(s, p, f, np.broadcast_to(a.any(axis=0), a.shape))),
        also=(lambda s, p, f, a: top(totals(s, p, f, np.broadcast_to(a[0], a.shape))),),
    ),
    Misconception(
        "one for each hypothesis",
        "each hypothesis goes on once, with its best token: the W best of *all* continuations are "
        "wanted, and two may come from one hypothesis",
        _one_each,
        also=(lambda s, p, f, a: _one_each(s, p, f, a, ranked=False),),
    ),
    Misconception(
        "finished ones masked away",
        "the mask falls on finished hypotheses too, so their padding is lost and they leave "
        "the beam: mask first, then say how finished ones go on",
        lambda s, p, f, a: top(np.where(a, totals(s, p, f, np.ones_like(a)), -np.inf)),
    ),
    Misconception(
        "finished extended",
        "finished hypotheses go on with tokens of the list: theirs is over",
        lambda s, p, f, a: top(totals(s, p, np.zeros_like(f), a)),
    ),
    Misconception(
        "chosen first, masked then",
        "the W best of all are chosen first and the mask comes after: most of them are not "
        "allowed, and the beam is lost. Mask before choosing",
        _refilled,
        also=(
            _filtered(lambda chosen, fine: chosen[fine]),
            _filtered(lambda chosen, fine: np.array(list(chosen[fine]))),
            _kept_if_allowed,
            lambda *args: np.array(list(_kept_if_allowed(*args))),
            _filtered(lambda chosen, fine: _tokens(chosen, fine, PAD)),
            _filtered(lambda chosen, fine: chosen * fine[:, None]),
            _filtered(lambda chosen, fine: np.where(fine[:, None], chosen, -1)),
            _filtered(lambda chosen, fine: _tokens(chosen, fine, -1)),
        ),
    ),
    Misconception(
        "running score forgotten",
        "only the next token's log probability is compared: what the hypotheses cost so far "
        "is not added",
        lambda s, p, f, a: top(totals(np.zeros_like(s), p, f, a)),
    ),
    Misconception(
        "parent and token swapped",
        "the columns are the wrong way round: each row is (hypothesis, token)",
        lambda s, p, f, a: top(totals(s, p, f, a))[:, ::-1],
    ),
    Misconception(
        "best last",
        "the right ones, but in rising order: the best must come first",
        lambda s, p, f, a: top(totals(s, p, f, a))[::-1],
    ),
    Misconception(
        "shared out again",
        "the probabilities of the allowed tokens are made to sum to 1 again: that favours "
        "hypotheses that had no choice. Leave log p as it is",
        lambda s, p, f, a: _shared_out(s, p.astype(np.float64), f, a),
        also=(_shared_out,),
    ),
)
