"""What a value is, described as JSON: two descriptions are equal where the values do the same.

A run may be continued from its checkpoint only by the same recipe, on the same data, towards the
same objective. A name does not say that (two functions made by one factory share it), and neither
does a memory address (a new kernel gives another). So a value is taken apart: a function into its
code and all that it closes over, an object into its type and its attributes, an array into a hash.
What is defined in a notebook may change while its name stays, so there the functions and numbers
that the code uses by name belong to it. What can be imported is its name and its code.
"""

import dataclasses
import functools
import re
import types
from collections.abc import Mapping
from typing import Any

import jax
import numpy as np
from flax import nnx

from course_lib.devices import settings
from course_lib.training import code
from course_lib.training.unknown import unknowable, unknown

PLAIN = (bool, int, float, str)
# More entries, or characters, than this are told by their number and a hash.
LONG = 64
# In `repr`, the marks of something left out: then it does not tell all.
PARTIAL = re.compile(r"0x[0-9a-fA-F]{4,}|\.\.\.")
# What Flax notes on a module for itself.
FLAX = ("_pytree__", "_object__")


def identity(value: Any, name: str = "value") -> Any:
    """A description of `value` in JSON's types, the same in every process of one Python version.

    A value with a method `identity()` says itself what it is: the description of what that returns.
    `name` is what an error calls the value. `Unknown`, a ValueError, that names the part
    which cannot be known and what to add.
    """
    settings.instance("name", name, str, "a text")
    return _Describer().describe(value, name)


class _Describer:
    """One description under way: what is being described, and what already was."""

    def __init__(self) -> None:
        self.open: dict[int, str] = {}
        # The values are kept beside, so that no other can come to have the same address.
        self.done: dict[int, tuple[Any, Any]] = {}

    def describe(self, value: Any, path: str) -> Any:
        if value is None or type(value) in PLAIN:
            return _long(value) if isinstance(value, str) else value
        if id(value) in self.done:
            return self.done[id(value)][1]
        if id(value) in self.open:  # it holds itself, as a recursive function does
            return {"is": f"again {self.open[id(value)]}"}
        self.open[id(value)] = type(value).__qualname__
        try:
            found = self.taken_apart(value, path)
        finally:
            del self.open[id(value)]
        self.done[id(value)] = (value, found)
        return found

    def taken_apart(self, value: Any, path: str) -> Any:
        """The description of anything but a plain number or text."""
        if isinstance(value, type):
            return self.of_class(value, path)
        if callable(getattr(type(value), "identity", None)):
            return self.describe(value.identity(), path)
        if isinstance(value, jax.core.Tracer):
            raise unknown(path, value, "It has no value yet: it is being traced")
        if isinstance(value, np.ndarray | np.generic | jax.Array):
            return self.of_array(value, path)
        if isinstance(value, PLAIN):  # and more than that, such as a member of an enumeration
            base = next(kind for kind in PLAIN if isinstance(value, kind))
            return self.of_object(value, {"value": base(value)}, path)
        if isinstance(value, Mapping):
            return self.of_mapping(value, path)
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            return self.of_object(value, dict(zip(value._fields, value, strict=True)), path)
        if isinstance(value, list | tuple):
            return _long([self.describe(v, f"{path}[{i}]") for i, v in enumerate(value)])
        if isinstance(value, set | frozenset):
            members = [self.describe(v, f"a member of {path}") for v in value]
            return {"is": "set", "has": _long(sorted(members, key=code.text))}
        if isinstance(value, bytes | bytearray):
            return {"is": f"{len(value)} bytes", "content": code.digest(bytes(value))}
        if isinstance(value, functools.partial):
            parts = {"function": value.func, "args": value.args, "kwargs": value.keywords}
            return {"is": "functools.partial"} | self.each(parts, path)
        if isinstance(value, types.MethodType):
            parts = {"function": value.__func__, "object": value.__self__}
            return {"is": "method"} | self.each(parts, path)
        if isinstance(value, types.ModuleType):
            return {"is": f"module {value.__name__}"}
        if isinstance(value, types.FunctionType):
            return self.of_function(value, path)
        if code.importable(value):
            return {"is": f"{value.__module__}.{value.__qualname__}"}
        if isinstance(value, types.BuiltinFunctionType):
            inside = value.__self__
            if inside is None or isinstance(inside, types.ModuleType):
                return {"is": f"{value.__module__}.{value.__qualname__}"}
            return {"is": f"method {value.__name__}"} | self.each({"object": inside}, path)
        if callable(value) and hasattr(value, "__wrapped__"):  # jax.jit, functools.cache
            # A compiled function notes file and line beside; they change from kernel to kernel.
            noted = {} if _name(type(value)).startswith("jaxlib.") else vars(value)
            more = {k: v for k, v in noted.items() if k[:2] != "__"}
            return self.of_object(value, {"function": value.__wrapped__} | more, path)
        return self.of_anything(value, path)

    def of_anything(self, value: Any, path: str) -> Any:
        """An object: its fields, or its own `repr`, or all its attributes."""
        if why := unknowable(value):
            raise unknown(path, value, why)
        if isinstance(value, re.Pattern):
            return {"is": "re.Pattern", "pattern": value.pattern, "flags": int(value.flags)}
        if dataclasses.is_dataclass(value):
            fields = [f for f in dataclasses.fields(value) if f.init or f.compare]
            return self.of_object(value, {f.name: getattr(value, f.name) for f in fields}, path)
        if isinstance(value, nnx.Variable):
            return self.of_object(value, {"value": value[...]}, path)
        if not isinstance(value, nnx.Module) and type(value).__repr__ is not object.__repr__:
            told = repr(value)
            if not PARTIAL.search(told):
                return self.of_object(value, {"repr": told}, path)
        if not hasattr(value, "__dict__"):
            raise unknown(path, value, "It has no attributes to tell it by")
        cached = {k for k in vars(value) if _is_cached(type(value), k)}
        kept = {k: v for k, v in vars(value).items() if not k.startswith(FLAX)}
        return self.of_object(value, {k: v for k, v in kept.items() if k not in cached}, path)

    def of_object(self, value: Any, attributes: Mapping[str, Any], path: str) -> Any:
        made = self.describe(type(value), path)
        return made | {"has": self.each(attributes, path)}

    def of_class(self, kind: type, path: str) -> dict[str, Any]:
        """A class by its name; one made in a notebook or a function by what is in it, too."""
        found: dict[str, Any] = {"is": _name(kind)}
        own = [c for c in kind.__mro__ if not code.importable(c)]
        members = {k: v for c in reversed(own) for k, v in code.members(c).items()}
        return found | ({"class": self.each(members, path)} if members else {})

    def of_array(self, value: Any, path: str) -> Any:
        if isinstance(value, jax.Array) and jax.dtypes.issubdtype(value.dtype, jax.dtypes.prng_key):
            value = jax.random.key_data(value)
        array = np.asarray(value)
        if array.dtype == object:
            return _long([self.describe(v, path) for v in array.ravel().tolist()])
        kind = f"array {array.dtype}{list(array.shape)}"
        return {"is": kind, "content": code.digest(np.ascontiguousarray(array).tobytes())}

    def of_mapping(self, value: Mapping[Any, Any], path: str) -> Any:
        if all(isinstance(key, str) for key in value):
            kind, named = "mapping", dict(value)
        else:
            kind = "mapping of keys of other types than text"
            named = {code.text(self.describe(k, f"a key of {path}")): v for k, v in value.items()}
        return {"is": kind, "has": _long(self.each(named, path))}

    def of_function(self, function: types.FunctionType, path: str) -> dict[str, Any]:
        """By name and code. One that cannot be imported by its name may be one of many, so all
        that it brought along with it belongs to it; in a notebook, also what it finds there."""
        found = {"is": f"function {_name(function)}", "code": code.of_function(function)}
        if code.importable(function):
            return found
        parts = {
            "default": code.defaults(function),
            "closure": code.closure(function),
            "attribute": {k: v for k, v in vars(function).items() if k[:2] != "__"},
            "global": code.notebook_globals(function),
        }
        return found | {
            k: {"is": "names", "has": self.each(v, path)} for k, v in parts.items() if v
        }

    def each(self, parts: Mapping[str, Any], path: str) -> dict[str, Any]:
        return {name: self.describe(part, f"{path}.{name}") for name, part in parts.items()}


def _name(thing: Any) -> str:
    return f"{thing.__module__}.{thing.__qualname__}"


def _is_cached(kind: type, name: str) -> bool:
    return isinstance(getattr(kind, name, None), functools.cached_property)


def _long(value: Any) -> Any:
    """The value, or its size and a hash if it is long."""
    if len(value) <= LONG:
        return value
    return {
        "is": f"{type(value).__name__} of {len(value)}",
        "content": code.digest(code.text(value)),
    }
