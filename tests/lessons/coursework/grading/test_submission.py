"""Submissions in processes of their own: what a student may do wrong, on purpose or not."""

from dataclasses import replace

import nbformat
import pytest
from handing_in import ANSWER, BACKWARDS, INVERTED, PROBLEM, handed, notebook

from course_lib.lessons.coursework.grading.kernel import Limits
from course_lib.lessons.coursework.grading.report import Report
from course_lib.lessons.coursework.grading.submission import grade, read_notebook
from course_lib.lessons.coursework.student_branch import tree

LIMITS = Limits(cell=6.0, whole=120.0, call=6.0, output=20_000)
TURN = "def backwards(words):\n    return [word[::-1] for word in words]\n"


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return tree(tmp_path_factory.mktemp("library") / "tree")


def cell(source: str):
    return nbformat.v4.new_code_cell(source)


def graded(folder, library, answer: str, *more) -> Report:
    path = handed(folder, answer, *map(cell, more))
    return grade(notebook(), [PROBLEM, BACKWARDS], path, library, 1, LIMITS)


def kinds(report: Report) -> list[str]:
    return [note.kind for note in report.notes]


def test_a_right_answer_gets_its_points_where_nbgrader_reads_them(tmp_path, library):
    report = graded(tmp_path, library, ANSWER, TURN, "print('seen')\n1/0")
    assert {name: one.share for name, one in report.verdicts.items()} == {
        "softmax_scores": 1.0,
        "backwards": 1.0,
    }
    assert report.eyes == []
    assert report.notebook.cells[-1].outputs[-1].data == {"text/plain": "10.0"}
    assert report.notebook.cells[4].outputs[0].text == "seen\n"
    assert report.notebook.cells[4].outputs[1].ename == "ZeroDivisionError"
    assert report.peak > 0
    nbformat.validate(report.notebook)


def test_a_mistake_is_named_and_hidden_cases_stay_hidden(tmp_path, library):
    report = graded(tmp_path, library, INVERTED)
    assert report.verdicts["softmax_scores"].misconception == "mask inverted"
    assert "reference" not in report.notebook.cells[-1].outputs[0].text
    assert "no backwards" in report.verdicts["backwards"].message


def test_cells_that_do_not_end_print_without_end_or_end_python_cost_only_themselves(
    tmp_path, library
):
    report = graded(
        tmp_path,
        library,
        ANSWER,
        "while True: pass",
        "while True: print('x' * 1000)",
        "import os; os._exit(0)",
        TURN,
    )
    assert all(one.passed for one in report.verdicts.values())
    assert {"time", "output", "dead"} <= set(kinds(report))
    assert len(report.eyes) >= 3


def test_where_a_training_was_stopped_the_missing_model_says_so(tmp_path, library):
    report = graded(tmp_path, library, ANSWER, f"while True: pass\n{TURN}")
    told = report.verdicts["backwards"].message
    assert told.startswith("There is no backwards in the notebook after it has run. Cell 4 was st")
    assert "Cell" not in report.verdicts["softmax_scores"].message


def test_a_cell_is_told_which_time_ran_out(tmp_path, library):
    path = handed(tmp_path, ANSWER, cell("import time; time.sleep(9)"), cell("time.sleep(9)"))
    report = grade(notebook(), [PROBLEM], path, library, 1, replace(LIMITS, whole=9.0))
    assert "Cell 4 was stopped after 6 seconds." in report.eyes
    assert "Cell 5 was stopped: all cells together may take 9 seconds." in report.eyes
    assert report.verdicts["softmax_scores"].passed


def test_a_call_that_never_ends_costs_only_its_own_problem(tmp_path, library):
    endless = "def softmax_scores(scores, mask):\n    while True: pass\n"
    report = graded(tmp_path, library, endless, TURN)
    assert report.verdicts["softmax_scores"].share == 0
    assert "not answered" in report.eyes[0]
    assert report.verdicts["backwards"].passed


def test_a_checker_that_is_replaced_earns_nothing_and_is_named(tmp_path, library):
    cheat = (
        "import numpy, course_lib.lessons.checking.running as running\n"
        "numpy.allclose = running.agree = lambda *args, **how: True\n"
        "from course_lib.lessons.coursework.grading import bridge\n"
        "bridge._described = lambda *args: {'callable': True}\n"
        "def softmax_scores(scores, mask): return 0 * scores\n"
        "try: import course_lib.lessons.coursework.ps1\n"
        "except PermissionError: pass"
    )
    report = graded(tmp_path, library, cheat)
    assert report.verdicts["softmax_scores"].share <= 0.1
    assert {"replaced", "refused"} <= set(kinds(report))


def test_an_answer_that_looks_for_the_reference_is_named_though_it_finds_none(tmp_path, library):
    looks = (
        "def softmax_scores(scores, mask):\n"
        "    import course_lib.lessons.coursework.problem as problem\n"
        "    return {one.name: one for one in problem.problems_of('ps1')}['smoothed']\n"
    )
    report = graded(tmp_path, library, looks)
    assert report.verdicts["softmax_scores"].share == 0
    assert any("calls course_lib.lessons.coursework.problem.problems_of" in e for e in report.eyes)


@pytest.mark.parametrize(
    ("text", "says"),
    [(b"", "empty"), (b"not JSON", "no notebook"), (b"[1]", "no notebook"), (b"\xff\xfe", "no")],
)
def test_what_is_no_notebook_is_no_silent_zero(tmp_path, text, says):
    path = tmp_path / "ada.ipynb"
    path.write_bytes(text)
    report = grade(notebook(), [PROBLEM], path, tmp_path, 1)
    assert says in report.eyes[0]
    assert report.verdicts["softmax_scores"].share == 0
    assert "could not be read" in report.notebook.cells[-1].outputs[0].text


def test_a_graded_cell_without_a_problem_earns_nothing_and_is_shown(tmp_path):
    path = tmp_path / "ada.ipynb"
    path.write_bytes(b"")
    report = grade(notebook(), [], path, tmp_path, 1)
    assert report.notebook.cells[-1].outputs[-1].data == {"text/plain": "0.0"}
    assert any("no problem is called softmax_scores" in one for one in report.eyes)


def test_a_nul_is_left_out(tmp_path):
    path = handed(tmp_path, ANSWER)
    path.write_bytes(path.read_bytes().replace(b"def softmax", b"\0def softmax"))
    assert read_notebook(path).cells[2].source == ANSWER
