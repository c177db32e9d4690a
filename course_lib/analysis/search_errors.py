"""Search errors and model errors: two searches on one model, by its own probability and by gold.

A search makes an error when it misses the model's likeliest target; the model makes one when its
likeliest target is not the right one. A wider beam makes fewer of the first kind, and so can bring
out more of the second (Stahlberg & Byrne 2019).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Int
from rapidfuzz.distance import Levenshtein

from course_lib.devices import settings
from course_lib.model.seq2seq import Seq2Seq
from course_lib.search import Search, Transduction, transduce_all
from course_lib.search.transduce import check_search, checked_sources


class Compared(NamedTuple):
    """What two searches made of one text with the same model."""

    first: Transduction
    second: Transduction

    @property
    def same(self) -> bool:
        return self.first.target_tokens == self.second.target_tokens

    @property
    def gain(self) -> float:
        """log p of the second minus log p of the first, in nats; 0 where they wrote the same."""
        if self.same:
            return 0.0
        return self.second.log_probability - self.first.log_probability


def compare(
    model: Seq2Seq,
    texts: Sequence[str],
    first: Search,
    second: Search,
    *,
    limit: int | None = None,
    batch: int = 64,
) -> list[Compared]:
    """Each text decoded by both searches; the order is kept. Errors as in `transduce_all`."""
    check_search("first", first)
    check_search("second", second)
    texts = checked_sources(texts, "texts")
    found = [
        transduce_all(model, texts, search=search, limit=limit, batch=batch)
        for search in (first, second)
    ]
    return [Compared(*pair) for pair in zip(*found, strict=True)]


class Counts(NamedTuple):
    """How often a second search found the `same` target as a first one, a likelier one (`higher`)
    or a less likely one (`lower`), and the mean `gain` in nats over all sentences."""

    same: int
    higher: int
    lower: int
    gain: float

    @property
    def higher_share(self) -> float:
        """The share of `higher` in the sentences that differ; nan if none does."""
        different = self.higher + self.lower
        return self.higher / different if different else float("nan")


def tally(compared: Sequence[Compared]) -> Counts:
    """The counts of many sentences; of two different targets that are equally likely, the second
    is not higher. ValueError for no sentence, and for what `compare` does not give."""
    compared = settings.several("compared", compared, Compared, "a Compared", least=1)
    same = sum(one.same for one in compared)
    higher = sum(one.gain > 0 for one in compared)
    gain = float(np.mean([one.gain for one in compared]))
    return Counts(same, higher, len(compared) - same - higher, gain)


def edits(compared: Sequence[Compared], gold: Sequence[str]) -> Int[np.ndarray, "N 2"]:
    """How many characters of each answer must be inserted, deleted or replaced to get the gold one
    (Levenshtein 1966): a row for each sentence, a column for each search.

    ValueError for unequal counts, and for what is neither.
    """
    compared = settings.several("compared", compared, Compared, "a Compared")
    gold = settings.several("gold", gold, str, "a text")
    if len(compared) != len(gold):
        raise ValueError(f"compared holds {len(compared)} sentences, gold {len(gold)}")
    rows = [
        [Levenshtein.distance(answer.target, want) for answer in one]
        for one, want in zip(compared, gold, strict=True)
    ]
    return np.array(rows, int).reshape(-1, 2)
