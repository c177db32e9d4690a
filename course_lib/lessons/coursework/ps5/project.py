"""Problem: the best model of one application that a student trains in half a minute.

Each application has its own sources and its own steps, so that a choice costs nothing.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.data import ENGLISH_GERMAN, Pair, Scenes, SpokenDigits
from course_lib.lessons.coursework.problem import Measured, Project, exactly_right

COUNT = 200
SPOKEN = SpokenDigits(noise=(-40.0, -12.0), room=0.5)
RELATIONS = Scenes(says="relations", digits=(2, 4))
Drawn = tuple[list[Any], list[str]]


def _drawing(
    task: Any, lengths: tuple[int, int], given: Callable[[Pair], Any]
) -> Callable[[np.random.Generator], Drawn]:
    """Fresh pairs of the split "test": their sources, as they travel, and the texts wanted."""

    def draw(rng: np.random.Generator) -> Drawn:
        pairs = task.draw(COUNT, "test", lengths, rng)
        return [given(pair) for pair in pairs], [pair.target for pair in pairs]

    return draw


SAYS = "{:.3f} of the texts for 200 new sources are exactly right (one text for each is wanted)"

# Measured, each with another seed. Nothing trained, or always one text: 0 in all three.
# The notebook's baseline: 0, .17 and .04. Its one change: .46 of the translations, .57 of the
# captions (on "valid"). The source's final model, 10 to 15 seconds on two quiet cores: .955 and
# .96; .87 and .875; .815, .77 and, for 800 steps, .88. Stopped after two fifths of its steps: .88
# of the translations, .67 of the captions.
project = Project(
    name="project",
    chooses="application",
    signs="pseudonym",
    choices={
        "translation": Measured(
            name="project",
            draw=_drawing(ENGLISH_GERMAN, (4, 16), lambda pair: pair.source),
            measure=exactly_right,
            steps=((0.1, 0.3), (0.4, 0.6), (0.7, 0.8), (0.88, 1.0)),
            says=SAYS,
        ),
        "speech": Measured(
            name="project",
            draw=_drawing(SPOKEN, SPOKEN.reach, lambda pair: pair.source.frames),
            measure=exactly_right,
            steps=((0.25, 0.3), (0.5, 0.6), (0.68, 0.8), (0.8, 1.0)),
            says=SAYS,
        ),
        "captions": Measured(
            name="project",
            draw=_drawing(RELATIONS, (2, 4), lambda pair: pair.source.pixels),
            measure=exactly_right,
            steps=((0.1, 0.3), (0.4, 0.6), (0.6, 0.8), (0.72, 1.0)),
            says=SAYS,
        ),
    },
)
