"""Where the boxes of a wiring stand, and how the arrows run between them.

Every box has one place, whatever the row, so that two pictures can be compared at a glance: what
comes from step t-1 on the left, what step t+1 gets on the right, the source at the bottom, the
output at the top. Arrows run on lanes of their own beside the boxes.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import hypot
from typing import NamedTuple

Point = tuple[float, float]
SIZE = (9.6, 9.2)  # the whole picture, in its own units


class Box(NamedTuple):
    """A box by its sides."""

    left: float
    right: float
    low: float
    high: float

    @property
    def middle(self) -> Point:
        return (self.left + self.right) / 2, (self.low + self.high) / 2

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.high - self.low


BOXES = {
    "memory": Box(2.3, 7.3, 0.0, 0.8),
    "summary": Box(0.05, 1.95, 0.0, 0.8),
    "score": Box(2.65, 6.5, 1.2, 1.95),
    "alignment": Box(2.65, 6.5, 2.2, 2.95),
    "context": Box(2.65, 6.5, 3.2, 3.95),
    "join": Box(2.3, 3.05, 5.0, 5.4),
    "cell": Box(3.4, 6.5, 4.65, 7.1),
    "previous": Box(0.1, 1.2, 4.65, 5.35),
    "context_before": Box(0.1, 1.2, 5.43, 5.9),
    "attentional_before": Box(0.1, 1.2, 5.98, 6.5),
    "token": Box(0.1, 1.2, 6.58, 7.05),
    "state": Box(8.4, 9.5, 4.65, 5.35),
    "context_after": Box(8.4, 9.5, 5.43, 5.9),
    "attentional_after": Box(8.4, 9.5, 5.98, 6.5),
    "token_after": Box(8.4, 9.5, 6.58, 7.05),
    "readout": Box(1.4, 7.8, 7.45, 8.2),
    "output": Box(2.3, 6.9, 8.5, 9.2),
}
# Behind them: what comes from the step before, what the next one gets.
BANDS = (Box(0.0, 1.3, 4.55, 9.2), Box(8.3, 9.6, 4.55, 9.2))
HEADINGS = (((0.65, 8.95), r"$t-1\;\rightarrow$"), ((8.95, 8.95), r"$\rightarrow\;t+1$"))

ROUTES: dict[tuple[str, str], tuple[Point, ...]] = {
    ("memory", "summary"): ((2.3, 0.4), (1.95, 0.4)),
    ("memory", "score"): ((4.5, 0.8), (4.5, 1.2)),
    ("memory", "context"): ((6.8, 0.8), (6.8, 3.4), (6.5, 3.4)),
    ("score", "alignment"): ((4.5, 1.95), (4.5, 2.2)),
    ("alignment", "context"): ((4.5, 2.95), (4.5, 3.2)),
    ("previous", "score"): ((0.85, 4.65), (0.85, 1.575), (2.65, 1.575)),
    ("previous", "alignment"): ((0.85, 4.65), (0.85, 2.575), (2.65, 2.575)),
    ("state", "score"): ((8.95, 4.65), (8.95, 1.575), (6.5, 1.575)),
    ("state", "alignment"): ((8.95, 4.65), (8.95, 2.575), (6.5, 2.575)),
    ("summary", "previous"): ((0.35, 0.8), (0.35, 4.65)),
    ("summary", "context"): ((1.2, 0.8), (1.2, 3.575), (2.65, 3.575)),
    ("summary", "cell"): ((1.5, 0.8), (1.5, 4.25), (3.9, 4.25), (3.9, 4.65)),
    ("summary", "readout"): ((1.8, 0.8), (1.8, 7.45)),
    ("previous", "join"): ((1.2, 5.2), (2.3, 5.2)),
    ("context", "join"): ((2.85, 3.95), (2.85, 5.0)),
    ("join", "cell"): ((3.05, 5.2), (3.4, 5.2)),
    ("previous", "cell"): ((1.2, 4.85), (3.4, 4.85)),
    ("previous", "readout"): ((1.2, 4.85), (1.55, 4.85), (1.55, 7.45)),
    ("context_before", "cell"): ((1.2, 5.665), (3.4, 5.665)),
    ("attentional_before", "cell"): ((1.2, 6.24), (3.4, 6.24)),
    ("token", "cell"): ((1.2, 6.815), (3.4, 6.815)),
    ("token", "readout"): ((0.65, 7.05), (0.65, 7.825), (1.4, 7.825)),
    ("context", "cell"): ((4.5, 3.95), (4.5, 4.65)),
    ("context", "readout"): ((6.5, 3.8), (7.05, 3.8), (7.05, 7.45)),
    ("context", "context_after"): ((6.5, 3.6), (7.3, 3.6), (7.3, 5.665), (8.4, 5.665)),
    ("cell", "state"): ((6.5, 4.85), (8.4, 4.85)),
    ("state", "readout"): ((8.4, 5.2), (7.6, 5.2), (7.6, 7.45)),
    ("readout", "output"): ((4.6, 8.2), (4.6, 8.5)),
    ("alignment", "output"): ((6.5, 2.8), (7.92, 2.8), (7.92, 8.95), (6.9, 8.95)),
    ("readout", "attentional_after"): ((7.8, 7.825), (8.05, 7.825), (8.05, 6.24), (8.4, 6.24)),
    ("output", "token_after"): ((6.9, 8.7), (8.95, 8.7), (8.95, 7.05)),
}
LABELS: dict[tuple[str, str], tuple[Point, str]] = {  # where the text begins
    ("memory", "score"): ((4.6, 0.99), "keys"),
    ("memory", "context"): ((6.9, 1.0), "values"),
    ("previous", "score"): ((1.0, 1.74), "query"),
    ("state", "score"): ((7.9, 1.74), "query"),
}


def half_way(points: Sequence[Point]) -> Point:
    """The middle of an arrow's longest straight piece, where a mark hides least."""
    (x, y), (u, v) = max(
        pairwise(points), key=lambda ends: hypot(ends[1][0] - ends[0][0], ends[1][1] - ends[0][1])
    )
    return (x + u) / 2, (y + v) / 2


def crossings(ends: Iterable[tuple[str, str]]) -> Iterator[tuple[Point, tuple[str, str]]]:
    """Where an upright piece of an arrow crosses a level one of an arrow from another box: the
    place, and the upright arrow. `ends` are those of all arrows of a picture."""
    arrows = list(ends)
    for upright in arrows:
        for (x, low), (u, high) in pairwise(ROUTES[upright]):
            if x != u:
                continue
            for level in arrows:
                for (left, y), (right, v) in pairwise(ROUTES[level]):
                    across = min(left, right) < x < max(left, right)
                    if level[0] != upright[0] and y == v and across:
                        if min(low, high) < y < max(low, high):
                            yield (x, y), upright
