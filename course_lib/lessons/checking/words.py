"""Answers that are lists of words: what is judged is the place of each word in the list."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Args
from course_lib.lessons.checking.running import Unread, describe


def places_of(known: Callable[[Args], Sequence[str]]) -> Callable[[Any, Args], Any]:
    """The reading of a list of words (`Exercise.reading`), as whole numbers: for each word of
    `known(args)` its place in the list, from 1, or 0 where it is missing; then how many entries
    are none of those words, and how many are there a second time. `listed` is the way back.
    """

    def reading(output: Any, args: Args) -> Any:
        if output is None:
            return None
        entries = _entries(output)
        words = known(args)
        first: dict[str, int] = {}
        for place, entry in enumerate(entries, 1):
            first.setdefault(entry, place)
        strange = sum(entry not in words for entry in entries)
        return np.array(
            [*(first.get(word, 0) for word in words), strange, len(entries) - len(first)]
        )

    return reading


def listed(words: Sequence[str], places: np.ndarray) -> list[str]:
    """Those of `words` that an answer holds, in its order."""
    pairs = zip(places[: len(words)].tolist(), words, strict=True)
    return [word for place, word in sorted(pairs) if place]


def times(count: int) -> str:
    """How often, as a message says it."""
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


def _entries(output: Any) -> list[str]:
    held = output.tolist() if isinstance(output, np.ndarray) else output
    if not isinstance(held, list | tuple):
        kind = f"a {type(held).__name__}"
        raise Unread(kind, f"it returns {describe(output)}; wanted a list of words")
    wrong = [entry for entry in held if not isinstance(entry, str)]
    if not wrong:
        return [str(entry) for entry in held]
    number = isinstance(wrong[0], int | float | np.number)
    kind = "a list of numbers" if number else f"a list of {type(wrong[0]).__name__}"
    raise Unread(
        kind, f"it returns {describe(output)} that holds {describe(wrong[0])}; wanted words alone"
    )
