"""The mistakes that the bank of `nucleus` knows, and the choice that they change."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Misconception

Array = Any  # NumPy's in the bank, JAX's in a check


def softmax(logits: Array) -> Array:
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


def ranked(p: Array) -> tuple[Array, Array, Array]:
    """The words from the likeliest on, their probabilities, and the sum of those before each."""
    order = np.argsort(-p, kind="stable")
    return order, p[order], np.cumsum(p[order]) - p[order]


def _before(p: Array, share: float) -> Array:
    order, _, before = ranked(p)
    kept = np.zeros(len(p), bool)
    kept[order] = before < share
    return kept


def _without_the_last(p: Array, share: float) -> Array:
    order, ordered, before = ranked(p)
    kept = np.zeros(len(p), bool)
    kept[order] = before + ordered <= share
    return kept


def _one_more(p: Array, share: float) -> Array:
    order, _, before = ranked(p)
    kept = np.zeros(len(p), bool)
    kept[order[: int((before < share).sum()) + 1]] = True
    return kept


def _least(p: Array, share: float) -> Array:
    return _before_ascending(p, share, np.argsort(p, kind="stable"))


def _as_they_stand(p: Array, share: float) -> Array:
    return _before_ascending(p, share, np.arange(len(p)))


def _before_ascending(p: Array, share: float, order: Array) -> Array:
    kept = np.zeros(len(p), bool)
    kept[order] = np.cumsum(p[order]) - p[order] < share
    return kept


def _by_rank(p: Array, share: float) -> Array:
    """The mask in the order of likelihood, used for the words as they stand."""
    return ranked(p)[2] < share


def _by_order(p: Array, share: float) -> Array:
    """The mask taken through `order` once more, not put back."""
    order, _, before = ranked(p)
    return (before < share)[order]


def _by_count(rounded: Callable[[float], int]) -> Callable[[Array, float], Array]:
    def kept(p: Array, share: float) -> Array:
        mask = np.zeros(len(p), bool)
        mask[np.argsort(-p, kind="stable")[: rounded(share * len(p))]] = True
        return mask

    return kept


def scaled(p: Array, kept: Array, logits: Array) -> Array:
    q = np.where(kept, p, 0.0)
    return q / q.sum()


def _nucleus(
    logits: Array,
    temperature: float,
    share: float,
    *,
    heated: Callable[[Array, float], Array] = lambda logits, temperature: logits / temperature,
    kept: Callable[[Array, float], Array] = _before,
    of: Callable[..., Array] = lambda logits, p, temperature: p,
    given: Callable[[Array, Array, Array], Array] = scaled,
) -> Array:
    logits = np.asarray(logits, np.float64)
    with np.errstate(all="ignore"):
        hot = heated(logits, temperature)
        p = softmax(hot)
        return given(p, kept(of(logits, p, temperature), share), hot)


def _mistake(name: str, looks_like: str, *changes: dict[str, Any]) -> Misconception:
    def answer(changed: dict[str, Any]) -> Callable[..., Array]:
        return lambda *args: _nucleus(*args, **changed)

    ways = [answer(changed) for changed in changes]
    return Misconception(name, looks_like, ways[0], also=tuple(ways[1:]))


def _ordered(p: Array, kept: Array, logits: Array) -> Array:
    return np.sort(scaled(p, kept, logits))[::-1]


def _likeliest(p: Array, kept: Array, logits: Array) -> Array:
    return (np.arange(len(p)) == p.argmax()).astype(float)


WRONG = (
    _mistake(
        "the one that reaches it left out",
        "the word with which the sum reaches `share` is left out: it is kept, or the sum would "
        "stay below. (And where the likeliest word alone is above, none is left)",
        {"kept": _without_the_last},
        {"kept": _without_the_last, "given": lambda p, k, _: np.nan_to_num(scaled(p, k, _))},
    ),
    _mistake(
        "one word more",
        "a word is kept that comes after `share` is reached: keep a word if the sum of those "
        "BEFORE it is below `share`",
        {"kept": _one_more},
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
        "mask in another order",
        "which words are kept is worked out in the order of likelihood and used in the order of "
        "the vocabulary: put it back first, .at[order].set(...)",
        {"kept": _by_rank},
        {"kept": _by_order},
    ),
    _mistake(
        "the unlikeliest kept",
        "the sum starts from the least likely word: jnp.argsort goes from small to large",
        {"kept": _least},
    ),
    _mistake(
        "words as they stand",
        "the sum runs through the vocabulary as it stands: it starts from the likeliest word",
        {"kept": _as_they_stand},
    ),
    _mistake(
        "a share of the words",
        "`share` is taken for a share of the words: it is a share of the probability",
        *({"kept": _by_count(way)} for way in (int, lambda x: max(int(x), 1))),
        *({"kept": _by_count(way)} for way in (lambda x: int(np.ceil(x)), round)),
    ),
    _mistake(
        "words above the share",
        "words whose own probability is at least `share` are kept: the sum of the likeliest has "
        "to reach it",
        {"kept": lambda p, share: p >= share},
        {
            "kept": lambda p, share: p >= share,
            "given": lambda p, kept, _: np.nan_to_num(scaled(p, kept, _)),
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
