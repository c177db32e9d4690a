"""`make check` runs the tests of what changed, wherever they are."""

import subprocess

import changed
import pytest


@pytest.mark.parametrize(
    ("path", "tests"),
    [
        ("course_lib/model/scores.py", ["tests/model/test_scores.py"]),
        ("course_lib/model/alignments/soft.py", ["tests/model/alignments/test_alignments.py"]),
        ("course_lib/data/pairs/runs.py", ["tests/data/test_task.py"]),
        (
            "course_lib/lessons/lesson_03/exercises/read_context.py",
            ["tests/lessons/checking/test_banks.py"],
        ),
        (
            "course_lib/lessons/lesson_08/look_back_mistakes.py",
            ["tests/lessons/checking/test_banks.py"],
        ),
        ("tests/search/test_beam.py", ["tests/search/test_beam.py"]),
        ("tests/bench/parts/levers.py", ["tests/test_bench.py"]),
        ("notebooks/03_fixed_context_vector.ipynb", ["tests/test_notebooks.py"]),
        ("README.md", []),
        ("course_lib/plots/view.css", []),
    ],
)
def test_a_change_asks_for_its_tests(path, tests):
    assert changed.tests_of(path) == tests
    assert changed.chosen([path, path]) == [*changed.ALWAYS, *tests]


def test_a_module_that_is_gone_asks_for_nothing():
    assert changed.chosen(["course_lib/model/no_such.py"]) == [*changed.ALWAYS]


def test_what_changed_is_told_from_git(tmp_path, monkeypatch):
    def git(*arguments):
        settings = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *settings, *arguments], cwd=tmp_path, check=True)

    git("init", "-q", "-b", "main")
    for name in ("same.py", "edited.py", "committed.py"):
        (tmp_path / name).write_text("1")
    git("add", ".")
    git("commit", "-qm", "first")
    git("switch", "-qc", "mine")
    (tmp_path / "committed.py").write_text("2")
    git("commit", "-qam", "second")
    (tmp_path / "edited.py").write_text("2")
    (tmp_path / "new.py").write_text("2")
    monkeypatch.setattr(changed, "ROOT", tmp_path)
    assert changed.changed() == ["committed.py", "edited.py", "new.py"]
    assert changed.changed("mine") == ["edited.py", "new.py"]
    with pytest.raises(ValueError, match=r"BASE must be a branch or commit .* got nowhere"):
        changed.changed("nowhere")
