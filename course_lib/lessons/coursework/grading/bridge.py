"""In the student's process, after her notebook has run: her functions answer calls from outside.

She may change anything in here; what she cannot change is what the right answers are, because they
are drawn, worked out and compared in another process.
"""

import contextlib
import copy
import inspect
import io
import socket
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib import ROOT
from course_lib.lessons.checking.gradients import gradient_of
from course_lib.lessons.coursework.grading.watch import replaced
from course_lib.lessons.coursework.grading.wire import LONGEST, Unsendable, line, packed, read
from course_lib.lessons.coursework.grading.wire import unpacked as from_wire

LIBRARY = ROOT / "course_lib"
OWN = "course_lib.lessons.coursework.grading"
TEXT = 100  # characters of a variable that holds a text, as what a student chose


def serve(path: str, names: Mapping[str, Any]) -> None:
    """Answers the calls that come through the socket at `path`, until it is closed."""
    with socket.socket(socket.AF_UNIX) as link:
        link.connect(path)
        stream = link.makefile("rwb")
        while text := stream.readline(LONGEST):
            stream.write(_answer(read(text), names))
            stream.flush()


def _answer(message: dict[str, Any], names: Mapping[str, Any]) -> bytes:
    try:
        if message["do"] == "describe":
            return line(_described(names, message["name"]))
        if message["do"] == "replaced":
            return line({"replaced": replaced()})
        return line(_called(names[message["name"]], message))
    except Unsendable as error:
        return line({"unsendable": str(error)})
    except BaseException as error:  # SystemExit too: the next call must still be answered
        return line(_failure(error))


def _described(names: Mapping[str, Any], name: str) -> dict[str, Any]:
    if name not in names:
        return {"missing": True}
    value = names[name]
    if not callable(value):
        text = {"text": value[:TEXT]} if isinstance(value, str) else {}
        return {"kind": type(value).__name__, **text}
    try:
        parameters = list(inspect.signature(value).parameters.values())
    except (TypeError, ValueError):
        return {"callable": True}
    told = [[one.name, one.kind.name, one.default is not one.empty] for one in parameters]
    return {"callable": True, "parameters": told}


def _called(function: Callable[..., Any], message: dict[str, Any]) -> dict[str, Any]:
    plain = message.get("numpy", False)
    args = [_handed(from_wire(one), plain) for one in message["args"]]
    if message.get("gradient"):
        function = gradient_of(function, tuple(message["gradient"]))
    before = [copy.deepcopy(one) for one in args] if plain else args
    used: set[str] = set()
    try:
        with _quiet() as paper, _using(used) if message.get("look") else contextlib.nullcontext():
            value = packed(function(*args))
    except Unsendable:
        raise
    except BaseException as error:  # what it called before it stopped is told, too
        return {**_failure(error), "used": sorted(used)}
    changed = plain and not all(map(_same, before, args))
    told = {"value": value, "printed": bool(paper.getvalue()), "changed": changed}
    return {**told, "used": sorted(used)}


def _handed(value: Any, plain: bool) -> Any:
    if isinstance(value, np.ndarray):
        return value if plain else jnp.asarray(value)
    if isinstance(value, dict):
        return {name: _handed(one, plain) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_handed(one, plain) for one in value)
    return value


def _same(before: Any, after: Any) -> bool:
    return packed(before) == packed(after)


def _failure(error: BaseException) -> dict[str, Any]:
    lines = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if "ipykernel" in frame.filename
    ]
    where = (lines[-1].line or "").strip() if lines else ""
    return {"raised": type(error).__name__, "says": str(error)[:2000], "at": where}


@contextlib.contextmanager
def _quiet() -> Iterator[io.StringIO]:
    paper = io.StringIO()
    precise = jax.default_matmul_precision("highest")  # as in `checking.running`
    with contextlib.redirect_stdout(paper), warnings.catch_warnings(), precise:
        warnings.simplefilter("ignore")
        with np.errstate(all="ignore"):
            yield paper


@contextlib.contextmanager
def _using(used: set[str]) -> Iterator[None]:
    """Collects what a function calls of the library, by name; not what that calls in turn."""
    jax.clear_caches()  # what was compiled before would run without being seen

    def look(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and (name := _of_library(frame.f_code)):
            caller = frame.f_back
            while caller and caller.f_code.co_filename != __file__:
                if _of_library(caller.f_code):
                    return
                caller = caller.f_back
            if not name.endswith("<module>"):  # to import is not to call
                used.add(name)

    sys.setprofile(look)
    try:
        yield
    finally:
        if sys.getprofile() is not look:
            used.add("sys.setprofile")
        sys.setprofile(None)


def _of_library(code: CodeType) -> str | None:
    path = Path(code.co_filename)
    if not path.is_relative_to(LIBRARY):
        return None
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return None if module.startswith(OWN) else f"{module}.{code.co_qualname}"
