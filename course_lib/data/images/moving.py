"""What if a digit stood elsewhere? The same scene with one digit moved, and what is said of it."""

from typing import Any

from course_lib.data.images.captions import (
    AND,
    COLUMNS,
    MANY,
    NUMBERS,
    OPPOSITE,
    ROWS,
    clauses,
    joined,
    turned,
)
from course_lib.data.images.composing import Scene
from course_lib.data.images.digits import SIDE, split_digits
from course_lib.data.task import Pair, known_alignment
from course_lib.devices import settings

PLACES = tuple(f"{row} {column}" for row in ROWS for column in COLUMNS)
"""The nine places of a scene, in reading order."""
WRITTEN = NUMBERS + MANY


def moved(
    pair: Pair, digit: int = 0, to: str | None = None, *, becomes: int | None = None, hand: int = 0
) -> Pair:
    """A scene with one digit elsewhere, or another digit in its stead, and its true caption.

    `digit` is the number of the digit in the scene, from 0 in reading order. It goes `to` one of
    the nine `PLACES`, such as "top left", and stands there as it stood in its own place; the square
    that it leaves gets what lay where it goes. So nothing else changes, and the way back gives the
    old scene again. With `becomes`, it is written anew: as the digit 0 to 9 of that number, by
    `hand`, the number of one of those who wrote it in the test, without noise. None leaves either
    as it is.

    Boxes, caption and alignment follow. Their order is the reading order, in which the digit may
    have another number than before. ValueError for what is no pair of `Scenes`, and for no such
    digit, place or hand, or a place that is taken.

    >>> from course_lib.data import SCENES
    >>> pair = SCENES.test_set(1, (2, 2))[0]
    >>> pair.target
    'top centre eight and bottom right six'
    >>> moved(pair, 0, "bottom left").target
    'bottom left eight and bottom right six'
    >>> moved(pair, 1, becomes=4).target
    'top centre eight and bottom right four'
    """
    says, labels, places = _read(pair)
    scene: Scene = pair.source
    digit = settings.whole("digit", digit, 0)
    if digit >= len(labels):
        raise ValueError(f"digit must be 0 to {len(labels) - 1} in this scene, got {digit}")
    place = scene.pixels.shape[0] // 3
    pixels, boxes = scene.pixels.copy(), list(scene.boxes)
    if to is not None:
        at = PLACES.index(settings.one_of("to", to, PLACES))
        if at in places and at != places[digit]:
            raise ValueError(f"to must be one of {', '.join(free_places(pair))}, got {to!r}")
        (row, column), (top, left) = divmod(at, 3), boxes[digit][:2]
        new = row * place + top % place, column * place + left % place
        old = pixels[_square(top, left)].copy()
        pixels[_square(top, left)] = pixels[_square(*new)]
        pixels[_square(*new)] = old
        boxes[digit], places[digit] = (*new, new[0] + SIDE, new[1] + SIDE), at
    if becomes is not None:
        labels[digit] = settings.whole("becomes", becomes, 0, 9)
        pixels[_square(*boxes[digit][:2])] = _written(labels[digit], hand)
    order = sorted(range(len(places)), key=lambda k: places[k])
    parts = clauses(says, [labels[k] for k in order], [places[k] for k in order])
    caption = joined(parts)
    return Pair(
        Scene(pixels, tuple(boxes[k] for k in order)),
        caption.text,
        caption.alignment,
        caption.possible if any(caption.possible) else None,
    )


def free_places(pair: Pair) -> tuple[str, ...]:
    """Those of the `PLACES` in which no digit stands. ValueError for what is no pair of `Scenes`.

    >>> from course_lib.data import SCENES
    >>> len(free_places(SCENES.test_set(1, (2, 2))[0]))
    7
    """
    taken = _read(pair)[2]
    return tuple(name for at, name in enumerate(PLACES) if at not in taken)


def _square(top: int, left: int) -> tuple[slice, slice]:
    """The pixels of a digit."""
    return slice(top, top + SIDE), slice(left, left + SIDE)


def _written(label: int, hand: int) -> Any:
    """A digit as somebody wrote it in the test."""
    digits = split_digits("test")
    all_hands = digits.images[digits.labels == label]
    return all_hands[settings.whole("hand", hand, 0, len(all_hands) - 1)]


def _read(pair: Pair) -> tuple[str, list[int], list[int]]:
    """What a pair of `Scenes` says, the labels of its digits and their places, in reading order."""
    alignment = known_alignment(pair)
    settings.instance("pair's source", pair.source, Scene, "a Scene")
    words, boxes = settings.text("pair's target", pair.target).split(), pair.source.boxes
    height, width = pair.source.pixels.shape
    place = max(height // 3, 1)
    labels: dict[int, int] = {}
    further = pair.possible or ((),) * len(words)
    for word, first, others in zip(words, alignment, further, strict=False):
        if word in WRITTEN:  # of "one seven", the second word tells which digit it is
            labels |= dict.fromkeys((first, *others), WRITTEN.index(word) % 10)
    says = "places" if {*words} & {*ROWS} else "relations" if {*words} & {*OPPOSITE} else "counts"
    told = [labels.get(k, -1) for k in range(len(boxes))]
    places = [3 * (top // place) + left // place for top, left, *_ in boxes]
    whole = all(
        (bottom - top, right - left) == (SIDE, SIDE)
        and max(top % place, left % place) + SIDE <= place
        for top, left, bottom, right in boxes
    )
    if not boxes or -1 in told or not whole or height != width or height != 3 * place:
        raise ValueError(f"pair must be one of Scenes, with boxes, got {settings.short(pair)}")
    true = joined(clauses(says, told, places)).text
    if _clauses(true) != _clauses(pair.target):
        raise ValueError(f"pair must have a true caption, as {true!r}, got {pair.target!r}")
    return says, told, places


def _clauses(caption: str) -> list[str]:
    """What a caption says, in an order that depends on that alone."""
    return sorted(min(part, turned(part)) for part in caption.split(f" {AND} "))
