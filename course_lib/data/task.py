"""What a pair is, and what a task is that draws them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, runtime_checkable

import numpy as np

from course_lib.data.characters import Characters
from course_lib.data.splits import TEST_SEED, check_split
from course_lib.data.vocab import Vocab, check_vocab
from course_lib.data.words import LETTERS, draw_sentence, split_words
from course_lib.devices import settings

LOWER_CASE = Characters(LETTERS + " ")


class Pair(NamedTuple):
    """A sentence, what it must become, and for each target token the source token it comes from.

    The source of a model that reads no text is what its reader takes, such as a `Passage`; its
    positions are then counted as the reader does. `alignment` holds a source position for each
    target token, both counted in tokens from 0; -1 where a token comes from none. It is None where
    nobody knows it, as in most translations.
    `possible` holds, for each target token, further source positions that it may be said to come
    from (Och & Ney 2003 call the former sure links, these possible ones); None where there are no
    such doubts.
    """

    source: Any
    target: str
    alignment: tuple[int, ...] | None = None
    possible: tuple[tuple[int, ...], ...] | None = None


def known_alignment(pair: Pair) -> tuple[int, ...]:
    """The alignment of a pair; ValueError if it is not known, and for what is no pair."""
    settings.instance("pair", pair, Pair, "a Pair")
    if pair.alignment is None:
        raise ValueError(f"alignment must be known, got None for {pair.source!r}")
    return pair.alignment


@runtime_checkable
class PairTask(Protocol):
    """What `Batches` asks of a task: its two vocabularies, and as many pairs as wanted. `source` is
    None where sources are no text, as images."""

    @property
    def source(self) -> Vocab | None: ...
    @property
    def target(self) -> Vocab: ...
    def draw(
        self, count: int, split: str, lengths: tuple[int, int], rng: np.random.Generator
    ) -> list[Pair]:
        """Random pairs whose sources have a number of tokens in `lengths` (both ends included)."""
        ...


class HasTestSet:
    """What every task of pairs has beside `draw`."""

    def draw(
        self, count: int, split: str, lengths: tuple[int, int], rng: np.random.Generator
    ) -> list[Pair]:
        """As in `PairTask`."""
        raise NotImplementedError

    def test_set(self, count: int, lengths: tuple[int, int], *, seed: int = 0) -> list[Pair]:
        """`count` pairs of the test, the same for every model. Errors as in `draw`."""
        settings.whole("seed", seed, 0, settings.MOST_SEED)
        return self.draw(count, "test", lengths, np.random.default_rng((TEST_SEED, seed)))


@dataclass(frozen=True)
class Task(HasTestSet):
    """A task that moves characters: `alignment` says from where each target character comes.

    >>> backwards = Task("backwards", lambda sentence: list(range(len(sentence)))[::-1])
    >>> backwards.pair("cat")
    Pair(source='cat', target='tac', alignment=(2, 1, 0), possible=None)
    """

    name: str
    alignment: Callable[[str], list[int]] = field(repr=False)
    source: Vocab = LOWER_CASE
    target: Vocab = LOWER_CASE

    def __post_init__(self) -> None:
        settings.text("name", self.name)
        settings.function("alignment", self.alignment)
        check_vocab("source", self.source)
        check_vocab("target", self.target)

    @property
    def vocab(self) -> Vocab:
        """The one vocabulary of both sides. ValueError for a task that has two."""
        if self.source != self.target:
            raise ValueError(
                f"the task {self.name!r} has two vocabularies: ask for its source or its target"
            )
        return self.source

    def pair(self, sentence: str) -> Pair:
        """The sentence with its target. ValueError if it is empty or has unknown characters."""
        self.source.encode(sentence)
        alignment = tuple(self.alignment(sentence))
        return Pair(sentence, "".join(sentence[j] for j in alignment), alignment)

    def draw(
        self, count: int, split: str, lengths: tuple[int, int], rng: np.random.Generator
    ) -> list[Pair]:
        """Random pairs, their lengths uniform in `lengths` (both ends included).

        ValueError for what cannot be, and for lengths that no words fill.
        """
        low, high = self.check(count, split, lengths)
        settings.random("rng", rng)
        words = split_words(split)
        drawn = rng.integers(low, high + 1, count)
        return [self.pair(draw_sentence(words, int(length), rng)) for length in drawn]

    @staticmethod
    def check(count: int, split: str, lengths: tuple[int, int]) -> tuple[int, int]:
        """`lengths`; ValueError if they, the count or the name of the split cannot be."""
        settings.whole("count", count)
        check_split(split)
        return settings.span("lengths", lengths)
