"""Settings and arguments that somebody types: numbers, words, switches, paths, lists, arrays. Each
is checked where it is given, in the type in which it will be used.

A Python number may be what float32 or int32 cannot hold: 1e39 is infinite there, 1e-50 is zero, and
NaN passes every check of the form `if value < 0: refuse`. All checks raise ValueError, "NAME must
be ..., got ...", and give the value back, a NumPy number as a plain one: equal settings then look
alike, and share compiled programs and checkpoints.
"""

import math
import numbers
import os
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

import jax
import numpy as np

MOST = 2**31 - 1  # int32
MOST_SEED = 2**32 - 1  # uint32
TINY, LARGEST = float(np.finfo(np.float32).tiny), float(np.finfo(np.float32).max)
WHOLE, REAL, TRUTH = "whole numbers", "numbers", "booleans"  # what arrays are of
KINDS = {WHOLE: (np.integer,), REAL: (np.floating, np.integer), TRUTH: (np.bool_,)}
SHOWN = 200  # characters of a value in a message
ON, OFF = ("1", "on", "yes", "true"), ("0", "off", "no", "false", "none")


def whole(name: str, value: Any, least: int = 1, most: int = MOST) -> int:
    """A whole number of at least `least` and at most `most`; 2.0 and True are none."""
    fine = isinstance(value, numbers.Integral) and not isinstance(value, bool)
    if fine and int(value) > most:
        raise ValueError(f"{name} must be a whole number of at most {most}, got {value!r}")
    if not fine or int(value) < least:
        raise ValueError(f"{name} must be a whole number of at least {least}, got {value!r}")
    return int(value)


def number(
    name: str,
    value: Any,
    *,
    least: float | None = None,
    above: float | None = None,
    most: float = LARGEST,
    below: float | None = None,
) -> float | int:
    """A number within these bounds, as a float32: finite unless `most` is infinite, and zero only
    if it is given as zero."""
    held = _float32(value)
    fine = (
        not math.isnan(held)
        and held <= most
        and (least is None or held >= least)
        and (above is None or held > above)
        and (below is None or held < below)
    )
    if not fine:
        low = [f"at least {least:g}"] if least is not None else []
        low += [f"above {above:g}"] if above is not None else []
        high = [] if most == math.inf else ["finite"] if most == LARGEST else [f"at most {most:g}"]
        high = high if below is None else [f"below {below:g}"]
        raise ValueError(f"{name} must be {' and '.join(low + high)}, as a float32, got {value!r}")
    if math.isinf(held):
        return held
    # A whole number stays one where int32 has room for it.
    small = type(value) is int and abs(value) <= MOST
    return value if small or type(value) is float else float(value)


def _float32(value: Any) -> float:
    """The number that a float32 holds for it; NaN for what is no number, or would become zero."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        return math.nan
    given: Any = value  # the types of numbers have no order
    try:
        exact = float(given)
    except OverflowError:
        return math.inf if given > 0 else -math.inf
    if 0.0 < abs(exact) < TINY:
        return math.nan
    if abs(exact) > LARGEST:
        return math.copysign(math.inf, exact)
    return float(np.float32(exact))


def share(name: str, value: Any) -> float | int:
    """A probability, or a share of something: 0 to 1."""
    return number(name, value, least=0.0, most=1.0)


def flag(name: str, value: Any) -> bool:
    """True or False; not 1, and no text."""
    if not isinstance(value, bool | np.bool_):
        raise ValueError(f"{name} must be True or False, got {value!r}")
    return bool(value)


def one_of(name: str, value: Any, known: Iterable[str]) -> str:
    """One of some words."""
    words = tuple(known)
    if not isinstance(value, str) or value not in words:
        listed = " or ".join(words) if len(words) == 2 else f"one of {', '.join(words)}"
        raise ValueError(f"{name} must be {listed}, got {value!r}")
    return value


def text(name: str, value: Any) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} must be a text, and not an empty one, got {value!r}")
    return value


def having(name: str, value: Any, methods: Sequence[str], what: str) -> Any:
    """An object, and no class, that has these methods, as a protocol wants them."""
    if isinstance(value, type) or not all(callable(getattr(value, m, None)) for m in methods):
        raise ValueError(f"{name} must be {what}, got {short(value)}")
    return value


def instance(name: str, value: Any, kind: Any, what: str) -> Any:
    """An object of a kind, or of one of several."""
    if not isinstance(value, kind):
        raise ValueError(f"{name} must be {what}, got {short(value)}")
    return value


def short(value: Any) -> str:
    """A value as a message shows it, the rest of a long one left out."""
    told = repr(value)
    return told if len(told) <= SHOWN else f"{told[:SHOWN]} ..."


def function(name: str, value: Any) -> Callable[..., Any]:
    """Something that can be called."""
    if not callable(value):
        raise ValueError(f"{name} must be a function, got {value!r}")
    return value


def listed(name: str, value: Any, what: str) -> list[Any]:
    """What a collection holds; one text, a mapping and a set are none, since they have no members
    in an order. `what` is a member."""
    no_list = isinstance(value, str | bytes | Mapping | Set) or not isinstance(value, Iterable)
    if no_list or (isinstance(value, np.ndarray | jax.Array) and value.ndim == 0):
        raise ValueError(f"{name} must be a list, each of it {what}, got {short(value)}")
    return value if isinstance(value, list) else list(value)


def several(name: str, value: Any, kind: Any, what: str, least: int = 0) -> list[Any]:
    """At least so many of a kind, in a list."""
    found = listed(name, value, what)
    for place, one in enumerate(found):
        if not isinstance(one, kind):
            raise ValueError(f"{name}[{place}] must be {what}, got {short(one)}")
    if len(found) < least:
        raise ValueError(f"{name} must be {least} or more, each {what}, got {short(value)}")
    return found


def wholes(name: str, value: Any, least: int = 1) -> tuple[int, ...]:
    """One or more whole numbers."""
    if not isinstance(value, list | tuple) or not value:
        raise ValueError(f"{name} must be one or more whole numbers, got {short(value)}")
    return tuple(whole(f"{name}[{i}]", each, least) for i, each in enumerate(value))


def span(name: str, value: Any, least: int = 1) -> tuple[int, int]:
    """(low, high), two whole numbers with least <= low <= high."""
    pair = wholes(name, value, least)
    if len(pair) != 2 or pair[0] > pair[1]:
        raise ValueError(f"{name} must be (low, high) with {least} <= low <= high, got {value!r}")
    return pair[0], pair[1]


def numeric(name: str, value: Any, axes: str, kinds: str = "biuf") -> np.ndarray:
    """Numbers as a NumPy array with these axes, as in "T J": of lists or of an array.

    `kinds` are the letters of NumPy's types that will do.
    """
    try:
        found = np.asarray(value)
    except (TypeError, ValueError):  # lists of unequal lengths
        found = np.asarray(None)
    if found.ndim != len(axes.split()) or found.dtype.kind not in kinds:
        raise ValueError(f"{name} must be numbers [{axes}], got {short(value)}")
    return found


def array(name: str, value: Any, axes: str, of: str) -> Any:
    """An array of NumPy or JAX, traced or not, with these axes, as in "J E"; `of` is `WHOLE`,
    `REAL` or `TRUTH`."""
    fine = isinstance(value, np.ndarray | jax.Array) and value.ndim == len(axes.split())
    if not fine or not any(jax.dtypes.issubdtype(value.dtype, kind) for kind in KINDS[of]):
        raise ValueError(f"{name} must be an array [{axes}] of {of}, got {short(value)}")
    return value


def key(name: str, value: Any) -> Any:
    """A random key of JAX's, of the new kind or the old."""
    dtype, shape = getattr(value, "dtype", None), getattr(value, "shape", None)
    new = dtype is not None and jax.dtypes.issubdtype(dtype, jax.dtypes.prng_key) and shape == ()
    if not isinstance(value, jax.Array) or not (new or (dtype == np.uint32 and shape == (2,))):
        raise ValueError(f"{name} must be a key, such as jax.random.key(0), got {short(value)}")
    return value


def random(name: str, value: Any) -> np.random.Generator:
    """NumPy's random numbers."""
    what = "random numbers, such as np.random.default_rng(0)"
    return instance(name, value, np.random.Generator, what)


def path(name: str, value: Any) -> Path:
    """A file or folder as somebody types it: "~" is their home folder."""
    if not isinstance(value, str | os.PathLike) or not str(value) or "\0" in str(value):
        raise ValueError(f"{name} must be the path of a file, got {value!r}")
    try:
        os.fsencode(value)
        return Path(value).expanduser()
    except (RuntimeError, UnicodeEncodeError) as error:
        raise ValueError(f"{name} must be the path of a file, got {value!r}: {error}") from error


def switch(variable: str, default: bool = False) -> bool:
    """Whether a variable of the environment says on (1, on, yes, true) or off, in any case."""
    said = os.environ.get(variable, "").strip().lower()
    if said not in ("", *ON, *OFF):
        raise ValueError(f"{variable} must be 1 or 0, got {os.environ[variable]!r}")
    return said in ON if said else default


def put(value: Any, **fields: Any) -> None:
    """Set checked fields of a frozen dataclass, in its `__post_init__`."""
    for name, checked in fields.items():
        object.__setattr__(value, name, checked)
