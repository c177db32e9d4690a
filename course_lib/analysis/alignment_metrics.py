"""How good is an alignment? Counted on the host, over real tokens only."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Array, Bool, Int, Num

from course_lib.analysis.metrics import check_positions
from course_lib.devices import settings

AnyArray = Array | np.ndarray
# One sentence or a list of them. "_" and not T, J: every sentence of a list has its own T and J.
Weights = Num[AnyArray, "_ _"] | Sequence[Num[AnyArray, "_ _"]]
Links = Bool[AnyArray, "_ _"] | Sequence[Bool[AnyArray, "_ _"]]
Gold = Int[AnyArray, "_"] | Sequence[int] | Sequence[Int[AnyArray, "_"]] | Sequence[Sequence[int]]


class Hits(NamedTuple):
    """How many of the counted target tokens look at the right source token."""

    right: int
    counted: int


def alignment_hits(weights: Weights, gold: Gold, offset: int = 0) -> Hits:
    """Counts target tokens whose largest weight lies on source position gold + offset.

    weights: one [T, J] matrix or a list of them, each cut to its real tokens. gold: for each, the
    source position of every target token, -1 where it has none. Not counted: gold -1, and
    gold + offset outside the source (so offsets differ a little in what they count). A row of zeros
    looks nowhere and is wrong. offset -1 asks whether the model looks one token too early.
    ValueError where the sizes differ, or a weight is negative or not finite.
    """
    matrices = _matrices("weights", weights)
    many = settings.listed("gold", gold, "the source positions of a sentence's tokens")
    golds = [gold] if hasattr(weights, "ndim") else many
    offset = settings.whole("offset", offset, -settings.MOST)
    if len(golds) != len(matrices):
        raise ValueError(f"gold: {len(golds)} sentences; wanted {len(matrices)}, as in weights")
    right = counted = 0
    for i, (matrix, aim) in enumerate(zip(matrices, golds, strict=True)):
        links, (t, j) = argmax_links(matrix), matrix.shape
        place = check_positions(f"gold[{i}]", aim, j)
        if place.size != t:
            raise ValueError(f"gold[{i}]: {place.size} tokens; wanted {t}, the rows of weights")
        keep = (place >= 0) & (place + offset >= 0) & (place + offset < j)
        right += int(links[np.flatnonzero(keep), place[keep] + offset].sum())
        counted += int(keep.sum())
    return Hits(right, counted)


def alignment_accuracy(weights: Weights, gold: Gold, offset: int = 0) -> float:
    """The share, 0 to 1, of counted target tokens that look at gold + offset: `alignment_hits`.

    ValueError as there, and where no token counts.

    >>> weights = np.array([[0.9, 0.1], [0.8, 0.2]])
    >>> alignment_accuracy(weights, [0, 1])
    0.5
    """
    hits = alignment_hits(weights, gold, offset)
    if not hits.counted:
        raise ValueError(f"gold: no token has a source position at offset {offset}; wanted some")
    return hits.right / hits.counted


def argmax_links(
    weights: Num[AnyArray, "T J"], counted: Bool[AnyArray, "_"] | None = None
) -> Bool[np.ndarray, "T J"]:
    """Hard links from soft weights: each target token to its heaviest source token.

    Rows where `counted` is false, and rows of zeros, get no link; a tie goes to the first.
    ValueError for weights that are negative or not finite (scores?), or sizes that differ.
    """
    (matrix,) = _matrices("weights", _asarray("weights", weights))
    if not np.isfinite(matrix).all() or (matrix < 0).any():
        raise ValueError("weights: some are negative or not finite; wanted weights, not scores")
    rows = matrix.max(axis=1, initial=0) > 0
    if counted is not None:
        settings.numeric("counted", counted, "T", "b")
        if np.shape(counted) != rows.shape:
            raise ValueError(f"counted: shape {np.shape(counted)}; wanted {rows.shape}, as weights")
        rows = rows & np.asarray(counted)
    links = np.zeros(matrix.shape, dtype=bool)
    links[rows, matrix[rows].argmax(axis=1)] = True
    return links


def gold_links(gold: Int[AnyArray, " T"] | Sequence[int], source: int) -> Bool[np.ndarray, "_ J"]:
    """Links [T, source] from the source position of each target token; -1 gives a row of none.

    >>> gold_links([1, -1], 3).astype(int)
    array([[0, 1, 0],
           [0, 0, 0]])
    """
    settings.whole("source", source, 0)
    links: np.ndarray = check_positions("gold", gold, source)[:, None] == np.arange(source)
    return links


def possible_links(possible: Sequence[Sequence[int]], source: int) -> Bool[np.ndarray, "_ J"]:
    """Links [T, source] from all source positions that each target token may come from, as
    `Pair.possible` has them. ValueError for what is no position.

    >>> possible_links([(0, 2), ()], 3).astype(int)
    array([[1, 0, 1],
           [0, 0, 0]])
    """
    rows = settings.listed("possible", possible, "the source positions of a token")
    links = np.zeros((len(rows), settings.whole("source", source, 0)), bool)
    for t, row in enumerate(rows):
        if one := settings.listed(f"possible[{t}]", row, "a source position"):
            places = check_positions(f"possible[{t}]", one, source)
            links[t, places[places >= 0]] = True
    return links


def alignment_error_rate(links: Links, sure: Links, possible: Links | None = None) -> float:
    """How far the links A are from the gold links, 0 (perfect) to 1; sums run over the corpus.

        AER = 1 - (|A ∩ S| + |A ∩ P|) / (|A| + |S|)                 (Och & Ney 2003, section 4.1)

    A link of A must be at least possible, and every sure link should be found. S ⊆ P by
    definition: `sure` is united into `possible`, which may be left out. Each is one [T, J] matrix
    of booleans or a list. ValueError where sizes differ, or neither A nor S has a link.

    >>> links = np.array([[True, False], [True, False]])
    >>> alignment_error_rate(links, gold_links([0, 1], 2))
    0.5
    """
    found, certain = _matrices("links", links, bool), _matrices("sure", sure, bool)
    allowed = certain if possible is None else _matrices("possible", possible, bool)
    shapes = [[m.shape for m in matrices] for matrices in (found, certain, allowed)]
    if not shapes[0] == shapes[1] == shapes[2]:
        raise ValueError(f"links, sure, possible: shapes {shapes}; wanted the same in each")
    total = sum(int(a.sum() + s.sum()) for a, s in zip(found, certain, strict=True))
    if not total:
        raise ValueError("links, sure: no link in either; wanted at least one")
    triples = zip(found, certain, allowed, strict=True)
    return 1 - sum(int((a & s).sum() + (a & (p | s)).sum()) for a, s, p in triples) / total


def _asarray(name: str, value: Any) -> np.ndarray:
    try:
        return np.asarray(value)
    except (TypeError, ValueError) as error:  # lists of unequal lengths
        raise ValueError(f"{name}: {value!r}; wanted a [T, J] matrix for each sentence") from error


def _matrices(name: str, value: Weights | Links, dtype: type | None = None) -> list[np.ndarray]:
    one = [value] if hasattr(value, "ndim") else settings.listed(name, value, "a [T, J] matrix")
    arrays = [_asarray(name, v) for v in one]
    wrong = [a for a in arrays if a.ndim != 2 or a.dtype.kind in "OSUMm"]
    wrong += [a for a in arrays if dtype is not None and a.dtype != dtype]
    if wrong or not arrays:
        came = f"{wrong[0].dtype} {wrong[0].shape}" if wrong else "an empty list"
        kind = "numbers" if dtype is None else "booleans"
        raise ValueError(f"{name}: {came}; wanted a [T, J] matrix of {kind} for each sentence")
    return arrays
