"""Recorded experiments: the mechanism, and that every record is of its lesson as it stands."""

import json

import pytest

from course_lib.lessons.experiments import EXPERIMENTS
from course_lib.lessons.recording.record import Experiment, fingerprint


def make(entries, calls):
    def run(config, seed):
        calls.append((config["steps"], seed))
        return {"score": config["steps"] + seed, "curve": {"y": [seed, 2.0]}}

    return Experiment("99_toy", entries, run, seeds=(0, 1))


def test_measure_records_every_seed_and_goes_on_where_it_stopped(tmp_path):
    calls, path = [], tmp_path / "99_toy.json"
    make({"a": {"steps": 10}}, calls).measure(path=path)
    both = make({"a": {"steps": 10}, "b": {"steps": 20}}, calls)
    both.measure(path=path)
    assert calls == [(10, 0), (10, 1), (20, 0), (20, 1)]  # "a" was not run again
    record = both.record(path)
    assert record.problems() == []
    assert record.values("b", "score").tolist() == [20, 21]
    assert record.values("a", "curve", "y").tolist() == [[0, 2], [1, 2]]
    run = json.loads(path.read_text())["entries"]["a"]["runs"]["0"]
    assert {"seconds", "versions", "results"} <= set(run)
    assert "jax" in run["versions"]
    both.measure(["b"], again=True, path=path)
    assert calls[4:] == [(20, 0), (20, 1)]


def test_a_run_that_fails_loses_none_before_it(tmp_path):
    path = tmp_path / "99_toy.json"

    def run(config, seed):
        if seed == 1:
            raise RuntimeError("out of luck")
        return {"score": 1.0}

    experiment = Experiment("99_toy", {"a": {"steps": 1}}, run, seeds=(0, 1))
    with pytest.raises(RuntimeError):
        experiment.measure(path=path)
    assert experiment.record(path).values("a", "score").tolist() == [1.0]
    assert experiment.record(path).problems() == ["a lacks seeds [1]"]


def test_a_record_out_of_step_is_told(tmp_path):
    path, calls = tmp_path / "99_toy.json", []
    make({"a": {"steps": 10}, "old": {"steps": 1}}, calls).measure(path=path)
    changed = make({"a": {"steps": 11}, "new": {"steps": 1}}, calls)
    assert changed.record(path).problems() == [
        "a was recorded with another configuration",
        "new is not recorded",
        "old is recorded and not defined",
    ]
    changed.measure(path=path)
    assert changed.record(path).problems() == []


def test_errors_name_what_came(tmp_path):
    experiment = make({"a": {"steps": 10}}, [])
    with pytest.raises(ValueError, match=r"no record 99_toy\.json"):
        experiment.record(tmp_path / "99_toy.json")
    with pytest.raises(ValueError, match="unknown entry 'z'"):
        experiment.measure(["z"], path=tmp_path / "99_toy.json")
    damaged = tmp_path / "99_toy.json"
    damaged.write_text('{"entries":')
    with pytest.raises(ValueError, match="damaged"):
        experiment.record(damaged)
    damaged.unlink()
    experiment.measure(path=damaged)
    with pytest.raises(ValueError, match="'z' is not recorded"):
        experiment.record(damaged).values("z", "score")


def test_a_fingerprint_sees_values_and_not_order():
    assert fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": 2})


# The lessons say so where they show them: the differences that matter are far larger than luck.
# "06_near" and "06_rates" have no luck in them.
ONE_SEED = {"04_search", "06_near", "06_rates", "06_rows", "07_ladder"}


@pytest.mark.parametrize("lesson", EXPERIMENTS)
def test_every_record_is_whole_and_in_step(lesson):
    experiment = EXPERIMENTS[lesson]
    assert experiment.record().problems() == []
    assert len(experiment.seeds) >= (1 if lesson in ONE_SEED else 3)


def test_a_value_of_each_seed_is_told():
    record = EXPERIMENTS["04"].record()
    entry = next(iter(record.entries))
    told = record.told(entry, "exact").split(", ")
    assert [float(one) for one in told] == [round(x, 2) for x in record.values(entry, "exact")]
