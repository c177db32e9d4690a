"""The house: its files, its version ranges and lock, and the one place of its public address."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from course_lib.lessons.maintenance import ROOT, lessons, links

HOUSE = {
    ".ci", ".github", ".gitignore", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "binder",
    "constraints.txt", "course_lib", "datasets", "notebooks", "pyproject.toml",
    "requirements-dev.txt", "requirements.txt", "tests",
}  # fmt: skip
PYTHONS = ["3.11", "3.12", "3.13"]


def requirements(path: str) -> list[Requirement]:
    lines = (line.partition("#")[0].strip() for line in (ROOT / path).read_text().splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-r")]


def holds(requirement: Requirement, python: str) -> bool:
    """Whether a requirement applies on this Python, on Linux."""
    here = {
        "python_version": python,
        "python_full_version": f"{python}.9",
        "sys_platform": "linux",
        "os_name": "posix",
        "platform_system": "Linux",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    return requirement.marker is None or requirement.marker.evaluate(here)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_top_level_is_the_houses():
    missing = {name for name in HOUSE if not (ROOT / name).exists()}
    assert not missing
    if (ROOT / ".git").exists():
        ls = ["git", "ls-files", "-co", "--exclude-standard"]
        listed = subprocess.run(ls, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        assert {name.partition("/")[0] for name in listed.splitlines()} <= HOUSE


@pytest.mark.parametrize("script", [".ci/run", "binder/postBuild"])
def test_scripts_can_be_run(script):
    assert os.access(ROOT / script, os.X_OK)
    assert (ROOT / script).read_text().startswith("#!")


def test_binder_installs_what_a_student_installs():
    assert (ROOT / "binder/requirements.txt").read_text().split() == ["-r", "../requirements.txt"]
    assert (ROOT / "binder/runtime.txt").read_text().strip() == "python-3.12"


@pytest.mark.parametrize("path", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_a_range_with_both_ends(path):
    found = requirements(path)
    assert found
    for requirement in found:
        operators = {specifier.operator for specifier in requirement.specifier}
        assert {">=", "<"} <= operators, f"{requirement} has an open end"


def test_ranges_leave_colabs_packages_alone():
    ranges = {normal(r.name): r.specifier for r in requirements("requirements.txt")}
    pins = {normal(r.name): r for r in requirements("tests/colab-constraints.txt")}
    for name in ["jax", "flax", "optax", "numpy", "matplotlib"]:
        (pin,) = pins[name].specifier
        assert pin.version in ranges[name], f"Colab has {name} {pin.version}: outside the range"


def test_lock_holds_only_pins():
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        assert line.startswith("#") or re.fullmatch(r"[\w.-]+==[\w.!+]+( ; .+)?", line), line
    names = {normal(r.name) for r in requirements("constraints.txt")}
    assert not names & {"pip", "setuptools", "seq2seq-attention-course"}


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("path", ["requirements.txt", "requirements-dev.txt"])
def test_lock_answers_every_requirement_once_on_every_python(python, path):
    pins: dict[str, list[Version]] = {}
    for pin in requirements("constraints.txt"):
        if holds(pin, python):
            (specifier,) = pin.specifier
            pins.setdefault(normal(pin.name), []).append(Version(specifier.version))
    assert all(len(versions) == 1 for versions in pins.values())
    for requirement in requirements(path):
        (version,) = pins[normal(requirement.name)]
        assert version in requirement.specifier, f"the lock's {requirement.name} {version}"


def test_generated_links_are_in_step():
    assert links.update(check=True) == [], "run `make links`"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A small copy of the course with one lesson whose generated cells are still empty."""
    for name in ["pyproject.toml", "requirements.txt", "README.md"]:
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "notebooks").mkdir()
    v4 = nbformat.v4
    book = v4.new_notebook(
        cells=[
            v4.new_markdown_cell("# 7. A tést"),
            v4.new_markdown_cell(metadata={"tags": ["launch"]}),
            v4.new_code_cell(metadata={"tags": ["setup"]}, execution_count=1),
        ]
    )
    nbformat.write(book, tmp_path / "notebooks" / "07_test.ipynb")
    return tmp_path


def test_links_are_written_once(course):
    lesson = course / "notebooks" / "07_test.ipynb"
    assert links.update(course, check=True) == ["notebooks/07_test.ipynb", "README.md"]
    assert links.NO_ADDRESS not in lesson.read_text("utf-8"), "a check must not write"
    assert links.update(course) == ["notebooks/07_test.ipynb", "README.md"]
    written = lesson.read_bytes()
    assert links.update(course) == []
    assert written == lesson.read_bytes()
    # Exactly as nbformat writes: a generated change must not rewrite the rest of the file.
    nbformat.write(nbformat.read(lesson, as_version=4), lesson)
    assert written == lesson.read_bytes()
    book = nbformat.read(lesson, as_version=4)
    assert book.cells[2].source == links.setup_cell(course)
    assert book.cells[2].execution_count == 1, "an executed lesson stays executed"
    assert "| 07 | [A tést](notebooks/07_test.ipynb) |" in (course / "README.md").read_text("utf-8")


def test_the_table_asks_each_lessons_question(course):
    book = nbformat.read(course / "notebooks" / "07_test.ipynb", as_version=4)
    book.cells[0].source = "# 00 · Start"
    book.cells.append(nbformat.v4.new_markdown_cell("| [07](07_test.ipynb) | Why 7? | 30 | 0.5 |"))
    nbformat.write(book, course / "notebooks" / "00_start.ipynb")
    book.cells[0].source = "# 07x · More experiments"
    nbformat.write(book, course / "notebooks" / "07x_more.ipynb")
    table = links.readme(course).partition(links.BEGIN)[2].partition(links.END)[0]
    assert "| 07 | Why 7?<br>[A tést](notebooks/07_test.ipynb) | 30 | 0.5 |" in table
    assert "| 00 | [Start](notebooks/00_start.ipynb) |" in table
    assert "07x" not in table, "it belongs to its lesson"


def test_there_is_no_button_that_leads_nowhere():
    """Not before the course has an address; `test_a_fork_changes_one_line` has the rest."""
    for place in [ROOT / "README.md", *lessons()]:
        text = place.read_text("utf-8")
        assert f"mybinder.org/v2/gh/{links.PLACEHOLDER}" not in text, place
        assert f"colab.research.google.com/github/{links.PLACEHOLDER}" not in text, place


def test_a_lesson_may_have_two_parts(course):
    """05a and 05b stand in order, under their own numbers."""
    first = course / "notebooks" / "07_test.ipynb"
    for part, heading in (("b", "# 07b · Second"), ("a", "# 07a · First")):
        book = nbformat.read(first, as_version=4)
        book.cells[0].source = heading
        nbformat.write(book, course / "notebooks" / f"07{part}_part.ipynb")
    first.unlink()
    links.update(course)
    table = (course / "README.md").read_text("utf-8").partition(links.BEGIN)[2]
    assert [line.partition("](")[0] for line in table.splitlines() if "| 07" in line] == [
        "| 07a | [First",
        "| 07b | [Second",
    ]


def test_a_fork_changes_one_line(course):
    """After that line and one command, the new address is everywhere and the old nowhere."""
    links.update(course)
    places = [course / "notebooks" / "07_test.ipynb", course / "README.md"]
    owner, name = links.repository(course)
    assert f"{owner}/{name}" in places[0].read_text("utf-8")
    pyproject = course / "pyproject.toml"
    old = f'"https://github.com/{owner}/{name}"'
    assert pyproject.read_text().count(old) == 1
    pyproject.write_text(pyproject.read_text().replace(old, '"https://github.com/miss-x/attend"'))
    assert links.update(course, check=True), "a check must see the change"
    links.update(course)
    for place in places:
        text = place.read_text("utf-8")
        assert f"{owner}/" not in text
        assert "colab.research.google.com/github/miss-x/attend/blob/main/notebooks/07_test" in text
        assert "mybinder.org/v2/gh/miss-x/attend/main?urlpath=lab/tree/notebooks/07_test" in text
    assert 'address = "https://github.com/miss-x/attend"' in links.setup_cell(course)


def test_the_address_stands_nowhere_else():
    """Whatever holds the address is generated, or is pyproject.toml itself."""
    address = "/".join(links.repository())
    generated = {ROOT / "README.md", ROOT / "pyproject.toml", *lessons(), *links.problem_sets()}
    for folder in ["course_lib", "notebooks", "tests", "binder", "datasets", ".ci"]:
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".md", ".ipynb", ".txt", ".json"} and path not in generated:
                assert address not in path.read_text("utf-8"), path


@pytest.mark.parametrize(
    "address", ["", "https://example.org/a/b", "https://github.com/only-owner"]
)
def test_a_bad_address_is_refused(course, address):
    pyproject = course / "pyproject.toml"
    good = "https://github.com/" + "/".join(links.repository(course))
    pyproject.write_text(pyproject.read_text().replace(f'"{good}"', f'"{address}"'))
    with pytest.raises(ValueError, match=r"Repository: wanted .*OWNER/NAME, got"):
        links.update(course)


def test_a_lesson_without_a_generated_cell_is_named(course):
    lesson = course / "notebooks" / "07_test.ipynb"
    book = nbformat.read(lesson, as_version=4)
    del book.cells[2]
    nbformat.write(book, lesson)
    with pytest.raises(ValueError, match=r"07_test.ipynb: wanted exactly one code cell.*'setup'"):
        links.update(course)


def test_a_readme_without_its_marks_is_refused(course):
    (course / "README.md").write_text("no marks here")
    with pytest.raises(ValueError, match=r"README.md: wanted the lines"):
        links.readme(course)
