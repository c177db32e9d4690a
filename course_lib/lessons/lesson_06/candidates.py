"""The words of a list that are nearest to a misspelling, and which of them a model prefers."""

import functools
import itertools
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from rapidfuzz import process
from rapidfuzz.distance import OSA

from course_lib.analysis import force_all
from course_lib.data import Pair
from course_lib.data.spelling.channel import NoisyChannel
from course_lib.data.spelling.misspellings import ranked, zipf
from course_lib.devices import settings
from course_lib.model.seq2seq import Seq2Seq, check_model

DISTANCE_WEIGHTS = (0.0, 1.0, 2.0, 4.0, 6.0, 8.0, 12.0)
FREQUENCY_WEIGHTS = (0.0, 0.25, 0.5, 1.0, 1.5)
MOST_NEAR = 60  # words one step away: no misspelling of the course's list has more than 14


class Candidates(NamedTuple):
    """For M misspellings the N nearest words: `words` [M][N], how many steps each is away [M, N],
    and its Zipf frequency [M, N]. The nearest first, of those the most frequent."""

    words: list[list[str]]
    distance: np.ndarray
    zipf: np.ndarray


def one_step(word: str, letters: str) -> set[str]:
    """All texts that are one step away from a word; `letters` are those that may be written.

    Norvig 2007, "How to write a spelling corrector". ValueError for what is no text.
    """
    cuts = [(word[:i], word[i:]) for i in range(len(settings.text("word", word)) + 1)]
    settings.text("letters", letters)
    deleted = {a + b[1:] for a, b in cuts if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    replaced = {a + c + b[1:] for a, b in cuts if b for c in letters}
    return deleted | swapped | replaced | {a + c + b for a, b in cuts for c in letters}


def nearest(texts: Sequence[str], count: int = 12) -> Candidates:
    """The `count` words of the course's list that are nearest to each text.

    A step is a letter too many, left out or wrong, or two neighbours swapped (optimal string
    alignment). ValueError for what are no texts.
    """
    texts, lexicon = settings.several("texts", texts, str, "a text", 1), ranked(1)
    count = settings.whole("count", count, most=len(lexicon))
    far = process.cdist(texts, lexicon, scorer=OSA.distance, dtype=np.uint8)
    # `ranked` has the most frequent words first, and the sort is stable.
    chosen = np.argsort(far, axis=1, kind="stable")[:, :count]
    frequency = np.array([zipf(word) for word in lexicon])
    return Candidates(
        [[lexicon[i] for i in row] for row in chosen],
        np.take_along_axis(far, chosen, axis=1).astype(np.float32),
        frequency[chosen].astype(np.float32),
    )


def likeliest(texts: Sequence[str], channel: NoisyChannel, weight: float) -> list[str]:
    """For each text the word one step away with the largest log rate(step) + weight * zipf(word),
    of which it is the likeliest misspelling; the nearest word where none is one step away.

    Kernighan, Church & Gale 1990, whose weight is that of a probability: log(10). ValueError for
    what are no texts, no channel and no number.
    """
    weight = float(settings.number("weight", weight))
    found = nearest(texts, MOST_NEAR)
    score = log_rates(texts, found, channel) + weight * found.zipf
    # Where no word is one step away, the first: the nearest.
    return [row[best] for row, best in zip(found.words, score.argmax(axis=1), strict=True)]


def log_rates(texts: Sequence[str], found: Candidates, channel: NoisyChannel) -> np.ndarray:
    """The logarithm of the rate of the step from each candidate to its text, [M, N], in nats; minus
    infinity for one that is not one step away, or by a step that was never counted.

    ValueError for what are no texts and no channel.
    """
    texts = settings.several("texts", texts, str, "a text", 1)
    settings.instance("channel", channel, NoisyChannel, "a NoisyChannel")
    # Only of words one step away: what can be made of a word is a few hundred texts.
    rates = functools.cache(
        lambda word: {edit.apply(word): math.log(rate) for edit, rate in channel.steps(word)}
    )
    return np.array(
        [
            [
                rates(word).get(text, -math.inf) if steps == 1 else -math.inf
                for word, steps in zip(row, far, strict=True)
            ]
            for text, row, far in zip(texts, found.words, found.distance, strict=True)
        ]
    )


def log_probabilities(model: Seq2Seq, texts: Sequence[str], found: Candidates) -> np.ndarray:
    """log p(candidate | text) of every candidate, [M, N], in nats. ValueError for what is no model,
    and where there are not as many texts as rows."""
    check_model(model)
    texts = settings.several("texts", texts, str, "a text", 1)
    if len(texts) != len(found.words):
        raise ValueError(
            f"texts must be those of the {len(found.words)} rows of candidates, got {len(texts)}"
        )
    pairs = [(text, word) for text, row in zip(texts, found.words, strict=True) for word in row]
    read = force_all(model, pairs, batch=256)
    return np.array([one.log_probability for one in read]).reshape(found.distance.shape)


def rescore(log_p: ArrayLike, distance: ArrayLike, zipf: ArrayLike, weights: Any) -> np.ndarray:
    """The candidates of one text, best first: log p - lambda * distance + mu * zipf, [N].

    Kernighan, Church & Gale 1990: the channel and the frequency of a word decide together.
    """
    score = np.asarray(log_p) - weights[0] * np.asarray(distance) + weights[1] * np.asarray(zipf)
    return np.argsort(-score, kind="stable")


def right_ones(pairs: Sequence[Pair], found: Candidates) -> np.ndarray:
    """Which candidate is the right word, [M, N]."""
    return np.array([[word == p.target for word in row] for p, row in zip(pairs, found.words)])  # noqa: B905 (ruff's rule for notebooks)


def best_weights(
    log_p: np.ndarray, found: Candidates, right: np.ndarray, *, with_model: bool = True
) -> tuple[float, float]:
    """The weights (lambda, mu) that put the most right words first; of equal ones the smallest.

    Chosen on misspellings that are neither trained on nor tested with. `with_model=False` leaves
    log p out: what distance and frequency do alone.
    """
    log_p = log_p if with_model else np.zeros_like(log_p)

    def score(weights: tuple[float, float]) -> float:
        return float(first_right(log_p, found, right, weights).mean())

    pairs = list(itertools.product(DISTANCE_WEIGHTS, FREQUENCY_WEIGHTS))
    return max(pairs, key=score)  # of equal ones the first


def first_right(
    log_p: np.ndarray, found: Candidates, right: np.ndarray, weights: tuple[float, float]
) -> np.ndarray:
    """Whether the best candidate of each text is the right one, [M]."""
    score = log_p - weights[0] * found.distance + weights[1] * found.zipf
    return right[np.arange(len(right)), score.argmax(axis=1)]


def interval(right: ArrayLike, picks: ArrayLike) -> np.ndarray:
    """The 95 % bootstrap interval of a share of right answers, [2] (Efron 1979).

    right: which of N answers are right, [N]. picks: the answers of R new tests, [R, N].
    """
    shares = np.asarray(right, float)[np.asarray(picks)].mean(axis=1)
    return np.percentile(shares, [2.5, 97.5])
