"""The ten rooms of the library: each uses only those below it, and its tests lie under its name."""

import ast
from pathlib import Path

import pytest
from rooms import LIBRARY, ROOMS, listed

from course_lib import ROOT


def imported(path: Path) -> set[str]:
    """The rooms that a file imports from."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            parts = [node.module] if node.module != "course_lib" else []
            parts += [f"course_lib.{alias.name}" for alias in node.names if not parts]
        elif isinstance(node, ast.Import):
            parts = [alias.name for alias in node.names]
        else:
            continue
        found |= {name.split(".")[1] for name in parts if name.startswith("course_lib.")}
    return found - {"ROOT"}


def arrows() -> dict[tuple[str, str], list[str]]:
    """Which room imports from which other, and the files that do."""
    found: dict[tuple[str, str], list[str]] = {}
    for room in ROOMS:
        for path in (LIBRARY / room).rglob("*.py"):
            for other in imported(path) - {room}:
                found.setdefault((room, other), []).append(str(path.relative_to(ROOT)))
    return found


def test_there_are_ten_rooms_and_no_loose_file():
    folders = {p.name for p in LIBRARY.iterdir() if p.is_dir() and p.name != "__pycache__"}
    assert folders == set(ROOMS)
    assert {path.name for path in LIBRARY.glob("*.py")} == {"__init__.py", "__main__.py"}


def test_the_house_itself_imports_no_room():
    assert imported(LIBRARY / "__init__.py") == set()


def test_imports_go_downwards_only():
    """So there is no circle either."""
    upwards = {
        pair: files
        for pair, files in arrows().items()
        if ROOMS.index(pair[1]) >= ROOMS.index(pair[0])
    }
    assert not upwards


def test_an_arrow_upwards_would_be_seen(tmp_path):
    path = tmp_path / "one.py"
    path.write_text("import course_lib.model.table\nfrom course_lib import plots, ROOT\n")
    assert imported(path) == {"model", "plots"}


@pytest.mark.parametrize("room", ROOMS)
def test_tests_lie_in_the_rooms_of_what_they_test(room):
    """Every folder of tests is one of the library's; no test lies outside."""
    assert list((ROOT / "tests" / room).rglob("test_*.py"))
    for folder in (ROOT / "tests" / room).rglob("*/"):
        if folder.name != "__pycache__":
            assert (LIBRARY / folder.relative_to(ROOT / "tests")).is_dir(), folder


def test_every_exercise_is_in_the_file_of_its_name():
    from course_lib.lessons import checks

    files = {path.stem for path in LIBRARY.glob("lessons/lesson_*/exercises/[!_]*.py")}
    assert files == set(checks.ALL)


def test_every_module_has_tests_under_its_name_or_is_listed():
    """So a newcomer finds them; the lists hold nothing that is not so."""
    modules = {
        str(path.relative_to(LIBRARY).with_suffix(""))
        for path in LIBRARY.rglob("*.py")
        if path.stem[:2] != "__" and path.parent.name != "exercises"
    }
    tests = {str(p.relative_to(ROOT / "tests").with_suffix("")) for p in ROOT.glob("tests/**/*.py")}
    named = {m for m in modules if f"{m.rpartition('/')[0]}/test_{m.rpartition('/')[2]}" in tests}
    assert modules - named == set(listed())
    assert set(listed().values()) <= tests
