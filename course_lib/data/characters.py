"""A vocabulary of characters."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, SupportsInt

from course_lib.data.vocab import SPECIAL, checked_number, checked_text, checked_texts, up_to_end


@dataclass(frozen=True)
class Characters:
    """A set of characters, numbered after the three special tokens (pad 0, start 1, end 2).

    ValueError if it is empty or a character comes twice.

    >>> vocab = Characters("abc")
    >>> vocab.encode("cab")
    [5, 3, 4]
    >>> vocab.decode([5, 3, 4, 2])
    'cab'
    >>> len(vocab)
    6
    """

    characters: str

    unit: ClassVar[str] = "character"
    rounds: ClassVar[int] = 64

    def __post_init__(self) -> None:
        if not isinstance(self.characters, str):
            raise ValueError(
                f"characters must be one string of them, got a {type(self.characters).__name__}: "
                f"{self.characters!r}; a vocabulary of words is `Words`"
            )
        if not self.characters:
            raise ValueError("characters must be at least one, got an empty string")
        if len(set(self.characters)) != len(self.characters):
            raise ValueError(f"a vocabulary's characters must differ, got {self.characters!r}")

    @classmethod
    def from_texts(cls, texts: Iterable[str]) -> "Characters":
        """All characters of some texts, in the order of their code points."""
        return cls("".join(sorted(set().union(*checked_texts(texts)))))

    def __len__(self) -> int:
        return len(SPECIAL) + len(self.characters)

    def tokens(self, text: str) -> list[str]:
        """The characters of a text."""
        if not isinstance(text, str):
            raise ValueError(f"a text must be a string, got {type(text).__name__}: {text!r}")
        return list(text)

    def encode(self, text: str) -> list[int]:
        """The numbers of a text's characters. ValueError for an empty text or unknown ones."""
        tokens = checked_text(text, self.tokens(text), self.unit)
        unknown = sorted(set(self.unknown(text)))
        if unknown:
            raise ValueError(
                f"characters outside the vocabulary: {unknown} in {text!r}; "
                f"known are {self.characters!r}"
            )
        return [self._numbers[character] for character in tokens]

    def unknown(self, text: str) -> list[str]:
        """The characters of a text that `encode` would refuse."""
        return [character for character in self.tokens(text) if character not in self._numbers]

    @functools.cached_property
    def _numbers(self) -> dict[str, int]:
        return {c: number for number, c in enumerate(self.characters, len(SPECIAL))}

    def decode(self, ids: Iterable[SupportsInt]) -> str:
        """The text up to the first end token; special tokens before it are left out."""
        return self.join(self.token(i) for i in up_to_end(ids, len(self)))

    def join(self, tokens: Iterable[str]) -> str:
        """Characters as a text."""
        return "".join(tokens)

    def token(self, number: SupportsInt) -> str:
        """The character of a number, or the sign of a special one, such as "</s>"."""
        i = checked_number(number, len(self))
        return SPECIAL[i] if i < len(SPECIAL) else self.characters[i - len(SPECIAL)]
