"""Whether a model listens to the word that it writes: against loops."""

from dataclasses import replace

import numpy as np
import pytest
from jaxtyping import TypeCheckError

from course_lib.analysis import evaluate_listening, force_all, listening_game, spans_of, spread
from course_lib.data import NUMBERS, STRINGS, Pair, Sound
from course_lib.model import FramesReading, build

TASK = replace(STRINGS, digits=(1, 3))
PAIRS = TASK.test_set(4, TASK.reach)
READING = FramesReading(stacked=4)
REFUSED = (ValueError, TypeCheckError)


def model(name="luong_general", **changes):
    sizes = {"hidden": 6, "embedding": 4, "seed": 1, "cell": "gru"}
    return build(name, target=TASK.target, **sizes, reading=READING, **changes)


def test_positions_are_those_of_the_words_spans():
    for pair in [*PAIRS, *NUMBERS.test_set(4, NUMBERS.reach)]:
        found = spans_of(READING, pair)
        further = pair.possible or ((),) * len(pair.target)
        for t, word in enumerate(pair.alignment):
            wanted = set()
            for one in (word, *further[t]):
                if one >= 0:
                    first, last = pair.source.spans[one]
                    wanted |= {j for j in range(found.shape[1]) if first <= 4 * j + 2 < last}
            assert set(np.flatnonzero(found[t])) == wanted


def test_a_silent_zero_has_no_positions():
    found = spans_of(READING, NUMBERS.pair("205"))
    assert found.any(axis=1).tolist() == [True, False, True]


def test_the_game_is_a_mean_over_digits():
    asked = model()
    found = listening_game(asked, PAIRS)
    read = force_all(asked, [(pair.source, pair.target) for pair in PAIRS])
    rows = []
    for pair, forced in zip(PAIRS, read, strict=True):
        for t, region in enumerate(spans_of(READING, pair)):
            weights = forced.weights[t]
            top = int(weights.argmax())
            first = int(np.flatnonzero(region)[0])
            rows.append((
                region[top], top < first, region.mean(), weights[region].sum(),
                spread(weights[None])[0],
            ))  # fmt: skip
    for name, column in zip(
        ("pointed", "early", "chance", "mass", "spread"), zip(*rows, strict=True), strict=True
    ):
        np.testing.assert_allclose(found[name], np.mean(column), rtol=1e-4)


def test_a_model_that_looks_evenly_points_by_chance():
    """Local monotonic attention on the first positions hears the first word alone."""
    found = listening_game(model("luong_local_m", window=2), PAIRS)
    assert found["pointed"] < 0.5


def test_what_is_told_of_a_model():
    found = evaluate_listening(model(), PAIRS)
    assert set(found) == {"exact", "by_digits", "error_rate", "pointing"}
    assert found["error_rate"] > 0.3
    assert set(found["by_digits"]) <= {"1", "2", "3"}
    assert "pointing" not in evaluate_listening(model("init_state"), PAIRS)


def test_what_cannot_be_judged_is_refused():
    with pytest.raises(ValueError, match="model must have attention weights"):
        listening_game(model("init_state"), PAIRS)
    with pytest.raises(ValueError, match=r"pairs\[0\].source"):
        evaluate_listening(model(), [Pair("a", "1")])
    with pytest.raises(REFUSED, match="pair's source"):
        spans_of(READING, Pair("a", "1", (0,)))
    bare = PAIRS[0]._replace(source=Sound(PAIRS[0].source.frames))
    with pytest.raises(ValueError, match="must have a span for word"):
        spans_of(READING, bare)
