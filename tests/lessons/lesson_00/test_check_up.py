"""The check-up finds what is missing or of another version, and nothing where all is well."""

import os
import re
import shutil
import sys

import matplotlib
import pytest

from course_lib import __main__ as command
from course_lib.lessons.lesson_00 import check_up as health
from course_lib.lessons.lesson_00.check_up import check_up


def test_it_is_content_with_this_environment(capsys):
    assert check_up()
    said = capsys.readouterr().out
    assert said.endswith("Everything is installed right.\n")
    assert "jax 0." in said
    assert "nbval" not in said


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("jax<0.1  # far too old", r"jax is 0\.\d+\.\d+; wanted <0.1."),
        (
            "no-such-package-for-this-test>=2",
            "no-such-package-for-this-test is missing; wanted >=2.",
        ),
    ],
)
def test_it_names_what_is_wrong(tmp_path, capsys, line, problem):
    path = tmp_path / "requirements.txt"
    path.write_text(f"numpy\n\n{line}\n", "utf-8")
    assert not check_up(path)
    said = capsys.readouterr().out
    assert re.search(f"^{problem}$", said, re.M)
    assert "Everything" not in said
    assert "pip install -r requirements.txt" in said


@pytest.fixture
def course(tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "requirements.txt").write_text("numpy\n")
    return tmp_path


def found(look, *arguments):
    """The problems, and what to do about each."""
    return [(said, do) for said, do in look(*arguments) if do]


def test_a_python_that_is_too_new_is_named(monkeypatch):
    monkeypatch.setattr("platform.python_version", lambda: "3.15.1")
    monkeypatch.setattr("platform.python_version_tuple", lambda: ("3", "15", "1"))
    ((said, do),) = found(health.python)
    assert said == "Python is 3.15.1; the course wants 3.11 to 3.13."
    assert "3.11, 3.12 or 3.13" in do


def test_a_small_container_is_named(monkeypatch, tmp_path):
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(health, "LIMIT", limit)
    for text, problems in (("max", 0), (str(2**30), 1), ("1099511627776", 0)):
        limit.write_text(text + "\n")
        assert len(found(health.memory)) == problems
    limit.write_text(str(2**30))
    assert found(health.memory)[0][0] == "There are 1.0 GiB of memory; a lesson may need 1.3."


def test_a_full_disk_is_named(monkeypatch, course):
    usage = shutil.disk_usage(course)._replace(free=2**28)
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage)
    assert "only 0.25 GiB left" in found(health.places, course)[0][0]


def test_a_folder_that_cannot_be_written_to_is_named(monkeypatch, course):
    assert found(health.places, course) == []

    def refused(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryFile", refused)
    ((said, do),) = found(health.places, course)
    assert said == f"{course / 'notebooks'} can't be written to (Permission denied)."
    assert "Copy" in do


def test_a_font_that_is_not_there_is_named():
    with matplotlib.rc_context({"font.family": ["No Such Font"]}):
        ((said, _),) = found(health.fonts)
    assert said == "Figures want the font No Such Font, which is not here."
    assert found(health.fonts) == []


def test_a_clock_that_is_behind_is_named(course):
    assert found(health.clock, course) == []
    later = (course / "requirements.txt").stat().st_mtime + 10 * 86400
    os.utime(course / "requirements.txt", (later, later))
    assert found(health.clock, course) == [
        ("The clock is 10 days behind the course's files.", "Set the clock.")
    ]


def test_what_cannot_be_looked_at_stops_nothing(course, capsys):
    (course / "notebooks").rmdir()
    (course / "requirements.txt").unlink()
    check_up(root=course)
    said = capsys.readouterr().out
    assert "Could not look at the packages: FileNotFoundError" in said
    assert "JAX computes on" in said


@pytest.mark.parametrize("right", [True, False])
def test_the_command_ends_as_the_check_up_does(monkeypatch, right):
    monkeypatch.setattr(sys, "argv", ["course_lib", "check"])
    monkeypatch.setattr(command, "check_up", lambda: right)
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert bool(ended.value.code) is not right
