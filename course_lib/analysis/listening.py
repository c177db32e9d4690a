"""Spoken numbers: is what is written right, and does the model listen to the word it writes?"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Bool

from course_lib.analysis.metrics import character_error_rate
from course_lib.analysis.pointing import JUDGED, judged, read_back
from course_lib.data.sounds.joining import Sound
from course_lib.data.task import Pair, known_alignment
from course_lib.devices import settings
from course_lib.model.readers import FramesReading
from course_lib.model.seq2seq import Seq2Seq, check_model
from course_lib.search import transduce_all


def spans_of(reading: FramesReading, pair: Pair) -> Bool[np.ndarray, "T J"]:
    """The positions of a sound in which each written digit is said: those whose middle lies in a
    span of its word, or of one that names its place; none for a digit that nobody says.

    ValueError for what is no pair of a `Sound` with its spans, and for one without an alignment.
    """
    settings.instance("reading", reading, FramesReading, "a FramesReading")
    sure = known_alignment(pair)
    settings.instance("pair's source", pair.source, Sound, "a Sound")
    count = len(pair.source.frames)
    inside = [reading.inside(span, count) for span in pair.source.spans]
    found = np.zeros((len(sure), -(-count // reading.span)), bool)
    for t, further in enumerate(pair.possible or ((),) * len(sure)):
        for word in (sure[t], *further):
            if word >= len(inside):
                raise ValueError(f"pair's source must have a span for word {word}, got {inside!r}")
            if word >= 0:
                found[t] |= inside[word]
    return found


def listening_game(model: Seq2Seq, pairs: Sequence[Pair], *, batch: int = 64) -> dict[str, float]:
    """Where `model` listens when it writes the true digits, those that somebody says:

        pointed   the share of digits whose largest weight lies in their word
        early     the share of those whose largest weight lies before it
        chance    `pointed` for a position drawn at random
        mass      the mean weight of the word
        spread    the mean of `spread`, in positions

    ValueError for no pair, for a model without weights or of something else than sounds.
    """
    seen: list[Any] = []
    for _, weights, regions in read_back(
        model, pairs, FramesReading, "a FramesReading", spans_of, batch
    ):
        early = weights.argmax(axis=1) < regions.argmax(axis=1)
        rows = np.column_stack([judged(weights, regions), early])
        seen += list(rows[regions.any(axis=1)])
    names = (*JUDGED, "early")
    return dict(zip(names, np.mean(seen, axis=0).tolist(), strict=True))


def evaluate_listening(model: Seq2Seq, pairs: Sequence[Pair], *, batch: int = 64) -> dict[str, Any]:
    """What `model` writes by greedy search, and where it listens.

    `exact` is the share of numbers without a mistake, `by_digits` the same for numbers of so many
    digits, `error_rate` counts edits per digit. `pointing` is the `listening_game`, for a model
    with weights. ValueError for no pair, and for pairs of no sounds.
    """
    check_model(model)
    pairs = settings.several("pairs", pairs, Pair, "a Pair", least=1)
    for i, pair in enumerate(pairs):
        settings.instance(f"pairs[{i}].source", pair.source, Sound, "a Sound")
    written = [one.target for one in transduce_all(model, [p.source for p in pairs], batch=batch)]
    gold = [pair.target for pair in pairs]
    right = np.array([a == b for a, b in zip(written, gold, strict=True)], float)
    counts = np.array([len(text) for text in gold])
    results: dict[str, Any] = {
        "exact": float(right.mean()),
        "by_digits": {
            str(count): float(right[counts == count].mean()) for count in sorted(set(counts))
        },
        "error_rate": character_error_rate(written, gold),
    }
    if model.spec.wiring.weighs:
        results["pointing"] = listening_game(model, pairs, batch=batch)
    return results
