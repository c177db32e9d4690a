"""Every problem set's notebook: its marks add up, and nothing hidden stands where it shows."""

import ast
import re
import unicodedata

import pytest
from problem_sets import ASSIGNMENTS, FUNCTIONS, SETS, asked, marked, problems, released, source

from course_lib.lessons.coursework.cells import is_answer, is_test, marks, name_of

ALL = [(ps, name) for ps in SETS for name in problems(ps)]

every_set = pytest.mark.parametrize("ps", SETS)


def written(ps):
    """The names of the answers that a person reads."""
    return {name for name, cell in marked(ps).items() if is_answer(cell) and marks(cell)["grade"]}


@every_set
def test_the_marks_are_nbgraders_and_the_points_add_up_to_100(ps):
    names = [name_of(cell) for cell in source(ps).cells if name_of(cell)]
    assert len(names) == len({*names})
    graded = {name: marks(cell) for name, cell in marked(ps).items() if marks(cell)["grade"]}
    assert graded.keys() == {*problems(ps), *written(ps)}
    assert sum(mark["points"] for mark in graded.values()) == 100
    for name, cell in marked(ps).items():
        assert marks(cell)["schema_version"] == 3
        assert marks(cell)["locked"] == (not is_answer(cell)), name
        assert is_answer(cell) == (name.endswith("_answer") or name in written(ps)), name


@every_set
def test_the_table_has_the_points_of_the_cells_and_the_guide_its_hours(ps):
    points = [marks(cell)["points"] for cell in source(ps).cells if marks(cell).get("grade")]
    text = "\n".join(cell.source for cell in source(ps).cells)
    rows = re.findall(r"^\| (\d+) \|[^|]*\|[^|]*\| (\d+) \| (\d+) \|", text, re.MULTILINE)
    assert sum(int(row[1]) for row in rows) == 100
    assert [int(row[1]) for row in rows] == points
    minutes = sum(int(row[2]) for row in rows)
    assert f"**{minutes}**" in text
    guide = (ASSIGNMENTS / "README.md").read_text("utf-8")
    (told,) = re.findall(rf"^\| `{ps}\.ipynb` .*\| (\S+) \|$", guide, re.MULTILINE)
    assert abs(60 * sum(map(unicodedata.numeric, told)) - minutes) <= 10  # as "5½"


@pytest.mark.parametrize(("ps", "name"), ALL)
def test_nothing_that_is_hidden_stands_outside_its_region(ps, name):
    test = marked(ps)[name].source
    assert test.count(f'### BEGIN HIDDEN TESTS\ngraded("{name}")\n### END HIDDEN TESTS') == 1
    assert "graded(" not in test.partition("### BEGIN HIDDEN TESTS")[0]


@pytest.mark.parametrize(("ps", "name"), FUNCTIONS)
def test_a_function_is_given_without_a_line_of_its_solution(ps, name):
    answer = marked(ps)[f"{name}_answer"].source
    kept = re.sub(r"### BEGIN SOLUTION.*?### END SOLUTION", "pass", answer, flags=re.DOTALL)
    for part in ast.parse(kept).body:
        assert isinstance(part, ast.FunctionDef)
        said = [one for one in part.body if not isinstance(one, ast.Pass)]
        assert all(isinstance(one, ast.Expr) and one.value.value for one in said)  # a docstring


@every_set
def test_the_rubrics_are_regions_that_nbgrader_takes_out(ps):
    assert written(ps)
    for name in written(ps):
        text = marked(ps)[name].source
        assert text.startswith("=== BEGIN MARK SCHEME ===")
        assert text.endswith("=== END MARK SCHEME ===")
        points = [int(count) for count in re.findall(r"^- (\d+) points?:", text, re.MULTILINE)]
        assert sum(points) == marks(marked(ps)[name])["points"]


@every_set
def test_the_released_notebook_is_the_source_without_what_is_hidden(ps):
    pairs = list(zip(released(ps).cells, source(ps).cells, strict=True))
    stale = f"stale: make release PS={ps}"
    for cell, given in pairs:
        assert name_of(cell) == name_of(given), stale
        assert not cell.get("outputs")
        for word in ("BEGIN SOLUTION", "HIDDEN TESTS", "MARK SCHEME", "graded("):
            assert word not in cell.source
        if is_test(cell):
            assert given.source.startswith(cell.source.rstrip()), stale
        elif not is_answer(cell):
            assert cell.source == given.source, stale
    assert {name_of(cell) for cell, _ in pairs if is_test(cell)} == {*problems(ps)}


@every_set
def test_a_hint_is_said_of_every_function(ps):
    for name, problem in asked(ps).items():
        assert problem.exercise.hint, name
