"""Problem set 2's model: it learns to tell the time, and wrong ones do not."""

import numpy as np
import pytest
from handed_in.ps2 import RIGHT, WRONG
from problem_sets import marked, solved

from course_lib.lessons.coursework.ps2.told import NEW, told, ways_of

QUICK = 0.55  # at a quarter of the steps: .68 to .71; a first state of zeros .42, others .00 to .03
pytestmark = pytest.mark.usefixtures("as_a_student_writes")


@pytest.fixture
def cells():
    """The text of the marked cells, by their name."""
    return {name: cell.source for name, cell in marked("ps2").items()}


@pytest.fixture
def ready(cells, monkeypatch):
    """What stands in the notebook before problem 4, at a quarter of the steps."""
    monkeypatch.setenv("COURSE_SCALE", "quick")
    names = {**solved("ps2"), "my_number": 3}
    for name in ("clock", "model"):
        exec(cells[name], names)
    return names


def scored(names, answer, cells):
    exec(answer, names)
    exec(cells["training"], names)
    sources, truth = told.draw(np.random.default_rng(0))
    return told.measure(names["told"](sources), truth)


def test_the_model_learns(ready, cells, capsys):
    """A quarter of the steps, and it tells a good part of the new times."""
    assert scored(ready, cells["told_answer"], cells) > QUICK
    assert "step  200 of 200" in capsys.readouterr().out


def test_an_answer_in_another_style_learns_as_well(ready, cells):
    assert scored(ready, RIGHT["told"][0], cells) > QUICK


@pytest.mark.thin(3)
@pytest.mark.parametrize("number", range(len(WRONG["told"])))
def test_a_wrong_answer_does_not(ready, cells, number):
    assert scored(ready, WRONG["told"][number][0], cells) < QUICK


def test_the_notebook_and_the_grader_know_the_same_times(ready):
    assert all(ready["ways_of"](time) == ways_of(time) for time in range(24 * 60))
    assert np.array_equal(ready["NEW"], NEW)
    assert not set(ready["NEW"]) & set(ready["KNOWN"])
    assert max(len(way.split()) for time in range(24 * 60) for way in ways_of(time)) == 5
    assert ways_of(0) == ["twelve", "twelve o'clock"]
    assert ways_of(12 * 60 + 59) == ["twelve fifty nine", "one to one"]
    assert ways_of(19 * 60 + 5)[0] == "seven oh five"
    assert ways_of(7 * 60 + 45)[1:] == ["quarter to eight", "a quarter to eight"]


def test_a_source_can_be_read_by_the_notebook(ready):
    sources, truth = told.draw(np.random.default_rng(1))
    assert len(sources) == len(truth) == 400
    assert ready["coded"](sources).shape == (400, 5)
    assert len({len(source) for source in sources}) == 2


def test_answers_are_measured_whatever_they_are():
    _, truth = told.draw(np.random.default_rng(1))
    right = [ways[-1] for ways in truth]
    assert told.measure(right, truth) == 1
    assert told.measure([f" {text} " for text in right], truth) == 1
    assert told.measure([f"{text} ..." for text in right], truth) == 0  # it does not stop
    assert told.measure(["nine past nine"] * 400, truth) < 0.02
    half = [*right[:200], *([None, np.nan, 7, ["nine"], np.ones(3), {}, b"nine", ""] * 25)]
    assert told.measure(half, truth) == 0.5
    assert told.measure(right[:399], truth) == 0


def test_shares_of_the_points():
    measured = [0.19, 0.21, 0.46, 0.71, 0.84, 0.85, 1.0]
    assert [told.share(one) for one in measured] == [0, 0.3, 0.6, 0.8, 0.8, 1, 1]
    assert "0.86 of the answers" in told.says.format(0.861)
