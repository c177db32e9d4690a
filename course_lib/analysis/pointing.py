"""Captions of images: are they true, and does the model look at what it names?"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from jaxtyping import Bool, Float

from course_lib.analysis.forced_decoding import force_all
from course_lib.analysis.translation import bleu
from course_lib.data.images.captions import KINDS, kind_of, references
from course_lib.data.images.composing import Scene
from course_lib.data.task import Pair, known_alignment
from course_lib.devices import settings
from course_lib.model.readers import GridReading
from course_lib.model.seq2seq import Seq2Seq, check_model
from course_lib.search import transduce_all


def pointed(
    weights: Float[np.ndarray, "T J"], regions: Bool[np.ndarray, "T J"]
) -> Bool[np.ndarray, " T"]:
    """The pointing game: whether the largest weight of each word lies in the word's region.

    Source: Zhang et al. 2016 ("Top-down neural attention by excitation backprop"), section 4.2,
    which asks the same of any map. ValueError for arrays of other axes, and of unequal shapes.

    >>> weights = np.array([[0.7, 0.2, 0.1], [0.2, 0.5, 0.3]])
    >>> pointed(weights, np.array([[True, False, False], [True, False, True]]))
    array([ True, False])
    """
    weights = settings.numeric("weights", weights, "T J", "f")
    regions = settings.numeric("regions", regions, "T J", "b")
    if weights.shape != regions.shape:
        raise ValueError(f"regions must be {weights.shape} as weights are, got {regions.shape}")
    return np.take_along_axis(regions, weights.argmax(axis=1)[:, None], axis=1)[:, 0]


def spread(weights: Float[np.ndarray, "T J"]) -> Float[np.ndarray, " T"]:
    """How many positions each word reads, in effect: exp of the entropy of its weights. One where
    all weight lies on one position, J where all have the same. ValueError for another array.

    >>> spread(np.array([[1.0, 0.0], [0.5, 0.5]]))
    array([1., 2.])
    """
    weights = settings.numeric("weights", weights, "T J", "f")
    log = np.log(np.where(weights > 0, weights, 1.0))
    return np.exp(-(weights * log).sum(axis=1))


def regions_of(reading: GridReading, pair: Pair) -> Bool[np.ndarray, "T J"]:
    """The positions of an image that each word of its caption comes from: the patches whose middle
    lies in the box of its digit, or in one of several; none for a word that comes from nowhere.

    ValueError for what is no pair of a `Scene` with its boxes, and for one without an alignment.
    """
    settings.instance("reading", reading, GridReading, "a GridReading")
    sure = known_alignment(pair)
    settings.instance("pair's source", pair.source, Scene, "a Scene")
    inside = [reading.inside(box) for box in pair.source.boxes]
    found = np.zeros((len(sure), reading.rows * reading.columns), bool)
    for t, further in enumerate(pair.possible or ((),) * len(sure)):
        for digit in (sure[t], *further):
            if digit >= len(inside):
                raise ValueError(f"pair's source must have a box for digit {digit}, got {inside!r}")
            if digit >= 0:
                found[t] |= inside[digit]
    return found


JUDGED = ("pointed", "chance", "mass", "spread")


def judged(
    weights: Float[np.ndarray, "T J"], regions: Bool[np.ndarray, "T J"]
) -> Float[np.ndarray, "T 4"]:
    """What `JUDGED` names, of each word: whether it points, the share of positions in its region,
    the weight there, and how many positions it reads in effect."""
    inside = (weights * regions).sum(axis=1)
    columns = (pointed(weights, regions), regions.mean(axis=1), inside, spread(weights))
    return np.stack(columns, axis=1).astype(float)


def read_back(
    model: Seq2Seq,
    pairs: Sequence[Pair],
    kind: type,
    wanted: str,
    regions: Callable[[Any, Pair], Bool[np.ndarray, "T J"]],
    batch: int,
) -> Iterator[tuple[Pair, Float[np.ndarray, "T J"], Bool[np.ndarray, "T J"]]]:
    """The true target of each pair read back: the pair, the weights of its tokens without the end,
    and their `regions`. ValueError for no pair, for a model whose reading is not of this `kind`
    (`wanted` says which), and for one without weights."""
    check_model(model)
    pairs = settings.several("pairs", pairs, Pair, "a Pair", least=1)
    reading = model.spec.wiring.reading
    settings.instance("model's reading", reading, kind, wanted)
    if not model.spec.wiring.weighs:
        raise ValueError("model must have attention weights, got one without")
    read = force_all(model, [(pair.source, pair.target) for pair in pairs], batch=batch)
    for pair, forced in zip(pairs, read, strict=True):
        assert forced.weights is not None  # the model weighs
        found = regions(reading, pair)
        yield pair, np.asarray(forced.weights[: len(found)]), found


def pointing_game(
    model: Seq2Seq, pairs: Sequence[Pair], *, batch: int = 64
) -> dict[str, dict[str, float]]:
    """Where `model` looks when it writes the true caption, for each kind of word ("row", "column",
    "digit") and for "all" of them:

        pointed   the share of words whose largest weight lies in their region
        chance    the same for a position drawn at random
        mass      the mean weight of the region
        spread    the mean of `spread`, in positions

    ValueError for no pair, for a model without weights or of something else than images.
    """
    seen: dict[str, list[Any]] = {kind: [] for kind in (*KINDS, "all")}
    for pair, weights, regions in read_back(
        model, pairs, GridReading, "a GridReading", regions_of, batch
    ):
        rows = judged(weights, regions)
        for word, region, numbers in zip(pair.target.split(), regions, rows, strict=True):
            kind = kind_of(word)
            if kind is not None and region.any():
                seen[kind].append(numbers)
                seen["all"].append(numbers)
    return {
        kind: dict(zip(JUDGED, np.mean(rows, axis=0).tolist(), strict=True))
        for kind, rows in seen.items()
        if rows
    }


def evaluate_captions(model: Seq2Seq, pairs: Sequence[Pair], *, batch: int = 64) -> dict[str, Any]:
    """Free-running greedy captions of `model`, and where it looked.

    `exact` is the share of captions that are one of the `references` of the true one, `by_digits`
    the same for scenes of so many digits; `bleu` counts against all references. `words` has for
    each kind of word the share that stands where the true caption has it. `pointing` is the
    `pointing_game`, for a model with weights. ValueError for no pair, and for pairs of no images.
    """
    check_model(model)
    pairs = settings.several("pairs", pairs, Pair, "a Pair", least=1)
    for i, pair in enumerate(pairs):
        settings.instance(f"pairs[{i}].source", pair.source, Scene, "a Scene")
    told = [references(pair.target) for pair in pairs]
    written = [one.target for one in transduce_all(model, [p.source for p in pairs], batch=batch)]
    right = np.array([text in true for text, true in zip(written, told, strict=True)], float)
    counts = np.array([len(pair.source.boxes) for pair in pairs])
    results: dict[str, Any] = {
        "exact": float(right.mean()),
        "by_digits": {
            str(count): float(right[counts == count].mean()) for count in sorted(set(counts))
        },
        "bleu": bleu(written, told).score,
        "words": _right_words(pairs, written),
    }
    if model.spec.wiring.weighs:
        results["pointing"] = pointing_game(model, pairs, batch=batch)
    return results


def _right_words(pairs: Sequence[Pair], written: Sequence[str]) -> dict[str, float]:
    """Of the words of each kind that come from a digit, the share that stand in their place in what
    was written."""
    found: dict[str, list[bool]] = {kind: [] for kind in KINDS}
    for pair, text in zip(pairs, written, strict=True):
        words = text.split()
        sure = known_alignment(pair)
        for t, word in enumerate(pair.target.split()):
            kind = kind_of(word)
            if kind is not None and sure[t] >= 0:
                found[kind].append(words[t : t + 1] == [word])
    return {kind: float(np.mean(hits)) for kind, hits in found.items() if hits}
