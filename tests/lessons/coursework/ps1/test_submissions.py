"""Problem set 1 graded as a class is: one notebook that is right, one that is wrong."""

import copy

import nbformat
import pytest

from course_lib import ROOT
from course_lib.lessons.coursework.cells import is_answer, is_test, name_of
from course_lib.lessons.coursework.grading.submission import grade
from course_lib.lessons.coursework.problem import problems_of
from course_lib.lessons.coursework.student_branch import tree

ASSIGNMENTS = ROOT / "notebooks" / "assignments"
RELEASED = nbformat.read(ASSIGNMENTS / "ps1.ipynb", as_version=4)
SOURCE = nbformat.read(ASSIGNMENTS / "source" / "ps1" / "ps1.ipynb", as_version=4)
WRONG = {
    "smoothed": (
        "def smoothed(values, mask, side):\n"
        "    m = mask.astype(float)\n"
        "    window = jnp.ones(2 * side + 1)\n"
        "    v = jnp.where(mask, values, 0.0)\n"
        "    total = jnp.convolve(v, window)[side : side + len(v)]\n"
        "    return jnp.where(mask, total / (2 * side + 1), 0.0)\n",
        "always divided by the full window",
    ),
    "gated_step": (
        "def gated_step(x, hidden, weights):\n"
        "    D = hidden.shape[-1]\n"
        "    W, U, b = weights['kernel'], weights['recurrent'], weights['bias']\n"
        "    f = jax.nn.sigmoid(x @ W[:, :D] + hidden @ U[:, :D] + b[:D])\n"
        "    n = jnp.tanh(x @ W[:, D:] + (f * hidden) @ U[:, D:] + b[D:])\n"
        "    return f * hidden + (1 - f) * n\n",
        "gate turned round",
    ),
    "clipped": (
        "def clipped(grads, limit):\n"
        "    def one(g):\n"
        "        norm = jnp.sqrt(jnp.sum(g**2))\n"
        "        return jnp.where(norm > limit, g * limit / jnp.maximum(norm, 1e-12), g)\n"
        "    return jax.tree.map(one, grads)\n",
        "each array by its own norm",
    ),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return tree(tmp_path_factory.mktemp("library") / "tree")


def solved(changed=None):
    """The released notebook with the source's answers, or with `changed` ones."""
    answers = {name_of(cell): cell.source for cell in SOURCE.cells if is_answer(cell)}
    answers |= {f"{name}_answer": text for name, (text, _) in (changed or {}).items()}
    book = copy.deepcopy(RELEASED)
    for cell in book.cells:
        if is_answer(cell):
            cell.source = answers[name_of(cell)]
    return book


def graded(folder, library, book):
    nbformat.write(book, folder / "ada.ipynb")
    return grade(RELEASED, problems_of("ps1"), folder / "ada.ipynb", library, 1)


def test_every_graded_cell_has_its_problem_and_the_points_are_100():
    assert {name_of(cell) for cell in RELEASED.cells if is_test(cell)} == {
        problem.name for problem in problems_of("ps1")
    }
    marks = [cell.metadata["nbgrader"] for cell in RELEASED.cells if name_of(cell)]
    assert sum(mark.get("points", 0) for mark in marks if mark["grade"]) == 100


def test_the_released_notebook_is_the_source_without_what_is_hidden():
    names = [[name_of(cell) for cell in book.cells] for book in (RELEASED, SOURCE)]
    assert names[0] == names[1]
    for cell, source in zip(RELEASED.cells, SOURCE.cells, strict=True):
        assert not cell.get("outputs")
        for word in ("BEGIN SOLUTION", "HIDDEN TESTS", "MARK SCHEME", "graded("):
            assert word not in cell.source
        if not (is_answer(cell) or is_test(cell)):
            assert cell.source == source.source, "stale: make release PS=ps1"
        elif is_test(cell):
            assert source.source.startswith(cell.source.rstrip()), "stale: make release PS=ps1"


def test_a_right_notebook_earns_all(tmp_path, library):
    report = graded(tmp_path, library, solved())
    assert {name: one.share for name, one in report.verdicts.items()} == dict.fromkeys(
        report.verdicts, 1.0
    )
    assert report.eyes == []


def test_a_wrong_notebook_earns_for_what_is_right_and_its_mistakes_are_named(tmp_path, library):
    report = graded(tmp_path, library, solved(WRONG))
    for name, (_, mistake) in WRONG.items():
        assert report.verdicts[name].misconception == mistake
        assert report.verdicts[name].share <= 0.6
    for name in ("masked_states", "both_ways", "step_backward", "norms_back"):
        assert report.verdicts[name].passed
