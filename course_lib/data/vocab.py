"""What a vocabulary is: texts to numbers and back, and numbers as padded arrays.

The kinds of it are a file each: `characters`, `word_vocab`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import ClassVar, Protocol, SupportsInt, runtime_checkable

import numpy as np

from course_lib.devices import settings
from course_lib.kernels.masks import PAD

START, END = 1, 2
SPECIAL = ("<pad>", "<s>", "</s>")
"""The signs of the first numbers of every vocabulary: `PAD`, `START` and `END`."""


@runtime_checkable
class Vocab(Protocol):
    """What the library asks of a vocabulary. Its first numbers are those of `SPECIAL`.

    What a token is, the vocabulary alone knows: nothing else may take the length of a text for a
    number of tokens. A model's configuration holds its vocabularies, and so does a checkpoint:
    each is a frozen dataclass of plain values, in the table `VOCABS` under its name.
    """

    unit: ClassVar[str]
    """What one token is called in a message: "character", "word"."""

    rounds: ClassVar[int]
    """Texts to be decoded are padded to multiples of so many tokens, so that few shapes are
    compiled: many for characters, few for words, of which a sentence has not many."""

    def tokens(self, text: str) -> list[str]:
        """The parts of a text, one for each number of `encode`; unknown ones as they stand."""
        ...

    def encode(self, text: str) -> list[int]:
        """The number of each token. ValueError for a text without tokens, or with one that the
        vocabulary has no number for."""
        ...

    def decode(self, ids: Iterable[SupportsInt]) -> str:
        """The text up to the first end token; special tokens before it are left out.

        ValueError for a number that is outside the vocabulary.
        """
        ...

    def token(self, number: SupportsInt) -> str:
        """The sign of one number, the special ones included. ValueError as in `decode`."""
        ...

    def join(self, tokens: Iterable[str]) -> str:
        """Tokens as a text: the way back from `tokens`."""
        ...

    def unknown(self, text: str) -> list[str]:
        """The tokens of a text that have no number of their own, as often as they stand in it."""
        ...

    def __len__(self) -> int:
        """How many numbers there are, the special ones included."""
        ...


def signs(vocab: Vocab, numbers: Iterable[SupportsInt]) -> list[str]:
    """The sign of each token number, special ones included: what a model read or wrote.

    ValueError for what is no vocabulary, and for numbers outside it.
    """
    settings.having("vocab", vocab, ["token"], "a vocabulary, such as Characters('abc')")
    return [vocab.token(number) for number in each_of("numbers", numbers)]


def check_vocab(name: str, vocab: object) -> None:
    """ValueError unless it is a vocabulary, and no class of them."""
    if isinstance(vocab, type) or not isinstance(vocab, Vocab):
        raise ValueError(f"{name} must be a vocabulary, such as Characters('abc'), got {vocab!r}")


def checked_texts(texts: Iterable[str]) -> list[str]:
    """Several texts as a list, so that they can be read twice; ValueError for one bare string, and
    for what is no string, with its place."""
    bare = isinstance(texts, str | bytes) or not isinstance(texts, Iterable)
    if bare or (isinstance(texts, np.ndarray) and texts.ndim == 0):
        raise ValueError(
            f"texts must be a list of strings, got one {type(texts).__name__}: {texts!r}"
        )
    found = list(texts)
    for place, text in enumerate(found):
        if not isinstance(text, str):
            raise ValueError(f"texts[{place}] must be a string, got {text!r}")
    return found


def checked_text(text: str, tokens: Sequence[str], unit: str) -> Sequence[str]:
    """The tokens of a text; ValueError if there are none."""
    if not tokens:
        what = "an empty string" if text == "" else repr(text)
        raise ValueError(f"a text needs at least one {unit}, got {what}")
    return tokens


def checked_number(number: SupportsInt, size: int) -> int:
    """A token number as an int; ValueError if it is no whole number, or outside a vocabulary of
    that size."""
    try:
        i = int(number)
        whole = bool(i == number) and number is not True
    except (TypeError, ValueError, OverflowError):  # what is no number, NaN, infinity
        whole = False
    if not whole:
        raise ValueError(f"a token number must be whole, got {number!r}")
    if not 0 <= i < size:
        raise ValueError(f"token number {i} is outside a vocabulary of {size}")
    return i


def each_of(name: str, numbers: Iterable[SupportsInt]) -> Iterator[SupportsInt]:
    """One number after the other; ValueError for what has none in an order."""
    try:
        if not isinstance(numbers, Mapping):
            return iter(numbers)
    except TypeError:
        pass
    raise ValueError(f"{name} must be token numbers, got {numbers!r}")


def up_to_end(ids: Iterable[SupportsInt], size: int) -> list[int]:
    """The numbers before the first end token, special ones left out. Errors as `checked_number`."""
    kept = []
    for number in each_of("ids", ids):
        if (i := checked_number(number, size)) == END:
            break
        if i >= len(SPECIAL):
            kept.append(i)
    return kept


def pad(sequences: Sequence[Sequence[int]], size: int) -> np.ndarray:
    """Sequences of numbers as one int32 array [B, size], filled up with `PAD`.

    ValueError if one is empty or longer than `size`: nothing is cut off in silence. And for what
    are no whole numbers.

    >>> pad([[3, 4], [5]], 3)
    array([[3, 4, 0],
           [5, 0, 0]], dtype=int32)
    """
    sequences = settings.listed("sequences", sequences, "token numbers")
    array = np.full((len(sequences), settings.whole("size", size)), PAD, np.int32)
    for row, sequence in enumerate(sequences):
        try:
            length = len(sequence)
            if 0 < length <= size:
                array[row, :length] = sequence
        except (TypeError, ValueError, OverflowError) as error:
            raise ValueError(f"sequences[{row}] must be token numbers, got {sequence!r}") from error
        if not 0 < length <= size:
            raise ValueError(f"sequence {row} has {length} tokens; wanted 1 to {size} of them")
    return array
