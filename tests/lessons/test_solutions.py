"""Every folded solution of every lesson passes the check of its exercise, without a remark.

The solution is read from the notebook as a student reads it, under the exercise's cell.
"""

import json
import re
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from course_lib.lessons import checks
from course_lib.model import cells
from course_lib.search import beam_step

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
SOLUTION = re.compile(r"<summary>Solution</summary>\s+```python\n(.*?)```", re.DOTALL)
CHECK = re.compile(r"^checks\.(\w+)\(\1\)$", re.MULTILINE)


def exercises():
    """For each exercise of each lesson its name and the code folded under it, or None."""
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        cells = json.loads(path.read_text())["cells"]
        sources = ["".join(cell["source"]) for cell in cells]
        for source, after in zip(sources, [*sources[1:], ""], strict=True):
            for name in CHECK.findall(source):
                found = SOLUTION.findall(after)
                yield pytest.param(name, found, id=f"{path.stem}-{name}")


@pytest.mark.thin(8)
@pytest.mark.parametrize(("name", "found"), exercises())
def test_a_folded_solution_passes_its_check(name, found):
    assert len(found) == 1, "each exercise has one folded solution, in the cell below it"
    # As the lessons import them.
    namespace = {"jax": jax, "jnp": jnp, "np": np, "optax": optax}
    namespace |= {"beam_step": beam_step, "cells": cells}
    exec(found[0], namespace)
    exercise = checks.ALL[name]
    exercise.reset()
    with jax.numpy_rank_promotion("allow"):  # as in a lesson
        result = exercise(namespace[name], seed=0)
    assert result.message == f"{name}: passed"
    exercise.reset()


def test_every_exercise_is_in_a_lesson():
    assert {parameter.values[0] for parameter in exercises()} == set(checks.ALL)
