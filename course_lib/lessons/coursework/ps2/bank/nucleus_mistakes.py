"""The mistakes that the bank of `nucleus` knows, and the choice that they change."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.coursework.ps2.bank.changed import changes_of
from course_lib.lessons.coursework.ps2.bank.nucleus_ways import (
    as_they_stand,
    before,
    by_count,
    by_order,
    by_rank,
    least,
    one_more,
    without_the_last,
)

Array = Any  # NumPy's in the bank, JAX's in a check


def scaled(p: Array, kept: Array, logits: Array) -> Array:
    q = np.where(kept, p, 0.0)
    return q / q.sum()


def _nucleus(
    logits: Array,
    temperature: float,
    share: float,
    *,
    heated: Callable[[Array, float], Array] = lambda logits, temperature: logits / temperature,
    kept: Callable[[Array, float], Array] = before,
    of: Callable[..., Array] = lambda logits, p, temperature: p,
    given: Callable[[Array, Array, Array], Array] = scaled,
) -> Array:
    logits = np.asarray(logits, np.float64)
    with np.errstate(all="ignore"):
        hot = heated(logits, temperature)
        p = softmax(hot)
        return given(p, kept(of(logits, p, temperature), share), hot)


_mistake = changes_of(_nucleus)


def _ordered(p: Array, kept: Array, logits: Array) -> Array:
    return np.sort(scaled(p, kept, logits))[::-1]


def _guarded(p: Array, kept: Array, logits: Array) -> Array:
    return np.nan_to_num(scaled(p, kept, logits))


def _likeliest(p: Array, kept: Array, logits: Array) -> Array:
    return (np.arange(len(p)) == p.argmax()).astype(float)


WRONG = (
    _mistake(
        "the one that reaches it left out",
        "the word with which the sum reaches `share` is left out: it is kept, or the sum would "
        "stay below. (And where the likeliest word alone is above, none is left)",
        *({"kept": without_the_last(slack)} for slack in (1e-6, -1e-6)),
        *({"kept": without_the_last(slack), "given": _guarded} for slack in (1e-6, -1e-6)),
        *({"kept": without_the_last(slack, least=1)} for slack in (1e-6, -1e-6)),
        {"kept": lambda p, share: without_the_last(-1e-6)(p, share) & (share < 1)},
    ),
    _mistake(
        "one word more",
        "a word is kept that comes after `share` is reached: keep a word if the sum of those "
        "BEFORE it is below `share`",
        {"kept": one_more},
    ),
    _mistake(
        "not made to sum to 1",
        "the kept words have the probabilities of before: divide them by their sum",
        {"given": lambda p, kept, logits: np.where(kept, p, 0.0)},
    ),
    Misconception(
        "divided by the share",
        "the kept words are divided by `share`: divide by the sum that they really have",
        lambda *args: _nucleus(*args, given=lambda p, kept, _: np.where(kept, p, 0.0) / args[2]),
    ),
    _mistake(
        "temperature multiplied",
        "the logits are multiplied by the temperature: they are divided",
        {"heated": lambda logits, temperature: logits * temperature},
    ),
    _mistake(
        "temperature forgotten",
        "the temperature is not used",
        {"heated": lambda logits, temperature: logits},
    ),
    _mistake(
        "nucleus before the temperature",
        "the nucleus is taken from the probabilities without temperature: the temperature comes "
        "first",
        {"of": lambda logits, p, temperature: softmax(logits)},
    ),
    _mistake(
        "softmax before the temperature",
        "the temperature divides probabilities: it divides the logits, and then comes one softmax",
        {"heated": lambda logits, temperature: softmax(logits) / temperature},
    ),
    _mistake(
        "left in order of likelihood",
        "the probabilities stand from the largest on: each belongs in the place of its word",
        {"given": _ordered},
    ),
    _mistake(
        "put back the wrong way",
        "ordered[order] sorts once more and puts nothing back: order[k] is the word of rank k, so "
        "use zeros.at[order].set(ordered)",
        {"given": lambda p, kept, _: _ordered(p, kept, _)[np.argsort(-p, kind="stable")]},
    ),
    _mistake(
        "mask in another order",
        "which words are kept is worked out in the order of likelihood and used in the order of "
        "the vocabulary: put it back first, .at[order].set(...)",
        {"kept": by_rank},
        {"kept": by_order},
    ),
    _mistake(
        "the unlikeliest kept",
        "the sum starts from the least likely word: jnp.argsort goes from small to large",
        {"kept": least},
    ),
    _mistake(
        "words as they stand",
        "the sum runs through the vocabulary as it stands: it starts from the likeliest word",
        {"kept": as_they_stand},
    ),
    _mistake(
        "a share of the words",
        "`share` is taken for a share of the words: it is a share of the probability",
        *({"kept": by_count(way)} for way in (int, lambda x: max(int(x), 1))),
        *({"kept": by_count(way)} for way in (lambda x: int(np.ceil(x)), round)),
    ),
    _mistake(
        "words above the share",
        "words whose own probability is at least `share` are kept: the sum of the likeliest has "
        "to reach it",
        {"kept": lambda p, share: p >= share},
        {
            "kept": lambda p, share: p >= share,
            "given": _guarded,
        },
    ),
    _mistake(
        "softmax taken twice",
        "a softmax is taken of probabilities: that flattens them. Divide by their sum, or mask the "
        "logits",
        {"given": lambda p, kept, logits: softmax(np.where(kept, p, -np.inf))},
        {"given": lambda p, kept, logits: softmax(np.where(kept, p, 0.0))},
    ),
    _mistake(
        "0 for what is left out",
        "the logit 0 stands for a word that is left out, and e to the 0 is 1: it takes minus "
        "infinity",
        {"given": lambda p, kept, logits: softmax(np.where(kept, logits, 0.0))},
        {"given": lambda p, kept, logits: softmax(logits * kept)},
    ),
    _mistake(
        "even shares",
        "the kept words get equal shares: they keep their proportions",
        {"given": lambda p, kept, logits: kept / kept.sum()},
    ),
    _mistake(
        "which are kept",
        "True and False come out, which words are kept: their probabilities are wanted",
        {"given": lambda p, kept, logits: kept},
    ),
    _mistake(
        "no nucleus",
        "no word is left out",
        {"kept": lambda p, share: p >= 0},
    ),
    _mistake(
        "the likeliest alone",
        "all but the likeliest word are left out, whatever `share` is",
        {"given": _likeliest},
        {"given": lambda p, kept, logits: int(p.argmax())},
    ),
    _mistake(
        "logits for probabilities",
        "logits come out, with minus infinity for what is left out: probabilities are wanted",
        {"given": lambda p, kept, logits: np.where(kept, logits, -np.inf)},
    ),
)
