"""The pointing game against loops, and captions against all that say the same."""

import numpy as np
import pytest
from jaxtyping import TypeCheckError

from course_lib.analysis import evaluate_captions, pointed, pointing_game, regions_of, spread
from course_lib.analysis.pointing import force_all
from course_lib.data import Pair, Scene, Scenes
from course_lib.model import GridReading, build

TASK = Scenes(digits=(1, 2), place=8)
PAIRS = TASK.test_set(4, (1, 2))
READING = GridReading(24, 24, 8, 8)  # a patch is a place


def model(name="luong_general", **changes):
    sizes = {"hidden": 6, "embedding": 4, "seed": 1, "cell": "gru"}
    return build(name, target=TASK.target, **sizes, reading=READING, **changes)


def test_pointed_and_spread_by_loops():
    rng = np.random.default_rng(0)
    weights = rng.dirichlet(np.ones(5), 8)
    regions = rng.random((8, 5)) < 0.4
    hits = [bool(regions[t][max(range(5), key=lambda j: weights[t, j])]) for t in range(8)]
    assert pointed(weights, regions).tolist() == hits
    assert 0 < sum(hits) < 8
    wanted = [np.exp(-sum(w * np.log(w) for w in row)) for row in weights]
    np.testing.assert_allclose(spread(weights), wanted)
    np.testing.assert_allclose(spread(np.eye(3)), 1.0)


def test_regions_are_the_patches_of_the_words_digits():
    for pair in PAIRS:
        regions = regions_of(READING, pair)
        for t, digit in enumerate(pair.alignment):
            wanted = set()
            if digit >= 0:
                top, left, *_ = pair.source.boxes[digit]
                wanted = {3 * (top // 8) + left // 8}
            assert set(np.flatnonzero(regions[t])) == wanted
    counted = Scenes("counts", (2, 2), place=8).test_set(40, (2, 2))
    twin = next(pair for pair in counted if pair.possible)
    assert regions_of(READING, twin).sum(axis=1).tolist() == [2, 2]


def test_the_game_is_a_mean_over_words_of_a_kind():
    asked = model()
    found = pointing_game(asked, PAIRS)
    read = force_all(asked, [(pair.source, pair.target) for pair in PAIRS])
    rows = {"row": [], "column": [], "digit": []}
    for pair, forced in zip(PAIRS, read, strict=True):
        for t, region in enumerate(regions_of(READING, pair)):
            if region.any():
                kind = ("row", "column", "digit")[t % 4]
                weights = forced.weights[t]
                rows[kind].append((region[weights.argmax()], weights[region].sum()))
    for kind, values in rows.items():
        np.testing.assert_allclose(
            [found[kind]["pointed"], found[kind]["mass"]], np.mean(values, axis=0), rtol=1e-5
        )
        assert found[kind]["chance"] == pytest.approx(1 / 9)
        assert 1.0 <= found[kind]["spread"] <= 9.0


def test_captions_are_judged_by_all_that_say_the_same(monkeypatch):
    """Two orders are both exact; a wrong digit, a wrong place and half a caption are not."""
    two = [pair for pair in TASK.test_set(20, (2, 2)) if len(set(pair.target.split())) > 5][:4]
    halves = [pair.target.split(" and ") for pair in two]
    wrong = two[1].target.split()
    wrong[2] = "one" if wrong[2] != "one" else "two"
    told = [" and ".join(halves[0][::-1]), " ".join(wrong), halves[2][0], two[3].target]
    written = [type("One", (), {"target": text}) for text in told]
    monkeypatch.setattr("course_lib.analysis.pointing.transduce_all", lambda *_, **__: written)
    found = evaluate_captions(model("init_state"), two)
    assert found["exact"] == 0.5
    assert found["by_digits"] == {"2": 0.5}
    assert found["words"]["digit"] < 1.0
    assert 0 < found["bleu"] < 100
    assert "pointing" not in found


def test_a_whole_evaluation():
    found = evaluate_captions(model(), PAIRS)
    assert found["exact"] == 0.0  # untrained
    assert set(found["pointing"]) == {"row", "column", "digit", "all"}


def test_what_cannot_be_judged_is_refused():
    with pytest.raises(ValueError, match="model must have attention weights"):
        pointing_game(model("init_state"), PAIRS)
    with pytest.raises(ValueError, match="model's reading must be a GridReading"):
        pointing_game(build("luong_dot", TASK.target, hidden=4), PAIRS)
    with pytest.raises(ValueError, match=r"pairs\[0\].source must be a Scene"):
        evaluate_captions(model(), [Pair("a", "one", (0,))])
    bare = PAIRS[0]._replace(source=Scene(PAIRS[0].source.pixels))
    with pytest.raises(ValueError, match="must have a box for digit 0"):
        regions_of(READING, bare)
    with pytest.raises((ValueError, TypeCheckError), match="regions"):
        pointed(np.ones((2, 3)) / 3, np.ones((2, 2), bool))
