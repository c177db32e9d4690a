"""One model on one test set: everything that a lesson plots, as plain numbers for a record."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from course_lib.analysis import alignment_metrics, metrics
from course_lib.analysis.forced_decoding import Forced, force_all
from course_lib.data import Pair
from course_lib.data.open_vocab import beside
from course_lib.data.task import LOWER_CASE, known_alignment
from course_lib.data.vocab import Vocab, signs
from course_lib.devices import settings
from course_lib.model.seq2seq import Seq2Seq, check_model
from course_lib.search import transduce_all

OFFSETS = (-1, 0, 1)


def evaluate(
    model: Seq2Seq, pairs: Sequence[Pair], *, edges: Sequence[int], bins: int = 10
) -> dict[str, Any]:
    """Free-running greedy quality of `model` on `pairs`, and the quality of its alignments.

    exact, cer and the accuracy of tokens at their place, which is called as a token of the target
    is ("character", "word"): over all sentences (shares, not percent). `by_length` the exact match
    and the accuracy of tokens for each bucket of source length, in positions, between `edges`. A
    word that the model has no number for cannot be right; `unknown` is the share of those in the
    target, if there are any.

    Where the alignment of all pairs is known: `by_position` the accuracy of tokens for `bins` equal
    parts of the source, and `by_position_forced` the same when the true previous tokens are given,
    so that an early error does not spoil what follows. For a model with attention, `alignment` is
    the share of target tokens whose largest weight is at the gold position moved by each of
    `OFFSETS`, and `aer` the alignment error rate, both with the true target given; spaces, the end
    and tokens that come from nowhere do not count. A possible link of a pair is no error. For one
    with a window, `in_window` is the share of those tokens whose gold position the window covers.
    """
    check_model(model)
    pairs = settings.several("pairs", pairs, Pair, "a Pair", least=1)
    metrics.check_edges(edges)
    bins = settings.whole("bins", bins)
    target, reading, sizes = model.spec.target, model.spec.wiring.reading, model.spec.sizes
    gold = [pair.target for pair in pairs]
    got = [found.target for found in transduce_all(model, [pair.source for pair in pairs])]
    right, written = ([target.tokens(text) for text in texts] for texts in (gold, got))
    lengths = [len(reading.shown(sizes, pair.source)) for pair in pairs]
    accuracy = [metrics.token_accuracy([g], [w]) for g, w in zip(written, right, strict=True)]
    exact = metrics.by_length(metrics.matches(got, gold).astype(float), lengths, edges)
    results: dict[str, Any] = {
        "exact": metrics.exact_match(got, gold),
        "cer": metrics.character_error_rate(got, gold),
        target.unit: metrics.token_accuracy(written, right),
        "by_length": {
            "low": [bucket.low for bucket in exact],
            "high": [bucket.high for bucket in exact],
            "count": [bucket.count for bucket in exact],
            "exact": [bucket.mean for bucket in exact],
            target.unit: [b.mean for b in metrics.by_length(accuracy, lengths, edges)],
        },
    }
    own = [beside(target, pair.source) for pair in pairs]
    if unknown := sum(len(o.unknown(text)) for o, text in zip(own, gold, strict=True)):
        results["unknown"] = unknown / sum(map(len, right))
    if any(pair.alignment is None for pair in pairs):
        return results
    read = force_all(model, [(pair.source, pair.target) for pair in pairs])
    told = [_where_right(o, text, one.right) for o, text, one in zip(own, gold, read, strict=True)]
    positions = [np.array(pair.alignment) for pair in pairs]
    for name, answers in (("by_position", written), ("by_position_forced", told)):
        places = metrics.accuracy_by_position(answers, right, bins, positions, lengths)
        results[name] = np.asarray(places.mean).tolist()
    if model.spec.wiring.weighs:
        results |= alignment_quality(pairs, read, target)
    window = model.spec.wiring.window
    if window is not None and all(one.centre is not None for one in read):
        results["in_window"] = gold_in_window(pairs, read, window, target)
    return results


def _where_right(vocab: Vocab, text: str, right: np.ndarray) -> list[str]:
    """The tokens of a text as the model knows them, "" where it was wrong."""
    tokens = zip(signs(vocab, vocab.encode(text)), right, strict=False)
    return [token if ok else "" for token, ok in tokens]


def alignment_quality(
    pairs: Sequence[Pair], read: Sequence[Forced], target: Vocab = LOWER_CASE
) -> dict[str, Any]:
    """`alignment` at each offset, and `aer`, as `evaluate` describes them; `target` says what a
    token is. ValueError for a pair whose alignment is not known."""
    pairs = settings.several("pairs", pairs, Pair, "a Pair", least=1)
    read = settings.several("read", read, Forced, "a Forced", least=len(pairs))
    weights = [forced.weights[:-1] for forced in read if forced.weights is not None]
    gold = [gold_positions(pair, target) for pair in pairs]
    sure = [alignment_metrics.gold_links(g, w.shape[1]) for g, w in zip(gold, weights, strict=True)]
    allowed: list[np.ndarray] = [
        s | alignment_metrics.possible_links(pair.possible, s.shape[1]) if pair.possible else s
        for pair, s in zip(pairs, sure, strict=True)
    ]
    links = [
        alignment_metrics.argmax_links(matrix, np.asarray(one.any(axis=1)))
        for matrix, one in zip(weights, allowed, strict=True)
    ]
    return {
        "alignment": {
            str(o): alignment_metrics.alignment_accuracy(weights, gold, o) for o in OFFSETS
        },
        "aer": alignment_metrics.alignment_error_rate(links, sure, allowed),
    }


def gold_in_window(
    pairs: Sequence[Pair], read: Sequence[Forced], window: int, target: Vocab = LOWER_CASE
) -> float:
    """The share of target tokens, spaces left out, whose gold position is at most `window` from
    where they were sought. ValueError for a pair whose alignment is not known."""
    covered = []
    for pair, forced in zip(pairs, read, strict=True):
        gold = gold_positions(pair, target)
        far = np.abs(gold - np.asarray(forced.centre)[:-1])
        covered += (far <= window)[gold >= 0].tolist()
    return float(np.mean(covered))


def gold_positions(pair: Pair, target: Vocab = LOWER_CASE) -> np.ndarray:
    """The gold source position of each target token, -1 for a space.

    ValueError if the alignment is not known, or is of another number of tokens.
    """
    settings.instance("pair", pair, Pair, "a Pair")
    settings.having("target", target, ["tokens"], "a vocabulary, such as Characters('abc')")
    tokens, places = target.tokens(pair.target), known_alignment(pair)
    if len(tokens) != len(places):
        raise ValueError(
            f"alignment must hold a position for each of the {len(tokens)} {target.unit}s of "
            f"{pair.target!r}, got {len(places)}"
        )
    return np.array([-1 if t == " " else j for t, j in zip(tokens, places, strict=True)])
