"""What a look costs: how much is read, and how long it takes."""

import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.devices.timing import in_turns
from course_lib.lessons.lesson_04 import reading_cost


def test_the_table_has_a_row_a_length_and_counts_what_is_read():
    found = reading_cost.reading_times([4, 8], batch=2, width=4, repeats=2)
    assert found["length"] == [4, 8]
    assert found["reads"] == {"soft": [4, 8], "hard": [1, 1]}
    for what in ("context", "step"):
        for name in ("soft", "hard"):
            assert len(found[what][name]) == 2
            assert all(0 < ms < 1000 for ms in found[what][name])


def test_one_state_is_read_faster_than_many():
    """At 20,000 positions a mean of all costs a hundred times as much; asked is twice."""
    calls = reading_cost.contexts(20_000, 8, 32)
    took = in_turns(calls, 5)
    assert np.median(took["soft"]) > 2 * np.median(took["hard"])


def test_both_read_what_they_should():
    calls = reading_cost.contexts(5, 2, 3)
    assert calls["soft"]().shape == calls["hard"]().shape == (2, 3)
    assert jnp.isfinite(calls["hard"]()).all()


def test_a_length_below_one_is_refused():
    with pytest.raises(ValueError, match=r"lengths must be at least 1, got \[0\]"):
        reading_cost.reading_times([0])
