"""Somebody's own function in the place of one of the library's: `Own`.

JAX runs a function once, on inputs that have no numbers yet, to see what it computes (it *traces*
it), and compiles that. Some Python cannot be traced: NumPy, an `if` about a value, `float()`. What
JAX says of it is about tracers; `Own` says what to write instead, and in which line.
"""

import linecache
import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import errors

ARRAYS = (jax.Array, np.ndarray, np.generic)
# What JAX raises, the cause in a student's words and the cure; an error comes before its base.
REASONS: tuple[tuple[type[Exception], str, str], ...] = (
    (
        errors.TracerArrayConversionError,
        "it calls NumPy on its inputs",
        "write jnp where it says np",
    ),
    (
        errors.NonConcreteBooleanIndexError,
        "it picks numbers out by a mask, x[mask], and how many those are depends on the values",
        "keep them all, and use jnp.where or multiply by the mask",
    ),
    (
        errors.TracerBoolConversionError,
        "it asks a Python question of a value (if, while, and, or, not, min, max, sorted)",
        "write jnp.where(condition, this, that)",
    ),
    (
        errors.TracerIntegerConversionError,
        "it uses a value as a whole number of Python's (in range, or as an index of a list or of a "
        "NumPy array)",
        "use jnp.arange with a mask, or index a JAX array",
    ),
    (
        errors.ConcretizationTypeError,
        "it turns a value into a number of Python's (float, int, .item, .tolist), or into a size",
        "leave values in JAX arrays",
    ),
    (
        errors.UnexpectedTracerError,
        "it uses a value that was kept from an earlier call",
        "return what is needed later, and keep nothing outside the function",
    ),
)


@dataclass(frozen=True, repr=False)
class Own:
    """A function that is called as `like` is, one of the library's, and does its work.

    `through` says how, where the function has another signature: `through(function, *arguments)`.
    Results come in the types that `like` gives, so that lists and whole numbers will do. `name` is
    what a message calls it. Two of the same function are equal, and so share compiled programs.

    Calling it raises ValueError, in plain words, where the function cannot be traced, raises
    something itself, or gives another shape than `like`.
    """

    function: Callable[..., Any]
    like: Callable[..., Any]
    name: str
    through: Callable[..., Any] | None = None

    def __call__(self, *arguments: Any) -> Any:
        # A float is a value like those of an array: `like` would check one that it is given.
        of_arrays, arrays = _of_arrays(self.like, arguments, (*ARRAYS, float))
        wanted = jax.eval_shape(of_arrays, *arrays)
        try:
            if self.through is None:
                given = self.function(*arguments)
            else:
                given = self.through(self.function, *arguments)
            if not isinstance(wanted, tuple):
                return self._fitted(given, wanted)
            return tuple(map(self._fitted, self._as_many(given, len(wanted)), wanted))
        except Misfit:
            raise
        except (Exception, SystemExit) as error:  # whatever a function may raise
            # Without the error itself: its text is of tracers, and its lines are JAX's.
            raise Misfit(f"{self.name} cannot be used in a model: {self._why(error)}") from None

    def __repr__(self) -> str:
        """By name, without an address: the same in every session, as a checkpoint needs it."""
        return f"own {self.name}"

    def _as_many(self, given: Any, count: int) -> list[Any]:
        found = list(given)
        if len(found) != count:
            raise Misfit(f"{self.name} must give {count} arrays, got {len(found)}")
        return found

    def _fitted(self, given: Any, wanted: Any) -> jax.Array:
        if given is None:
            raise Misfit(f"{self.name} gives None; is a `return` missing?")
        found = jnp.asarray(given)
        if found.shape != wanted.shape:
            raise Misfit(
                f"{self.name} must give an array of shape {list(wanted.shape)} here, got "
                f"{list(found.shape)}"
            )
        whole = jnp.issubdtype(wanted.dtype, jnp.integer)
        kinds = (jnp.integer,) if whole else (jnp.floating, jnp.integer, jnp.bool_)
        if not any(jnp.issubdtype(found.dtype, kind) for kind in kinds):
            raise Misfit(f"{self.name} must give {wanted.dtype.name}, got {found.dtype.name}")
        return found.astype(wanted.dtype)

    def _why(self, error: BaseException) -> str:
        line = self._line(error)
        where = f", in `{line}`" if line else ""
        for kind, cause, cure in REASONS:
            if isinstance(error, kind):
                called = re.search(r"\bnp\.(\w+)", line) if "NumPy" in cause else None
                if called and hasattr(jnp, called[1]):
                    cure = f"write jnp.{called[1]} for np.{called[1]}"
                return (
                    f"{cause}{where}. While JAX compiles a function, its inputs have no numbers "
                    f"yet; {cure}"
                )
        return f"it raises {type(error).__name__}{where}: {first_line(error)}"

    def _line(self, error: BaseException) -> str:
        """The line of the function's own file in which it failed, or nothing."""
        code = getattr(getattr(self.function, "__wrapped__", self.function), "__code__", None)
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            if code is not None and frame.filename == code.co_filename:
                return linecache.getline(frame.filename, frame.lineno or 0).strip().rstrip(",")
        return ""


class Misfit(ValueError):
    """Somebody's own function cannot do the work of the library's."""


def own(function: Any, like: Callable[..., Any], name: str) -> Any:
    """`function` to be called in the place of `like`: itself if it is the library's or an `Own`
    already. ValueError for what is no function, or cannot be a part of a compiled program's key."""
    if function is like or isinstance(function, Own):
        return function
    if not callable(function):
        raise ValueError(f"{name} must be a function, got {function!r}")
    try:
        hash(function)
    except TypeError:
        raise ValueError(
            f"{name} must be a function that can be hashed, got {function!r}"
        ) from None
    return Own(function, like, name)


def named(function: Callable[..., Any]) -> str:
    """A function's name without an address, for a representation that every session shares."""
    return repr(function) if isinstance(function, Own) else function.__name__


def _of_arrays(
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    kinds: tuple[type, ...] = ARRAYS,
) -> tuple[Callable[..., Any], list[Any]]:
    """`function` as one of the `kinds` among `arguments`, the rest as it is, and those."""
    places = [k for k, argument in enumerate(arguments) if isinstance(argument, kinds)]

    def one(*arrays: Any) -> Any:
        given = list(arguments)
        for place, array in zip(places, arrays, strict=True):
            given[place] = array
        return function(*given)

    return one, [arguments[place] for place in places]


def trial(own: Own, arguments: tuple[Any, ...], *, taught: bool) -> str | None:
    """Why `own` cannot be compiled, with a batch axis and, if `taught`, its gradient; or None.

    `arguments` are those of one example. Arrays among them are traced, anything else is not.
    Nothing is computed.
    """
    one, examples = _of_arrays(own, arguments)

    def gradient(*arrays: jax.Array) -> Any:
        learned = [k for k, array in enumerate(arrays) if jnp.issubdtype(array.dtype, jnp.floating)]

        def of(*values: jax.Array) -> Any:
            given = list(arrays)
            for place, value in zip(learned, values, strict=True):
                given[place] = value
            return one(*given)

        value, back = jax.vjp(of, *(arrays[k] for k in learned))
        return back(value)

    shapes = [jax.ShapeDtypeStruct((2, *array.shape), array.dtype) for array in examples]
    try:
        jax.eval_shape(jax.vmap(gradient if taught else one), *shapes)
    except Misfit as error:
        return str(error)
    except Exception as error:  # the gradient's: it is taken outside the function
        first = first_line(error)
        return f"{own.name} cannot be used in a model: its gradient cannot be taken ({first})"
    return None


def said(error: BaseException) -> str:
    """All that an exception says. It never raises itself."""
    try:
        return str(error)
    except Exception:  # of somebody's own class, whose text cannot be made
        return "a message that cannot be shown"


def first_line(error: BaseException) -> str:
    """What an exception says, its first line, without the full stop. It never raises itself."""
    lines = said(error).strip().splitlines()
    return lines[0][:160].rstrip(".") if lines else "no message"
