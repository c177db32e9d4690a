"""What an exercise's bank is made of: inputs, properties of every right answer, known mistakes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

Function = Callable[..., Any]
Args = tuple[Any, ...]


class Case(NamedTuple):
    """One set of inputs, and what is special about it ("no padding"). Arrays are NumPy's."""

    label: str
    args: Args


class Property(NamedTuple):
    """Something true of every right answer. `broken(args, output)` says how it fails, or None.

    It gets a finite output of the right shape, of which the properties before it hold.
    """

    name: str
    broken: Callable[[Args, np.ndarray], str | None]


@dataclass(frozen=True)
class Misconception:
    """A wrong implementation, and the sentence that tells a student it looks like theirs.

    `also` holds other spellings of the same mistake whose outputs differ at an edge (NaN or zero).
    """

    name: str
    looks_like: str
    answer: Function
    also: tuple[Function, ...] = ()
