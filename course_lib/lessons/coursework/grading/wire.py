"""Values between a student's process and the grader: JSON, with arrays as base64.

Not pickle: whoever unpickles runs what the other side wants run.
"""

import base64
import json
from typing import Any

import numpy as np

LONGEST = 64_000_000  # bytes of one message
KINDS = "biuf"  # of arrays: true or false, whole numbers, real numbers
DEEPEST = 20  # lists in lists


class Unsendable(TypeError):
    """A value that is none of those that travel; its text says what it is."""


def packed(value: Any, depth: int = 0) -> Any:
    """A value as JSON knows it. Unsendable for one that is no number, text, array, or list, tuple
    or dict of such."""
    if depth > DEEPEST:
        raise Unsendable(f"lists or dicts nested more than {DEEPEST} deep")
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple):
        return {type(value).__name__: [packed(one, depth + 1) for one in value]}
    if isinstance(value, dict):
        pairs = [[packed(key, depth + 1), packed(one, depth + 1)] for key, one in value.items()]
        return {"dict": pairs}
    if hasattr(value, "dtype") and hasattr(value, "shape"):
        array = np.asarray(value)
        if array.dtype.kind not in KINDS:
            raise Unsendable(f"an array of {array.dtype.name}")
        data = base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()
        return {"array": [array.dtype.str, list(array.shape), data]}
    raise Unsendable(f"an object of the kind {type(value).__name__}")


def unpacked(value: Any, depth: int = 0) -> Any:
    """The inverse of `packed`; arrays are NumPy's. ValueError for anything else."""
    if depth > DEEPEST:
        raise ValueError(f"a message nested more than {DEEPEST} deep")
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if not (isinstance(value, dict) and len(value) == 1):
        raise ValueError(f"a message holds {str(value)[:60]!r}")
    [(kind, inside)] = value.items()
    if kind == "list":
        return [unpacked(one, depth + 1) for one in inside]
    if kind == "tuple":
        return tuple(unpacked(one, depth + 1) for one in inside)
    if kind == "dict":
        return {unpacked(key, depth + 1): unpacked(one, depth + 1) for key, one in inside}
    if kind == "array":
        name, shape, data = inside
        dtype = np.dtype(str(name))
        if dtype.kind not in KINDS:
            raise ValueError(f"a message holds an array of {name!r}")
        return np.frombuffer(base64.b64decode(data), dtype).reshape(shape).copy()
    raise ValueError(f"a message holds a {kind!r}")


def line(message: dict[str, Any]) -> bytes:
    """A message as one line. Unsendable if it is longer than LONGEST."""
    text = json.dumps(message).encode() + b"\n"
    if len(text) > LONGEST:
        raise Unsendable(f"{len(text):,} bytes; at most {LONGEST:,} travel")
    return text


def read(text: bytes) -> dict[str, Any]:
    """The message of a line. ValueError if it is none."""
    message = json.loads(text)
    if not isinstance(message, dict):
        raise ValueError(f"a message that is a {type(message).__name__}")
    return message
