"""How good is an answer? Counted on the host, over real tokens only."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy.typing import ArrayLike
from rapidfuzz.distance import Levenshtein

from course_lib.devices import settings


class Bucket(NamedTuple):
    """The `count` sentences with low <= length < high (the last bucket: <= high) and their mean."""

    low: int
    high: int
    mean: float  # nan where count is 0
    count: int  # type: ignore[assignment]  # hides tuple.count, which no one wants here


class PositionAccuracy(NamedTuple):
    """Accuracy and number of gold tokens in each bin of relative position, start to end."""

    mean: Float[np.ndarray, " bins"]  # nan where count is 0
    count: Int[np.ndarray, " bins"]  # type: ignore[assignment]


def matches(predicted: Sequence[str], gold: Sequence[str]) -> Bool[np.ndarray, " N"]:
    """Whether each predicted sentence equals its gold sentence.

    ValueError for unequal counts, for no sentence, for one bare string.
    """
    _check_pairs(predicted, gold)
    return np.array([got == want for got, want in zip(predicted, gold, strict=True)])


def exact_match(predicted: Sequence[str], gold: Sequence[str]) -> float:
    """The share of sentences, 0 to 1, that are right in every character. Errors: see `matches`.

    >>> exact_match(["the cat", "a dgo"], ["the cat", "a dog"])
    0.5
    """
    return float(matches(predicted, gold).mean())


def character_error_rate(predicted: Sequence[str], gold: Sequence[str]) -> float:
    """Edits that turn the predictions into the gold sentences, per gold character.

        CER = sum_i lev(predicted_i, gold_i) / sum_i |gold_i|

    lev counts insertions, deletions and substitutions (Levenshtein 1966). The sums run over the
    corpus, so long sentences weigh more. 0 only if all are equal; may exceed 1 on long predictions.
    ValueError as `matches` does, and where `gold` holds no character.

    >>> character_error_rate(["a dgo"], ["a dog"])  # two of five: d and g are swapped
    0.4
    """
    characters = _count_tokens(predicted, gold, "character")
    pairs = zip(predicted, gold, strict=True)
    return sum(Levenshtein.distance(got, want) for got, want in pairs) / characters


def token_accuracy(predicted: Sequence[Sequence[str]], gold: Sequence[Sequence[str]]) -> float:
    """The share of gold tokens, 0 to 1, that are predicted *at their own position*.

    A sentence is a list of tokens; a string is taken as its characters. A missing token is wrong, a
    surplus one is not counted. One token left out makes all that follow wrong, which
    `character_error_rate` forgives. ValueError as `matches` does, and where `gold` holds no
    token.

    >>> token_accuracy(["bcd"], ["abcd"])  # one letter left out, and all stand wrong
    0.0
    """
    tokens = _count_tokens(predicted, gold, "token")
    pairs = zip(predicted, gold, strict=True)
    return sum(int(_right_at(got, want).sum()) for got, want in pairs) / tokens


def character_accuracy(predicted: Sequence[str], gold: Sequence[str]) -> float:
    """`token_accuracy` of strings, character by character."""
    _count_tokens(predicted, gold, "character")
    return token_accuracy(predicted, gold)


def by_length(values: ArrayLike, lengths: ArrayLike, edges: Sequence[int]) -> list[Bucket]:
    """Mean of per-sentence `values` in each bucket of `lengths`, for accuracy against length.

    edges (10, 20, 30) make the buckets 10 <= length < 20 and 20 <= length <= 30.
    ValueError where the sizes differ, the edges do not rise, or a length is in no bucket
    (a sentence dropped in silence would flatter or hurt the mean).

    >>> by_length([1.0, 0.0, 1.0], [10, 15, 30], edges=(10, 20, 30))
    [Bucket(low=10, high=20, mean=0.5, count=2), Bucket(low=20, high=30, mean=1.0, count=1)]
    """
    value = settings.numeric("values", values, "N").astype(np.float64)
    length = settings.numeric("lengths", lengths, "N", "iuf")
    if value.shape != length.shape:
        raise ValueError(
            f"values, lengths: shapes {value.shape} and {length.shape}; wanted one of each sentence"
        )
    check_edges(edges)
    outside = ~((length >= edges[0]) & (length <= edges[-1]))  # NaN is nowhere
    if outside.any():
        raise ValueError(
            f"lengths: {int(outside.sum())} of {length.size} outside the edges, such as "
            f"{length[outside][0]}; wanted all in {edges[0]} to {edges[-1]}"
        )
    bucket = np.minimum(np.searchsorted(edges, length, side="right") - 1, len(edges) - 2)
    return [
        Bucket(low, high, _mean(value[bucket == k]), int((bucket == k).sum()))
        for k, (low, high) in enumerate(pairwise(edges))
    ]


def check_edges(edges: Sequence[int]) -> None:
    """ValueError unless these are two or more numbers that rise."""
    found = settings.numeric("edges", edges, "buckets", "iuf")
    if len(found) < 2 or not (np.diff(found) > 0).all():
        raise ValueError(f"edges: {tuple(edges)}; wanted two or more rising numbers")


def accuracy_by_position(
    predicted: Sequence[Sequence[str]],
    gold: Sequence[Sequence[str]],
    bins: int,
    positions: Sequence[ArrayLike] | None = None,
    source_lengths: ArrayLike | None = None,
) -> PositionAccuracy:
    """Accuracy of the gold tokens by where they stand, in `bins` equal parts of the sentence.

    A sentence is a list of tokens; a string is taken as its characters. A token at place i of n
    stands at (i + 1/2) / n: symmetric, so start and end compare fairly. With `positions` the place
    is that of the source token it comes from (-1: from none, not counted) and n is the source's
    length: `source_lengths`, by default the gold sentence's length. "Right" always means right at
    its own place in the *target*, as in `token_accuracy`.
    ValueError as `matches` does, and for bins < 1 or positions that do not fit.
    """
    _check_pairs(predicted, gold)
    bins = settings.whole("bins", bins)
    lengths = [len(want) for want in gold] if source_lengths is None else source_lengths
    sizes = settings.numeric("source_lengths", lengths, "N", "iu")
    if positions is not None:
        positions = settings.listed("positions", positions, "a source position for each token")
    if sizes.shape != (len(gold),) or (positions is not None and len(positions) != len(gold)):
        count = "none" if positions is None else len(positions)
        raise ValueError(
            f"positions, source_lengths: {count} and {sizes.size} of them; "
            f"wanted one for each of the {len(gold)} gold sentences"
        )
    right, counts = np.zeros(bins, dtype=np.int64), np.zeros(bins, dtype=np.int64)
    for i, (got, want) in enumerate(zip(predicted, gold, strict=True)):
        places = check_positions(
            f"positions[{i}]",
            range(len(want)) if positions is None else positions[i],
            int(sizes[i]),
        )
        if places.size != len(want):
            raise ValueError(f"positions[{i}]: {places.size}; wanted {len(want)}, as in gold[{i}]")
        counted = places >= 0
        part = (2 * places[counted] + 1) * bins // (2 * sizes[i])  # integers: no rounding at edges
        np.add.at(counts, part, 1)
        np.add.at(right, part, _right_at(got, want)[counted])
    mean = np.divide(right, counts, out=np.full(bins, np.nan), where=counts > 0)
    return PositionAccuracy(mean, counts)


def _check_pairs(predicted: Sequence[Sequence[str]], gold: Sequence[Sequence[str]]) -> None:
    for name, value in (("predicted", predicted), ("gold", gold)):
        if isinstance(value, str):  # a string is a sequence of strings: it would count letters
            raise ValueError(f"{name}: the one string {value!r}; wanted a list of sentences")
        for place, sentence in enumerate(settings.listed(name, value, "a sentence")):
            if not isinstance(sentence, str):
                settings.several(f"{name}[{place}]", sentence, str, "a token")
    if len(predicted) != len(gold) or not len(gold):
        raise ValueError(
            f"predicted, gold: {len(predicted)} and {len(gold)} sentences; wanted as many, over 0"
        )


def _count_tokens(
    predicted: Sequence[Sequence[str]], gold: Sequence[Sequence[str]], unit: str
) -> int:
    _check_pairs(predicted, gold)
    if not (tokens := sum(map(len, gold))):
        raise ValueError(f"gold: {len(gold)} empty sentences; wanted at least one {unit}")
    return tokens


def _right_at(got: Sequence[str], want: Sequence[str]) -> np.ndarray:
    right = [i < len(got) and got[i] == token for i, token in enumerate(want)]
    return np.array(right, dtype=bool)


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if values.size else float("nan")


def check_positions(name: str, value: ArrayLike, size: int) -> np.ndarray:
    """Source positions as int64, each -1 (none) or 0 to size - 1; ValueError if they are not."""
    size = settings.whole("size", size, 0)
    try:
        places = np.asarray(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name}: {value!r}; wanted a row of whole numbers") from error
    if places.size == 0:
        places = places.astype(np.int64)  # an empty list has no type of its own
    if places.ndim != 1 or places.dtype.kind not in "iu":
        raise ValueError(f"{name}: {places.dtype} {places.shape}; wanted a row of whole numbers")
    if places.size and (places.min() < -1 or places.max() >= size):
        raise ValueError(
            f"{name}: source positions {places.min()} to {places.max()}; wanted -1 to {size - 1}"
        )
    return places.astype(np.int64)
