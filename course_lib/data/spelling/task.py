"""Misspelled words, drawn from the noisy channel without end, and their right forms."""

import functools
from dataclasses import dataclass
from random import Random
from typing import ClassVar

import numpy as np

from course_lib.data.drawing import one
from course_lib.data.spelling.channel import NoisyChannel
from course_lib.data.spelling.misspellings import commonest, misspellings, ranked
from course_lib.data.splits import split_of
from course_lib.data.task import LOWER_CASE, HasTestSet, Pair, Task
from course_lib.data.vocab import Vocab
from course_lib.devices import settings

TRIES = 2000  # for one pair, before it is said that there is none


@dataclass(frozen=True)
class SpellingCorrection(HasTestSet):
    """One word or several of the `words` commonest, each misspelled with the chance `share`.

    `phrase` says how many words stand together (from, to). The channel is that of the real
    misspellings to train on. A hash of the misspelled text decides its split: the words of training
    and test are the same, their misspellings are not. ValueError for what cannot be.

    >>> pair = SpellingCorrection(words=50).test_set(1, (3, 9))[0]
    >>> len(pair.alignment) == len(pair.target)
    True
    """

    words: int = 1000
    phrase: tuple[int, int] = (1, 1)
    share: float = 1.0

    name: ClassVar[str] = "spelling_correction"
    source: ClassVar[Vocab] = LOWER_CASE
    target: ClassVar[Vocab] = LOWER_CASE

    def __post_init__(self) -> None:
        settings.put(
            self,
            words=settings.whole("words", self.words, most=len(ranked())),
            phrase=settings.span("phrase", self.phrase),
            share=settings.share("share", self.share),
        )

    @property
    def lexicon(self) -> tuple[str, ...]:
        """The words, the commonest first."""
        return commonest(self.words)

    def pair(self, words: list[str], random: Random) -> Pair:
        """These words, misspelled, and as they are. The alignment tells from where each letter
        comes; -1 for one that was left out. ValueError for what are no words."""
        settings.several("words", words, str, "a word", 1)
        settings.instance("random", random, Random, "a random.Random")
        written, alignment = "", list[int]()
        for word in words:
            if alignment:
                alignment.append(len(written))
                written += " "
            wrong, places = word, tuple(range(len(word)))
            if random.random() < self.share:
                wrong, places = channel().misspell(word, random)
            comes_from = {place: len(written) + j for j, place in enumerate(places)}
            alignment += [comes_from.get(i, -1) for i in range(len(word))]
            written += wrong
        return Pair(written, " ".join(words), tuple(alignment))

    def draw(
        self, count: int, split: str, lengths: tuple[int, int], rng: np.random.Generator
    ) -> list[Pair]:
        """Random pairs whose sources have `lengths` characters (both ends included).

        ValueError for what cannot be, and for lengths that no words have.
        """
        low, high = Task.check(count, split, lengths)
        random = Random(int(settings.random("rng", rng).integers(2**62)))
        return [self._drawn(split, low, high, random) for _ in range(count)]

    def _drawn(self, split: str, low: int, high: int, random: Random) -> Pair:
        lexicon = self.lexicon
        for _ in range(TRIES):
            words = [one(lexicon, random) for _ in range(random.randint(*self.phrase))]
            pair = self.pair(words, random)
            if low <= len(pair.source) <= high and split_of(pair.source) == split:
                return pair
        raise ValueError(
            f"lengths must be those of {self}, got {low} to {high}, which none of {TRIES} drawn had"
        )


@functools.cache
def channel() -> NoisyChannel:
    """The noisy channel of the real misspellings to train on."""
    return NoisyChannel.from_pairs(misspellings()["train"])


SPELLING_CORRECTION = SpellingCorrection()
