"""A vocabulary of parts of words, learned by SentencePiece: frequent words whole, rare ones in
parts, so that hardly anything is unknown.

Sennrich et al. 2016, "Neural machine translation of rare words with subword units" (byte-pair
encoding); Kudo & Richardson 2018, "SentencePiece". The package is not among the course's:
`pip install sentencepiece`.
"""

import base64
import binascii
import functools
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, SupportsInt

from course_lib.data.tokenising import normalise
from course_lib.data.vocab import (
    END,
    SPECIAL,
    START,
    checked_number,
    checked_text,
    checked_texts,
    up_to_end,
)
from course_lib.data.word_vocab import SIGNS, UNK
from course_lib.devices import settings
from course_lib.kernels.masks import PAD

SPACE = "▁"
"""SentencePiece's sign for the space before a word."""


def library() -> Any:
    """SentencePiece. ValueError, with the command that installs it, where it is not installed."""
    try:
        import sentencepiece
    except ImportError as error:
        raise ValueError(
            "subwords need the package sentencepiece, which is not installed: "
            "pip install sentencepiece"
        ) from error
    return sentencepiece


@dataclass(frozen=True)
class Subwords:
    """Parts of words, numbered after pad 0, start 1, end 2 and the unknown 3.

    `model` is SentencePiece's own model in base64, so that a checkpoint holds all of it. With
    `lower=True` capital letters are read as small ones. A text comes back as it was, its white
    space aside; what is unknown (a letter that no training text had) is read as "<unk>".

    ValueError for what is no such model, or one that gives the special tokens other numbers.

    >>> vocab = Subwords.from_texts(["low lower lowest", "new newer newest"] * 9, size=20)
    >>> vocab.tokens("low newest")
    ['▁lo', 'w', '▁ne', 'we', 'st']
    >>> vocab.decode(vocab.encode("newest low"))
    'newest low'
    """

    model: str = field(repr=False)
    lower: bool = False

    unit: ClassVar[str] = "subword"
    rounds: ClassVar[int] = 8

    def __post_init__(self) -> None:
        settings.text("model", self.model)
        settings.flag("lower", self.lower)
        special = tuple(self._pieces.id_to_piece(i) for i in range(min(len(SIGNS), len(self))))
        if special != SIGNS:
            raise ValueError(
                f"model must give the numbers 0 to 3 to {', '.join(SIGNS)}, got {special}"
            )

    @classmethod
    def from_texts(
        cls, texts: Iterable[str], *, size: int = 4000, lower: bool = False
    ) -> "Subwords":
        """Learned from some texts by byte-pair encoding: `size` numbers, the special ones included.

        ValueError for texts without letters, and for a size that they are too few for.
        """
        settings.whole("size", size)
        settings.flag("lower", lower)
        prepared = [_prepare(text, lower) for text in checked_texts(texts)]
        if not any(text.strip() for text in prepared):
            raise ValueError("texts must hold a word, got none")
        made = io.BytesIO()
        try:
            library().SentencePieceTrainer.train(
                sentence_iterator=iter(prepared),
                model_writer=made,
                model_type="bpe",
                vocab_size=size,
                character_coverage=1.0,
                normalization_rule_name="identity",
                pad_id=PAD,
                bos_id=START,
                eos_id=END,
                unk_id=UNK,
                pad_piece=SPECIAL[PAD],
                minloglevel=2,
            )
        except RuntimeError as error:
            raise ValueError(f"no {size} subwords can be made of these texts: {error}") from error
        return cls(base64.b64encode(made.getvalue()).decode("ascii"), lower)

    @functools.cached_property
    def _pieces(self) -> Any:
        pieces = library().SentencePieceProcessor()
        try:
            pieces.load_from_serialized_proto(base64.b64decode(self.model, validate=True))
        except (binascii.Error, RuntimeError, ValueError) as error:
            raise ValueError(f"model must be one of SentencePiece in base64: {error}") from error
        return pieces

    def __len__(self) -> int:
        return int(self._pieces.get_piece_size())

    def tokens(self, text: str) -> list[str]:
        """The parts of a text; "▁" stands for the space before a word."""
        if not isinstance(text, str):
            raise ValueError(f"a text must be a string, got {type(text).__name__}: {text!r}")
        return list(self._pieces.encode(_prepare(text, self.lower), out_type=str))

    def encode(self, text: str) -> list[int]:
        """The number of each part. ValueError for a text without any."""
        parts = checked_text(text, self.tokens(text), self.unit)
        return [self._pieces.piece_to_id(part) for part in parts]

    def unknown(self, text: str) -> list[str]:
        """The parts of a text that are read as "<unk>"."""
        return [part for part in self.tokens(text) if self._pieces.piece_to_id(part) == UNK]

    def decode(self, ids: Iterable[SupportsInt]) -> str:
        """The text up to the first end token; "<unk>" is shown, other special tokens are not."""
        return self.join(self.token(i) for i in up_to_end(ids, len(self)))

    def join(self, tokens: Iterable[str]) -> str:
        """Parts as a text."""
        return "".join(tokens).replace(SPACE, " ").strip()

    def token(self, number: SupportsInt) -> str:
        """The part of a number, or the sign of a special one, such as "<unk>"."""
        return str(self._pieces.id_to_piece(checked_number(number, len(self))))


def _prepare(text: str, lower: bool) -> str:
    text = normalise(text)
    return text.lower() if lower else text
