"""In the student's process, before her notebook runs: what is refused, and written down.

An audit hook of Python: no code can take it away. It's no sandbox (compiled code doesn't ask it);
it stops accidents and the usual cheats, and names them.
"""

import json
import os
import re
import sys
from collections.abc import Callable
from typing import Any

# Events, and how they are told.
STARTS = (
    "os.system",
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.spawn",
    "subprocess.Popen",
    "pty.spawn",
)
NETWORK = (
    "socket.connect",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.bind",
    "socket.sendto",
)
PLACES = {  # of an event's arguments, those that are paths it changes
    "os.remove": 1, "os.rename": 2, "os.rmdir": 1, "os.mkdir": 1, "os.link": 2, "os.symlink": 2,
    "os.truncate": 1, "os.chmod": 1, "shutil.rmtree": 1, "shutil.move": 2,
}  # fmt: skip
KILLS = ("os.kill", "os.killpg")
OTHERS = re.compile(r"/proc/\d+(/|$)")  # the memory and surroundings of processes
# Modules whose functions decide what passes, and so should be the same after a notebook has run.
JUDGES = ("builtins", "numpy", "numpy.testing", "jax.numpy", "course_lib.lessons.checking")
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def begin(report: str, free: list[str], secret: list[str], modules: list[str]) -> None:
    """From now on: writing outside the folders `free`, reading in the folders `secret`, importing
    `modules`, network and other programs are refused with PermissionError and written to the file
    `report`, one line of JSON each."""
    _before.update(_judges())
    descriptor = os.open(report, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    hook = _hook(
        lambda what: os.write(descriptor, json.dumps(what).encode() + b"\n"),
        tuple(map(os.path.realpath, [*free, "/dev", "/proc/self"])),
        tuple(map(os.path.realpath, secret)),
        tuple(modules),
    )
    sys.addaudithook(hook)
    # `importlib.import_module` tells no hook what it looks for.
    sys.meta_path.insert(0, _Telling())


class _Telling:
    """A finder of modules that finds none, and tells the hook what is looked for."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        sys.audit("import", name, None, None, None, None)


def replaced() -> list[str]:
    """The functions that are no longer what they were when the watch began."""
    now = _judges()
    return sorted(name for name, value in _before.items() if now.get(name) is not value)


def _judges() -> dict[str, object]:
    found: dict[str, object] = {}
    for name, module in list(sys.modules.items()):
        if name in JUDGES or name.startswith(JUDGES[-1]):
            for one, value in list(vars(module).items()):
                if callable(value) and not one.startswith("_") and one != "input":
                    found[f"{name}.{one}"] = value
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None:
        found["IPython's showtraceback"] = getattr(
            shell.showtraceback, "__func__", shell.showtraceback
        )
    return found


_before: dict[str, object] = {}


def _hook(
    write: Callable[[list[str]], Any],
    free: tuple[str, ...],
    secret: tuple[str, ...],
    modules: tuple[str, ...],
) -> Callable[[str, tuple[Any, ...]], None]:
    busy = False

    def refuse(what: str, detail: Any) -> None:
        write([what, str(detail)[:200]])
        raise PermissionError(f"{what} is not allowed while a submission is graded: {detail}"[:300])

    def look(event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = args
            if isinstance(path, str | bytes):
                place = os.path.realpath(os.fsdecode(path))
                if (flags or 0) & WRITES and not _in(place, free):
                    refuse("writing outside its folder", place)
                if _in(place, secret) or (OTHERS.match(place) and not _in(place, free)):
                    refuse("reading what is the grader's", place)
        elif event == "import" and str(args[0]).startswith(modules):
            refuse("importing what is the grader's", args[0])
        elif event in STARTS:
            refuse("starting another program", args[0] if args else event)
        elif event in KILLS and args[0] != os.getpid():
            refuse("ending another program", args[0])
        elif event == "sqlite3.connect":  # a database opens further ones, and nobody asks
            refuse("a database", args[0])
        elif event in NETWORK and not _local(args):
            refuse("the network", args[0] if isinstance(args[0], str | bytes) else args[-1])
        elif event in PLACES:
            for path in args[: PLACES[event]]:
                if isinstance(path, str | bytes) and not _in(
                    os.path.realpath(os.fsdecode(path)), free
                ):
                    refuse("changing files outside its folder", os.fsdecode(path))

    def hook(event: str, args: tuple[Any, ...]) -> None:
        nonlocal busy
        if busy:  # what the hook itself does is not asked about
            return
        busy = True
        try:
            look(event, args)
        finally:
            busy = False

    return hook


def _in(place: str, folders: tuple[str, ...]) -> bool:
    return any(place == folder or place.startswith(folder + os.sep) for folder in folders)


def _local(args: tuple[Any, ...]) -> bool:
    """Whether a socket's address is a file's: the way to the grader."""
    return (
        bool(args) and isinstance(args[-1], str | bytes) and os.fsdecode(args[-1]).startswith("/")
    )
