"""The mistakes that the bank of `weight_in_box` knows."""

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.lesson_09.place_mistakes import of_places
from course_lib.lessons.lesson_09.pointing_ways import mass

WRONG = (
    *of_places(mass),
    Misconception(
        "the largest alone",
        "only the largest weight counts: those of all patches in the box are summed",
        mass(of=lambda w, r: w.max() * r[w.argmax()]),
        also=(
            mass(of=lambda w, r: r[w.argmax()]),
            mass(of=lambda w, r: (w * r).max()),
            mass(of=lambda w, r: w.max()),
        ),
    ),
    Misconception(
        "a mean",
        "the weights are averaged: they are summed",
        mass(of=lambda w, r: (w * r).sum() / max(r.sum(), 1)),
        also=(mass(of=lambda w, r: (w * r).mean()),),
    ),
    Misconception(
        "patches counted",
        "the patches in the box are counted: their weights are summed",
        mass(of=lambda w, r: r.sum()),
        also=(mass(of=lambda w, r: r.mean()),),
    ),
    Misconception(
        "the weight outside",
        "it is the weight of the other patches, those outside the box",
        mass(of=lambda w, r: (w * ~r).sum()),
    ),
    Misconception(
        "a number per patch",
        "there is one number for each patch: they are summed",
        mass(of=lambda w, r: w * r),
    ),
)
