"""Training on several devices and in several processes: the same run as on one device."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from sharded import RECIPE, STREAM, train
from tiny import fresh

from course_lib.devices.sharding import data_mesh, one_device_a_core, sentence_keys, terms_of
from course_lib.model.classifiers import telling
from course_lib.training.fit import fit
from course_lib.training.reinforce import Reinforce

TESTS = Path(__file__).parents[1]
LIMIT = 1e-5  # the largest difference of a parameter, all of them smaller than 2


def start(*arguments, devices=1):
    """`sharded.py` in a process of its own, with so many forced devices."""
    forced = f" --xla_force_host_platform_device_count={devices}" if devices > 1 else ""
    env = os.environ | {
        "XLA_FLAGS": os.environ["XLA_FLAGS"] + forced,  # compiled as cheaply as here
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    return subprocess.Popen(
        [sys.executable, TESTS / "sharded.py", *arguments],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process):
    """What it printed before the last line, and the last line as JSON."""
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    shown, _, found = out.rstrip("\n").rpartition("\n")
    return shown, json.loads(found)


def difference(one, other):
    """The largest difference of any parameter, and of any step's loss."""
    assert one["params"].keys() == other["params"].keys()
    off = [np.subtract(one["params"][name], other["params"][name]) for name in one["params"]]
    return max(np.abs(a).max() for a in off), np.abs(np.subtract(one["loss"], other["loss"])).max()


@pytest.fixture(scope="module")
def devices(tmp_path_factory):
    """What four devices found."""
    found = finish(start("devices", str(tmp_path_factory.mktemp("devices")), devices=4))[1]
    assert found["devices"] == 4
    return found


@pytest.fixture(scope="module")
def processes(tmp_path_factory):
    """What two processes printed and found."""
    folder = str(tmp_path_factory.mktemp("processes"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    running = [start("processes", folder, address, "2", str(number)) for number in range(2)]
    try:
        return [finish(process) for process in running]
    finally:
        for process in running:
            process.kill()  # where one failed, the other waits for it


@pytest.mark.thin(3)
@pytest.mark.parametrize("case", ["teacher forcing", "scheduled sampling", "hard"])
def test_four_devices_train_as_one(devices, case):
    one, four = devices[case]
    assert len(four["loss"]) == RECIPE.steps
    assert four["stopped"] == "finished"
    np.testing.assert_allclose(four["accuracy"], one["accuracy"], atol=1e-6)
    params, loss = difference(one, four)
    assert params < LIMIT
    assert loss < LIMIT


def test_the_mean_of_the_devices_means_is_another_run(devices):
    """The gate above can fail: without the counts, parameters are off by 9e-3."""
    params, _ = difference(devices["teacher forcing"][0], devices["mean of means"])
    assert params > 100 * LIMIT


def test_a_step_has_one_all_reduce_and_no_other_communication(devices):
    assert [kind for kind, _ in devices["communication"]] == ["all-reduce"]
    assert "ENTRY" not in devices["communication"][0][1]  # in the loop over steps


def test_a_mesh_compiles_one_program_a_case(devices):
    assert devices["programs"] == 2 * 3  # alone and on the mesh


def test_the_model_is_left_on_one_device(devices):
    one, four = devices["teacher forcing"]
    assert four["where"] == one["where"]


def test_every_sentence_has_the_key_of_one_device(devices):
    split, whole = devices["keys"]
    assert len(whole) == 8
    assert split == whole


def test_a_run_on_a_mesh_is_continued(devices):
    """Interrupted after two chunks, saved, opened, stopped, and trained to its end."""
    assert devices["interrupted"]["stopped"] == "early"
    assert len(devices["interrupted"]["loss"]) == 10
    assert devices["continued"]["params"] == devices["teacher forcing"][1]["params"]
    assert devices["continued"]["loss"] == devices["teacher forcing"][1]["loss"]


def test_a_bad_loss_on_one_device_stops_all(devices):
    step, losses = devices["not finite"]
    assert step == len(losses) == 7
    assert np.isfinite(losses).all()


def test_a_run_on_a_mesh_is_watched_as_on_one_device(devices):
    """Whoever watches has the parameters that one device would have; and the run stays the same."""
    one, four = devices["watched"]
    steps, values = zip(*four["watched"]["validation"], strict=True)
    assert steps == (10, 20)
    np.testing.assert_allclose(values, [v for _, v in one["watched"]["validation"]], atol=LIMIT)
    assert four["params"] == devices["teacher forcing"][1]["params"]


def test_all_processes_watch_the_same_and_one_writes(processes):
    (_, one), (_, two) = processes
    for what in ("watched", "kept", "loss"):
        assert one["kept"][what] == two["kept"][what]
    assert list(one["kept"]["kept"]) == ["highest validation"]
    assert len(one["kept"]["watched"]["validation"]) == 4
    assert one["files"] == ["best-0.npz"]


def test_two_processes_train_as_one(processes):
    (_, one), (_, two) = processes
    assert one["devices"] == two["devices"] == 2
    for what in ("params", "loss", "accuracy", "stopped"):
        assert one["whole"][what] == two["whole"][what]
    assert one["whole"]["stopped"] == "finished"
    params, loss = difference(train(None), one["whole"])
    assert params < LIMIT
    assert loss < LIMIT


def test_only_the_first_process_shows_the_bar(processes):
    (first, _), (second, _) = processes
    assert "100%" in first
    assert "%" not in second


def test_a_checkpoint_that_one_process_cannot_see_is_refused(processes):
    for _, found in processes:
        assert found["first"]["stopped"] == "interrupted"
        assert "same number of steps, got [20, 0]" in found["refused"]


def test_a_batch_that_does_not_split_is_refused(devices):
    assert "4 devices" in devices["uneven"]
    assert "got 6 sentences a batch" in devices["uneven"]


@pytest.mark.parametrize("batch", [4, 6])
@pytest.mark.parametrize("search", ["Greedy", "Sample", "Beam"])
def test_texts_are_decoded_as_on_one_device(devices, search, batch):
    """Six texts on four devices: rows are added so that they split, and left out again."""
    alone, split = devices["written"]
    name = f"{search} {batch}"
    assert len(alone[name]) == 6
    for one, four in zip(alone[name], split[name], strict=True):
        assert [target for target, *_ in one] == [target for target, *_ in four]
        for (_, log_p, weights), (_, log_p_4, weights_4) in zip(one, four, strict=True):
            np.testing.assert_allclose(log_p_4, log_p, atol=LIMIT)
            np.testing.assert_allclose(weights_4, weights, atol=LIMIT)


def test_a_function_by_rows_is_the_same_with_its_gradient(devices):
    assert devices["by rows"]["value"] < LIMIT
    assert devices["by rows"]["gradient"] < LIMIT
    assert "got 6 sentences a batch and 4 devices" in devices["by rows"]["uneven"]


def test_cores_become_devices_before_jax_begins(tmp_path):
    found = finish(start("cores", str(tmp_path)))[1]
    assert found["devices"] == [3, 3, 3]
    assert "JAX has begun with 3 CPU devices, wanted 2" in found["too late"]


def test_no_core_is_refused():
    with pytest.raises(ValueError, match="cores must be a whole number of at least 1, got 0"):
        one_device_a_core(0)


@pytest.mark.parametrize("objective", [telling, Reinforce(baseline="per_step"), lambda *a: None])
def test_an_objective_that_is_no_mean_over_rows_is_refused(objective):
    with pytest.raises(ValueError, match=r"objective must say what its loss is a mean over"):
        fit(fresh("luong_general"), STREAM, RECIPE, objective=objective, mesh=data_mesh())
    with pytest.raises(ValueError, match="objective"):
        terms_of(objective)


@pytest.mark.parametrize("devices", [[], jax.devices()[:1] * 2])
def test_a_mesh_of_no_devices_or_one_twice_is_refused(devices):
    with pytest.raises(ValueError, match="devices must be one or more different devices, got"):
        data_mesh(devices)


def test_sentence_keys_alone_are_split():
    found = sentence_keys(jax.random.key(1), 5)
    assert jnp.array_equal(found, jax.random.split(jax.random.key(1), 5))
