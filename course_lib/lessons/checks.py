"""Checks of the exercises: `checks.softmax_scores(my_function)`, and so on.

An exercise is a file of its own, `lesson_NN/exercises/NAME.py`, that defines the `Exercise` NAME.
Being there is enough: `ALL` holds every one of them by name, and each is a name of this module.
"""

import importlib
from pathlib import Path

from course_lib.lessons.checking.bank import Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.result import Result


def _discover() -> dict[str, Exercise]:
    found: dict[str, Exercise] = {}
    for path in sorted(Path(__file__).parent.glob("lesson_*/exercises/[!_]*.py")):
        lesson, name = path.parts[-3], path.stem
        module = importlib.import_module(f"course_lib.lessons.{lesson}.exercises.{name}")
        exercise = getattr(module, name, None)
        if not isinstance(exercise, Exercise) or exercise.name != name:
            raise ValueError(f"{lesson}/exercises/{path.name} must define the Exercise {name!r}")
        if name in found:
            raise ValueError(f"{lesson}: a second exercise {name!r}; wanted new names")
        found[name] = exercise
    return found


ALL = _discover()
globals().update(ALL)


def __getattr__(name: str) -> Exercise:
    # Reached only for a name that is no exercise.
    raise AttributeError(f"there is no exercise {name!r}; there are {', '.join(sorted(ALL))}")


__all__ = ["ALL", "Case", "Exercise", "Misconception", "Property", "Result", *ALL]
