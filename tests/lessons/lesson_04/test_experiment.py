"""Lesson 04's record: what the lesson says of it, on every recorded seed; and how it measures."""

import numpy as np
import pytest

from course_lib.data import WORD_REVERSAL
from course_lib.lessons.lesson_04.entries import ENTRIES, FURTHER, IMMEDIATE, SEARCH, TOTAL
from course_lib.lessons.lesson_04.experiment import (
    EXPERIMENT,
    SEARCHED,
    make_model,
    objective_of,
    run,
    train,
)
from course_lib.lessons.lesson_04.measures import Looking, curves, looks
from course_lib.lessons.lesson_04.reinforced import Reinforced
from course_lib.training.reinforce import Reinforce
from course_lib.training.teacher_forcing import teacher_forced

SMALL = {"steps": 20, "warmup": 5, "batch": 4, "hidden": 4, "embedding": 4, "test_sentences": 6}


@pytest.fixture(scope="module")
def record():
    return EXPERIMENT.record()


def exact(record, name):
    return record.values(name, "exact")


def gold(record, name):
    return record.values(name, "alignment", "0")


def largest(record, name):
    return record.values(name, "looks", "largest")[:, -1]


def test_soft_attention_learns_and_makes_up_its_mind(record):
    assert exact(record, "soft").min() >= 0.95
    assert gold(record, "soft").min() >= 0.98
    assert largest(record, "soft").min() >= 0.9


def test_paid_for_its_own_letter_hard_attention_learns(record):
    assert exact(record, "immediate").min() >= 0.9
    # Not all its looks are on the gold letter.
    assert gold(record, "immediate").min() < gold(record, "soft").min() - 0.02


def test_paid_for_the_whole_sentence_it_is_sure_of_wrong_places(record):
    assert exact(record, "total, 1").max() <= 0.1
    assert largest(record, "total, 1").min() >= 0.7
    assert gold(record, "total, 1").max() <= 0.45


def test_a_smaller_lambda_keeps_the_weights_open(record):
    assert largest(record, "total, 1/25").max() <= 0.6
    assert exact(record, "total, 1/25").min() > exact(record, "total, 1").max() + 0.1
    assert largest(record, "total, 1/125").max() < largest(record, "total, 1/25").min()


def test_several_draws_of_each_sentence_make_the_papers_reward_train(record):
    assert exact(record, "total, 8 draws").min() > exact(record, "total, 1/25").max()
    assert gold(record, "total, 8 draws").min() > gold(record, "total, 1/25").max()


def test_what_their_program_does_by_default_trains(record):
    assert exact(record, "code").min() >= 0.7


def test_what_an_entry_is_trained_by():
    assert objective_of(ENTRIES["soft"]) is teacher_forced
    assert objective_of(ENTRIES["immediate"]) == Reinforce("immediate", "moving", entropy=0.01)
    assert objective_of(ENTRIES["code"]) == Reinforce("immediate", "none", strength=0.1)
    assert objective_of(ENTRIES["total, 8 draws"]) == Reinforced("total", entropy=0.01, draws=8)


def test_names_say_what_differs():
    assert not ENTRIES.keys() & (FURTHER.keys() | SEARCH.keys())
    assert TOTAL == {**IMMEDIATE, "reward": "total"}
    for name, config in SEARCH.items():
        assert config["reinforce"]["reward"] == "total", name


@pytest.mark.long
@pytest.mark.parametrize("name", ["soft", "total, 8 draws", "total, 1/25"])
def test_a_run_measures_what_the_record_holds(name, record):
    config = {**ENTRIES[name], **SMALL}
    if "erased_sentences" in config:
        config["erased_sentences"] = 2
    found = run(config, 0)
    wanted = record.entries[name]["runs"]["0"]["results"]
    assert set(found) == set(wanted)
    assert set(found["looks"]) == {"step", "largest", "gold"}


def test_the_search_is_recorded_as_it_is_defined():
    assert not SEARCHED.record().problems()


def test_the_table_of_reads_can_be_recorded():
    config = {**FURTHER["reads"], "read_lengths": [4, 8], "batch": 2, "width": 4, "repeats": 2}
    assert set(run(config, 0)) == {"length", "reads", "context", "step"}


def test_looks_are_counted_on_letters(monkeypatch):
    """Weights made by hand: one look on gold, one beside it; that of the space does not count."""
    pair = WORD_REVERSAL.pair("a b")
    weights = np.array([[0.6, 0.3, 0.1], [1, 0, 0], [0.1, 0.8, 0.1], [1, 0, 0]], np.float32)

    class Read:
        pass

    Read.weights = weights
    monkeypatch.setattr("course_lib.lessons.lesson_04.measures.force_all", lambda *_: [Read])
    found = looks(make_model({**ENTRIES["soft"], **SMALL}, 0), (pair,))
    assert found == {"largest": pytest.approx(0.7), "gold": 0.5}


@pytest.mark.long
def test_a_run_is_watched_and_drawn():
    model, history = train({**ENTRIES["immediate"], **SMALL}, 0, progress=False)
    assert history.steps == 20
    assert model.spec.wiring.alignment == "hard"
    drawn = curves(history)
    assert all(len(steps) == len(values) for steps, values in drawn.values())
    assert list(drawn["largest weight"][0]) == [20]
    assert len(Looking.at((6, 14), 5).pairs) == 5
