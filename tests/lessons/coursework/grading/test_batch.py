"""A class: nothing is graded twice, nothing is lost, and the grader's own failure is no zero."""

import json
import subprocess
from pathlib import Path

import nbformat
import pytest
from handing_in import ANSWER, INVERTED, handed, notebook

from course_lib.lessons.coursework.grading import batch
from course_lib.lessons.coursework.grading.collect import Handed
from course_lib.lessons.coursework.grading.summary import look_at

REPORT = {
    "verdicts": {"softmax_scores": {"passed": True, "misconception": None}},
    "notes": [],
    "eyes": [],
    "seconds": 1.0,
    "peak": 0,
}


@pytest.fixture
def classroom(tmp_path, monkeypatch):
    """Two students, and a grader that only notes whom it graded."""
    released = tmp_path / "released.ipynb"
    nbformat.write(notebook(), released)
    graded: list[str] = []

    def run(command, **how):
        task = json.loads(Path(command[-1]).read_text())
        out = Path(task["out"])
        graded.append(out.stem)
        if "crash" in out.stem:
            return subprocess.CompletedProcess(command, 1, "", "Segmentation fault")
        out.write_text(json.dumps({**REPORT, "key": task["key"]}))
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(batch.subprocess, "run", run)

    def grade(*names, **how):
        graded.clear()
        submissions = [
            Handed(name, handed(tmp_path, how.pop("answer", ANSWER), name=f"{name}.ipynb"))
            if not (tmp_path / f"{name}.ipynb").exists()
            else Handed(name, tmp_path / f"{name}.ipynb")
            for name in names
        ]
        into = tmp_path / "reports"
        reports = batch.grade_all("ps0", released, submissions, tmp_path, into, tell=str, **how)
        return reports, sorted(graded)

    return grade


def test_everybody_is_graded_and_nobody_twice(classroom):
    assert classroom("ada", "bob")[1] == ["ada", "bob"]
    assert classroom("ada", "bob", "eve")[1] == ["eve"]


def test_who_hands_in_again_is_graded_again(classroom, tmp_path):
    classroom("ada", "bob")
    handed(tmp_path, INVERTED, name="bob.ipynb")
    assert classroom("ada", "bob")[1] == ["bob"]


def test_other_hidden_cases_grade_all_again(classroom):
    classroom("ada")
    assert classroom("ada", seed=7)[1] == ["ada"]


def test_a_changed_problem_or_mistake_grades_all_again(classroom, tmp_path, monkeypatch):
    bank = tmp_path / "coursework" / "ps0" / "bank" / "softmax_scores_mistakes.py"
    bank.parent.mkdir(parents=True)
    monkeypatch.setattr(batch, "_folder", lambda: tmp_path / "coursework")
    for text in ("", "WRONG = ()"):
        bank.write_text(text)
        assert classroom("ada")[1] == ["ada"]
    assert classroom("ada")[1] == []


def test_all_are_graded_again_if_asked(classroom):
    classroom("ada")
    assert classroom("ada", again=True)[1] == ["ada"]


def test_the_page_for_the_teacher_keeps_who_was_graded_before(classroom, tmp_path):
    classroom("ada")
    classroom("bob")
    assert list(batch.known(tmp_path / "reports")) == ["ada", "bob"]


def test_a_half_written_report_is_made_again(classroom, tmp_path):
    classroom("ada")
    (tmp_path / "reports" / "ada.json").write_text('{"verdicts": {')
    assert classroom("ada")[1] == ["ada"]


def test_where_the_grader_fails_the_teacher_is_told_and_it_is_tried_again(classroom):
    reports, _ = classroom("ada", "crash")
    assert "Segmentation fault" in reports["crash"]["eyes"][0]
    assert reports["ada"]["eyes"] == []
    assert classroom("ada", "crash")[1] == ["crash"]


def test_the_page_for_the_teacher_names_who_why_and_the_mistakes():
    wrong = {"passed": False, "misconception": "mask inverted", "message": "Not yet."}
    stub = {"passed": False, "misconception": None, "message": "It is not written yet."}
    reports = {
        "ada": REPORT,
        "bob": {**REPORT, "verdicts": {"softmax_scores": wrong}, "eyes": ["Cell 3 was stopped."]},
        "eve": {**REPORT, "verdicts": {"softmax_scores": wrong}},
        "kim": {**REPORT, "verdicts": {"softmax_scores": stub}},
    }
    page = look_at([Handed("eve", Path("eve.ipynb"), (Path("old.ipynb"),))], reports)
    assert "**bob**\n  - Cell 3 was stopped." in page
    assert "**eve**\n  - handed in more than one notebook (not graded: old.ipynb)" in page
    assert "**ada**" not in page
    assert "| softmax_scores | 1 of 4 | mask inverted (2); not written yet (1) |" in page
