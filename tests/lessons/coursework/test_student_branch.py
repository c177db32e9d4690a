"""What students get holds nothing that answers a graded problem, now or in its past."""

import subprocess

import pytest

from course_lib.lessons.coursework.student_branch import branch, kept, tree

FILES = {
    "README.md": "all",
    "notebooks/assignments/ps1.ipynb": "released",
    "notebooks/assignments/source/ps1/ps1.ipynb": "SECRET solutions",
    "course_lib/lessons/coursework/preflight.py": "for students",
    "course_lib/lessons/coursework/ps1/gated_step.py": "SECRET bank",
    "course_lib/lessons/coursework/ps1/bank/deep.py": "SECRET bank",
    "tests/lessons/coursework/ps1/test_banks.py": "SECRET answers",
    "tests/handed_in/ps1/gated_step.py": "SECRET answers",
    ".github/workflows/preflight.yml": "for students",
    ".github/workflows/grade.yml": "SECRET: no student's business",
    "tests/problem_sets.py": "SECRET: how the notebook is filled with answers",
}


def git(root, *args):
    name = ["-c", "user.name=t", "-c", "user.email=t@t"]
    return subprocess.run(
        ["git", *name, *args], cwd=root, check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture
def repository(tmp_path, monkeypatch):
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "t")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "t@t")
    root = tmp_path / "repository"
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "first")
    return root


def test_every_secret_is_withheld_and_nothing_else():
    assert set(kept(FILES)) == {path for path, text in FILES.items() if "SECRET" not in text}


def test_the_tree_holds_no_secret(repository, tmp_path):
    (repository / "new.py").write_text("not in git yet")
    made = tree(tmp_path / "tree", repository)
    assert not [path for path in made.rglob("*") if path.is_file() and "SECRET" in path.read_text()]
    assert (made / "new.py").exists()
    assert (made / "README.md").exists()
    (repository / "new.py").unlink()
    assert not (tree(tmp_path / "tree", repository) / "new.py").exists()


def test_no_commit_of_the_branch_has_ever_held_a_secret(repository):
    commit = branch(repository)
    assert git(repository, "rev-parse", "student").strip() == commit
    for one in git(repository, "rev-list", "student").split():
        assert (
            not subprocess.run(
                ["git", "grep", "-q", "SECRET", one], cwd=repository, check=False
            ).returncode
            == 0
        )
    assert git(repository, "status", "--porcelain") == ""
    assert git(repository, "branch", "--show-current").strip() == "main"


def test_the_branch_moves_on_and_only_when_something_changed(repository):
    first = branch(repository)
    assert branch(repository) == first
    (repository / "README.md").write_text("all, and more")
    git(repository, "commit", "-q", "-a", "-m", "second")
    second = branch(repository)
    assert git(repository, "rev-list", "student").split() == [second, first]


def test_outside_of_git_it_says_so(tmp_path):
    with pytest.raises(RuntimeError, match="git"):
        branch(tmp_path)
