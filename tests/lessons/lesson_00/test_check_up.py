"""The check-up finds what is missing or of another version, and nothing where all is well."""

import re

import pytest

from course_lib.lessons.lesson_00.check_up import check_up


def test_it_is_content_with_this_environment(capsys):
    check_up()
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
    check_up(path)
    said = capsys.readouterr().out
    assert re.search(f"^{problem}$", said, re.M)
    assert "Everything" not in said
    assert "pip install -r requirements.txt" in said
