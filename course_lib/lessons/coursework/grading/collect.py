"""Whose notebook is it? From what a learning platform gives to one notebook for each student.

A folder or a zip of: Moodle ("Ada Lovelace_1234567_assignsubmission_file_/ps1.ipynb"), Canvas
("lovelaceada_98765_43210_ps1.ipynb"), GitHub Classroom ("ps1-ada/notebooks/assignments/ps1.ipynb"),
nbgrader's exchange ("submitted/ada/ps1/ps1.ipynb"), or plain "ada.ipynb" and "ada/ps1.ipynb".
"""

import re
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from course_lib import ROOT

MOODLE = re.compile(r"^(?P<who>.+?)_(?P<number>\d+)_assignsubmission_file_?")
CANVAS = re.compile(r"^(?P<who>[^_]+)_(?:LATE_)?(?P<number>\d+)_\d+_.*\.ipynb$")
LARGEST = 200 * 2**20  # bytes of one file that is taken out of a zip


@dataclass(frozen=True)
class Handed:
    """One student's notebook. others: further notebooks that came from the same student."""

    student: str
    path: Path
    others: tuple[Path, ...] = ()


def collect(source: Path, problem_set: str, into: Path) -> list[Handed]:
    """Copies what lies in the folder or zip `source` to `into`/STUDENT.ipynb, one for each student.

    Where a student handed in several, the one named after the problem set counts, else the newest.
    In a student's copy of the course, its other notebooks are not handed in. ValueError if there is
    no notebook, or `source` is neither folder nor zip.
    """
    folder = _unzipped(source, into / "unzipped")
    course = {path.name for path in (ROOT / "notebooks").rglob("*.ipynb")}
    course.discard(f"{problem_set}.ipynb")
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.rglob("*.ipynb")):
        relative = path.relative_to(folder)
        if ".ipynb_checkpoints" in relative.parts or "__MACOSX" in relative.parts:
            continue
        if "notebooks" in relative.parts and relative.name in course:
            continue
        found.setdefault(student_of(relative.as_posix(), problem_set), []).append(path)
    if not found:
        raise ValueError(f"{source} holds no notebook (.ipynb)")
    handed = []
    for student, paths in sorted(found.items()):
        best = max(paths, key=lambda path: (problem_set in path.stem, path.stat().st_mtime))
        into.mkdir(parents=True, exist_ok=True)
        target = into / f"{student}.ipynb"
        shutil.copy2(best, target)
        handed.append(Handed(student, target, tuple(path for path in paths if path != best)))
    return handed


def student_of(path: str, problem_set: str) -> str:
    """The student's name, as a plain file name, from a notebook's place in what was collected."""
    parts = PurePosixPath(path).parts
    for part in parts:
        if match := MOODLE.match(part) or CANVAS.match(part):
            return _plain(f"{match['who']}_{match['number']}")
    folders = [part for part in parts[:-1] if part not in ("submitted", "notebooks", "assignments")]
    folders = [part for part in folders if part != problem_set]
    if folders:
        return _plain(re.sub(rf"^{re.escape(problem_set)}[-_]", "", folders[0]))
    stem = re.sub(
        rf"^{re.escape(problem_set)}[-_]|[-_]{re.escape(problem_set)}$", "", parts[-1][:-6]
    )
    return _plain(stem)


def _plain(name: str) -> str:
    return re.sub(r"[^\w.-]+", "_", name).strip("_.") or "nameless"


def _unzipped(source: Path, into: Path) -> Path:
    if source.is_dir():
        return source
    if not source.is_file() or not zipfile.is_zipfile(source):
        raise ValueError(f"{source} is neither a folder nor a zip file")
    shutil.rmtree(into, ignore_errors=True)
    with zipfile.ZipFile(source) as archive:
        for one in archive.infolist():
            parts = PurePosixPath(one.filename).parts
            safe = parts and ".." not in parts and not one.filename.startswith("/")
            if safe and not one.is_dir() and one.file_size <= LARGEST:
                archive.extract(one, into)
    into.mkdir(parents=True, exist_ok=True)
    return into
