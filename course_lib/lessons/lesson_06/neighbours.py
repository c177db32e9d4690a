"""Which of two words fits, by counting its two neighbours: no network is part of it.

The counts of Church & Gale 1991, "Probability scoring for spelling correction", whose scores add up
what stands left and right of a word.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from course_lib.data import Pair
from course_lib.data.spelling.context import (
    OTHER,
    WORD_IN_CONTEXT,
    Confused,
    confused_sentences,
)
from course_lib.lessons.recording.record import Config, Experiment

SIDES = (-1, 1)
SEEN, CHANCES = 0.5, 100  # added to every count, and to what it is divided by


@dataclass
class Neighbours:
    """How often each word of `PAIRS` came, and with which word at which side of it."""

    total: Counter[str] = field(default_factory=Counter)
    beside: Counter[tuple[str, int, str]] = field(default_factory=Counter)

    @classmethod
    def of(cls, pairs: Sequence[Pair]) -> "Neighbours":
        """Counted in the right sentences of some pairs."""
        found = cls()
        for pair in pairs:
            words = _words(pair.target)
            for i, word in enumerate(words):
                if word in OTHER:
                    found.total[word] += 1
                    found.beside.update((word, side, words[i + side]) for side in SIDES)
        return found

    def fits(self, sentence: str, word: str) -> float:
        """How well a word fits into the gap: the log probabilities of its neighbours, in nats."""
        words = _words(sentence)
        gap = words.index("_")
        chances = self.total[word] + CHANCES
        return sum(
            math.log((self.beside[word, side, words[gap + side]] + SEEN) / chances)
            for side in SIDES
        )


def _words(sentence: str) -> list[str]:
    return ["<s>", *sentence.split(), "</s>"]


def prefers(counted: Neighbours, sentences: Sequence[Confused]) -> np.ndarray:
    """Whether the right word fits better than the other, [N]."""
    return np.array(
        [
            counted.fits(one.sentence, one.right) > counted.fits(one.sentence, one.wrong)
            for one in sentences
        ]
    )


def run(config: Config, seed: int) -> dict[str, Any]:
    """The share of the hundred sentences in which the right word is preferred. `seed` draws the
    sentences that are counted."""
    low, high = config["lengths"]
    rng = np.random.default_rng(seed)
    pairs = WORD_IN_CONTEXT.draw(config["sentences"], "train", (low, high), rng)
    return {"preferred": float(prefers(Neighbours.of(pairs), confused_sentences()).mean())}


# As many sentences as the networks of "06_spelling" read, and a small part of them.
EXPERIMENT = Experiment(
    "06_neighbours",
    {
        "as many": {"sentences": 800 * 64, "lengths": [8, 40]},
        "few": {"sentences": 4000, "lengths": [8, 40]},
    },
    run,
)
