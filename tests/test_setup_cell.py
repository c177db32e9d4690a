"""The set-up cell, run as it stands: as on Colab, cloning this very course, and elsewhere."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from course_lib.lessons.maintenance import ROOT, links

FIXED = ["jax", "flax", "optax", "numpy"]  # what the cell must never touch

# Runs the cell in a process of its own and tells what became of it, as JSON on the last line. The
# packages named in PRETEND_MISSING look absent to the cell.
DRIVER = """
import importlib.metadata, importlib.util, json, os, sys, types
colab, times, cell = sys.argv[1] == "colab", int(sys.argv[2]), sys.argv[3]
if colab:
    sys.modules["google"] = types.ModuleType("google")
    sys.modules["google.colab"] = types.ModuleType("google.colab")
missing = os.environ["PRETEND_MISSING"].split()
real = importlib.util.find_spec
importlib.util.find_spec = lambda name: None if name in missing else real(name)
versions = lambda: {name: importlib.metadata.version(name) for name in FIXED}
before, path, cwd = versions(), list(sys.path), os.getcwd()
error = None
try:
    for _ in range(times):
        exec(cell, {})
except RuntimeError as caught:
    error = str(caught)
report = dict(error=error, cwd=os.getcwd(), added=[p for p in sys.path if p not in path])
report |= dict(moved=os.getcwd() != cwd, kept=versions() == before)
if colab and error is None:
    del sys.modules["google"], sys.modules["google.colab"]  # jax would use the real one
    import course_lib.model
    report |= dict(library=course_lib.__file__)
print(json.dumps(report))
""".replace("FIXED", repr(FIXED))

# Takes pip's place (first on PYTHONPATH), so that the test needs no network and sees every attempt
# to install.
FAKE_PIP = """
import os, sys
with open(os.environ["PIP_LOG"], "a") as log:
    print(*sys.argv[1:], file=log)
"""


@pytest.fixture(scope="module")
def origin(tmp_path_factory) -> Path:
    """A repository with one commit: this checkout as it stands, as a student would fetch it."""
    here = tmp_path_factory.mktemp("origin") / "repository"
    ignored = shutil.ignore_patterns(".git", ".venv*", "__pycache__", ".*cache", "*.egg-info")
    shutil.copytree(ROOT, here, ignore=ignored)
    identity = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
    for command in (
        ["init", "--quiet", "--initial-branch=main"],
        ["add", "--all"],
        [*identity, "commit", "--quiet", "--message=all"],
    ):
        subprocess.run(["git", *command], cwd=here, check=True)
    return here


@pytest.fixture
def run(origin, tmp_path):
    """Run the cell `times` times in an empty folder; the course's address leads to `source`."""
    tools, content = tmp_path / "tools", tmp_path / "content"
    tools.mkdir()
    content.mkdir()
    (tools / "pip.py").write_text(FAKE_PIP)
    log = tmp_path / "pip.log"

    def run(where: str, times: int = 1, source: Path = origin, missing: str = ""):
        owner, name = links.repository()
        env = os.environ | {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"url.{source.as_uri()}.insteadOf",
            "GIT_CONFIG_VALUE_0": f"https://github.com/{owner}/{name}",
            "PYTHONPATH": str(tools),
            "PIP_LOG": str(log),
            "PRETEND_MISSING": missing,
        }
        done = subprocess.run(
            [sys.executable, "-c", DRIVER, where, str(times), links.setup_cell()],
            cwd=content,
            env=env,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        installs = log.read_text().splitlines() if log.exists() else []
        return SimpleNamespace(installs=installs, **json.loads(done.stdout.splitlines()[-1]))

    run.clone = content / links.repository()[1]
    return run


@pytest.mark.parametrize("times", [1, 2])
def test_on_colab_the_library_comes_from_a_fresh_clone(run, times):
    seen = run("colab", times)
    assert seen.error is None
    assert Path(seen.library) == run.clone / "course_lib" / "__init__.py"
    assert Path(seen.cwd) == run.clone / "notebooks"
    assert seen.added == [str(run.clone)], "once on the path, however often the cell runs"
    assert seen.kept
    assert seen.installs == [], "nothing is missing here, so nothing is installed"


def test_on_colab_a_restarted_kernel_uses_the_clone_it_finds(run, tmp_path):
    run("colab")
    seen = run("colab", source=tmp_path / "gone")
    assert seen.error is None
    assert Path(seen.library).is_relative_to(run.clone)


def test_on_colab_only_missing_leaves_are_installed(run):
    seen = run("colab", missing="jaxtyping rapidfuzz " + " ".join(FIXED))
    (install,) = seen.installs
    command, *words = install.split()
    assert command == "install"
    assert "--no-deps" in words
    packages = [word for word in words if not word.startswith("-")]
    assert [package.partition(">")[0] for package in packages] == ["jaxtyping", "rapidfuzz"]


def test_on_colab_a_failing_clone_says_what_to_do(run, tmp_path):
    seen = run("colab", source=tmp_path / "gone")
    owner, name = links.repository()
    assert f"Could not fetch the course from https://github.com/{owner}/{name}." in seen.error
    assert "run this cell again" in seen.error
    assert not seen.moved
    assert run("colab").error is None, "and once the address works, so does the cell"


def test_elsewhere_it_does_nothing(run):
    seen = run("elsewhere", missing="jaxtyping rapidfuzz")
    assert not seen.moved
    assert seen.added == []
    assert seen.installs == []
    assert not run.clone.exists()


def test_every_leaf_is_a_requirement_or_a_requirements_own():
    """The cell asks for the ranges of requirements.txt (wadler-lindig is jaxtyping's own need)."""
    cell = links.setup_cell()
    for line in (ROOT / "requirements.txt").read_text().splitlines():
        if line.startswith(("jaxtyping", "rapidfuzz")):
            assert f'"{line.split()[0]}"' in cell
    assert not [name for name in FIXED if re.search(rf"\"{name}\b", cell)]


@pytest.mark.parametrize("part", ["course_lib", "notebooks", None])
def test_on_colab_a_part_of_the_course_is_called_so(run, part):
    """What a download leaves that was cut off."""
    (run.clone / (part or ".git")).mkdir(parents=True)
    seen = run("colab")
    assert f"{run.clone} holds only a part of the course. Delete it" in seen.error
    assert f"!rm -r {run.clone.name}" in seen.error
    assert not seen.moved
