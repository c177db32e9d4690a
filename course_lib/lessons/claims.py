"""What lessons share: claims that a reader sees pass or fall short, and the scale of their runs.

`COURSE_STRICT=1` makes a claim that falls short an error: a lesson whose effect vanishes must fail.
`COURSE_SCALE=quick` shrinks every training run for a slow host (see `scale`); claims then only
report. Imported in a notebook, this file keeps compiled programs on disk (`devices.compile_cache`)
and gives every figure an alternative text (`plots.showing`): it is what a lesson imports, and no
other file of the library does.
"""

import ctypes
import gc
import sys

import jax

from course_lib.devices import settings
from course_lib.devices.compile_cache import keep_for_lesson
from course_lib.lessons.scale import quick, shrink
from course_lib.training.console import say

__all__ = ["ClaimFailed", "claim", "one_heap", "quick", "release_memory", "shrink", "strict"]

M_ARENA_MAX = -8  # of glibc's malloc.h

keep_for_lesson()
if "ipykernel" in sys.modules:  # elsewhere nobody is shown a figure, and matplotlib can wait
    import course_lib.plots  # noqa: F401 - every figure of a lesson gets its alternative text


class ClaimFailed(AssertionError):
    """A claim fell short under `COURSE_STRICT=1`."""


def strict() -> bool:
    """Whether a claim that falls short is an error. ValueError for a `COURSE_STRICT` that is
    neither on nor off."""
    return settings.switch("COURSE_STRICT") and not quick()


def claim(
    statement: str,
    value: float,
    *,
    at_least: float | None = None,
    at_most: float | None = None,
    otherwise: str = "",
) -> None:
    """Say whether `value` holds the bound, by how much, and what it means if it does not.

    Exactly one bound is wanted. `otherwise` says what a wrong model gets here, so that a reader can
    judge how much the bound proves. `ClaimFailed` under `COURSE_STRICT=1`.

    >>> claim("most sentences come out right", 0.98, at_least=0.9, otherwise="0.5 without it")
    ✓ holds: most sentences come out right
      measured 0.980, wanted at least 0.900, margin +0.080
      for comparison: 0.5 without it
    """
    if (at_least is None) == (at_most is None):
        raise ValueError("a claim needs exactly one of at_least and at_most")
    if at_least is not None:
        bound, margin, sign = at_least, value - at_least, "at least"
    elif at_most is not None:
        bound, margin, sign = at_most, at_most - value, "at most"
    holds = margin >= 0  # False for a NaN too
    say(f"{'✓ holds' if holds else '✗ falls short'}: {statement}")
    say(f"  measured {_told(value)}, wanted {sign} {_told(bound)}, margin {_told(margin, '+')}")
    if otherwise:
        say(f"  for comparison: {otherwise}")
    if holds:
        return
    if quick():
        say("  This was a quick run (COURSE_SCALE=quick): too little training to expect it.")
    else:
        say("  One run can fall short by the luck of its seed. Compare the recorded seeds above,")
        say("  or train again with another seed. If you changed the code, that is the reason.")
    if strict():
        raise ClaimFailed(f"{statement}: measured {_told(value)}, wanted {sign} {_told(bound)}")


def _told(number: float, sign: str = "") -> str:
    """Three places behind the point; for less than a thousandth, two digits and a power of ten."""
    small = 0 < abs(number) < 1e-3
    return f"{number:{sign}.1e}" if small else f"{number:{sign}.3f}"


def one_heap() -> None:
    """From now on, let all threads share one heap; call it before anything is compiled.

    Otherwise each thread that compiles keeps what it frees for itself, a few hundred MB in a lesson
    of large models. Nothing happens where the C library knows no such setting.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # glibc has it, others may not
        if mallopt is not None:
            mallopt(M_ARENA_MAX, 1)


def release_memory() -> None:
    """Drop all compiled programs, and give freed memory back to the system.

    A lesson that trains several models in one kernel needs this on a host with 2 GB: compiling
    leaves a few hundred MB a model, part of them freed by the program and kept by the C library.
    Nothing is lost but time, should a program be needed again.
    """
    jax.clear_caches()
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc has it, others do not
        if trim is not None:
            trim(0)
