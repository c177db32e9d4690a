"""A vocabulary that lends numbers to words that it does not hold, anew for each source."""

from dataclasses import dataclass
from typing import Any

from course_lib.data.vocab import Vocab, checked_text
from course_lib.data.word_vocab import SIGNS, Words


@dataclass(frozen=True)
class OpenWords(Words):
    """`Words` whose unknown words have numbers in the text where they stand: the first one V, the
    next one V + 1, where V = len(vocab). The same word has the same number in all of one text, and
    in no other text any meaning.

    So a target may be written in words of its source that no vocabulary holds (See et al. 2017,
    section 2.2, the "extended vocabulary"). `beside(source)` is the vocabulary of one source: it
    encodes and decodes targets. For a model that copies; the number of lent numbers is at most that
    of the source's tokens.

    >>> vocab = OpenWords(("in", "was", "seen"))
    >>> vocab.encode("Ruvo was seen in Belk , Ruvo")
    [7, 5, 6, 4, 8, 9, 7]
    >>> own = vocab.beside("Ruvo was seen in Belk")
    >>> own.encode("Belk seen by Ruvo"), own.decode([7, 5, 6])
    ([8, 6, 3, 7], 'Ruvo was seen')
    """

    def encode(self, text: str) -> list[int]:
        """The number of each word, lent ones for unknown words. ValueError as in `Words`."""
        checked_text(text, self.tokens(text), self.unit)
        return self.beside(text).encode(text)

    def beside(self, source: str) -> Words:
        """This vocabulary with the unknown words of a source behind it, in their order."""
        lent = dict.fromkeys(word for word in self.unknown(source) if word not in SIGNS)
        return Words(self.words + tuple(lent), self.written, self.lower)


def beside(vocab: Vocab, source: Any) -> Vocab:
    """The vocabulary in which a target stands beside its source: `OpenWords.beside`, and for every
    other kind the vocabulary itself."""
    return vocab.beside(source) if isinstance(vocab, OpenWords) else vocab


def beyond(vocab: Vocab, longest: int) -> int:
    """How many numbers a vocabulary can lend to a source of at most `longest` tokens."""
    return longest if isinstance(vocab, OpenWords) else 0
