"""What a student is told before she hands in."""

import json
import os
import subprocess

import nbformat
import pytest
from handing_in import ANSWER, STUB, handed, notebook

from course_lib.lessons.coursework.cells import CODE_STUB
from course_lib.lessons.coursework.preflight import preflight

IDENTITY = [
    "-c",
    "user.name=ada",
    "-c",
    "user.email=ada@example.org",
    "-c",
    "core.hooksPath=/dev/null",
]


@pytest.fixture
def released(tmp_path):
    path = tmp_path / "released" / "ps1.ipynb"
    path.parent.mkdir()
    nbformat.write(notebook(), path)
    return path


def test_a_solved_notebook_is_ready(tmp_path, released, capsys):
    assert preflight(handed(tmp_path, ANSWER, name="ps1.ipynb"), released) == []
    assert "complete" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["Copy of ps1.ipynb", "ps1 (1).ipynb", "ps1-Copy1.ipynb"])
def test_a_copy_is_to_be_renamed(tmp_path, released, name):
    [one] = preflight(handed(tmp_path, ANSWER, name=name), released)
    assert "rename" in one
    assert name in one


def test_an_unsolved_problem_is_named(tmp_path, released):
    [one] = preflight(handed(tmp_path, STUB, name="ps1.ipynb"), released)
    assert "softmax_scores" in one


def test_who_writes_in_the_very_file_that_was_given_out_is_compared_with_its_past(tmp_path):
    path = tmp_path / "ps1.ipynb"

    def saved(book, commit=True):
        nbformat.write(book, path)
        for args in (["add", "."], ["commit", "-qm", "x"]) if commit else ():
            subprocess.run(["git", *IDENTITY, *args], cwd=tmp_path, check=True)

    solved = notebook(ANSWER)
    saved(solved, commit=False)
    assert "not there to compare" in preflight(path, path)[0]  # no git
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    saved(notebook(f"def softmax_scores(scores, mask):\n    {CODE_STUB}\n"))
    assert "Not answered yet: softmax_scores" in preflight(path, path)[0]
    saved(solved)  # she may keep her answers in git
    assert preflight(path, path) == []
    solved.cells[-1].source = "pass"
    saved(solved, commit=False)
    assert "must stay as they were" in preflight(path, path)[0]


def test_what_happened_to_cells_is_told_with_what_to_do(tmp_path, released):
    book = notebook(ANSWER)
    book.cells[-1].source = "pass"
    book.cells.pop(1)
    path = tmp_path / "ps1.ipynb"
    nbformat.write(book, path)
    told = " ".join(preflight(path, released))
    assert "set_up" in told
    assert "Copy them" in told
    assert "answer cells" in told


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("def softmax_scores(scores, mask)\n    return scores", "no Python: line 1"),
        ("def softmax(scores, mask):\n    return scores", "does not define softmax_scores"),
        (f"%matplotlib inline\n{ANSWER}", None),
    ],
)
def test_an_answer_is_read_before_it_is_run(tmp_path, released, answer, says):
    told = preflight(handed(tmp_path, answer, name="ps1.ipynb"), released)
    assert (told == []) if says is None else (says in told[0])


def test_what_the_saved_outputs_say_is_told(tmp_path, released):
    book = notebook(ANSWER)
    book.cells[2].outputs = [
        nbformat.v4.new_output("error", ename="NameError", evalue="x", traceback=[])
    ]
    path = tmp_path / "ps1.ipynb"
    nbformat.write(book, path)
    assert preflight(path, released) == ["In the saved file cell 3 ends with NameError."]
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.write(book, path)
    assert "without having been run" in preflight(path, released)[0]


def test_a_file_that_was_not_saved_lately_is_asked_about(tmp_path, released):
    path = handed(tmp_path, ANSWER, name="ps1.ipynb")
    os.utime(path, (0, 0))
    assert "save the notebook" in preflight(path, released)[0]


def test_another_language_is_told(tmp_path, released):
    book = notebook(ANSWER)
    book.metadata["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}
    path = tmp_path / "ps1.ipynb"
    nbformat.write(book, path)
    assert "kernel is for R" in preflight(path, released)[0]


@pytest.mark.parametrize("text", ["", "not JSON", json.dumps([1]), "\0"])
def test_what_is_no_notebook_is_told(tmp_path, released, text):
    path = tmp_path / "ps1.ipynb"
    path.write_text(text)
    assert "no notebook" in preflight(path, released)[0]


def test_a_missing_file_is_told_with_what_to_do(tmp_path):
    with pytest.raises(FileNotFoundError, match="Colab"):
        preflight(tmp_path / "ps1.ipynb")


def test_a_name_that_says_no_set_is_told(tmp_path):
    assert "which problem set" in preflight(handed(tmp_path, ANSWER, name="homework.ipynb"))[0]


def test_run_from_top_to_bottom_an_error_is_told_by_its_cell(tmp_path, released):
    bad = ANSWER + "\nundefined_name"
    told = preflight(handed(tmp_path, bad, name="ps1.ipynb"), released, run=True)
    assert any("cell 3 raises NameError" in one for one in told)
