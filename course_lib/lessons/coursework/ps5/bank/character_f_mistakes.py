"""The mistakes that the bank of `character_f` knows, and the score that they change."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Misconception

Grams = Counter[tuple[str, ...]]


def _without_spaces(text: str) -> Sequence[str]:
    return text.replace(" ", "")


def _clipped(ours: Grams, theirs: Grams) -> int:
    return (ours & theirs).total()


def _lengths(order: int, one: int, other: int) -> list[int]:
    return list(range(1, min(order, one, other) + 1))


def f_of(precision: float, recall: float, beta: float = 4.0) -> float:
    """The F score; beta is squared already."""
    below = beta * precision + recall
    return (1 + beta) * precision * recall / below if below else 0.0


def score(
    written: str,
    reference: str,
    order: int,
    *,
    read: Callable[[str], Sequence[str]] = _without_spaces,
    lengths: Callable[[int, int, int], list[int]] = _lengths,
    matched: Callable[[Grams, Grams], int] = _clipped,
    gather: Callable[[np.ndarray], tuple[float, float]] = lambda shares: tuple(shares.mean(axis=0)),
    f: Callable[[float, float], float] = f_of,
) -> float:
    """The score of `character_f`, one thing of it changed or none."""
    texts = read(written), read(reference)
    shares = []
    for n in lengths(order, *map(len, texts)):
        ours, theirs = (
            Counter(tuple(text[k : k + n]) for k in range(len(text) - n + 1)) for text in texts
        )
        hits = matched(ours, theirs)
        shares.append((hits / max(ours.total(), 1), hits / max(theirs.total(), 1)))
    return float(f(*gather(np.array(shares)))) if shares else 0.0


def _other(**changed: Any) -> Callable[..., float]:
    return lambda *args: score(*args, **changed)


def _loose(ours: Grams, theirs: Grams) -> int:
    return sum(count for gram, count in ours.items() if gram in theirs)


def _kinds(written: str, reference: str, order: int) -> float:
    """Each n-gram counts once, however often it comes."""
    a, b = _without_spaces(written), _without_spaces(reference)
    shares = []
    for n in _lengths(order, len(a), len(b)):
        ours, theirs = ({text[k : k + n] for k in range(len(text) - n + 1)} for text in (a, b))
        shares.append((len(ours & theirs) / len(ours), len(ours & theirs) / len(theirs)))
    return f_of(*np.mean(shares, axis=0)) if shares else 0.0


def _in_one_count(written: str, reference: str, order: int) -> float:
    a, b = _without_spaces(written), _without_spaces(reference)
    hits = ours = theirs = 0.0
    for n in range(1, order + 1):
        one, other = (Counter(text[k : k + n] for k in range(len(text) - n + 1)) for text in (a, b))
        hits, ours, theirs = (
            hits + (one & other).total(),
            ours + one.total(),
            theirs + other.total(),
        )
    return f_of(hits / ours, hits / theirs) if ours and theirs else 0.0


def _mean_of_f(written: str, reference: str, order: int) -> float:
    sizes = (len(_without_spaces(one)) for one in (written, reference))
    found = [
        score(written, reference, order, lengths=lambda *_, n=n: [n])
        for n in _lengths(order, *sizes)
    ]
    return float(np.mean(found)) if found else 0.0


def _geometric(shares: np.ndarray) -> tuple[float, float]:
    with np.errstate(divide="ignore"):
        means = np.exp(np.log(shares).mean(axis=0))
    return means[0], means[1]


def _unguarded(written: str, reference: str, order: int) -> float:
    """0 / 0 where nothing is in common."""
    return score(written, reference, order, f=lambda p, r: 5 * p * r / (4 * p + r))


def _all_lengths(order: int, *_: int) -> list[int]:
    return list(range(1, order + 1))


def _to_reference(order: int, _: int, other: int) -> list[int]:
    return list(range(1, min(order, other) + 1))


WRONG = (
    Misconception(
        "precision and recall exchanged",
        "precision and recall are exchanged: precision divides by what was written, recall by what "
        "the reference has; recall weighs more",
        _other(f=lambda p, r: f_of(r, p)),
    ),
    Misconception(
        "beta is 1",
        "precision and recall weigh the same: beta is 2 here",
        _other(f=lambda p, r: f_of(p, r, 1.0)),
    ),
    Misconception(
        "beta not squared",
        "beta stands in the formula as it is: it is squared, 4",
        _other(f=lambda p, r: f_of(p, r, 2.0)),
    ),
    Misconception(
        "recall alone",
        "the recall comes out: the F score has the precision in it, too",
        _other(f=lambda p, r: r),
        also=(_other(f=lambda p, r: p),),
    ),
    Misconception(
        "not clipped",
        "an n-gram that was written too often counts each time: it counts at most as often as the "
        "reference has it",
        _other(matched=_loose),
    ),
    Misconception(
        "each kind once",
        "each n-gram counts once, however often it comes: count how often",
        _kinds,
    ),
    Misconception(
        "spaces counted",
        "spaces count as characters: take them out first",
        _other(read=lambda text: text),
    ),
    Misconception(
        "words, not characters",
        "n-grams of words are counted: characters are wanted",
        _other(read=lambda text: text.split()),
    ),
    Misconception(
        "the longest alone",
        "only the longest n-grams are counted: the mean over all lengths from 1 is wanted",
        _other(lengths=lambda *sizes: _lengths(*sizes)[-1:]),
    ),
    Misconception(
        "characters alone",
        "only single characters are counted, n = 1: longer n-grams belong to it",
        _other(lengths=lambda *sizes: _lengths(*sizes)[:1]),
    ),
    Misconception(
        "one length short",
        "the longest n-grams are left out: range(1, N) ends with N - 1",
        _other(lengths=lambda *sizes: _lengths(*sizes)[:-1]),
    ),
    Misconception(
        "mean of the F scores",
        "an F score is taken for each length, and then their mean: take the means of precision and "
        "recall first, then one F score",
        _mean_of_f,
    ),
    Misconception(
        "all lengths in one count",
        "the n-grams of all lengths are put together: each length has its own shares, and they all "
        "weigh the same",
        _in_one_count,
    ),
    Misconception(
        "geometric mean",
        "the shares are multiplied, as in BLEU: their plain mean is wanted",
        _other(gather=_geometric),
    ),
    Misconception(
        "lengths that a text does not have",
        "n goes up to `order` even where a text is shorter and has no such n-gram: n ends at the "
        "length of the shorter text",
        _other(lengths=_all_lengths),
        also=(_other(lengths=_to_reference),),
    ),
    Misconception(
        "percent",
        "the score is multiplied by 100: it lies between 0 and 1",
        lambda *args: 100 * score(*args),
    ),
    Misconception(
        "nothing in common",
        "it divides 0 by 0 where the texts have nothing in common: the score is 0 there",
        _unguarded,
        also=(_other(f=lambda p, r: 5 * p * r / (4 * p + r) if p or r else np.nan),),
    ),
)
