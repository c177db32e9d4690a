"""What a decoder's step is tried on: an attention, a cell and a layer that anybody can compute; and
what both papers' exercises say of an answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args
from course_lib.lessons.checking.running import TOLERANCE, Unread, describe, number
from course_lib.lessons.checking.running import pair as both_of

Array = np.ndarray


def _wants(name: str, what: str, came: Any, size: int) -> None:
    if np.shape(came) != (size,):
        raise ValueError(f"{name} wants {what} [{size}], got {describe(came)}")


@dataclass(frozen=True, eq=False)
class _Shared:
    """A function that is handed to an answer as it is, not as a copy."""

    def __deepcopy__(self, memo: Any) -> "_Shared":
        return self


@dataclass(frozen=True, eq=False)
class Look(_Shared):
    """Attention by the dot score: a query [D] to the context [E]."""

    keys: Array
    states: Array

    def __call__(self, query: Any) -> Any:
        _wants("look", "a query", query, self.keys.shape[1])
        return jax.nn.softmax(self.keys @ query) @ self.states


@dataclass(frozen=True, eq=False)
class Move(_Shared):
    """A plain cell: the previous state [D] and its inputs [I] to the new state [D]."""

    recurrent: Array
    kernel: Array

    def __call__(self, previous: Any, inputs: Any) -> Any:
        _wants("move", "a previous state", previous, len(self.recurrent))
        _wants("move", "inputs", inputs, len(self.kernel))
        return jnp.tanh(previous @ self.recurrent + inputs @ self.kernel)


@dataclass(frozen=True, eq=False)
class Mix(_Shared):
    """A layer: features [F] to [A]."""

    weight: Array

    def __call__(self, features: Any) -> Any:
        _wants("mix", "features", features, len(self.weight))
        return jnp.tanh(features @ self.weight)


def drawn(
    rng: np.random.Generator, positions: int, state: int, width: int, inputs: int, mixed: int
) -> tuple[Look, Move, Mix]:
    """The three functions: states of `width` at so many positions, and how many numbers the cell
    and the layer read."""

    def normal(*shape: int) -> Array:
        return rng.normal(size=shape).astype(np.float32)

    look = Look(1.5 * normal(positions, state), normal(positions, width))
    move = Move(0.7 * normal(state, state), 0.5 * normal(inputs, state))
    return look, move, Mix(0.4 * normal(mixed, state))


def joined(output: Any, args: Args) -> Any:
    """The new state, and behind it what the output is made of, as one row."""
    if output is None:
        return None
    sizes = {"first": len(args[0]), "second": args[-1].weight.shape[1]}
    wanted = f"wanted two arrays, [{sizes['first']}] and [{sizes['second']}]"
    parts = both_of(output, wanted)
    for (name, size), part in zip(sizes.items(), parts, strict=True):
        if (found := np.shape(part)) != (size,):
            raise Unread(
                f"the {name} of another shape", f"its {name} has shape {list(found)}; {wanted}"
            )
    return np.concatenate([np.asarray(part) for part in parts])


def pair(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of the arguments as arrays of NumPy's, whatever they are."""

    def called(*args: Any) -> Any:
        return tuple(np.asarray(one) for one in function(*args))

    return called


def _first_wrong(came: Array, wanted: Array) -> int | None:
    worst = int(np.abs(came - wanted).argmax())
    return worst if abs(came[worst] - wanted[worst]) > 10 * TOLERANCE else None


def one_position(reference: Callable[..., Any]) -> Callable[[Args, Array], str | None]:
    """A property: where there is nothing to choose, the rest of the step can be worked out."""

    def broken(args: Args, row: Array) -> str | None:
        if len(args[-3].states) > 1:
            return None
        wanted = np.concatenate(reference(*args))
        worst = _first_wrong(row, wanted)
        if worst is None:
            return None
        return (
            "a source of one position leaves nothing to choose: whoever asks, the context is that "
            f"state. Then {_place(args, worst)} is {number(wanted[worst])}; here it is "
            f"{number(row[worst])}"
        )

    return broken


def _place(args: Args, k: int) -> str:
    width = len(args[0])
    return f"number {k} of the new state" if k < width else f"number {k - width} of the second one"


def halves(reference: Callable[..., Any]) -> Callable[[Args, Array], str | None]:
    """A property, the last: which of the two results is wrong."""

    def broken(args: Args, row: Array) -> str | None:
        width, wanted = len(args[0]), np.concatenate(reference(*args))
        parts = _first_wrong(row[:width], wanted[:width]), _first_wrong(row[width:], wanted[width:])
        if parts == (None, None):
            return None
        if parts[0] is None:
            told = "the new state is right, and what the output is made of is not"
        elif parts[1] is None:
            told = "what the output is made of is right, and the new state is not"
        else:
            told = "neither the new state is right nor what the output is made of"
        worst = parts[0] if parts[0] is not None else width + int(parts[1] or 0)
        return (
            f"{told}: {_place(args, worst)} is {number(row[worst])} and must be "
            f"{number(wanted[worst])}"
        )

    return broken
