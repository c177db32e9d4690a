"""The experiment of lesson 09b, at a size that takes seconds."""

from itertools import pairwise

import numpy as np
import pytest

from course_lib.lessons.lesson_09b import experiment
from course_lib.lessons.lesson_09b.entries import ENTRIES, FURTHER, STRINGS
from course_lib.model import count_parameters

SMALL = {"hidden": 8, "embedding": 6, "steps": 10, "warmup": 1, "batch": 2, "stacked": 16}
SMALL |= {"test_sounds": 4, "far_sounds": 2, "digits": [2, 2], "edges": [304]}
ALL = ENTRIES | FURTHER


def small(name):
    return {**ALL[name], **SMALL}


@pytest.mark.long
@pytest.mark.parametrize("name", ["location-aware", "numbers, fixed vector"])
def test_a_run_tells_all_that_the_lesson_shows(name):
    found = experiment.run(small(name), 0)
    assert {"exact", "by_digits", "error_rate", "parameters", "curve", "far"} <= found.keys()
    assert ("pointing" in found) == (name == "location-aware")
    assert {"slt", "rms", "awb"} <= found["far"].keys()
    assert ("twice" in found["far"]) == (name == "location-aware")
    assert found["curve"]["step"] == [0]


def test_the_far_tests_are_what_they_are_called():
    tests = experiment.tests_of(STRINGS)
    assert tests["twice"].digits == (16, 16)
    assert tests["two more"].digits == (10, 10)
    assert tests["slt"].voice == "slt"
    pairs = {
        name: tests[name].test_set(20, tests[name].reach) for name in ("twice, repeats", "twice")
    }
    again = {
        name: np.mean([a == b for pair in some for a, b in pairwise(pair.target)])
        for name, some in pairs.items()
    }
    assert again["twice, repeats"] > 0.6
    assert again["twice"] < 0.2
    # A model that learned on shifted bands is tested on a voice as it is.
    many = ALL["numbers, many throats"]
    assert experiment.task_of(many).shift > 0
    assert all(task.shift == 0 for task in experiment.tests_of(many).values())


def test_every_configuration_can_be_made():
    assert not ENTRIES.keys() & FURTHER.keys()
    for name, config in ALL.items():
        model = experiment.make_model(small(name), 0)
        assert model.spec.wiring.alignment == config["alignment"]
        assert experiment.stream_of(config, 0).target_edges == (config["digits"][1],) * 2


@pytest.mark.long
def test_rows_without_attention_have_as_many_parameters():
    for one, other in (("soft", "fixed vector"), ("numbers, soft", "numbers, fixed vector")):
        sizes = [count_parameters(experiment.make_model(ALL[name], 0)) for name in (one, other)]
        assert np.ptp(sizes) < 0.05 * sizes[0]


def test_few_sounds_are_too_long_for_the_stream():
    for config in (STRINGS, ALL["numbers, soft"]):
        task = experiment.task_of(config)
        lengths = [len(pair.source.frames) for pair in task.test_set(300, task.reach)]
        assert np.mean(np.array(lengths) > config["edges"][-1]) < 0.03
