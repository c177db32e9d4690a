"""What computes here, and whether all is right for the course, in plain words.

`python -m course_lib check` says it in a terminal, and the first cell of lesson 00 in a notebook.
Each look imports what it needs: where a package is missing, the others still say so.
"""

import os
import platform
import shutil
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from course_lib import ROOT

NOT_COMPUTING = ("jupyterlab", "nbval")  # they open and test lessons
KINDS = {"cpu": "the processor (CPU)", "gpu": "a graphics card (GPU)", "tpu": "a TPU"}
GIB = 2**30
MEMORY = 1.5 * GIB  # a lesson needs at most 1.3
DISK = 0.5 * GIB  # compiled programs, and the real sentences of lesson 07
LIMIT = Path("/sys/fs/cgroup/memory.max")  # of a container, on Linux
INSTALL = "In the course's folder, `pip install -r requirements.txt` puts this right."


class Finding(NamedTuple):
    """One thing that was looked at: what was found and, if that is a problem, what to do."""

    said: str
    do: str | None = None


def python() -> Iterator[Finding]:
    """Whether the course supports this Python."""
    have = platform.python_version()
    if not (3, 11) <= tuple(map(int, platform.python_version_tuple()[:2])) <= (3, 13):
        wanted = "Install Python 3.11, 3.12 or 3.13, and make the environment anew."
        yield Finding(f"Python is {have}; the course wants 3.11 to 3.13.", wanted)
    else:
        yield Finding(f"Python is {have}.")


def packages(requirements: Path) -> Iterator[Finding]:
    """Whether each package that computes is there, in a version that the course wants."""
    from packaging.requirements import Requirement

    lines = (
        line.partition("#")[0].strip() for line in requirements.read_text("utf-8").splitlines()
    )
    fitting = []
    for wanted in map(Requirement, filter(None, lines)):
        if wanted.name in NOT_COMPUTING:
            continue
        try:
            have = version(wanted.name)
        except PackageNotFoundError:
            yield Finding(f"{wanted.name} is missing; wanted {wanted.specifier}.", INSTALL)
            continue
        if wanted.specifier.contains(have, prereleases=True):
            fitting.append(f"{wanted.name} {have}")
        else:
            yield Finding(f"{wanted.name} is {have}; wanted {wanted.specifier}.", INSTALL)
    if fitting:
        yield Finding(f"Right: {', '.join(fitting)}.")


def computing() -> Iterator[Finding]:
    """What JAX computes on, and whether it gets a product right."""
    import jax
    import jax.numpy as jnp

    device, count = jax.devices()[0], jax.device_count()
    yield Finding(
        f"JAX computes on {KINDS.get(device.platform, device.platform)}, {count} device(s)."
    )
    if device.platform == "cpu":
        yield Finding(f"It has {os.cpu_count()} cores. Two are enough for the course.")
    else:
        yield Finding(f"It is a {device.device_kind}. Good, and not needed.")
    total = float((jnp.ones((2, 3)) @ jnp.ones((3, 2))).sum())
    if total != 12.0:
        yield Finding(f"A product of ones gave {total}, not 12.", INSTALL)


def memory() -> Iterator[Finding]:
    """Whether a lesson fits: into the machine, and into the container if this is one."""
    if not hasattr(os, "sysconf"):
        return  # Windows says it otherwise
    sizes = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    limit = LIMIT.read_text().strip() if LIMIT.exists() else "max"
    sizes += [int(limit)] if limit.isdigit() else []
    said = f"There are {min(sizes) / GIB:.1f} GiB of memory"
    if min(sizes) < MEMORY:
        do = "Close other notebooks and programs, and set COURSE_SCALE=quick before you start."
        yield Finding(f"{said}; a lesson may need 1.3.", do)
    else:
        yield Finding(f"{said}.")


def places(root: Path) -> Iterator[Finding]:
    """Whether the lessons' folder can be written to, and has room."""
    free = shutil.disk_usage(root).free
    if free < DISK:
        do = "Free some; `make clean` removes what can be made again."
        yield Finding(f"The disk of {root} has only {free / GIB:.2f} GiB left.", do)
    else:
        yield Finding(f"The disk has {free / GIB:.0f} GiB left.")
    folder = root / "notebooks"
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        do = "Copy the course's folder to a place of your own, and open the lessons there."
        yield Finding(f"{folder} can't be written to ({error.strerror}).", do)


def programs(root: Path) -> Iterator[Finding]:
    """Where compiled programs are kept, if anywhere."""
    from course_lib.devices.compile_cache import keep_programs

    folder = keep_programs()
    if folder is not None and folder.is_relative_to(root):
        folder = folder.relative_to(root)  # as one sees it in the course's folder
    if folder is None:
        yield Finding("Compiled programs are not kept: every start compiles anew.")
    else:
        yield Finding(f"Compiled programs are kept in {folder}.")


def fonts() -> Iterator[Finding]:
    """Whether the font of figures is there; if not, arrows and Greek letters may be empty boxes."""
    import matplotlib
    from matplotlib.font_manager import FontProperties, findfont

    family = matplotlib.rcParams["font.family"]
    try:
        findfont(FontProperties(family=family), fallback_to_default=False)
    except ValueError:
        do = "Remove the line font.family from your matplotlibrc."
        yield Finding(f"Figures want the font {', '.join(family)}, which is not here.", do)
    else:
        yield Finding("The font of the figures is here.")


def clock(root: Path) -> Iterator[Finding]:
    """Whether the clock is before the course's own files: `make` and downloads then go wrong."""
    behind = (root / "requirements.txt").stat().st_mtime - time.time()
    if behind > 86400:
        days = behind / 86400
        yield Finding(f"The clock is {days:.0f} days behind the course's files.", "Set the clock.")
    else:
        yield Finding("The clock is not behind the course's files.")


def check_up(requirements: Path | None = None, root: Path = ROOT) -> bool:
    """Say what was found, and what to do about every problem; return whether all is right.

    `requirements` is a file such as `pip install -r` takes, by default the course's own. What
    can't be looked at is said, and stops nothing.
    """
    wanted = requirements or root / "requirements.txt"
    looks: dict[str, partial[Iterator[Finding]]] = {
        "Python": partial(python),
        "what computes": partial(computing),
        "the memory": partial(memory),
        "the folders": partial(places, root),
        "compiled programs": partial(programs, root),
        "the fonts": partial(fonts),
        "the clock": partial(clock, root),
        "the packages": partial(packages, wanted),
    }
    problems: list[Finding] = []
    for what, look in looks.items():
        try:
            for found in look():
                if found.do is None:
                    print(found.said)
                else:
                    problems.append(found)
        except Exception as error:  # whatever it is: the rest is still worth knowing
            print(f"Could not look at {what}: {type(error).__name__}: {error}")
    for problem in problems:
        print(problem.said)
    for remedy in dict.fromkeys(problem.do for problem in problems if problem.do):
        print(remedy)
    if not problems:
        print("Everything is installed right.")
    return not problems
