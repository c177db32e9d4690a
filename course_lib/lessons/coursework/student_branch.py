"""What students get: the course without solutions, hidden tests and banks of graded problems.

    python -m course_lib.lessons.coursework student-branch

makes the branch `student` from the last commit: a history of its own, so that nothing taken out can
be found in the past. The same tree, on disk, is what submissions are run with.
"""

import fnmatch
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from course_lib import ROOT

WITHHELD = (
    "notebooks/assignments/source/*",  # solutions and hidden tests
    "course_lib/lessons/coursework/ps*/*",  # the banks, with right answers
    "tests/lessons/coursework/*",
    "tests/handed_in/*",
    "tests/problem_sets.py",
    "tests/class_of_sixty.py",
    ".github/workflows/grade.yml",
)
BRANCH = "student"


def kept(paths: Iterable[str]) -> list[str]:
    """Those of a repository's paths that students get."""
    return [path for path in paths if not any(fnmatch.fnmatch(path, shape) for shape in WITHHELD)]


def tree(into: Path, root: Path = ROOT) -> Path:
    """Writes what students get of the working tree to the folder `into`, in place of what it held.

    RuntimeError outside a git repository.
    """
    listed = _git(root, "ls-files", "--cached", "--others", "--exclude-standard", "-z").split("\0")
    half = into.with_name(into.name + ".half")
    shutil.rmtree(half, ignore_errors=True)
    for path in kept(filter(None, listed)):
        if (root / path).is_file():
            (half / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / path, half / path)
    shutil.rmtree(into, ignore_errors=True)
    os.replace(half, into)
    return into


def branch(root: Path = ROOT, name: str = BRANCH) -> str:
    """Makes or moves on the branch `name`, and returns its new commit.

    Its first commit has no parent; each later one has the one before, so that students can pull.
    RuntimeError outside a git repository.
    """
    listed = _git(root, "ls-tree", "-r", "--name-only", "-z", "HEAD").split("\0")
    gone = sorted(set(filter(None, listed)) - set(kept(filter(None, listed))))
    with tempfile.TemporaryDirectory() as folder:
        own = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
        _git(root, "read-tree", "HEAD", own=own)
        if gone:
            _git(root, "rm", "--cached", "-q", "--", *gone, own=own)
        contents = _git(root, "write-tree", own=own).strip()
    before = _git(root, "rev-parse", "-q", "--verify", f"refs/heads/{name}", fails=True).strip()
    if before and _git(root, "rev-parse", f"{before}^{{tree}}").strip() == contents:
        return before
    parent = ["-p", before] if before else []
    commit = _git(root, "commit-tree", contents, *parent, "-m", "The course, for students").strip()
    _git(root, "update-ref", f"refs/heads/{name}", commit)
    return commit


def _git(root: Path, *args: str, fails: bool = False, own: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        ["git", *args], cwd=root, env={**os.environ, **(own or {})}, capture_output=True, text=True
    )
    if done.returncode and not fails:
        raise RuntimeError(f"git {args[0]} in {root}: {done.stderr.strip() or 'it failed'}")
    return done.stdout
