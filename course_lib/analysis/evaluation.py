"""One model on one test set: everything that a lesson plots, as plain numbers for a record."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from course_lib.analysis import alignment_metrics, metrics
from course_lib.analysis.forced_decoding import Forced, force_all
from course_lib.data import Pair
from course_lib.model.table import Seq2Seq
from course_lib.search import transduce_all

OFFSETS = (-1, 0, 1)


def evaluate(
    model: Seq2Seq, pairs: Sequence[Pair], *, edges: Sequence[int], bins: int = 10
) -> dict[str, Any]:
    """Free-running greedy quality of `model` on `pairs`, and the quality of its alignments.

    exact, cer, character: over all sentences (shares, not percent); `by_length` the exact match
    and the accuracy of characters at their place for each bucket of source length between `edges`;
    `by_position` the character accuracy for `bins` equal parts of the source, and
    `by_position_forced` the same when the true previous tokens are given, so that an early error
    does not spoil what follows. For a model with attention, `alignment` is the share of letters
    whose largest weight is at the gold position moved by each of `OFFSETS`, and `aer` the alignment
    error rate, both with the true target given; spaces and the end do not count. For one with a
    window, `in_window` is the share of those letters whose gold position the window covers.
    """
    sources = [pair.source for pair in pairs]
    gold = [pair.target for pair in pairs]
    got = [found.target for found in transduce_all(model, sources)]
    lengths = [len(source) for source in sources]
    characters = [metrics.character_accuracy([g], [w]) for g, w in zip(got, gold, strict=True)]
    exact = metrics.by_length(metrics.matches(got, gold).astype(float), lengths, edges)
    right = metrics.by_length(characters, lengths, edges)
    positions = [np.array(pair.alignment) for pair in pairs]
    places = metrics.accuracy_by_position(got, gold, bins, positions, lengths)
    read = force_all(model, [(pair.source, pair.target) for pair in pairs])
    told = [
        _where_right(pair.target, forced.right) for pair, forced in zip(pairs, read, strict=True)
    ]
    places_told = metrics.accuracy_by_position(told, gold, bins, positions, lengths)
    results: dict[str, Any] = {
        "exact": metrics.exact_match(got, gold),
        "cer": metrics.character_error_rate(got, gold),
        "character": metrics.character_accuracy(got, gold),
        "by_length": {
            "low": [bucket.low for bucket in exact],
            "high": [bucket.high for bucket in exact],
            "count": [bucket.count for bucket in exact],
            "exact": [bucket.mean for bucket in exact],
            "character": [bucket.mean for bucket in right],
        },
        "by_position": np.asarray(places.mean).tolist(),
        "by_position_forced": np.asarray(places_told.mean).tolist(),
    }
    if model.spec.wiring.weighs:
        results |= alignment_quality(pairs, read)
    if model.spec.wiring.window is not None:
        results["in_window"] = gold_in_window(pairs, read, model.spec.wiring.window)
    return results


def _where_right(target: str, right: np.ndarray) -> str:
    """The target with "?" where the model was wrong."""
    return "".join(c if ok else "?" for c, ok in zip(target, right, strict=False))


def alignment_quality(pairs: Sequence[Pair], read: Sequence[Forced]) -> dict[str, Any]:
    """`alignment` at each offset, and `aer`, as `evaluate` describes them."""
    weights = [forced.weights[:-1] for forced in read if forced.weights is not None]
    gold = [letter_positions(pair) for pair in pairs]
    links = [
        alignment_metrics.argmax_links(matrix, places >= 0)
        for matrix, places in zip(weights, gold, strict=True)
    ]
    sure = [alignment_metrics.gold_links(g, w.shape[1]) for g, w in zip(gold, weights, strict=True)]
    return {
        "alignment": {
            str(o): alignment_metrics.alignment_accuracy(weights, gold, o) for o in OFFSETS
        },
        "aer": alignment_metrics.alignment_error_rate(links, sure),
    }


def gold_in_window(pairs: Sequence[Pair], read: Sequence[Forced], window: int) -> float:
    """The share of letters whose gold position is at most `window` from where they were sought."""
    covered = []
    for pair, forced in zip(pairs, read, strict=True):
        gold = letter_positions(pair)
        far = np.abs(gold - np.asarray(forced.centre)[:-1])
        covered += (far <= window)[gold >= 0].tolist()
    return float(np.mean(covered))


def letter_positions(pair: Pair) -> np.ndarray:
    """The gold source position of each target character, -1 for a space."""
    return np.array(
        [
            -1 if character == " " else place
            for character, place in zip(pair.target, pair.alignment, strict=True)
        ]
    )
