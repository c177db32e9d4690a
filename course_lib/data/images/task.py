"""The task: say what is in a scene of handwritten digits, by hands never seen in training."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from course_lib.data.images.captions import SAYS, VOCAB, clauses, joined
from course_lib.data.images.composing import Scene, compose
from course_lib.data.images.digits import SIDE, split_digits
from course_lib.data.splits import check_split
from course_lib.data.task import HasTestSet, Pair
from course_lib.data.word_vocab import Words
from course_lib.devices import settings

ORDERS = ("reading", "any")
MOST = {"clutter": 100, "place": 100}


@dataclass(frozen=True)
class Scenes(HasTestSet):
    """Scenes of `digits` (fewest, most) handwritten digits in 3 by 3 places, with a caption that
    `says` their "places", their "relations" or their "counts" (see `captions`).

    A pair's source is a `Scene`, its target the caption, and its alignment holds for each word the
    number of the digit that it comes from, the number of its box; -1 for none. Where a word speaks
    of several digits, the others are in `possible`. `order` is that of the clauses: the "reading"
    order, or "any" one; `captions.references` has all of them.

    `place` is the side of a place in pixels, in which a digit of 8 pixels stands somewhere, at a
    multiple of `step` pixels from the corner; scenes are 3 times as wide and high. `clutter`,
    `noise` and `augment` as in `composing.compose`; training alone is augmented. Train, valid and
    test are by different writers. `lengths` are numbers of digits. ValueError for what cannot be.

    >>> pair = SCENES.test_set(1, (2, 2))[0]
    >>> pair.source.pixels.shape, len(pair.source.boxes), len(pair.target.split())
    ((36, 36), 2, 7)
    >>> pair.alignment
    (0, 0, 0, -1, 1, 1, 1)
    """

    says: str = "places"
    digits: tuple[int, int] = (1, 4)
    order: str = "reading"
    place: int = 12
    step: int = 4
    clutter: int = 2
    noise: float = 0.05
    augment: bool = True

    name: ClassVar[str] = "scenes"
    source: ClassVar[None] = None
    target: ClassVar[Words] = VOCAB

    def __post_init__(self) -> None:
        settings.one_of("says", self.says, SAYS)
        settings.one_of("order", self.order, ORDERS)
        settings.flag("augment", self.augment)
        least = 2 if self.says == "relations" else 1
        low, high = settings.span("digits", self.digits, least)
        settings.whole("digits[1]", high, most=9)
        settings.put(
            self,
            digits=(low, high),
            place=settings.whole("place", self.place, SIDE, MOST["place"]),
            step=settings.whole("step", self.step, most=MOST["place"]),
            clutter=settings.whole("clutter", self.clutter, 0, MOST["clutter"]),
            noise=settings.number("noise", self.noise, least=0.0, most=1.0),
        )

    @property
    def side(self) -> int:
        """The height and the width of a scene, in pixels."""
        return 3 * self.place

    @property
    def longest(self) -> int:
        """The most words of a caption."""
        most = self.digits[1]
        words = {"places": 4 * most, "relations": 6 * (most - 1), "counts": 3 * most}
        return words[self.says] - 1

    def draw(
        self, count: int, split: str, lengths: tuple[int, int], rng: np.random.Generator
    ) -> list[Pair]:
        """Random scenes; numbers of digits in `lengths`, both ends included, are as likely as each
        other. ValueError if scenes can have none of these, and for what is no split."""
        settings.whole("count", count)
        check_split(split)
        settings.random("rng", rng)
        low, high = settings.span("lengths", lengths)
        least, most = max(low, self.digits[0]), min(high, self.digits[1])
        if least > most:
            raise ValueError(
                f"lengths must meet {self.digits[0]} to {self.digits[1]} digits, which these "
                f"scenes have, got {lengths}"
            )
        made = compose(
            split_digits(split),
            rng.integers(least, most + 1, count),
            rng,
            place=self.place,
            step=self.step,
            clutter=self.clutter,
            noise=self.noise,
            augment=self.augment and split == "train",
        )
        found = []
        for row, (labels, places) in enumerate(zip(made.labels, made.places, strict=True)):
            real = labels >= 0
            parts = clauses(self.says, labels[real].tolist(), places[real].tolist())
            if self.order == "any":
                parts = [parts[k] for k in rng.permutation(len(parts))]
            caption = joined(parts)
            several = caption.possible if any(caption.possible) else None
            scene = Scene(made.pixels[row], made.boxes(row))
            found.append(Pair(scene, caption.text, caption.alignment, several))
        return found


SCENES = Scenes()
"""One to four digits, and where they are."""
