"""Problem set 1's notebook: its marks add up, its solutions pass, and its model learns."""

import json
import re

import jax
import numpy as np
import pytest

from course_lib import ROOT
from course_lib.lessons.coursework.ps1 import (
    both_ways,
    clipped,
    gated_step,
    masked_states,
    norms_back,
    smoothed,
    step_backward,
)
from course_lib.lessons.coursework.ps1.sums import sums

SOURCE = ROOT / "notebooks/assignments/source/ps1/ps1.ipynb"
PROBLEMS = {
    "smoothed": smoothed.smoothed,
    "gated_step": gated_step.gated_step,
    "masked_states": masked_states.masked_states,
    "both_ways": both_ways.both_ways,
    "step_backward": step_backward.step_backward,
    "norms_back": norms_back.norms_back,
    "clipped": clipped.clipped,
}
WRITTEN = {"reach_seen", "remembering"}


@pytest.fixture(autouse=True)
def _as_a_student_writes():
    with jax.numpy_rank_promotion("allow"):
        yield


@pytest.fixture(scope="module")
def cells():
    """The marked cells, by grade_id: their marks and their text."""
    found = {}
    for cell in json.loads(SOURCE.read_text())["cells"]:
        if marks := cell["metadata"].get("nbgrader"):
            assert marks["grade_id"] not in found
            found[marks["grade_id"]] = marks, "".join(cell["source"])
    return found


@pytest.fixture(scope="module")
def solved(cells):
    """What stands in the notebook when every cell but the tests and figures has run."""
    names = {}
    for name in ("imports", *(f"{problem}_answer" for problem in PROBLEMS)):
        exec(cells[name][1], names)
    return names


def test_the_marks_are_nbgraders_and_the_points_add_up_to_100(cells):
    graded = {name: marks for name, (marks, _) in cells.items() if marks["grade"]}
    assert graded.keys() == {*PROBLEMS, "sums", *WRITTEN}
    assert sum(marks["points"] for marks in graded.values()) == 100
    for name, marks in graded.items():
        assert marks["solution"] == (name in WRITTEN)
        assert marks["locked"] == (name not in WRITTEN)
    assert sum(graded[name]["points"] for name in WRITTEN) == 15
    for name, (marks, _) in cells.items():
        assert marks["schema_version"] == 3
        assert marks["solution"] == (name.endswith("_answer") or name in WRITTEN)


def test_the_table_has_the_points_of_the_cells():
    text = SOURCE.read_text()
    cells = [cell["metadata"].get("nbgrader", {}) for cell in json.loads(text)["cells"]]
    points = [marks["points"] for marks in cells if marks.get("grade")]
    rows = re.findall(r'"\| (\d+) \|[^|]*\|[^|]*\| (\d+) \| (\d+) \|', text)
    assert [int(row[1]) for row in rows] == points
    assert f"**{sum(int(row[2]) for row in rows)}**" in text


@pytest.mark.parametrize("name", [*PROBLEMS, "sums"])
def test_nothing_that_is_hidden_stands_outside_its_region(cells, name):
    answer, test = cells[f"{name}_answer"][1], cells[name][1]
    assert test.count(f'### BEGIN HIDDEN TESTS\ngraded("{name}")\n### END HIDDEN TESTS') == 1
    assert "graded(" not in test.partition("### BEGIN HIDDEN TESTS")[0]
    kept = re.sub(r"### BEGIN SOLUTION.*?### END SOLUTION", "pass", answer, flags=re.DOTALL)
    assert re.fullmatch(r"(def \w+\(.*\):\n    pass\n*)+", kept)


def test_the_rubrics_are_regions_that_nbgrader_takes_out(cells):
    for name in WRITTEN:
        text = cells[name][1]
        assert text.startswith("=== BEGIN MARK SCHEME ===")
        assert text.endswith("=== END MARK SCHEME ===")
        points = [int(count) for count in re.findall(r"^- (\d) points?:", text, re.MULTILINE)]
        assert sum(points) == cells[name][0]["points"]


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_solution_passes(solved, cells, name):
    exec(cells[name][1].partition("### BEGIN HIDDEN TESTS")[0], dict(solved))
    for seed in range(3):
        result = PROBLEMS[name].exercise(solved[name], tell="all", seed=seed)
        assert result, result.message


def test_the_model_learns(solved, cells, monkeypatch, capsys):
    """A fifth of the steps, and most sums are near already."""
    monkeypatch.setenv("COURSE_SCALE", "quick")
    names = {**solved, "my_number": 3}
    for name in ("game", "sums_answer", "training"):
        exec(cells[name][1], names)
    assert "step  200 of 200" in capsys.readouterr().out
    sources, right = sums.draw(np.random.default_rng(0))
    assert sums.measure(names["sums"](sources), right) > 0.6


def test_answers_are_measured_whatever_they_are():
    sources, right = sums.draw(np.random.default_rng(1))
    assert len(sources) == len(right) == 400
    assert {len(source) for source in sources} <= {*range(4, 31)}
    for source, total in zip(sources, right, strict=True):
        assert source[:, 1].sum() == 2
        assert source[source[:, 1] == 1, 0].sum() == pytest.approx(total, abs=1e-6)
    assert sums.measure(list(right + 0.05), right) == 1
    assert 0.1 < sums.measure(np.ones(400), right) < 0.3  # a guess
    assert sums.measure(list(right), right) == 0  # no trained model is exact
    near = [*(right[:200] + 0.01), *np.full(200, np.nan)]
    assert sums.measure(near, right) == 0.5
    for wrong in (right[:399], ["one"] * 400, [None] * 400, [np.ones(2)] * 400, [{}] * 400):
        assert sums.measure(list(wrong), right) == 0


def test_shares_of_the_points():
    measured = [0.19, 0.41, 0.69, 0.71, 0.86, 0.94, 0.95, 1.0]
    assert [sums.share(one) for one in measured] == [0, 0.3, 0.3, 0.6, 0.8, 0.8, 1, 1]
    assert "0.86 of the answers" in sums.says.format(0.861)
