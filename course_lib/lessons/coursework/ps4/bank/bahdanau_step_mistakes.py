"""The mistakes that the bank of `bahdanau_step` knows: those of both orders, and its own."""

from collections.abc import Callable
from typing import Any

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.coursework.ps4.bank.step_ways import common, step


def right(*args: Any) -> Any:
    return step(*args, luong=False)


def _other(**changed: Any) -> Callable[..., Any]:
    return lambda *args: step(*args, luong=False, **changed)


WRONG = (
    *common(luong=False),
    Misconception(
        "Luong's order",
        "that is Luong's order: the cell moves first and the new state asks. Here the old state "
        "asks, and the cell reads the context of its own step",
        lambda *args: step(*args, luong=True),
    ),
    Misconception(
        "attentional vector for the context",
        "the cell reads the attentional vector made last: in Bahdanau's order it reads the context "
        "of this step",
        _other(reads=lambda token, fed, context: (token, fed)),
    ),
    Misconception(
        "context before the token",
        "the cell reads [context; token]: the token comes first",
        _other(reads=lambda token, fed, context: (context, token)),
    ),
    Misconception(
        "context missing",
        "the cell reads the token, and zeros in place of the context",
        _other(reads=lambda token, fed, context: (token, 0 * context)),
    ),
)
