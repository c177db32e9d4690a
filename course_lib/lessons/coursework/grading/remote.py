"""A student's function as the grader sees it: it lives in her process, and is called from here."""

import builtins
import contextlib
import copy
import inspect
import select
import socket
import time
from collections.abc import Iterator
from typing import Any, Protocol, runtime_checkable

from course_lib.lessons.checking.running import Unread
from course_lib.lessons.coursework.grading.kernel import Kernel
from course_lib.lessons.coursework.grading.wire import LONGEST, line, packed, read, unpacked

OPENS = 30  # seconds


class Silent(Exception):
    """The student's process does not answer any more: it ended, or it takes too long."""


class Deaf(Silent):
    """No line to the student's process comes about: something of hers still runs in it."""


@runtime_checkable
class Link(Protocol):
    """The line to a student's process."""

    def ask(self, message: dict[str, Any], seconds: float) -> dict[str, Any]:
        """The answer to a message. Silent if none comes in time; ValueError if it is none."""
        ...


class Socket:
    """A line through a socket to what runs in a kernel."""

    def __init__(self, stream: socket.socket, kernel: Kernel) -> None:
        self._stream, self._kernel = stream, kernel
        self._rest = b""

    def ask(self, message: dict[str, Any], seconds: float) -> dict[str, Any]:
        """The answer to a message. Silent if none comes in time; ValueError if it is none."""
        try:
            self._stream.sendall(line(message))
            return read(self._line(time.monotonic() + seconds))
        except (ConnectionError, BrokenPipeError) as error:
            raise Silent("it ended Python") from error

    def _line(self, until: float) -> bytes:
        while b"\n" not in self._rest:
            if not select.select([self._stream], [], [], 0.2)[0]:
                if not self._kernel.alive:
                    raise Silent("it ended Python")
                if time.monotonic() > until:
                    raise Silent(
                        f"it has not answered after {self._kernel.limits.call:.0f} seconds"
                    )
                continue
            came = self._stream.recv(1 << 20)
            if not came:
                raise Silent("it ended Python")
            self._rest += came
            if len(self._rest) > 2 * LONGEST:
                raise Silent(f"it returns more than {LONGEST:,} bytes")
        text, _, self._rest = self._rest.partition(b"\n")
        return text


def text_of(name: str, link: Link, seconds: float) -> str | None:
    """The text that a student's process holds under this name; None if that holds none."""
    text = link.ask({"do": "describe", "name": name}, seconds).get("text")
    return text if isinstance(text, str) else None


@contextlib.contextmanager
def linked(kernel: Kernel) -> Iterator[Link]:
    """Opens the line to what ran in a kernel. Silent if it does not come about."""
    path = kernel.folder / "bridge"
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen(1)
        server.settimeout(OPENS)
        kernel.begin(
            "from course_lib.lessons.coursework.grading import bridge as _bridge\n"
            f"_bridge.serve({str(path)!r}, globals())"
        )
        try:
            stream, _ = server.accept()
        except TimeoutError as error:
            raise Deaf("it does not let its functions be called") from error
        with stream:
            yield Socket(stream, kernel)


class Remote:
    """A function in a student's process, called as if it were here.

    What it raises is raised here, by the same name; what it used of the library is in `used`.
    """

    def __init__(self, name: str, link: Link, seconds: float, *, numpy: bool = False) -> None:
        self.__name__ = name
        self.used: set[str] = set()
        self.silent: Silent | None = None  # set once its process answers no more
        self._gradient: tuple[int, ...] = ()
        self._link, self._seconds, self._numpy = link, seconds, numpy
        self._look = True
        told = link.ask({"do": "describe", "name": name}, seconds)
        self.missing = bool(told.get("missing"))
        self.kind = told.get("kind")  # of what it is instead of a function
        if (parameters := told.get("parameters")) is not None:
            self.__signature__ = _signature(parameters)

    def __call__(self, *args: Any) -> Any:
        message = {
            "do": "call",
            "name": self.__name__,
            "args": [packed(one) for one in args],
            "numpy": self._numpy,
            "gradient": list(self._gradient),
            "look": self._look,
        }
        self._look = False
        told = self._asked(message)
        self.used |= set(map(str, told.get("used", ())))
        if "raised" in told:
            raise _error(told)
        if "unsendable" in told:
            raise Unread("unsendable", f"it returns {told['unsendable']}; wanted numbers in arrays")
        if told.get("changed"):
            raise Unread("changed", "it changes its inputs; work on a copy of them")
        if told.get("printed"):
            print("printed")  # `run_student` reads this and tells it
        return unpacked(told["value"])

    def gradient_at(self, places: tuple[int, ...]) -> "Remote":
        """The same function's gradient, taken in its own process."""
        there = copy.copy(self)
        there._gradient = places
        return there

    def _asked(self, message: dict[str, Any]) -> dict[str, Any]:
        if self.silent:
            raise self.silent
        try:
            return self._link.ask(message, self._seconds)
        except Silent as silent:
            self.silent = silent
            raise


def _signature(parameters: list[Any]) -> inspect.Signature:
    kinds = {kind.name: kind for kind in inspect._ParameterKind}
    return inspect.Signature(
        [
            inspect.Parameter(
                str(name),
                kinds[kind],
                default=None if default else inspect.Parameter.empty,
            )
            for name, kind, default in parameters
        ]
    )


def _error(told: dict[str, Any]) -> Exception:
    name, says = str(told["raised"])[:60], str(told["says"])
    if told.get("at"):
        says = f"{says.splitlines()[0] if says else 'no message'} (in `{told['at']}`)"
    known = getattr(builtins, name, None)
    if isinstance(known, type) and issubclass(known, Exception):
        with contextlib.suppress(TypeError):
            return known(says)
    return type(name if name.isidentifier() else "Error", (Exception,), {})(says)
