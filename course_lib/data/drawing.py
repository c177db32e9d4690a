"""Random choices, of equal chances and of weighted ones."""

import itertools
from array import array
from bisect import bisect
from collections.abc import Iterable, Sequence
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Weighted(Generic[T]):
    """Things with their weights, to be drawn from.

    >>> Weighted([("often", 3.0), ("never", 0.0)]).draw(Random(0))
    'often'
    """

    def __init__(self, pairs: Iterable[tuple[T, float]]) -> None:
        listed = list(pairs)
        self.things = [thing for thing, _ in listed]
        # As an array: a third of a list's memory.
        self.sums = array("d", itertools.accumulate(weight for _, weight in listed))

    @property
    def total(self) -> float:
        """The weight of all."""
        return self.sums[-1]

    def draw(self, random: Random) -> T:
        """One of the things, by weight."""
        last = len(self.things) - 1
        return self.things[bisect(self.sums, random.random() * self.sums[-1], 0, last)]


def one(things: Sequence[T], random: Random) -> T:
    """One of some things, each as likely as another."""
    return things[int(random.random() * len(things))]
