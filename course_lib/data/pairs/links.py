"""Follow the links: a decoder that does not know what it saw last cannot know where to look next.

The source is a shuffled list of links, two letters each: "kf" leads from k to f. The path begins
with the link that stands first and goes on with the link that begins with the letter it led to.
For each letter that it comes to, the target says only in which half of the alphabet it is, "a"
(a to m) or "z" (n to z). So the previous output does not tell the letter, and the letter tells the
way:

    "kf" "qb" "fq"    k -> f -> q -> b    target "aza"
"""

import itertools
from dataclasses import dataclass

import numpy as np

from course_lib.data.task import Pair, Task
from course_lib.data.words import LETTERS
from course_lib.devices import settings


def alignment(sentence: str) -> list[int]:
    """For each step of the path, the position of the letter it leads to.

    ValueError if the links do not make one path through all of them.
    """
    begins = {letter: place for place, letter in enumerate(sentence) if place % 2 == 0}
    if len(sentence) % 2 or len(begins) != len(sentence) // 2:
        raise ValueError(
            f"wanted links of two letters, each beginning with another one, got {sentence!r}"
        )
    places, letter = [], sentence[:1]
    while letter in begins:
        places.append(begins.pop(letter) + 1)
        letter = sentence[places[-1]]
    if begins:
        raise ValueError(f"the path ends before all links are used: {sentence!r}")
    return places


def half(letter: str) -> str:
    """In which half of the alphabet a letter is."""
    return "a" if letter <= "m" else "z"


@dataclass(frozen=True)
class Links(Task):
    """Random paths through distinct letters. Lengths are in characters, rounded down to even ones.

    There are no words to keep apart: `split` only has to be one of their names.
    """

    def pair(self, sentence: str) -> Pair:
        self.source.encode(sentence)
        places = tuple(self.alignment(sentence))
        return Pair(sentence, "".join(half(sentence[j]) for j in places), places)

    def draw(
        self, count: int, split: str, lengths: tuple[int, int], rng: np.random.Generator
    ) -> list[Pair]:
        low, high = self.check(count, split, lengths)
        settings.random("rng", rng)
        if low < 2 or high >= 2 * len(LETTERS):
            raise ValueError(
                f"lengths: {lengths}; wanted 2 to {2 * len(LETTERS) - 1}: a link has two letters "
                f"and a path comes to none of the {len(LETTERS)} twice"
            )
        return [self.pair(self._sentence(int(n), rng)) for n in rng.integers(low, high + 1, count)]

    def _sentence(self, length: int, rng: np.random.Generator) -> str:
        path = rng.permutation(list(LETTERS))[: length // 2 + 1]
        links = [a + b for a, b in itertools.pairwise(path)]
        return "".join([links[0], *(links[1 + i] for i in rng.permutation(len(links) - 1))])


LINKS = Links("links", alignment)
