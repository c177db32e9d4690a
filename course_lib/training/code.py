"""What a function is made of, told without running it: its code, and what it brings along."""

import dis
import functools
import hashlib
import json
import sys
import types
from typing import Any

# A notebook, or a script: what it defines cannot be imported, and may change.
NOTEBOOK = "__main__"
# Methods that say nothing of what an object does in training.
SHOWING = {"__repr__", "__str__", "__eq__", "__hash__", "__format__"}


def text(value: Any) -> str:
    """A description as one text, its keys in order."""
    return json.dumps(value, sort_keys=True)


def digest(content: str | bytes) -> str:
    """A short hash, the same in every process."""
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return hashlib.sha256(raw).hexdigest()[:16]


def importable(thing: Any) -> bool:
    """Whether its module has it under its own name, so that this name tells what it is."""
    module, name = getattr(thing, "__module__", None), getattr(thing, "__qualname__", None)
    if not isinstance(module, str) or not isinstance(name, str) or module == NOTEBOOK:
        return False
    found: Any = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return found is thing


def of_function(function: types.FunctionType) -> str:
    """A hash of a function's code and of whatever it wraps (`functools.wraps`)."""
    found: list[str] = []
    wrapped: Any = function
    while isinstance(wrapped, types.FunctionType):
        found.append(of_code(wrapped.__code__, wrapped.__doc__))
        wrapped = getattr(wrapped, "__wrapped__", None)
    return digest("".join(found))


def of_code(code: types.CodeType, doc: str | None = None) -> str:
    """A hash of what a code object does: not of its place in a file, nor of its docstring."""
    consts = list(code.co_consts)
    if doc is not None and consts[:1] == [doc]:
        consts[0] = None
    parts = [
        code.co_code.hex(),
        str((code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags)),
        str((code.co_names, code.co_freevars, code.co_cellvars)),
        code.co_exceptiontable.hex(),
        *map(_const, consts),
    ]
    return digest("\n".join(parts))


def _const(value: Any) -> str:
    if isinstance(value, types.CodeType):
        return of_code(value)
    if isinstance(value, tuple):
        return f"({','.join(map(_const, value))})"
    if isinstance(value, frozenset):  # its order changes from process to process
        return f"{{{','.join(sorted(map(_const, value)))}}}"
    return f"{type(value).__name__} {value!r}"


def defaults(function: types.FunctionType) -> dict[str, Any]:
    """The default values of a function's arguments, by name."""
    given = function.__defaults__ or ()
    count = function.__code__.co_argcount
    names = function.__code__.co_varnames[count - len(given) : count]
    return dict(zip(names, given, strict=True)) | (function.__kwdefaults__ or {})


def closure(function: types.FunctionType) -> dict[str, Any]:
    """What a function closes over, by name; a variable not set yet is left out."""
    found = {}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            found[name] = cell.cell_contents
        except ValueError:
            continue
    return found


def notebook_globals(function: types.FunctionType) -> dict[str, Any]:
    """The notebook's own variables, functions and classes that one of its functions uses."""
    if function.__module__ != NOTEBOOK:
        return {}
    used = _globals_used(function.__code__)
    return {name: function.__globals__[name] for name in used if name in function.__globals__}


def _globals_used(code: types.CodeType) -> list[str]:
    found = {
        i.argval for i in dis.get_instructions(code) if i.opname in ("LOAD_GLOBAL", "LOAD_NAME")
    }
    for const in code.co_consts:
        if isinstance(const, types.CodeType):
            found |= set(_globals_used(const))
    return sorted(found)


def members(kind: type) -> dict[str, Any]:
    """What the author of a class wrote in it: methods, properties, and values for all instances."""
    fields = getattr(kind, "__dataclass_fields__", {})
    found = {}
    for name, member in vars(kind).items():
        if isinstance(member, staticmethod | classmethod):
            member = member.__func__
        elif isinstance(member, property):
            member = member.fget
        elif isinstance(member, functools.cached_property):
            member = member.func
        if isinstance(member, types.FunctionType):
            # Those that `dataclass` writes have no file.
            told = name not in SHOWING and member.__code__.co_filename != "<string>"
        else:
            hidden = isinstance(member, types.MemberDescriptorType | types.GetSetDescriptorType)
            told = not (name.startswith("_") or name in fields or hidden)
        if told:
            found[name] = member
    return found
