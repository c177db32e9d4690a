"""How good is a translation? BLEU and chrF by sacrebleu, each with the signature to quote it by."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from course_lib.data import Pair
from course_lib.devices import settings
from course_lib.search import Greedy, Search, transduce_all
from course_lib.search.transduce import check_search

# For each sentence its reference, or several.
References = Sequence[str] | Sequence[Sequence[str]]
GREEDY = Greedy()


class Bleu(NamedTuple):
    """BLEU, 0 to 100, and what it is made of (Papineni et al. 2002).

    `precisions` are the modified precisions of 1- to 4-grams, in percent; `brevity` is the penalty
    that a text too short is multiplied by. Quote the `signature` with the number: BLEU depends on
    how words are counted.
    """

    score: float
    precisions: tuple[float, ...]
    brevity: float
    signature: str


class Chrf(NamedTuple):
    """chrF, 0 to 100: the F-score of character n-grams (Popović 2015), and its signature."""

    score: float
    signature: str


def bleu(written: Sequence[str], references: References, *, lower: bool = False) -> Bleu:
    """BLEU of detokenised texts against one or more references each, over the whole corpus.

    With `lower`, capital and small letters count as the same. ValueError for unequal counts, and
    for no sentence.

    >>> round(bleu(["the cat sat on the mat ."], ["the cat sat on a mat ."]).score, 1)
    48.9
    """
    from sacrebleu.metrics import BLEU  # imports its tokenisers: half a second

    # `force`: it need not warn where signs stand apart, as in prepared text.
    metric = BLEU(lowercase=settings.flag("lower", lower), force=True)
    found = metric.corpus_score(_texts("written", written), _streams(written, references))
    signature = str(metric.get_signature())
    return Bleu(found.score, tuple(found.precisions), found.bp, signature)


def chrf(written: Sequence[str], references: References, *, lower: bool = False) -> Chrf:
    """chrF2 of detokenised texts; arguments and errors as in `bleu`.

    >>> round(chrf(["ein Haus"], ["ein Hauch"]).score, 1)
    61.8
    """
    from sacrebleu.metrics import CHRF

    metric = CHRF(lowercase=settings.flag("lower", lower))
    found = metric.corpus_score(_texts("written", written), _streams(written, references))
    return Chrf(found.score, str(metric.get_signature()))


class BleuBucket(NamedTuple):
    """BLEU of the `sentences` whose length is low <= length < high (the last one: <= high); NaN
    where there are none."""

    low: int
    high: int
    score: float
    sentences: int


def bleu_by_length(
    written: Sequence[str],
    references: References,
    lengths: Sequence[int],
    edges: Sequence[int],
    *,
    lower: bool = False,
) -> list[BleuBucket]:
    """BLEU in each bucket of source lengths between `edges` (Bahdanau et al. 2014, figure 2).

    ValueError for unequal counts, edges that do not rise, and a length outside them.
    """
    settings.flag("lower", lower)
    texts, edges = _texts("written", written), settings.wholes("edges", edges, 0)
    if len(edges) < 2 or not all(low < high for low, high in pairwise(edges)):
        raise ValueError(f"edges must be two or more rising numbers, got {edges}")
    size = np.array(settings.wholes("lengths", lengths, 0))
    if size.shape != (len(texts),):
        raise ValueError(f"lengths must be one for each of {len(texts)} texts, got {size.size}")
    if not (edges[0] <= size.min() and size.max() <= edges[-1]):
        raise ValueError(
            f"lengths must be within {edges[0]} to {edges[-1]}, got {size.min()} to {size.max()}"
        )
    _streams(written, references)
    place = np.minimum(np.searchsorted(edges, size, side="right") - 1, len(edges) - 2)
    found = []
    for k, (low, high) in enumerate(pairwise(edges)):
        own = np.flatnonzero(place == k).tolist()
        score = float("nan")
        if own:
            texts, wanted = [written[i] for i in own], [references[i] for i in own]
            score = bleu(texts, wanted, lower=lower).score  # type: ignore[arg-type]
        found.append(BleuBucket(low, high, score, len(own)))
    return found


def references_of(pairs: Iterable[Pair]) -> dict[str, list[str]]:
    """All targets that each source has, in a corpus where one sentence has several translations.

    ValueError for no pair, and for what is none.
    """
    found: dict[str, list[str]] = {}
    for pair in settings.several("pairs", pairs, Pair, "a Pair", least=1):
        known = found.setdefault(pair.source, [])
        if pair.target not in known:
            known.append(pair.target)
    return found


def bleu_on(
    pairs: Sequence[Pair], *, search: Search = GREEDY, lower: bool = False, batch: int = 32
) -> Callable[[Any], float]:
    """A measure for `Validation`: a model's BLEU on these pairs, a source's targets together.

    fit(..., watch=KeepBest(Validation(bleu_on(corpus.pairs["valid"][:200]), "BLEU"), highest=True))

    `batch` sources are decoded at a time. ValueError for no pair, and for what cannot be.
    """
    wanted = references_of(pairs)
    check_search("search", search)
    settings.flag("lower", lower)
    batch = settings.whole("batch", batch)
    sources, references = list(wanted), list(wanted.values())

    def measure(model: Any) -> float:
        found = transduce_all(model, sources, search=search, batch=batch)
        return bleu([one.target for one in found], references, lower=lower).score

    return measure


def _texts(name: str, value: Sequence[str]) -> list[str]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise ValueError(f"{name} must be a list of texts, got {value!r}")
    if wrong := [text for text in value if not isinstance(text, str)]:
        raise ValueError(f"{name} must be texts, got {wrong[0]!r}")
    if not value:
        raise ValueError(f"{name} must be one text or more, got none")
    return list(value)


def _streams(written: Sequence[str], references: References) -> Any:
    """References as sacrebleu takes them: the first of all sentences, then the second of all, None
    where a sentence has no more."""
    _texts("written", written)
    if isinstance(references, str) or not isinstance(references, Sequence):
        raise ValueError(f"references must be a list, got {references!r}")
    if len(written) != len(references):
        raise ValueError(
            f"references must be as many as written, {len(written)}, got {len(references)}"
        )
    each = [
        [one] if isinstance(one, str) else _texts(f"references[{i}]", one)
        for i, one in enumerate(references)
    ]
    most = max(len(one) for one in each)
    return [[one[k] if k < len(one) else None for one in each] for k in range(most)]
