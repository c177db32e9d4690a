"""A passage and a question about it: what a reader of passages reads, in words and in numbers."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Array, Int

from course_lib.data.vocab import Vocab, check_vocab, pad
from course_lib.devices import settings


class Passage(NamedTuple):
    """A question, and the facts that it is about, in the order in which they are told."""

    question: str
    facts: tuple[str, ...]


class Numbered(NamedTuple):
    """The numbers of a passage's tokens, of the question and of each fact."""

    question: list[int]
    facts: list[list[int]]


class Passages(NamedTuple):
    """Passages as padded token numbers: Q tokens a question, J facts of W tokens each.

    A fact that is filling is all `PAD`. Batches have an axis B in front.
    """

    question: Int[Array | np.ndarray, "*B Q"]
    facts: Int[Array | np.ndarray, "*B J W"]


def check_passage(name: str, passage: Any) -> Passage:
    """A passage; ValueError for what is none, and for one without facts.

    Any pair of a text and several texts will do.
    """
    fine = isinstance(passage, tuple | list) and len(passage) == 2
    if not fine or not isinstance(passage[0], str):
        raise ValueError(
            f"{name} must be a Passage(question, facts), got {settings.short(passage)}"
        )
    question, facts = passage
    found = settings.several(f"{name}.facts", facts, str, "a text", least=1)
    return Passage(question, tuple(found))


def number_passage(passage: Any, vocab: Vocab, name: str = "passage") -> Numbered:
    """The numbers of a passage's tokens. ValueError for what is no passage, and for a question or a
    fact that the vocabulary cannot encode."""
    checked = check_passage(name, passage)
    check_vocab("vocab", vocab)
    parts = {"question": checked.question}
    parts |= {f"facts[{j}]": fact for j, fact in enumerate(checked.facts)}
    found = []
    for part, text in parts.items():
        try:
            found.append(vocab.encode(text))
        except ValueError as error:
            raise ValueError(f"{name}.{part}: {error}") from error
    return Numbered(found[0], found[1:])


def stack_passages(numbered: Sequence[Numbered], facts: int, rounds: int = 1) -> Passages:
    """Passages as arrays [B, Q] and [B, J, W] with J = `facts`.

    Q and W are those of the longest question and the longest fact, made multiples of `rounds`, so
    that few shapes are compiled. ValueError for none, and for one of more facts.

    >>> stack_passages([Numbered([3, 4], [[5], [6, 7]])], facts=3).facts.tolist()
    [[[5, 0], [6, 7], [0, 0]]]
    """
    passages = settings.several("numbered", numbered, Numbered, "the numbers of a passage", least=1)
    settings.whole("facts", facts)
    settings.whole("rounds", rounds)
    for row, passage in enumerate(passages):
        if not 0 < len(passage.facts) <= facts:
            raise ValueError(
                f"numbered[{row}] has {len(passage.facts)} facts; wanted 1 to facts={facts}"
            )
    rounded = lambda count: -(-count // rounds) * rounds  # noqa: E731
    longest = max(len(one.question) for one in passages)
    question = pad([one.question for one in passages], rounded(longest))
    words = rounded(max(len(fact) for one in passages for fact in one.facts))
    array = np.zeros((len(passages), facts, words), np.int32)
    for row, one in enumerate(passages):
        array[row, : len(one.facts)] = pad(one.facts, words)
    return Passages(question, array)
