"""Fresh shelves of boxes, as the trained models of set 3 are asked about them."""

from typing import Any, NamedTuple

import numpy as np

SIGNS, FEATURES, FEWEST, MOST, DIGITS = 20, 6, 3, 12, 10
SHAKE = 0.3  # the standard deviation of a label's numbers around those of its sign
COUNT = 600


class Truth(NamedTuple):
    """Of one shelf: the digit that is asked for, the box it lies in, and how many boxes stand."""

    digit: int
    place: int
    boxes: int


def signs() -> np.ndarray:
    """The signs as they are written by a steady hand, [20, 6], each of length 1. They are the same
    for everybody."""
    drawn = np.random.default_rng(2016).normal(size=(SIGNS, FEATURES))
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def draw_shelves(rng: np.random.Generator) -> tuple[list[dict[str, Any]], list[Truth]]:
    """Shelves with all that a reader may see of them, and what it is to find."""
    sources, truths, clean = [], [], signs()
    for boxes in rng.integers(FEWEST, MOST + 1, COUNT):
        mine = rng.permutation(SIGNS)[:boxes]
        labels = clean[mine] + SHAKE * rng.normal(size=(boxes, FEATURES))
        contents = rng.integers(0, DIGITS, boxes)
        place = int(rng.integers(boxes))
        question = int(mine[place])
        sources.append(
            {"question": question, "labels": np.float32(labels), "contents": contents.astype(int)}
        )
        truths.append(Truth(int(contents[place]), place, int(boxes)))
    return sources, truths


def parts(answer: Any) -> tuple[int | None, np.ndarray | None]:
    """The digit that an answer names, and what it says beside it as an array; None for what
    cannot be read."""
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        return None, None
    try:
        digit, beside = np.asarray(answer[0], np.float64), np.asarray(answer[1], np.float64)
    except (TypeError, ValueError):
        return None, None
    if digit.shape != () or not np.isfinite(digit) or digit != np.round(digit):
        return None, beside
    return int(digit), beside
