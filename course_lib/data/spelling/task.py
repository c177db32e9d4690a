"""Misspelled words, drawn from the noisy channel without end, and their right forms."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import ClassVar

import numpy as np

from course_lib.data.drawing import one
from course_lib.data.spelling.channel import NoisyChannel
from course_lib.data.spelling.edits import letters_from
from course_lib.data.spelling.misspellings import commonest, misspellings, ranked
from course_lib.data.splits import SPLITS, check_split, split_of
from course_lib.data.task import LOWER_CASE, HasTestSet, Pair, Task
from course_lib.data.vocab import Vocab
from course_lib.data.words import LETTERS, place
from course_lib.devices import settings

# A word, the steps (kind, place, letter), their rates and a random number, to the misspelled word.
Noise = Callable[[str, list[tuple[str, int, str]], list[float], float], str]
TRIES = 2000  # for one pair, before it is said that there is none


@dataclass(frozen=True)
class SpellingCorrection(HasTestSet):
    """One word or several of the `words` commonest, each misspelled with the chance `share`.

    `phrase` says how many words stand together (from, to). A misspelling is drawn from the noisy
    channel of the real misspellings to train on; with the chance `real` it is one of those
    themselves, where the word has any. `noise` puts a function of your own in the place of the
    channel's draw:

        noise(word, steps, rates, u)  -> the misspelled word

    with all steps that can be taken, each (kind, place, letter), how often each is taken, and a
    random number, 0 <= u < 1. What is divided into training and test is `divided`:

    "misspellings": a hash of the misspelled text decides, so that both have the same words;
    "words": the word decides, so that no word of the test was seen in training.

    ValueError for what cannot be.

    >>> pair = SpellingCorrection(words=50).test_set(1, (3, 9))[0]
    >>> len(pair.alignment) == len(pair.target)
    True
    """

    words: int = 1000
    phrase: tuple[int, int] = (1, 1)
    share: float = 1.0
    real: float = 0.0
    divided: str = "misspellings"
    noise: Noise | None = None

    name: ClassVar[str] = "spelling_correction"
    source: ClassVar[Vocab] = LOWER_CASE
    target: ClassVar[Vocab] = LOWER_CASE

    def __post_init__(self) -> None:
        if self.noise is not None:
            settings.function("noise", self.noise)
        settings.put(
            self,
            words=settings.whole("words", self.words, most=len(ranked())),
            phrase=settings.span("phrase", self.phrase),
            share=settings.share("share", self.share),
            real=settings.share("real", self.real),
            divided=settings.one_of("divided", self.divided, ("misspellings", "words")),
        )

    def lexicon(self, split: str = "train") -> tuple[str, ...]:
        """The words of a split, the commonest first. ValueError for what is no split."""
        check_split(split)
        return _lexicon(self.words, split if self.divided == "words" else None)

    def misspelled(self, word: str, random: Random) -> tuple[str, tuple[int, ...]]:
        """A misspelling of a word, and from which of its letters each letter of the word comes.

        ValueError for what is no word.
        """
        settings.text("word", word)
        settings.instance("random", random, Random, "a random.Random")
        if self.real and random.random() < self.real and (known := _real().get(word)):
            wrong = one(known, random)
            return wrong, letters_from(wrong, word)
        if self.noise is not None:
            wrong = self._own(word, self.noise, random)
            return wrong, letters_from(wrong, word)
        wrong, places = channel().misspell(word, random)
        comes_from = {j: i for i, j in enumerate(places)}
        return wrong, tuple(comes_from.get(j, -1) for j in range(len(word)))

    def _own(self, word: str, noise: Noise, random: Random) -> str:
        """A word that a function of somebody's own misspelled, in as many steps as the channel's.

        ValueError if it gives no text of letters, or none at all.
        """
        wrong = word
        for _ in range(1 + (random.random() < channel().more)):
            steps = channel().steps(wrong)
            if not steps:
                break
            told = [(edit.kind, edit.place, edit.second) for edit, _ in steps]
            wrong = noise(wrong, told, [rate for _, rate in steps], random.random())
            if not isinstance(wrong, str) or not wrong or set(wrong) - set(LETTERS):
                raise ValueError(
                    f"noise must give a text of letters a to z for {word!r}, got {wrong!r}"
                )
        return wrong

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
                wrong, places = self.misspelled(word, random)
            alignment += [-1 if i < 0 else len(written) + i for i in places]
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
        lexicon = self.lexicon(split)
        for _ in range(TRIES if lexicon else 0):
            words = [one(lexicon, random) for _ in range(random.randint(*self.phrase))]
            pair = self.pair(words, random)
            if low <= len(pair.source) <= high and self._belongs(pair, split):
                return pair
        raise ValueError(
            f"lengths must be those of {self}, got {low} to {high}, which none of {TRIES} drawn had"
        )

    def _belongs(self, pair: Pair, split: str) -> bool:
        return self.divided == "words" or split_of(pair.source) == split


@functools.cache
def channel() -> NoisyChannel:
    """The noisy channel of the real misspellings to train on."""
    return NoisyChannel.from_pairs(misspellings()["train"])


@functools.cache
def _real() -> dict[str, list[str]]:
    """The real misspellings to train on, by their words."""
    found: dict[str, list[str]] = {}
    for pair in misspellings()["train"]:
        found.setdefault(pair.target, []).append(pair.source)
    return found


@functools.lru_cache(maxsize=4 * len(SPLITS))
def _lexicon(words: int, split: str | None) -> tuple[str, ...]:
    return tuple(word for word in commonest(words) if split is None or place(word) == split)


SPELLING_CORRECTION = SpellingCorrection()
