"""Problem: a trained decoder that asks before it moves, in a window that walks forward."""

from course_lib.lessons.coursework.problem import Measured, exactly_right
from course_lib.lessons.coursework.ps4.game import draw

expanded = Measured(
    name="expanded",
    draw=draw,
    measure=exactly_right,
    # Measured: right ones .98 to .99. Nothing carried from step to step .00, padding read .20, a
    # plain softmax without the window .37, a centre that starts anew at each step .50 (no long
    # source at all). A cell that forgets has .98, for the centre remembers enough: that one is
    # caught by `bahdanau_step`.
    steps=((0.3, 0.3), (0.6, 0.6), (0.8, 0.8), (0.92, 1.0)),
    says=(
        "{:.2f} of the answers to new sources are right, letter by letter (a text for each source "
        "is wanted; half of the sources are about twice as long as those of the training)"
    ),
)
