"""A vocabulary of words, with a number for all the words that it does not hold."""

import functools
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, SupportsInt

from course_lib.data.tokenising import detokenise, tokenise
from course_lib.data.vocab import (
    SPECIAL,
    checked_number,
    checked_text,
    checked_texts,
    up_to_end,
)
from course_lib.devices import settings

UNK = len(SPECIAL)
SIGNS = (*SPECIAL, "<unk>")


def split(text: str) -> list[str]:
    """The words of a prepared text: what stands between white space. `join` is its way back."""
    return text.split()


def join(words: Iterable[str]) -> str:
    """Words as a text: single spaces between them."""
    return " ".join(words)


def _words(text: str, written: bool, lower: bool) -> list[str]:
    """The one place that says what a word is."""
    words = tokenise(text) if written else split(text)
    # Each by itself: "İ".lower() is two signs, which would be words of their own.
    return [word.lower() for word in words] if lower else words


@dataclass(frozen=True)
class Words:
    """A set of words, numbered after pad 0, start 1, end 2 and the unknown word 3 (`UNK`).

    A word that the vocabulary does not hold is read as "<unk>", and "<unk>" can be written: nothing
    is refused, but `unknown` tells which words those are.

    Texts are prepared, with spaces between their words. With `written=True` they are as somebody
    wrote them, and `tokenise` parts signs from words (`detokenise` is the way back); with
    `lower=True` capital letters are read as small ones, and only small ones are written.

    ValueError if there is no word, one comes twice, or one is no word (`split` would take it apart,
    or it has capital letters where there are none) or is the sign of a special token.

    >>> vocab = Words.from_texts(["the cat sleeps", "the dog sleeps"])
    >>> vocab.encode("the cow sleeps")
    [5, 3, 4]
    >>> vocab.decode(vocab.encode("the cow sleeps"))
    'the <unk> sleeps'
    >>> vocab.unknown("the cow sleeps")
    ['cow']
    >>> Words(("the", "cat", "sleeps", "!"), written=True, lower=True).encode("The cat sleeps!")
    [4, 5, 6, 7]
    """

    words: tuple[str, ...]
    written: bool = False
    lower: bool = False

    unit: ClassVar[str] = "word"
    rounds: ClassVar[int] = 8

    def __post_init__(self) -> None:
        if not isinstance(self.words, tuple):
            raise ValueError(f"words must be a tuple, got a {type(self.words).__name__}")
        if not self.words:
            raise ValueError("words must be at least one, got none")
        if wrong := [word for word in self.words if not isinstance(word, str)]:
            raise ValueError(f"words must be strings, got {wrong}")
        if twice := [word for word, count in Counter(self.words).items() if count > 1]:
            raise ValueError(f"a vocabulary's words must differ, got more than one of {twice}")
        if wrong := [word for word in self.words if split(word) != [word] or word in SIGNS]:
            raise ValueError(
                f"words must hold no white space, not be empty and be none of {', '.join(SIGNS)}, "
                f"got {wrong}"
            )
        settings.flag("written", self.written)
        if settings.flag("lower", self.lower):
            if wrong := [word for word in self.words if word != word.lower()]:
                raise ValueError(f"words must be in small letters where lower=True, got {wrong}")

    @classmethod
    def from_texts(
        cls,
        texts: Iterable[str],
        *,
        least: int = 1,
        most: int | None = None,
        written: bool = False,
        lower: bool = False,
    ) -> "Words":
        """The words of some texts, the most frequent first, equally frequent ones by alphabet.

        Only words that come at least `least` times, and of those only the `most` most frequent
        ones; `written` and `lower` as in `Words`. ValueError for bounds below 1, and if no word is
        left.
        """
        settings.whole("least", least)
        if most is not None:
            settings.whole("most", most)
        settings.flag("written", written)
        settings.flag("lower", lower)
        counts: Counter[str] = Counter()
        for text in checked_texts(texts):
            counts.update(_words(text, written, lower))
        # In a prepared text "<unk>" stands for an unknown word: it is no word of its own.
        often = [word for word, count in counts.items() if count >= least and word not in SIGNS]
        if not often:
            raise ValueError(f"texts must hold a word that comes {least} times or more, got none")
        often.sort(key=lambda word: (-counts[word], word))
        return cls(tuple(often[:most]), written, lower)

    def __len__(self) -> int:
        return len(SIGNS) + len(self.words)

    def tokens(self, text: str) -> list[str]:
        """The words of a text, unknown ones as they stand."""
        if not isinstance(text, str):
            raise ValueError(f"a text must be a string, got {type(text).__name__}: {text!r}")
        return _words(text, self.written, self.lower)

    def encode(self, text: str) -> list[int]:
        """The number of each word, `UNK` for unknown ones. ValueError for a text without words."""
        words = checked_text(text, self.tokens(text), self.unit)
        return [self._numbers.get(word, UNK) for word in words]

    def unknown(self, text: str) -> list[str]:
        """The words of a text that are read as "<unk>", in their order and as often as they come.

        len(vocab.unknown(text)) / len(vocab.tokens(text))     the share of unknown words
        """
        return [word for word in self.tokens(text) if word not in self._numbers]

    @functools.cached_property
    def _numbers(self) -> dict[str, int]:
        return {word: number for number, word in enumerate(self.words, len(SIGNS))}

    def decode(self, ids: Iterable[SupportsInt]) -> str:
        """The words up to the first end token; "<unk>" is shown, other special tokens are not."""
        return self.join(self.token(i) for i in up_to_end(ids, len(self)))

    def join(self, tokens: Iterable[str]) -> str:
        """Words as a text, spaces between them where a writer puts some."""
        return detokenise(tokens) if self.written else join(tokens)

    def token(self, number: SupportsInt) -> str:
        """The word of a number, or the sign of a special one, such as "<unk>"."""
        i = checked_number(number, len(self))
        return SIGNS[i] if i < len(SIGNS) else self.words[i - len(SIGNS)]
