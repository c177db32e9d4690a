"""The set-up cell that every lesson and problem set starts with, made for the public address."""

import re
import tomllib
from pathlib import Path

from course_lib.lessons.maintenance import ROOT

# What the lessons need and Colab lacks: import name, and the name in requirements.txt. These are
# leaf packages: installed without dependencies they cannot replace the jax bound to Colab's GPU.
LEAVES = {
    "jaxtyping": "jaxtyping",
    "wadler_lindig": "wadler-lindig",
    "rapidfuzz": "rapidfuzz",
    "pooch": "pooch",
    "sacrebleu": "sacrebleu",
    "portalocker": "portalocker",
    "colorama": "colorama",
}

SETUP = """\
# On Colab: fetch the course and the small packages missing there. Anywhere else: nothing to do.
import os
import subprocess
import sys
from importlib.util import find_spec

if "google.colab" in sys.modules:
    if not os.path.isdir("../course_lib"):  # not yet in the course's notebooks folder
        os.environ["GIT_TERMINAL_PROMPT"] = "0"  # fail, do not wait for a password
        address = "@ADDRESS@"
        folder = address.rpartition("/")[2]
        if not os.path.isdir(folder):
            clone = ["git", "clone", "--quiet", "--depth=1", address, folder]
            if subprocess.run(clone).returncode != 0:
                raise RuntimeError(
                    f"Could not fetch the course from {address}. Does this address open in your "
                    "browser? If so, run this cell again; if not, ask whoever gave you the lesson."
                )
        if not all(os.path.exists(f"{folder}/{part}") for part in ["course_lib", "notebooks"]):
            raise RuntimeError(
                f"The folder {os.path.abspath(folder)} holds only a part of the course. Delete it "
                f"(`!rm -r {folder}` in a cell of its own), and run this cell again."
            )
        os.chdir(f"{folder}/notebooks")
    if os.path.abspath("..") not in sys.path:
        sys.path.insert(0, os.path.abspath(".."))
    leaves = @LEAVES@
    missing = [package for name, package in leaves.items() if find_spec(name) is None]
    if missing:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
        subprocess.run(pip + missing, check=True)"""


def repository(root: Path = ROOT) -> tuple[str, str]:
    """Owner and name of the public repository, from pyproject.toml.

    ValueError if the address there is not a GitHub repository's.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    address = project.get("urls", {}).get("Repository")
    match = re.fullmatch(r"https://github\.com/([\w.-]+)/([\w.-]+?)(?:\.git|/)?", address or "")
    if match is None:
        raise ValueError(
            "pyproject.toml, [project.urls] Repository: "
            f"wanted https://github.com/OWNER/NAME, got {address!r}"
        )
    return match[1], match[2]


def setup_cell(root: Path = ROOT) -> str:
    """The source of the cell that every lesson starts with (tagged `setup`)."""
    owner, name = repository(root)
    wanted = {}  # the ranges of requirements.txt; a leaf not named there comes in whatever version
    for line in (root / "requirements.txt").read_text("utf-8").splitlines():
        if match := re.match(r"([\w-]+)[^#\s]*", line):
            wanted[match[1]] = match[0]
    entries = "".join(
        f'        "{module}": "{wanted.get(package, package)}",\n'
        for module, package in LEAVES.items()
    )
    return SETUP.replace("@ADDRESS@", f"https://github.com/{owner}/{name}").replace(
        "@LEAVES@", f"{{\n{entries}    }}"
    )
