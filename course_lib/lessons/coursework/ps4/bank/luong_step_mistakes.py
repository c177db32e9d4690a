"""The mistakes that the bank of `luong_step` knows: those of both orders, and its own."""

from collections.abc import Callable
from typing import Any

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.coursework.ps4.bank.step_ways import common, step


def right(*args: Any) -> Any:
    return step(*args, luong=True)


def _other(**changed: Any) -> Callable[..., Any]:
    return lambda *args: step(*args, luong=True, **changed)


WRONG = (
    *common(luong=True),
    Misconception(
        "Bahdanau's order",
        "that is Bahdanau's order: the old state asks, and the cell reads the context. Here the "
        "cell moves first, and the new state asks",
        lambda *args: step(*args, luong=False),
    ),
    Misconception(
        "the old state asks",
        "the cell moves first, and then the old state asks all the same: the new one does, for "
        "the centre and for the scores",
        _other(asks="old", moves="old"),
    ),
    Misconception(
        "the old state moves the centre",
        "the old state moves the centre, and the new one scores: the new one does both",
        _other(moves="old"),
    ),
    Misconception(
        "the old state scores",
        "the new state moves the centre, and the old one scores: the new one does both",
        _other(asks="old"),
    ),
    Misconception(
        "not fed",
        "the cell reads zeros in place of the attentional vector made last: that is what feeding "
        "means",
        _other(reads=lambda token, fed, context: (token, 0 * fed)),
    ),
    Misconception(
        "attentional vector before the token",
        "the cell reads [attentional vector; token]: the token comes first",
        _other(reads=lambda token, fed, context: (fed, token)),
    ),
)
