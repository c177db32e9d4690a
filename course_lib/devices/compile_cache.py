"""Compiled programs kept on disk, so that a second run of a lesson compiles nothing.

JAX can keep what it compiled in a folder (its persistent compilation cache), and finds a program
there by its content, the versions, the flags and the devices. A lesson turns this on by importing
`course_lib.lessons.claims` in a notebook. Anywhere else it is off, unless you call `keep_programs`
or set the environment variable:

    COURSE_CACHE=FOLDER    keep them there ("~" is the home folder)
    COURSE_CACHE=off       keep none (or 0, no, false)
    COURSE_CACHE=on        keep them in the usual folder

The usual folder is `.cache/programs` beside `course_lib`. It can be deleted at any time, and shared
by several kernels and users. It only saves time: where it cannot be read, written or cleaned up, a
lesson goes on and compiles.
"""

import contextlib
import hashlib
import os
import platform
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

import jax
from jax.experimental.compilation_cache import compilation_cache

from course_lib import ROOT
from course_lib.devices import settings

FOLDER = ROOT / ".cache" / "programs"
CONFIG: Any = jax.config  # its settings have no types
LARGEST = 512 * 2**20  # bytes; beyond it the oldest programs go


def keep_programs(folder: str | Path | None = None) -> Path | None:
    """Keep compiled programs below `folder`, and take those that are there.

    Returns where, or None if none are kept: with `COURSE_CACHE=off`, with JAX's own switch
    `jax_enable_compilation_cache` off, or where the folder cannot be written, as in an installation
    for all users. Without `folder`, one that JAX was already told (`jax_compilation_cache_dir`)
    stays in use. ValueError for what is no path.
    """
    given = None if folder is None else settings.path("folder", folder)
    off, asked = _asked()
    told = CONFIG.jax_compilation_cache_dir
    if off or not CONFIG.jax_enable_compilation_cache:
        return None
    if given is None and told:
        return Path(told)
    root = given or asked or FOLDER
    where = root / processor()
    if not _writable(where):
        return None
    root, where = root.absolute(), where.absolute()
    prune(root, LARGEST)
    # A program that cannot be kept or read is compiled again; JAX would say so for each of them.
    warnings.filterwarnings("ignore", "Error (reading|writing) persistent compilation cache entry")
    jax.config.update("jax_compilation_cache_dir", str(where))
    # By default JAX keeps only what took a second or more to compile.
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
    compilation_cache.reset_cache()  # a program compiled before this has settled that there is none
    return where


def keep_for_lesson() -> Path | None:
    """`keep_programs`, in a notebook or where `COURSE_CACHE` asks for it; else None."""
    wanted = "ipykernel" in sys.modules or "COURSE_CACHE" in os.environ
    return keep_programs() if wanted else None


def _asked() -> tuple[bool, Path | None]:
    """What COURSE_CACHE says: whether no programs are to be kept, and the folder, if it names one.

    A folder that is called as a switch is, such as "off", would have to be written "./off".
    """
    asked = os.environ.get("COURSE_CACHE", "").strip()
    if asked.lower() in ("", *settings.ON, *settings.OFF):
        return asked.lower() in settings.OFF, None
    return False, settings.path("COURSE_CACHE", asked)


def processor() -> str:
    """A name for this kind of processor, other for every other set of instructions.

    JAX does not tell them apart: a program made for another processor is loaded, with a line on
    standard error at best, and may then stop at an instruction that this one lacks. A home folder
    that several machines share would hold such programs.
    """
    told = [platform.machine(), platform.processor()]
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:  # not Linux
        lines = []
    for name in ("model name", "flags", "Features"):
        told += [line for line in lines if line.startswith(name)][:1]
    return f"{platform.machine()}-{hashlib.sha256(repr(told).encode()).hexdigest()[:12]}"


def prune(folder: Path, largest: int) -> None:
    """Delete the oldest programs below `folder` until the rest take `largest` bytes at most.

    Empty files go too, left by a kernel that was stopped while it wrote: JAX would neither read nor
    replace them. Another kernel may delete at the same time, and another user's programs may not be
    ours to delete: what cannot be looked at or deleted is left to whoever can.
    """
    found = []
    for path in _programs(folder):
        try:
            found.append((path.stat().st_mtime, path.stat().st_size, path))
        except OSError:
            continue
    over = sum(size for _, size, _ in found) - largest
    for _, size, path in sorted(found):
        if over > 0 or size == 0:
            over -= size
            with contextlib.suppress(OSError):
                path.unlink()


def _programs(folder: Path) -> list[Path]:
    try:
        return list(folder.glob("*/*-cache"))
    except OSError:  # a folder in it that we may not look into
        return []


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):  # an administrator may write where no bit says so
            return True
    except OSError:
        return False
