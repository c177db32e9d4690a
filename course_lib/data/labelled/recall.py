"""Recall: a key stands somewhere among distractors; at the end, a query asks which key it was.

The number of tokens between key and query is the gap. After Hochreiter & Schmidhuber 1997, section
5.2 ("noise-free sequences with long time lags") and 5.3, where the place varies.
"""

from dataclasses import dataclass

import numpy as np

from course_lib.data.labelled.examples import Examples
from course_lib.data.vocab import PAD, SPECIAL
from course_lib.devices import settings

QUERY = len(SPECIAL)
MOST_KINDS = 10**6  # a table of one vector a token must fit into memory


@dataclass(frozen=True)
class Recall:
    """A key of `keys`, `shortest` to `longest` distractors, and the query. The label is the key.

    `place` is where the key stands. "random": distractors fill the sentence up in front of it, so
    that every sentence is equally long and the key must be noticed among them. "first": the key is
    always the first token, the naive design; sentences are padded at their end.
    ValueError for another place, or for sizes below 1.
    """

    keys: int = 8
    distractors: int = 10
    longest: int = 100
    place: str = "random"
    shortest: int = 1

    def __post_init__(self) -> None:
        settings.one_of("place", self.place, ("random", "first"))
        longest = settings.whole("longest", self.longest)
        settings.put(
            self,
            keys=settings.whole("keys", self.keys, most=MOST_KINDS),
            distractors=settings.whole("distractors", self.distractors, most=MOST_KINDS),
            longest=longest,
            shortest=settings.whole("shortest", self.shortest, most=longest),
        )

    @property
    def vocabulary(self) -> int:
        """How many token numbers there are: special ones, the query, keys, distractors."""
        return QUERY + 1 + self.keys + self.distractors

    @property
    def classes(self) -> int:
        return self.keys

    @property
    def length(self) -> int:
        """Tokens of the longest sentence: the key, the longest gap, the query."""
        return self.longest + 2

    def draw(self, count: int, rng: np.random.Generator) -> Examples:
        """`count` sentences [count, length], gaps drawn uniformly, and their keys [count]."""
        return self.with_gaps(rng.integers(self.shortest, self.longest + 1, count), rng)

    def with_gaps(self, gaps: np.ndarray, rng: np.random.Generator) -> Examples:
        """One sentence for each gap. ValueError for a gap outside 1 to `longest`."""
        gaps = np.asarray(gaps)
        if gaps.ndim != 1 or not ((gaps >= 1) & (gaps <= self.longest)).all():
            raise ValueError(f"gaps must be a list of numbers from 1 to {self.longest}, got {gaps}")
        count, first_key = len(gaps), QUERY + 1
        shape = (count, self.length)
        source = rng.integers(first_key + self.keys, self.vocabulary, shape, dtype=np.int32)
        key = rng.integers(0, self.keys, count, dtype=np.int32)
        where = self.longest - gaps if self.place == "random" else np.zeros(count, int)
        rows, query = np.arange(count), where + gaps + 1
        source[rows, where] = first_key + key
        source[rows, query] = QUERY
        source[np.arange(self.length)[None] > query[:, None]] = PAD
        return Examples(source, key)
