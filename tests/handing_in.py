"""A problem set of one problem, and what students hand in: for the tests of coursework."""

from pathlib import Path
from typing import Any

import nbformat

from course_lib.lessons.checks import ALL
from course_lib.lessons.coursework.problem import Measured, Problem

ANSWER = """\
def softmax_scores(scores, mask):
    safe = jnp.where(mask, scores, -1e30)
    raised = jnp.where(mask, jnp.exp(safe - safe.max(-1, keepdims=True)), 0.0)
    total = raised.sum(-1, keepdims=True)
    return raised / jnp.where(total == 0, 1.0, total)
"""
STUB = "def softmax_scores(scores, mask):\n    raise NotImplementedError\n"
INVERTED = "def softmax_scores(scores, mask):\n    return jax.nn.softmax(scores, where=~mask)\n"
PROBLEM = Problem(ALL["softmax_scores"])
BACKWARDS = Measured(
    "backwards",
    draw=lambda rng: (words := ["".join(rng.choice(list("abc"), 5)) for _ in range(8)], words),
    measure=lambda answers, words: (
        sum(a == w[::-1] for a, w in zip(answers, words, strict=True)) / 8
    ),
    steps=((0.5, 0.4), (0.9, 1.0)),
    says="{:.2f} of the words are turned round.",
)


def marked(name: str, kind: str, points: float = 0) -> dict[str, Any]:
    """nbgrader's mark of a cell: an "answer", a "test" or a "given" one."""
    mark = {"schema_version": 3, "grade_id": name, "points": points}
    mark |= {"grade": kind == "test", "solution": kind == "answer", "locked": kind != "answer"}
    return {"nbgrader": mark}


def notebook(answer: str = STUB, *more: Any) -> Any:
    """The problem set with an answer in it; `more` cells follow the answer."""
    v4 = nbformat.v4
    book = v4.new_notebook(
        cells=[
            v4.new_markdown_cell("# A set"),
            v4.new_code_cell(
                "import jax\nimport jax.numpy as jnp", metadata=marked("set_up", "given")
            ),
            v4.new_code_cell(answer, metadata=marked("softmax_scores_answer", "answer")),
            *more,
            v4.new_code_cell(
                "assert callable(softmax_scores)", metadata=marked("softmax_scores", "test", 10)
            ),
        ]
    )
    for number, cell in enumerate(book.cells, 1):
        if cell.cell_type == "code":
            cell.execution_count = number
    return book


def handed(folder: Path, answer: str, *more: Any, name: str = "ada.ipynb") -> Path:
    """A notebook with an answer, as a file."""
    path = folder / name
    nbformat.write(notebook(answer, *more), path)
    return path
