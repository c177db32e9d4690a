"""The book of grades, in nbgrader's own environment (`make .venv-grading/.done` makes it)."""

import csv
import json
import subprocess
import threading
from pathlib import Path

import nbformat
import pytest
from handing_in import ANSWER, INVERTED, marked, notebook

from course_lib import ROOT
from course_lib.lessons.coursework.grading.submission import grade

PYTHON = ROOT / ".venv-grading" / "bin" / "python"
pytestmark = pytest.mark.skipif(
    not PYTHON.exists(), reason="no .venv-grading (make .venv-grading/.done)"
)
SOURCE = """\
def softmax_scores(scores, mask):
    ### BEGIN SOLUTION
    return SECRET
    ### END SOLUTION
"""
TEST = """\
assert callable(softmax_scores)
### BEGIN HIDDEN TESTS
graded("softmax_scores")
### END HIDDEN TESTS
"""
WRITTEN = "Say why.\n\n=== BEGIN MARK SCHEME ===\nSECRET rubric\n=== END MARK SCHEME ===\n"


# One process for all tests of this file: to start nbgrader takes seconds. What is asked for runs on
# its own names, and what it prints is sent back.
SERVER = """\
import contextlib, io, json, os, sys, traceback
from pathlib import Path
from course_lib.lessons.coursework.grading import classbook
for line in sys.stdin:
    home, folder, code = json.loads(line)
    os.chdir(home)
    names = dict(vars(classbook), json=json, Path=Path)
    names.update(grading=Path(folder, "grading"), assignments=Path(folder))
    told, failed = io.StringIO(), None
    with contextlib.redirect_stdout(told):
        try:
            exec(code, names)
        except BaseException:
            failed = traceback.format_exc()
    print(json.dumps([told.getvalue(), failed]), flush=True)
"""


@pytest.fixture(scope="module")
def nbgrader():
    """What code prints as JSON, run where nbgrader is: nbgrader(folder, code)."""
    process = subprocess.Popen(
        [PYTHON, "-c", SERVER],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )

    def run(folder: Path, code: str):
        process.stdin.write(json.dumps([str(ROOT), str(folder), code]) + "\n")
        process.stdin.flush()
        patience = threading.Timer(300, process.kill)
        patience.start()
        answer = process.stdout.readline()
        patience.cancel()
        assert answer, "nbgrader's process ended, or was stopped after 300 seconds"
        told, failed = json.loads(answer)
        assert failed is None, failed[-3000:]
        return json.loads(told.splitlines()[-1])

    yield run
    process.stdin.close()
    assert process.wait(60) == 0


@pytest.fixture(scope="module")
def classroom(tmp_path_factory, nbgrader):
    """A problem set that was released, and three students whose notebooks were judged."""
    folder = tmp_path_factory.mktemp("class")
    (folder / "source" / "ps0").mkdir(parents=True)
    (folder / "grading").mkdir()
    source = notebook(SOURCE)
    source.cells[-1].source = TEST
    v4 = nbformat.v4
    written = v4.new_markdown_cell(WRITTEN, metadata=marked("why", "answer", 5))
    written.metadata["nbgrader"]["grade"] = True
    source.cells.append(written)
    nbformat.write(source, folder / "source" / "ps0" / "ps0.ipynb")
    nbgrader(folder, "print(json.dumps(str(release('ps0', grading, assignments))))")
    released = nbformat.read(folder / "ps0.ipynb", as_version=4)
    reports = folder / "grading" / "reports" / "ps0"
    reports.mkdir(parents=True)
    for student, answer in {"Ada_L_12": ANSWER, "bob": INVERTED, "eve": None}.items():
        book = notebook(answer or "x")
        book.cells[-1].source = released.cells[-2].source
        book.cells.append(v4.new_markdown_cell("Because.", metadata=written.metadata))
        path = folder / f"{student}.ipynb"
        nbformat.write(book, path)
        if answer is None:
            path.write_text("no notebook")
        report = grade(released, [], path, folder, 1)
        for cell in report.notebook.cells:
            if answer and cell.metadata.get("nbgrader", {}).get("grade_id") == "softmax_scores":
                points = "10.0" if answer is ANSWER else "2.5"
                text = v4.new_output("stream", name="stdout", text=f"told: {points}\n")
                value = v4.new_output("execute_result", data={"text/plain": points})
                cell.outputs = [text, value]
        nbformat.write(report.notebook, reports / f"{student}.ipynb")
    assert nbgrader(folder, "print(json.dumps(enter('ps0', grading)))") == [
        "Ada_L_12",
        "bob",
        "eve",
    ]
    return folder


def test_what_is_released_holds_neither_solution_nor_hidden_test_nor_rubric(classroom):
    text = (classroom / "ps0.ipynb").read_text()
    assert "SECRET" not in text
    assert "graded(" not in text
    assert "raise NotImplementedError" in text


def test_a_released_notebook_says_what_is_missing_when_run(classroom):
    released = nbformat.read(classroom / "ps0.ipynb", as_version=4)
    assert "your code here" in released.cells[2].source


def test_points_are_those_that_were_judged(classroom, nbgrader):
    rows = nbgrader(classroom, "print(json.dumps(grades('ps0', grading)))")
    assert {row["student"]: row["softmax_scores"] for row in rows} == {
        "Ada_L_12": 10,
        "bob": 2.5,
        "eve": 0,
    }
    assert all(row["max_score"] == 15 for row in rows)
    assert all(row["needs_manual_grade"] for row in rows if row["student"] != "eve")


def test_a_grade_given_by_hand_stays_when_all_are_graded_again(classroom, nbgrader):
    code = (
        "with Gradebook(f\"sqlite:///{grading / 'gradebook.db'}\") as book:\n"
        "    grade = book.find_grade('why', 'ps0', 'ps0', 'bob')\n"
        "    grade.manual_score = 4; grade.needs_manual_grade = False; book.db.commit()\n"
        "    grade = book.find_grade('softmax_scores', 'ps0', 'ps0', 'bob')\n"
        "    grade.manual_score = 8; book.db.commit()\n"
        "enter('ps0', grading)\n"
        "print(json.dumps([row for row in grades('ps0', grading) if row['student'] == 'bob']))"
    )
    [row] = nbgrader(classroom, code)
    assert (row["why"], row["softmax_scores"]) == (4, 8)


def test_formgrader_runs_no_code_of_students_either(classroom, nbgrader):
    code = (
        "import os; os.chdir(grading)\n"
        "from nbgrader.apps import NbGrader\n"
        "app = NbGrader(); app.load_config_file()\n"
        "names = [one.__name__ for one in app.config.Autograde.autograde_preprocessors]\n"
        "print(json.dumps([app.config.CourseDirectory.root, names]))"
    )
    root, names = nbgrader(classroom, code)
    assert (root, names) == (
        str(classroom / "grading"),
        ["SaveAutoGrades", "AssignLatePenalties"],
    )


def test_feedback_tells_and_shows_nothing_hidden(classroom, nbgrader):
    pages = nbgrader(classroom, "print(json.dumps([str(p) for p in feedback('ps0', grading)]))")
    assert len(pages) == 3
    text = next(Path(page) for page in pages if "bob" in page).read_text()
    assert "told: 2.5" in text
    for hidden in ("graded(", "SECRET", "BEGIN HIDDEN"):
        assert hidden not in text


def test_tables_for_learning_platforms(classroom, nbgrader):
    nbgrader(classroom, "print(json.dumps([str(p) for p in write_grades('ps0', grading)]))")
    tables = {
        path.name: list(csv.DictReader(path.open()))
        for path in (classroom / "grading" / "grades").glob("*.csv")
    }
    assert tables["ps0_canvas.csv"][0]["ID"] == "12"
    assert tables["ps0_moodle.csv"][0]["Identifier"] == "Participant 12"
    assert tables["ps0.csv"][0]["student"] == "Ada_L_12"


def test_a_set_that_was_released_elsewhere_is_entered_first(classroom, nbgrader, tmp_path):
    reports = tmp_path / "grading" / "reports" / "ps0"
    reports.mkdir(parents=True)
    judged = classroom / "grading" / "reports" / "ps0" / "bob.ipynb"
    (reports / "bob.ipynb").write_bytes(judged.read_bytes())
    (tmp_path / "source").symlink_to(classroom / "source")
    enter = "enter('ps0', grading, assignments)\nprint(json.dumps(grades('ps0', grading)))"
    [row] = nbgrader(tmp_path, enter)
    assert row["softmax_scores"] == 2.5


def test_a_set_that_is_not_there_is_named(classroom, nbgrader):
    code = (
        "try: release('ps9', grading, assignments)\n"
        "except RuntimeError as error: print(json.dumps(str(error)))"
    )
    assert "'ps9'" in nbgrader(classroom, code)
