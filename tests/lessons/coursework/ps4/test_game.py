"""Problem set 4: its game, what is measured of an answer, and that the models learn."""

import json
from functools import cache

import numpy as np
import pytest

from course_lib import ROOT
from course_lib.lessons.coursework.problem import exactly_right
from course_lib.lessons.coursework.ps4.expanded import expanded
from course_lib.lessons.coursework.ps4.game import ROWS, draw, written_out
from course_lib.lessons.coursework.ps4.thinned import thinned

SOURCE = ROOT / "notebooks/assignments/source/ps4/ps4.ipynb"
pytestmark = pytest.mark.usefixtures("as_a_student_writes")


@cache
def cells():
    """The text of the marked cells, by grade_id."""
    found = {}
    for cell in json.loads(SOURCE.read_text())["cells"]:
        if marks := cell["metadata"].get("nbgrader"):
            found[marks["grade_id"]] = "".join(cell["source"])
    return found


@pytest.fixture
def names(monkeypatch):
    """What stands in the notebook before problem 4 is solved."""
    monkeypatch.setenv("COURSE_SCALE", "quick")
    found = {"my_number": 3}
    for name in ("imports", "moved_answer", "window_answer", "game", "bahdanau_step_answer"):
        exec(cells()[name], found)
    return found


def train(names):
    exec(cells()["expanded_answer"], names)
    exec(cells()["training"], names)


@pytest.mark.long
def test_bahdanaus_order_learns(names, capsys):
    train(names)
    assert "step  300 of 300" in capsys.readouterr().out
    sources, right = expanded.draw(np.random.default_rng(0))
    assert expanded.measure(names["expanded"](sources), right) > 0.6


@pytest.mark.long
def test_luongs_order_learns(names):
    exec(cells()["luong_step_answer"], names)
    exec(cells()["expanded_answer"], names)
    exec(cells()["training"].replace("trained = train(bahdanau_step)", "trained = None"), names)
    exec(cells()["training_fed"], names)
    sources, right = expanded.draw(np.random.default_rng(0))
    came = names["write"](names["luong_step"], names["trained_fed"], sources)[0]
    assert expanded.measure(came, right) > 0.65  # measured: .89; not fed .40


def test_the_visible_test_sees_who_moves_the_centre(names):
    """Luong's centre is moved by the new state, which has read the token."""
    visible = cells()["luong_step"].partition("### BEGIN HIDDEN TESTS")[0]
    text = cells()["luong_step_answer"]
    exec(text + "\n" + visible, names)
    exec(
        text.replace('moved(state["centre"], hidden', 'moved(state["centre"], state["hidden"]'),
        names,
    )
    with pytest.raises(AssertionError, match="the new state moves the centre"):
        exec(visible, names)


@pytest.mark.long
def test_a_centre_that_starts_anew_at_each_step_gets_no_long_source_right(names):
    text = cells()["bahdanau_step_answer"]
    exec(text.replace('moved(state["centre"]', "moved(-1.0"), names)
    train(names)
    sources, right = expanded.draw(np.random.default_rng(0))
    answers = names["expanded"](sources)
    assert expanded.measure(answers[ROWS:], right[ROWS:]) < 0.05


def test_an_unwritten_problem_stops_nothing(names, capsys):
    """A student who left out problem 1 sees why nothing is trained, and goes on."""
    exec("def moved(centre, hidden, push, length):\n    raise NotImplementedError", names)
    for name in ("expanded_answer", "training", "luong_step_answer", "training_fed", "look"):
        exec(cells()[name], names)
    exec(cells()["thin_look"], names)
    out = capsys.readouterr().out
    assert out.count("not written yet") == 2
    assert "nothing to draw" in out
    with pytest.raises(NotImplementedError):
        names["expanded"](["a1"])


def test_the_notebooks_game_is_the_one_that_is_graded(names):
    sources, right = draw(np.random.default_rng(1))
    assert len(sources) == len(right) == 2 * ROWS
    assert {len(source) // 2 for source in sources[:ROWS]} == {*range(1, 6)}
    assert {len(source) // 2 for source in sources[ROWS:]} == {*range(8, 13)}
    assert written_out("c2a1c2") == "ccacc"
    for source, answer in zip(sources, right, strict=True):
        assert names["right_answer"](source) == answer


def test_padding_stands_anywhere_and_changes_nothing(names):
    read, params = names["read"], names["first_params"](0)
    row = names["padded"](["a3b2"], 4)[0]
    alone, among = (read(params, np.pad(row, padding)) for padding in ((0, 0), (3, 2)))
    for key in ("states", "keys"):
        np.testing.assert_allclose(among[key][3:7], alone[key], atol=1e-6)
    assert among["length"] == 4
    assert np.abs(among["states"][:3]).min() == 1  # and holds what no one should read


def test_answers_are_measured_whatever_they_are():
    sources, right = draw(np.random.default_rng(2))
    assert exactly_right(right, right) == 1
    assert exactly_right([*right[:150], *["a"] * 150], right) == pytest.approx(0.5, abs=0.01)
    assert exactly_right([*right[:-1], None], right) == pytest.approx(1 - 1 / 300)
    assert exactly_right([one + "a" for one in right], right) == 0
    for wrong in (
        right[:-1],
        [1.0] * 300,
        [np.nan] * 300,
        [list(one) for one in right],
        [{}] * 300,
    ):
        assert exactly_right(wrong, right) == 0
    assert exactly_right(sources, right) < 0.01


def test_shares_of_the_points():
    measured = [0.29, 0.31, 0.59, 0.61, 0.81, 0.89, 0.93]
    assert [expanded.share(one) for one in measured] == [0, 0.3, 0.3, 0.6, 0.8, 0.8, 1]
    assert "0.86 of the answers" in expanded.says.format(0.861)


def told(answer):
    result = thinned.exercise(answer, tell="all", seed=0)
    assert not result
    return result.broken


def test_two_matrices_are_asked_for():
    assert "wanted a tuple of two, down [5, 2] and up [4, 2]" in told(lambda w, rank: w)
    assert "float32 [5, 4] and float32 [4, 4]" in told(lambda w, rank: (w, w[:4]))
    assert "None" in told(lambda w, rank: None)
    assert "a tuple of 3" in told(lambda w, rank: (w, w, w))
