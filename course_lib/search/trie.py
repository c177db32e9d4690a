"""A lexicon as a trie: at each step of a search, which tokens can still lead to one of its words.

Knuth 1973, "The Art of Computer Programming", volume 3, section 6.3. As an array of numbers it goes
along a compiled search: one row a node, one column a token.
"""

import functools
from dataclasses import dataclass, field

import numpy as np

from course_lib.data.vocab import END, Vocab, check_vocab
from course_lib.devices import settings

NOWHERE = -1
"""In a trie's table: this token leads to no word."""

MOST_WORDS = 200_000


@dataclass(frozen=True)
class Trie:
    """The texts that a search may write: `words`, as a vocabulary numbers them.

    `between` joins several: with " " a phrase of any number of words may be written. `table` is
    [N, V]: the node that a token leads to, `NOWHERE` if there is none; node 0 is the root, and the
    end token leads to it, where a word ends. ValueError for no word, for what the vocabulary
    does not know, and for a `between` that is not one token.

    >>> from course_lib.data import Characters
    >>> Trie(("a", "ab"), Characters("ab")).table
    array([[-1, -1, -1,  1, -1],
           [-1, -1,  0, -1,  2],
           [-1, -1,  0, -1, -1]], dtype=int32)
    """

    words: tuple[str, ...] = field(repr=False)
    vocab: Vocab = field(repr=False)
    between: str = ""

    def __post_init__(self) -> None:
        check_vocab("vocab", self.vocab)
        words = settings.several("words", self.words, str, "a word", 1)
        if len(words) > MOST_WORDS:
            raise ValueError(f"words must be at most {MOST_WORDS}, got {len(words)}")
        settings.put(self, words=tuple(words))
        settings.instance("between", self.between, str, "a text")
        if self.between and len(self._numbers("between", self.between)) != 1:
            raise ValueError(f"between must be one token, got {self.between!r}")
        self.table  # noqa: B018 (refuses words that cannot be encoded, here and not in a search)

    @functools.cached_property
    def table(self) -> np.ndarray:
        """[N, V] numbers of nodes, as above."""
        rows: list[dict[int, int]] = [{}]
        for word in self.words:
            node = 0
            for token in self._numbers("words", word):
                if token not in rows[node]:
                    rows.append({})
                    rows[node][token] = len(rows) - 1
                node = rows[node][token]
            rows[node][END] = 0
            if self.between:
                (token,) = self._numbers("between", self.between)
                if rows[node].setdefault(token, 0) != 0:
                    raise ValueError(f"words must not hold {self.between!r}, which joins them")
        found = np.full((len(rows), len(self.vocab)), NOWHERE, np.int32)
        for node, children in enumerate(rows):
            found[node, list(children)] = list(children.values())
        return found

    def _numbers(self, name: str, text: str) -> list[int]:
        try:
            return self.vocab.encode(text)
        except ValueError as error:
            raise ValueError(f"{name} must be known to the vocabulary: {error}") from error

    def holds(self, text: str) -> bool:
        """Whether a search in this trie can write a text. ValueError for what is no text."""
        settings.text("text", text)
        if self.vocab.unknown(text):
            return False
        node = 0
        for token in [*self.vocab.encode(text), END]:
            node = int(self.table[node, token])
            if node == NOWHERE:
                return False
        return True
