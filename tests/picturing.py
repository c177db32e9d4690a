"""A small captioned image: 3 by 4 patches that overlap, two digits, and words that look."""

import numpy as np

from course_lib import plots
from course_lib.data import Scene
from course_lib.search import Transduction

PIXELS = np.linspace(0, 1, 16 * 20, dtype=np.float32).reshape(16, 20)
SCENE = Scene(PIXELS, ((0, 0, 8, 8), (8, 8, 16, 16)))
WORDS = ["one", "<b>", "</s>"]
WEIGHTS = np.zeros((3, 12))
WEIGHTS[0, [0, 1, 5]] = 0.5, 0.25, 0.25  # row 1, columns 1 and 2; row 2, column 2
WEIGHTS[1, 11] = 1.0
GOLD = [0, (0, 1), -1]


def found(weights=WEIGHTS, source=SCENE, words=WORDS) -> Transduction:
    """What a search gives for an image; the views look at four of its fields."""
    rest = dict.fromkeys(Transduction._fields)
    told = {"source": source, "weights": weights, "target_tokens": words}
    return Transduction(**rest | told)


def small_view(**more) -> plots.ImageView:
    """Of three words on the small image."""
    return plots.image_view(SCENE, WORDS, WEIGHTS, **{"title": "A view", "gold": GOLD, **more})


def several(names=("top left", "top right", "bottom left"), **more) -> plots.ImageView:
    """Of as many scenes; the first word looks elsewhere in each."""
    told = []
    for k in range(len(names)):
        weights = WEIGHTS.copy()
        weights[0] = np.eye(12)[k]
        told.append(found(weights))
    return plots.image_view(told, names=list(names), title="What if?", **more)


def by_loop(weights) -> np.ndarray:
    """The weight of each pixel: of every patch that holds it."""
    seen = np.zeros((16, 20))
    for y in range(16):
        for x in range(20):
            for j, weight in enumerate(weights):
                row, column = j // 4, j % 4
                seen[y, x] += (
                    weight * (4 * row <= y < 4 * row + 8) * (4 * column <= x < 4 * column + 8)
                )
    return seen
