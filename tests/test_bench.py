"""The benchmark's own machinery, and its parts at tiny sizes, without PyTorch."""

import json
import sys

import jax
import numpy as np
import pytest
from bench import naive, ours, report
from bench.parts import (
    accelerator,
    accelerator_training,
    decoding,
    fused,
    levers,
    local,
    products,
    training,
    unfed,
)
from bench.results import Bar, Disagreement, Table, at_least, must_agree, times
from bench.sizes import Size, batches, model

from course_lib.lessons.maintenance import ROOT

TINY = Size("tiny", batch=2, source=4, target=3, hidden=4, embedding=4, vocabulary=8)
SECONDS = {
    "ours": np.array([1.0, 2.0, 4.0, 1.0]),
    "slow": np.array([3.0, 6.0, 12.0, 9.0]),
    "slower": np.array([4.0, 8.0, 16.0, 12.0]),
}


def table(**changes):
    return Table(
        **{"title": "a title", "unit": "ms", "seconds": SECONDS, "ours": "ours", **changes}
    )


def test_a_ratio_is_that_of_neighbours_in_time():
    assert times(SECONDS, "slow", "ours") == 3.0
    peers = ["slow", "slower", "never timed"]
    (bar,) = at_least(SECONDS, ["ours", "never timed"], peers, 2.5, "the best")
    assert (bar.who, bar.what, bar.met) == ("ours", "the best (here: slow)", True)
    assert bar.found == 3.0
    assert at_least(SECONDS, ["ours"], ["never timed"], 2.5, "nothing") == []


def test_a_bar_can_be_missed_from_either_side():
    assert not Bar("x", 3.5, 3.4).met
    assert Bar("x", 3.5, 3.4, at_least=False).met
    assert not Bar("x", 3.5, float("nan")).met


def test_what_disagrees_stops_the_benchmark():
    assert must_agree("peer", [1.0, 20.001], [1.0, 20.0]) == pytest.approx(5e-5, rel=1e-3)
    for wrong in ([1.0, 20.01], [1.0, np.nan], [1.0]):
        with pytest.raises(Disagreement, match="peer: "):
            must_agree("peer", wrong, [1.0, 20.0])


def test_a_peer_with_another_weight_disagrees():
    """The check of a training step sees one vector that is off."""
    made, data = model("bahdanau", TINY), batches(TINY, 3)
    wanted = ours.trainer(made, data)()
    must_agree("naive", naive.trainer(made, data)(), wanted)
    v = made.decoder.alignment.score.v
    v[...] = v[...] * 1.5
    with pytest.raises(Disagreement):
        must_agree("naive", naive.trainer(made, data)(), wanted)


def test_quartiles_are_of_one_unit():
    row = table(units=2).as_dict()["rows"]["ours"]
    assert row["median"] == 750.0
    assert row["quartiles"] == [500.0, 1250.0]
    assert row["rounds"] == 4


@pytest.fixture
def results(tmp_path):
    path = tmp_path / "results.json"
    conditions = {"threads": 2, "load_before": 0.5, "load_after": 1.5}
    bars = [
        Bar("fast", 3.5, 3.4, who="ours"),
        Bar("fast", 3.5, 3.6, who="ours, a device for each core"),
        Bar("small", 1.0, 0.5, at_least=False),
    ]
    report.save(path, "one", [table(bars=bars, agreed={"peer": 3e-7})], conditions)
    report.save(path, "two", [table(title="another", notes=["a note"])], conditions)
    return path


def test_parts_are_saved_side_by_side(results):
    held = json.loads(results.read_text("utf-8"))["parts"]
    assert list(held) == ["one", "two"]
    assert held["one"]["conditions"]["load_after"] == 1.5
    assert held["one"]["versions"]["jax"] == jax.__version__
    assert held["one"]["tables"][0]["rows"]["slow"]["times_ours"] == 3.0
    shown = report.as_text(held["one"]["tables"][0])
    for line in ("NOT met: ours: fast: 3.4, wanted ≥ 3.5", "met: small", "agrees to 3.0e-07: peer"):
        assert line in shown
    report.save(results, "two", [table(title="anew")], held["two"]["conditions"])
    assert json.loads(results.read_text("utf-8"))["parts"]["two"]["tables"][0]["title"] == "anew"


def test_readme_gets_the_tables_once_and_keeps_the_rest(results, tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text(f"# A course\n\n{report.BEGIN}\nold\n{report.END}\n\n## Change it\n")
    report.into_readme(readme, results)
    first = readme.read_text("utf-8")
    assert first.index("# A course") < first.index("| **a title** |") < first.index("## Change it")
    assert "old" not in first
    assert "| fast | ≥ 3.5 | *3.4* | 3.6 |" in first
    assert "| small | ≤ 1 | 0.5 |  |" in first
    tables = results.with_suffix(".md").read_text("utf-8")
    assert "**a title**" in tables
    assert "| slow | 7.5e+03 |" in tables
    assert "ours: fast: 3.4 (at least 3.5 wanted: **not met**)" in tables
    report.into_readme(readme, results)
    assert readme.read_text("utf-8") == first
    readme.write_text("no heading, no marks")
    with pytest.raises(ValueError, match=r"README.md: wanted the lines <!-- bench:begin -->"):
        report.into_readme(readme, results)


def test_the_crossing_is_between_the_lengths_that_surround_it():
    lengths = [16, 64, 256]
    assert local.crossover(lengths, [1, 2, 8], [2, 2.001, 2]) == pytest.approx(64, rel=1e-2)
    assert local.crossover(lengths, [1, 1, 4], [2, 2, 2]) == pytest.approx(128)
    assert local.crossover(lengths, [3, 3, 3], [2, 2, 2]) == 16
    assert local.crossover(lengths, [1, 1, 1], [2, 2, 2]) == float("inf")


PARTS = {
    "training": lambda: training.measure(
        1, False, [("bahdanau", TINY, 1, 1, 2, 1), ("luong_general", TINY, 1, 1, 1, 1)]
    ),
    "unfed": lambda: unfed.measure(1, False, TINY),
    "products": lambda: products.measure(1, False, (products.Shape(2, 3, 4, 4),)),
    "decoding": lambda: decoding.measure(1, False, TINY),
    "local": lambda: local.measure(1, False, (4, 16)),
    **{
        f"levers {row}": lambda row=row: levers.measure(1, False, [(row, TINY, (1, 2))])
        for row in levers.OFF
    },
    "accelerator": lambda: [
        accelerator.measure_dtype(dtype, 1, products.Shape(2, 3, 4, 8), (TINY,))
        for dtype in accelerator.DTYPES
    ],
    "accelerator_training": lambda: [accelerator_training.measure_size(TINY, 2, 1, False)],
    "fused": lambda: fused.measure(1, False, (fused.Shape(2, 3, 4, 4),) * 3),
}


@pytest.mark.thin(4)
@pytest.mark.parametrize("part", PARTS)
def test_every_part_runs_without_its_peers(part):
    tables = PARTS[part]()
    assert tables
    for one in tables:
        held = json.loads(json.dumps(one.as_dict()))
        assert held["ours"] in held["rows"]
        assert all(row["median"] > 0 for row in held["rows"].values())
        assert report.as_text(held)
    assert "torch" not in sys.modules


def test_the_course_does_not_need_the_peer():
    for name in ("requirements.txt", "requirements-dev.txt", "constraints.txt"):
        text = (ROOT / name).read_text("utf-8")
        assert not any(line.startswith("torch") for line in text.splitlines()), name


def test_keys_at_every_step_are_the_same_keys():
    source, inputs, _ = batches(TINY, 1)
    found, wanted = (
        ours.logits(made, source[0], inputs[0])
        for made in (levers.keys_each_step("bahdanau", TINY), model("bahdanau", TINY))
    )
    np.testing.assert_allclose(found, wanted, atol=1e-6)


def test_peers_without_feeding_agree_step_by_step():
    """A batch in parts trains like the whole one. Last in this file: it imports PyTorch, if any."""
    pytest.importorskip("torch")
    made, data = model(unfed.ROW, TINY), batches(TINY, 3)
    losses = ours.trainer(made, data)()
    split = {unfed.FUSED[2]: ("sdpa", {"parts": 2}, 1e-4)}
    calls, agreed = training.steppers(made, TINY, data, losses, unfed.KINDS | split)
    assert set(calls) == set(unfed.FUSED)
    assert max(agreed.values()) < 1e-4
    with pytest.raises(Disagreement, match="losses of 3 steps"):
        training.steppers(made, TINY, data, losses + 0.01, split)
