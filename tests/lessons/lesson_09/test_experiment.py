"""The experiment of lesson 09, at a size that takes seconds."""

import numpy as np
import pytest

from course_lib.lessons.lesson_09 import experiment
from course_lib.lessons.lesson_09.entries import CAPTIONS, ENTRIES
from course_lib.model import count_parameters
from course_lib.training import DoublyStochastic, History, Reinforce, teacher_forced

SMALL = {"hidden": 8, "embedding": 6, "steps": 10, "warmup": 1, "test_scenes": 4, "batch": 2}
SMALL |= {"place": 8, "stride": 8}


def small(name):
    config = {**ENTRIES[name], **SMALL}
    if "first" in config:
        config["first"] = {**config["first"], "steps": 10}
    return config


@pytest.mark.long
@pytest.mark.parametrize("name", ["soft", "fixed vector"])
def test_a_run_tells_all_that_the_lesson_shows(name):
    found = experiment.run(small(name), 0)
    assert {"exact", "by_digits", "bleu", "words", "parameters", "curve"} <= found.keys()
    assert ("pointing" in found) == (name == "soft")
    assert found["curve"]["step"] == [0]


def test_a_model_can_begin_with_other_scenes_or_another_alignment(monkeypatch):
    """The data, the steps and the alignment of both stages; what the first learned is kept."""
    told = []

    def noted(model, stream, recipe, **_):
        weight = model.reader.first_bias
        told.append((stream.lengths, recipe.steps, model.spec.wiring.alignment, weight[0].item()))
        weight[...] = weight[...] + 1.0
        return History([0.0], [0.0])

    monkeypatch.setattr(experiment, "fit", noted)
    scenes = {"digits": [1, 1], "steps": 10}
    experiment.train({**small("soft"), "first": scenes}, 0)
    changed = {**small("soft"), "alignment": "hard", "first": {"alignment": "soft", "steps": 10}}
    model, _ = experiment.train(changed, 0)
    assert told == [
        ((1, 1), 10, "soft", 0.0), ((1, 4), 10, "soft", 1.0),
        ((1, 4), 10, "soft", 0.0), ((1, 4), 10, "hard", 1.0),
    ]  # fmt: skip
    assert model.reader.first_bias[0] == 2.0


def test_every_configuration_can_be_made_and_says_how_it_learns():
    kinds = {"reinforce": Reinforce, "doubly_stochastic": DoublyStochastic}
    for name, config in ENTRIES.items():
        model = experiment.make_model(small(name), 0)
        assert model.spec.wiring.alignment == config["alignment"]
        objective = experiment.objective_of(config)
        wanted = [kind for field, kind in kinds.items() if field in config]
        if "reinforce" in config:
            first = experiment.objective_of({**config, **config.get("first", {})})
            assert first is teacher_forced or "first" not in config
        assert isinstance(objective, wanted[0]) if wanted else objective is teacher_forced


def test_rows_without_attention_have_as_many_parameters():
    sizes = [
        count_parameters(experiment.make_model(ENTRIES[n], 0)) for n in ("soft", "fixed vector")
    ]
    assert np.ptp(sizes) < 0.05 * sizes[0]


def test_the_test_is_the_same_for_every_seed_and_by_other_writers():
    task = experiment.task_of(CAPTIONS)
    one, two = (task.test_set(3, (1, 4)) for _ in range(2))
    assert [pair.target for pair in one] == [pair.target for pair in two]
