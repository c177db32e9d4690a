"""Problem set 1 beyond what all sets have: its model learns, its answers are measured fairly."""

import numpy as np
import pytest
from problem_sets import asked, marked, solved

from course_lib.lessons.coursework.ps1.sums import sums

pytestmark = pytest.mark.usefixtures("as_a_student_writes")


def test_the_model_learns(monkeypatch, capsys):
    """A fifth of the steps, and most sums are near already."""
    monkeypatch.setenv("COURSE_SCALE", "quick")
    names = {**solved("ps1"), "my_number": 3}
    for name in ("game", "sums_answer", "training"):
        exec(marked("ps1")[name].source, names)
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


def shapes_told(answer):
    result = asked("ps1")["step_backward"].exercise(answer, tell="all", seed=0)
    assert not result
    return result.broken


def test_a_nested_answer_is_told_where_it_does_not_fit():
    assert "a tuple of 3" in shapes_told(lambda h, after, u, g: (g, g))
    assert "in [2]; wanted numbers of shape [4, 4]" in shapes_told(lambda h, a, u, g: (g, g, g))
    assert "None" in shapes_told(lambda h, after, u, g: None)
    clipped = asked("ps1")["clipped"].exercise
    told = clipped(lambda grads, limit: {"cell": 1.0}, tell="all", seed=0).broken
    assert "a dict with the keys cell; wanted a dict with the keys cell, readout" in told
    told = clipped(lambda grads, limit: "short", tell="all", seed=0).broken
    assert "the text 'short'" in told
