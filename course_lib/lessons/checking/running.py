"""Run a student's function safely, and say in plain words what came back."""

import contextlib
import copy
import inspect
import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.model.own import said

TOLERANCE = 1e-5  # relative and absolute: float32 arithmetic in any sensible order


class Outcome(NamedTuple):
    """What one call gave: a `value`, or the `problem` that left none."""

    value: np.ndarray | None = None
    problem: str | None = None
    unwritten: bool = False  # it raised NotImplementedError: a stub, not a mistake
    printed: bool = False
    raised: str | None = None  # the problem in full: all that the exception says


class Unread(Exception):
    """What a function returned is not of the kind that an exercise can read. Its text says so."""

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind  # by which two such returns are alike, as "a list of numbers"


class Paper(io.StringIO):
    """What a student's function prints goes here; closing it does no harm."""

    def close(self) -> None:
        pass


def run_student(
    function: Callable[..., Any], args: tuple[Any, ...], *, numpy: bool = False
) -> Outcome:
    """Calls `function` on copies of `args`, whose arrays are JAX's, or with `numpy` NumPy's; an
    exception becomes a sentence, never an error."""
    given = [copy.deepcopy(arg) if numpy else _handed(arg) for arg in args]
    paper = Paper()
    try:
        with contextlib.redirect_stdout(paper), _quiet():
            output = function(*given)
            outcome = _read(output)
    except NotImplementedError:
        outcome = Outcome(unwritten=True, problem="it is not written yet (NotImplementedError)")
    except Unread as error:
        outcome = Outcome(problem=str(error), raised=f"Unread {error.kind}: {error}")
    except KeyboardInterrupt:  # it must still stop the cell
        raise
    except BaseException as error:
        outcome = Outcome(problem=_raised(error), raised=f"{type(error).__name__}: {said(error)}")
    if outcome.value is not None and not all(map(_unchanged, given, args)):
        outcome = Outcome(problem="it changes its inputs; work on a copy of them")
    return outcome._replace(printed=bool(paper.getvalue()))


def run_known(function: Callable[..., Any], args: tuple[Any, ...]) -> np.ndarray | None:
    """The answer of one of the bank's own functions, or None where it raises."""
    try:
        with _quiet():
            return np.asarray(function(*args))
    except Exception:  # a wrong answer may well fail on some inputs, as a student's would
        return None


def cannot_call(function: Any, arguments: Sequence[str]) -> str | None:
    """Why `function` cannot be called with `arguments`, or None if it can."""
    if not callable(function):
        return f"it is {describe(function)}, not a function; pass the function itself, not a result"
    try:
        signature = inspect.signature(function)
    except Exception:  # some built-in functions have none, and an object may hide its own
        return None
    try:
        signature.bind(*arguments)
    except TypeError:
        came = ", ".join(signature.parameters) or "nothing"
        return f"it takes ({came}); it is called with ({', '.join(arguments)})"
    return None


def misfit(value: np.ndarray, wanted: np.ndarray) -> str | None:
    """Why `value` has the wrong kind of numbers or the wrong shape, or None."""
    if value.shape != wanted.shape:
        shape = str(list(wanted.shape)) if wanted.shape else "one number, shape []"
        return f"its result has shape {list(value.shape)}; wanted {shape}"
    if value.size and not _right_kind(value.dtype, wanted.dtype):
        kind = {"f": "float32", "i": "whole numbers (int)", "b": "True or False (bool)"}
        return f"its result holds {value.dtype.name}; wanted {kind[wanted.dtype.kind]}"
    return None


def agree(one: np.ndarray, other: np.ndarray, tolerance: float = TOLERANCE) -> bool:
    """Whether two answers have one shape and the same numbers; NaN equals NaN."""
    if one.shape != other.shape:
        return False
    if one.dtype.kind in "fi" and other.dtype.kind in "fi":  # the usual case, ten times as fast
        with np.errstate(invalid="ignore"):
            gap = np.abs(one - other)
        if np.isfinite(gap).all():
            return bool((gap <= tolerance + tolerance * np.abs(other)).all())
    try:
        return np.allclose(one, other, rtol=tolerance, atol=tolerance, equal_nan=True)
    except TypeError:  # numbers of a kind that NumPy does not know, such as float8
        return False


def number(value: Any) -> str:
    """A number as a message shows it: six digits, no trailing zeros."""
    return f"{float(value):.6g}"


def pair(output: Any, wanted: str) -> list[Any]:
    """The two things that were returned; `Unread` for anything else, with what is `wanted`."""
    try:
        parts = list(output)
    except TypeError:
        parts = []
    if len(parts) != 2:
        raise Unread("no pair", f"it returns {describe(output)}; {wanted}")
    return parts


def describe(value: Any) -> str:
    """What a value is, in a few words: "float32 [3, 5]", "the text 'the cat'", "a list of 4"."""
    if value is None:
        return "None"
    if isinstance(value, str):
        return f"the text {value!r}"
    if isinstance(value, bool | int | float):
        return f"the number {value!r}"
    if isinstance(value, np.ndarray | jax.Array):
        return f"{value.dtype.name} {list(value.shape)}"
    name = type(value).__name__
    count = f" of {len(value)}" if isinstance(value, list | tuple | dict | set) else ""
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}{count}"


def _read(output: Any) -> Outcome:
    if output is None:
        return Outcome(problem="it returns None; is a `return` missing?")
    try:
        value = np.asarray(output)
    except Exception:  # ragged lists, and objects that refuse
        return Outcome(problem=f"it returns {describe(output)} that is not one array of numbers")
    if value.dtype.kind in "OUSmM":  # objects, text, dates
        return Outcome(problem=f"it returns {describe(output)}, which does not hold numbers alone")
    return Outcome(value=value)


def _raised(error: BaseException) -> str:
    lines = [line.strip(" *") for line in said(error).splitlines() if line.strip()]
    first = lines[0][:160] if lines else "no message"
    for line in lines[1:]:  # a line that ends so announces what it is about
        if not first.endswith((":", ";")):
            break
        first = f"{first} {line[:160]}"
    first = first.rstrip(".;:")
    advice = " (the inputs cannot be changed: work on a copy)" if "read-only" in first else ""
    return f"it raises {type(error).__name__}: {first}{advice}"


def _handed(arg: Any) -> Any:
    if isinstance(arg, dict):
        return {name: _handed(one) for name, one in arg.items()}
    return jnp.asarray(arg) if isinstance(arg, np.ndarray) else copy.deepcopy(arg)


def _right_kind(came: np.dtype, wanted: np.dtype) -> bool:
    if wanted.kind == "f":  # half precision is too coarse for the tolerance
        return came.kind in "iu" or (came.kind == "f" and came.itemsize >= 4)
    return came.kind in ("iu" if wanted.kind == "i" else wanted.kind)


def _unchanged(given: Any, original: Any) -> bool:
    try:
        if isinstance(original, dict):
            same = given.keys() == original.keys()
            return same and all(_unchanged(given[name], original[name]) for name in original)
        if isinstance(original, np.ndarray):
            numbers = original.dtype.kind == "f"  # a NaN that is still there has not changed
            return np.array_equal(np.asarray(given), original, equal_nan=numbers)
        return bool(given == original)
    except Exception:  # it holds something that cannot be compared, or was deleted
        return False


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    # A GPU or TPU multiplies float32 in fewer bits by default: a right answer would miss by 1e-3.
    precise = jax.default_matmul_precision("highest")
    with warnings.catch_warnings(), np.errstate(all="ignore"), precise:
        warnings.simplefilter("ignore")
        yield
