"""Problem set 5's own: three applications, their measure, and a model that learns."""

import json

import numpy as np
import pytest
from rapidfuzz.distance import OSA

from course_lib import ROOT
from course_lib.analysis import chrf
from course_lib.lessons.coursework.grading.wire import line, packed, unpacked
from course_lib.lessons.coursework.problem import exactly_right
from course_lib.lessons.coursework.ps5.bank.character_f_mistakes import score
from course_lib.lessons.coursework.ps5.bank.edit_distances_mistakes import distances
from course_lib.lessons.coursework.ps5.bank.error_kinds_mistakes import walk
from course_lib.lessons.coursework.ps5.project import COUNT, project
from course_lib.training import History

SOURCE = ROOT / "notebooks/assignments/source/ps5/ps5.ipynb"
APPLICATIONS = ("translation", "speech", "captions")
pytestmark = pytest.mark.usefixtures("as_a_student_writes")


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setenv("COURSE_SCALE", "quick")


@pytest.fixture(scope="module")
def cells():
    found = json.loads(SOURCE.read_text())["cells"]
    return {cell["id"].removeprefix("ps5-"): "".join(cell["source"]) for cell in found}


def names_of(cells, application, *more):
    names = {"my_number": 3, "application": application}
    for name in ("imports", "applications", *more):
        exec(cells[name], names)
    return names


@pytest.mark.parametrize("application", APPLICATIONS)
def test_the_notebook_has_the_sources_of_the_grader(cells, application):
    names = names_of(cells, application)
    sources, wanted = project.choices[application].draw(np.random.default_rng(4))
    assert len(sources) == len(wanted) == COUNT
    again = names["task"].draw(
        COUNT, "test", names["LENGTHS"][application], np.random.default_rng(4)
    )
    assert [pair.target for pair in again] == wanted
    assert len(names["VALID"]) == 40
    travelled = [unpacked(packed(source)) for source in sources]
    line({"args": [packed(list(sources))]})  # not too long to travel
    model = names["untrained"](names["ROWS"][application], hidden=8, embedding=8)
    reading, sizes = model.spec.wiring.reading, model.spec.sizes
    for source, came in zip(sources[:20], travelled[:20], strict=True):
        one, other = reading.encode(sizes, source), reading.encode(sizes, came)
        assert str(one) == str(other)


@pytest.mark.long
def test_a_model_learns(cells, capsys):
    """Half of the steps, and far fewer errors than the baseline or an untrained model has."""
    tools = ("edit-distances", "error-kinds", "character-f", "paired-interval", "project")
    answers = {name: f"{name}-answer" for name in tools}
    model = answers.pop("project")
    names = names_of(
        cells, "captions", *answers.values(), "baseline", model, "final", "judged", "harder"
    )
    rates = {
        name: one["errors"].sum() / one["lengths"].sum() for name, one in names["measured"].items()
    }
    assert rates["final"] < 0.6 * rates["baseline"]
    assert "final against baseline" in capsys.readouterr().out
    sources, wanted = project.choices["captions"].draw(np.random.default_rng(0))
    few = sources[:40]
    assert exactly_right(names["project"](few), wanted[:40]) > 0.05
    names["final"] = names["untrained"]("luong_concat", hidden=16, embedding=8)
    assert exactly_right(names["project"](few), wanted[:40]) == 0


def test_a_training_that_is_ended_early_says_so(cells, capsys):
    names = names_of(cells, "speech")
    steps = names["recipe"](600).steps
    for done, seconds, ends, told in (
        (steps - 10, 0, True, True),
        (steps, 0, True, False),
        (10, 60, False, False),
    ):
        assert names["in_time"](seconds)(History([1.0] * done, [0.0] * done)) == ends
        said = f"ended early, after {done} of {steps} steps" in capsys.readouterr().out
        assert said == told


@pytest.mark.parametrize("application", APPLICATIONS)
def test_the_harder_sources_lie_outside_the_training(cells, application, capsys):
    names = names_of(cells, application)
    exec(f"measured = {{}}\n{cells['harder']}", names)
    assert "nothing to look at" in capsys.readouterr().out
    task, lengths = names["HARDER"][application]
    pairs = task.draw(20, "valid", lengths, np.random.default_rng(0))
    if application == "translation":
        assert min(len(pair.source.split()) for pair in pairs) > names["LENGTHS"][application][1]
    if application == "speech":
        assert task.noise[0] >= names["SPOKEN"].noise[1]
    if application == "captions":
        assert min(len(pair.source.boxes) for pair in pairs) > names["LENGTHS"][application][1]
    model = names["untrained"](names["ROWS"][application], hidden=8, embedding=8)
    found = names["transduce_all"](model, [pair.source for pair in pairs[:4]])
    assert len(found) == 4


def test_without_a_model_nothing_is_answered(cells):
    names = names_of(cells, "speech")
    stub = "def final_model():\n    raise NotImplementedError\n"
    exec(f"{stub}measured = {{}}\n{cells['final']}", names)
    with pytest.raises(NotImplementedError):
        names["project"]([])


def test_texts_are_measured_whatever_comes():
    wanted = ["der hund schläft .", "427"]
    assert exactly_right(wanted, wanted) == 1
    assert exactly_right(["der  hund schläft . ", "42"], wanted) == 0.5
    for came in ([None, 427], [427.0, np.nan], [b"427", ["427"]], [{}, np.ones(3)], ["", ""]):
        assert exactly_right(came, wanted) == 0
    assert exactly_right(["427"], wanted) == 0


def test_every_application_has_rising_steps_above_a_guess():
    assert tuple(project.choices) == APPLICATIONS
    for application, measured in project.choices.items():
        assert measured.name == project.name
        least, shares = zip(*measured.steps, strict=True)
        assert list(least) == sorted(least)
        assert list(shares) == sorted(shares)
        assert shares[-1] == 1
        _, wanted = measured.draw(np.random.default_rng(0))
        always = [max(set(wanted), key=wanted.count)] * len(wanted)
        assert measured.share(exactly_right(always, wanted)) == 0, application


def test_the_table_says_the_steps(cells):
    for row in zip(*(measured.steps for measured in project.choices.values()), strict=True):
        told = " | ".join(f"{least:.2f}" for least, _ in row)
        assert f"| {row[0][1]:.0%} | {told} |" in cells["project-story"]


@pytest.mark.parametrize(
    ("written", "reference"),
    [("the cat sat on the mat", "the cat is on the mat"), ("der alte hund", "dem alten hund")],
)
def test_the_character_score_is_that_of_the_library(written, reference):
    assert 100 * score(written, reference, 6) == pytest.approx(
        chrf([written], [reference]).score, abs=0.1
    )


def test_the_edit_distance_is_that_of_a_library():
    """With swaps of neighbours, and no other change of a swapped pair: also in the errors' sum."""
    rng = np.random.default_rng(1)
    for _ in range(300):
        one, other = ("".join(rng.choice(list("abc"), rng.integers(0, 7))) for _ in range(2))
        table = distances(one, other)
        assert table[-1, -1] == walk(table, one, other).sum() == OSA.distance(one, other)


def test_swaps_may_be_looked_for_before_or_after_replacing():
    """So the rule of the walk asks nothing of a student that she could get wrong by luck."""
    late = ("match", "replaced", "swapped", "extra", "missing")
    rng = np.random.default_rng(0)
    for _ in range(300):
        one, other = ("".join(rng.choice(list("abc"), rng.integers(1, 7))) for _ in range(2))
        table = distances(one, other)
        assert np.array_equal(walk(table, one, other), walk(table, one, other, order=late))
