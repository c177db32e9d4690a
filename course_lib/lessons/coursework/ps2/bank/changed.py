"""Mistakes that are changes of one right function."""

from collections.abc import Callable
from functools import partial
from typing import Any

from course_lib.lessons.checking.bank import Function, Misconception


def changes_of(right: Function) -> Callable[..., Misconception]:
    """Makes misconceptions of `right`, a function whose keyword arguments say what can go wrong.

    What comes back is called with a name, the sentence for the student, and one dict of such
    arguments for each spelling of the mistake, the usual one first.
    """

    def mistake(name: str, looks_like: str, *changes: dict[str, Any]) -> Misconception:
        first, *also = (partial(right, **changed) for changed in changes)
        return Misconception(name, looks_like, first, also=tuple(also))

    return mistake
