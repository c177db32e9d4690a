"""Right words in the wrong place: "form" for "from", which only the sentence can tell."""

import functools
from dataclasses import dataclass
from random import Random
from typing import ClassVar, NamedTuple

import numpy as np

from course_lib.data.drawing import one
from course_lib.data.lines import Faults, numbered, read_lines
from course_lib.data.spelling.edits import letters_from
from course_lib.data.spelling.frames import FILLERS, FRAMES, PAIRS
from course_lib.data.splits import split_of
from course_lib.data.task import LOWER_CASE, HasTestSet, Pair, Task
from course_lib.data.vocab import Vocab
from course_lib.data.words import DATASETS
from course_lib.devices import settings

CONFUSED = DATASETS / "confused.tsv"
GAP = "_"
TRIES = 2000  # for one pair, before it is said that there is none
OTHER = {word: other for pair in PAIRS for word, other in (pair, pair[::-1])}
OPENINGS = ("", "", "", "i think ", "he said ", "and ", "but ")
ENDINGS = ("", "", "", " you see", " too", " my dear")


class Confused(NamedTuple):
    """A sentence with a gap, "_", the word that fits, and the one that is taken for it."""

    sentence: str
    right: str
    wrong: str

    def filled(self, word: str) -> str:
        """The sentence with a word in its gap. ValueError for what is no word."""
        return self.sentence.replace(GAP, settings.text("word", word))


@functools.cache
def confused_sentences() -> tuple[Confused, ...]:
    """A hundred sentences that were written to test with: five for each word of `PAIRS`.

    None of them can be drawn from the frames. ValueError if the file is missing or damaged.
    """
    faults, found = Faults(CONFUSED.name), []
    for number, line in numbered(read_lines("path", CONFUSED), faults):
        fields = line.split("\t")
        if len(fields) == 3 and fields[0].split().count(GAP) == 1:
            found.append(Confused(*fields))
        else:
            faults.add(number, f'wanted a sentence with "{GAP}" and two words, got {line!r}')
    faults.report("")
    return tuple(found)


@dataclass(frozen=True)
class WordInContext(HasTestSet):
    """Small sentences around a word of `PAIRS`; with the chance `share` the other one stands there.

    A hash of the right sentence decides its split. ValueError for what cannot be.

    >>> pair = WordInContext(share=1.0).test_set(1, (10, 30))[0]
    >>> pair.source != pair.target
    True
    """

    share: float = 0.5

    name: ClassVar[str] = "word_in_context"
    source: ClassVar[Vocab] = LOWER_CASE
    target: ClassVar[Vocab] = LOWER_CASE

    def __post_init__(self) -> None:
        settings.put(self, share=settings.share("share", self.share))

    def draw(
        self, count: int, split: str, lengths: tuple[int, int], rng: np.random.Generator
    ) -> list[Pair]:
        """Random pairs whose sources have `lengths` characters (both ends included); all words of
        `PAIRS` are as likely. ValueError for what cannot be, and for lengths that none has."""
        low, high = Task.check(count, split, lengths)
        random = Random(int(settings.random("rng", rng).integers(2**62)))
        return [self._drawn(split, low, high, random) for _ in range(count)]

    def _drawn(self, split: str, low: int, high: int, random: Random) -> Pair:
        word = one(tuple(OTHER), random)
        typed = OTHER[word] if random.random() < self.share else word
        for _ in range(TRIES):
            sentence = sentence_of(one(FRAMES[word], random), random)
            pair = typed_for(sentence, word, typed)
            if low <= len(pair.source) <= high and split_of(pair.target) == split:
                return pair
        raise ValueError(
            f"lengths must be those of {self}, got {low} to {high}, which none of {TRIES} drawn had"
        )


def sentence_of(frame: str, random: Random) -> str:
    """A frame with its slots filled, between an opening and an ending, each of which may be none.

    ValueError for what is no text.
    """
    words = settings.text("frame", frame).split()
    filled = " ".join(one(FILLERS[word], random) if word in FILLERS else word for word in words)
    return one(OPENINGS, random) + filled + one(ENDINGS, random)


def typed_for(sentence: str, right: str, typed: str) -> Pair:
    """The pair of a sentence with a gap: as it was typed, and as it should be. ValueError for a
    sentence without a gap, and for what are no words."""
    if GAP not in settings.text("sentence", sentence):
        raise ValueError(f'sentence must have a gap, "{GAP}", got {sentence!r}')
    before, after = sentence.split(GAP, 1)
    places = [len(before) + j if j >= 0 else -1 for j in letters_from(typed, right)]
    rest = range(len(before) + len(typed), len(before) + len(typed) + len(after))
    source, target = before + typed + after, before + right + after
    return Pair(source, target, (*range(len(before)), *places, *rest))


WORD_IN_CONTEXT = WordInContext()
