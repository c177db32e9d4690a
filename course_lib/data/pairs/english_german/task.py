"""The task: sentences of the grammar, kept apart by splits."""

from collections.abc import Collection
from dataclasses import dataclass
from random import Random
from typing import ClassVar

import numpy as np

from course_lib.data.pairs.english_german.layouts import MOST_CLAUSES, by_length, draw_layout
from course_lib.data.pairs.english_german.plans import draw_plan
from course_lib.data.pairs.english_german.sentences import Sentence, to_english, to_pair
from course_lib.data.pairs.english_german.vocabulary import ENGLISH, GERMAN
from course_lib.data.pairs.english_german.words import fill, has_unseen
from course_lib.data.splits import split_of
from course_lib.data.task import Pair
from course_lib.data.word_task import WordTask
from course_lib.data.word_vocab import Words
from course_lib.devices import settings

PLANS, FILLINGS = 2000, 10  # tried for one pair, before it is said that there is none
KINDS = ("any", "seen", "unseen")


@dataclass(frozen=True)
class EnglishGerman(WordTask):
    """English sentences and their German translations, word by word, with gold alignments.

    A sentence has `clauses` (fewest, most) clauses, 1 to 3, and belongs to the split that a hash of
    its English says. Besides, no sentence of training holds certain pairs of words, which it holds
    in other company: a tenth of all pairs of a subject's noun and its verb, and of an adjective and
    its noun (`UNSEEN`). `combinations` chooses what is drawn for "valid" and "test": sentences with
    such a pair ("unseen"), without one ("seen"), or both ("any").

    A target may be longer than its source: by a prefix for each clause, and a comma between two.
    ValueError for settings that cannot be.

    >>> pair = ENGLISH_GERMAN.test_set(1, (9, 9))[0]
    >>> len(pair.source.split())
    9
    >>> len(pair.target.split()) == len(pair.alignment) == len(pair.possible)
    True
    """

    clauses: tuple[int, int] = (1, 2)
    combinations: str = "any"

    name: ClassVar[str] = "english_german"
    source: ClassVar[Words] = ENGLISH
    target: ClassVar[Words] = GERMAN

    def __post_init__(self) -> None:
        low, high = settings.span("clauses", self.clauses)
        settings.whole("clauses[1]", high, most=MOST_CLAUSES)
        settings.one_of("combinations", self.combinations, KINDS)
        settings.put(self, clauses=(low, high))

    def sizes(self) -> Collection[int]:
        return by_length(*self.clauses).keys()

    def whose(self) -> str:
        return f"sentences of {self.clauses[0]} to {self.clauses[1]} clauses"

    def draw(
        self, count: int, split: str, lengths: tuple[int, int], rng: np.random.Generator
    ) -> list[Pair]:
        """As in `WordTask`. ValueError, too, for "train" where only unseen combinations are
        wanted."""
        if split == "train" and self.combinations == "unseen":
            raise ValueError("split must be valid or test where combinations='unseen', got 'train'")
        return super().draw(count, split, lengths, rng)

    def drawn(self, size: int, split: str, random: Random) -> Pair:
        wanted = "seen" if split == "train" else self.combinations
        for _ in range(PLANS):
            layout, lengths = draw_layout(self.clauses, size, random)
            plans = [
                draw_plan(setting, length, random)
                for setting, length in zip(layout.settings, lengths, strict=True)
            ]
            for _ in range(FILLINGS):
                clauses = tuple(fill(*plan, random) for plan in plans)
                if wanted != "any" and has_unseen(clauses) != (wanted == "unseen"):
                    continue
                sentence = Sentence(clauses, layout.conjunctions)
                read = to_english(sentence)
                if split_of(" ".join(read.words)) == split:
                    return to_pair(sentence, read)
        raise ValueError(
            f"lengths must be those of sentences of the split {split!r} with "
            f"combinations={self.combinations!r}: found none of {size} tokens"
        )


ENGLISH_GERMAN = EnglishGerman()
"""Sentences of one or two clauses."""
