"""What computes here, and whether the packages are the right ones, in plain words."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import jax
import jax.numpy as jnp
from packaging.requirements import Requirement

from course_lib import ROOT
from course_lib.training.console import say

NOT_COMPUTING = ("jupyterlab", "nbval")  # they open and test lessons
KINDS = {"cpu": "the processor (CPU)", "gpu": "a graphics card (GPU)", "tpu": "a TPU"}


def check_up(requirements: Path | None = None) -> None:
    """Say what computes here, and every problem found.

    `requirements` is a file such as `pip install -r` takes, by default the course's own.
    """
    device, count = jax.devices()[0], jax.device_count()
    say(f"JAX computes on {KINDS.get(device.platform, device.platform)}, {count} device(s).")
    if device.platform == "cpu":
        say(f"It has {os.cpu_count()} cores. That is enough: the course is made for two.")
    else:
        say(f"It is a {device.device_kind}. Good, and not needed.")

    problems = []
    if not (3, 11) <= tuple(map(int, platform.python_version_tuple()[:2])) <= (3, 13):
        problems.append(f"Python is {platform.python_version()}; the course wants 3.11 to 3.13.")
    text = (requirements or ROOT / "requirements.txt").read_text("utf-8")
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    fitting = []
    for wanted in map(Requirement, filter(None, lines)):
        if wanted.name in NOT_COMPUTING:
            continue
        try:
            have = version(wanted.name)
        except PackageNotFoundError:
            problems.append(f"{wanted.name} is missing; wanted {wanted.specifier}.")
            continue
        if wanted.specifier.contains(have, prereleases=True):
            fitting.append(f"{wanted.name} {have}")
        else:
            problems.append(f"{wanted.name} is {have}; wanted {wanted.specifier}.")
    total = float((jnp.ones((2, 3)) @ jnp.ones((3, 2))).sum())
    if total != 12.0:
        problems.append(f"A product of ones gave {total}, not 12.")
    if fitting:
        say(f"Right: {', '.join(fitting)}.")
    for problem in problems or ["Everything is installed right."]:
        say(problem)
    if problems:
        say("In the course's folder, `pip install -r requirements.txt` puts this right.")
