"""Checkpoints: exact, whole or absent, and never trusted blindly."""

import functools
import json
import os
import pickle
import re
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tiny import RECIPE, STREAM, CopyStream, fresh, params_of, same, small

from course_lib.data import Batches, Task
from course_lib.model import build
from course_lib.search import transduce
from course_lib.training import saved_runs
from course_lib.training.checkpoints import load_model, save_model
from course_lib.training.fit import fit
from course_lib.training.recipe import Recipe
from course_lib.training.teacher_forcing import teacher_forced


def run(path, model=None, stream=STREAM, recipe=RECIPE, **options):
    model = model or small()
    history = fit(model, stream, recipe, checkpoint=path, save_every=1, progress=False, **options)
    return model, history


@pytest.fixture
def half(tmp_path):
    """A checkpoint of a run that was ended half way."""
    path = tmp_path / "run.npz"
    run(path, stop=lambda history: history.steps == 6)
    return path


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A model and the file it was saved to."""
    model, path = fresh("luong_general", dropout=0.1), tmp_path_factory.mktemp("m") / "model.npz"
    save_model(path, model)
    return model, path


def test_a_continued_run_is_the_uninterrupted_one_to_the_last_bit(half):
    whole = small()
    history = fit(whole, STREAM, RECIPE, progress=False)
    # A model of another seed: everything must come from the file.
    model, continued = run(half, small(seed=9))
    assert same(params_of(model), params_of(whole))
    assert continued.loss == history.loss
    assert continued.accuracy == history.accuracy
    assert continued.stopped == "finished"


def test_a_finished_run_is_not_trained_again(tmp_path):
    model, history = run(tmp_path / "run.npz")
    again, found = run(tmp_path / "run.npz", small(seed=9))
    assert same(params_of(model), params_of(again))
    assert found.loss == history.loss
    assert found.seconds == pytest.approx(history.seconds)


def test_a_run_that_ends_early_or_is_interrupted_is_saved_too(tmp_path):
    """Whatever was learned can be continued, also between two regular saves."""

    class Interrupting(CopyStream):
        pressed = True

        def chunk(self, number, steps):
            if self.pressed and number == 2:
                raise KeyboardInterrupt
            return super().chunk(number, steps)

    whole = small()
    stream = Interrupting()
    fit(whole, STREAM, RECIPE, progress=False)
    for name, options in [("early", {"stop": lambda h: h.steps == 4}), ("interrupted", {})]:
        path = tmp_path / f"{name}.npz"
        model = small()
        data = stream if name == "interrupted" else STREAM
        history = fit(model, data, RECIPE, checkpoint=path, progress=False, **options)
        assert (history.stopped, history.steps) == (name, 4)
        assert same(params_of(load_model(path)), params_of(model))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"recipe": Recipe(steps=12, chunk=2, warmup=2, learning_rate=1.0)},
            r"recipe\.learning_rate is 0\.003 and this run's is 1\.0",
        ),
        ({"stream": CopyStream(seed=8)}, r"data\.seed is 0 and this run's is 8"),
        (
            {"model": fresh("init_state", hidden=6, cell="gru")},
            r"model\.hidden is 4 and this run's is 6",
        ),
        (
            {"objective": lambda *args: teacher_forced(*args)},
            "objective is function .*teacher_forced and this run's is function .*<lambda>",
        ),
    ],
    ids=["recipe", "data", "model", "objective"],
)
def test_another_run_is_not_continued(half, change, message):
    before = half.read_bytes()
    with pytest.raises(ValueError, match=rf"run\.npz is another run: its {message}"):
        run(half, **change)
    assert half.read_bytes() == before


def scaled(scale):
    def objective(*args):
        loss, accuracy = teacher_forced(*args)
        return scale * loss, accuracy

    return objective


def reversing(how):
    """A stream of a task called "mine"."""
    return Batches(Task("mine", how), batch=2, lengths=(2, 4), edges=(4,))


@pytest.mark.thin(2)
@pytest.mark.parametrize(
    ("what", "one", "other", "message"),
    [
        (
            "objective",
            scaled(1.0),
            scaled(100.0),
            r"objective\.closure\.scale is 1\.0 and this run's is 100\.0",
        ),
        (
            "objective",
            lambda *args: teacher_forced(*args),
            lambda *args: teacher_forced(*args)[::1],
            r"objective\.code is not the code of this run's",
        ),
        (
            "objective",
            functools.partial(scaled(1.0)),
            functools.partial(scaled(2.0)),
            r"objective\.function\.closure\.scale is 1\.0 and this run's is 2\.0",
        ),
        (
            "stream",
            reversing(lambda text: list(range(len(text)))),
            reversing(lambda text: list(range(len(text)))[::-1]),
            r"data\.task\.alignment\.code is not the code of this run's",
        ),
    ],
    ids=["two closures", "two lambdas", "two partials", "two tasks of one name"],
)
def test_what_only_has_the_same_name_is_another_run(tmp_path, what, one, other, message):
    path = tmp_path / "run.npz"
    model = build_for(one) if what == "stream" else small()
    run(path, model, **{what: one}, stop=lambda history: history.steps == 2)
    before = path.read_bytes()
    with pytest.raises(ValueError, match=rf"run\.npz is another run: its {message}"):
        run(path, model, **{what: other})
    assert path.read_bytes() == before
    _, history = run(path, model, **{what: one}, stop=lambda history: history.steps == 4)
    assert history.steps == 4


def build_for(stream):
    return build("init_state", stream.task.vocab, hidden=4, embedding=6, cell="gru")


class Drawing(CopyStream):
    """A stream that draws from a generator of its own: nothing tells where that has got to."""

    def identity(self):
        return {"copies": np.random.default_rng(0)}

    def chunk(self, number, steps):
        raise AssertionError("it must be refused before it is asked for data")


def test_what_can_never_be_known_again_is_refused_before_training(tmp_path):
    with pytest.raises(ValueError, match=r"nothing tells what data\.copies is .*identity\(\)"):
        run(tmp_path / "run.npz", stream=Drawing())
    assert not list(tmp_path.iterdir())
    with pytest.raises(AssertionError, match="asked for data"):  # no checkpoint, no question
        fit(small(), Drawing(), RECIPE, progress=False)


def start(*runs):
    """`continued.py` in a process of its own: how each run went."""
    script = Path(__file__).parents[1] / "continued.py"
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, script, *(str(word) for one in runs for word in one)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def kernels(tmp_path_factory):
    """What a first kernel made of some runs, and what a second one made of the same files."""
    folder = tmp_path_factory.mktemp("kernels")
    a, b = folder / "partial.npz", folder / "global.npz"
    first = start((a, 4, "partial", 2.0), ("-", 12, "partial", 2.0), (b, 2, "global", 2.0))
    second = start(
        (a, 12, "partial", 3.0),
        (a, 12, "partial", 2.0),
        (b, 4, "global", 3.0),
        (b, 4, "global", 2.0),
    )
    return first, second


@pytest.mark.long
def test_a_new_kernel_continues_a_partial_and_a_stream_without_a_repr(kernels):
    (stopped, whole, _), (refused, continued, *_) = kernels
    assert stopped["stopped"] == "early"
    assert "its objective.kwargs.scale is 2.0 and this run's is 3.0" in refused["refused"]
    assert continued["stopped"] == "finished"
    assert continued == whole


@pytest.mark.long
def test_a_new_kernel_knows_the_variables_that_an_objective_reads(kernels):
    _, (*_, refused, continued) = kernels
    assert "its objective.global.SCALE is 2.0 and this run's is 3.0" in refused["refused"]
    assert len(continued["loss"]) == 4


def test_another_python_is_called_another_python(half, monkeypatch):
    """Its code hashes are others, so all that is code differs."""
    monkeypatch.setattr(saved_runs, "PYTHON", "CPython 3.99")
    run(half, stop=lambda history: True)  # the same code: nothing to say
    monkeypatch.setattr(saved_runs, "PYTHON", "CPython 3.98")
    code = "course_lib.training.code.of_code"
    monkeypatch.setattr(code, lambda *args: "another")
    with pytest.raises(
        ValueError, match=r"written under CPython 3\.99 and this is CPython 3\.98.*objective\.code"
    ):
        run(half)


def test_a_file_of_the_first_format_is_refused_with_what_can_be_done(half):
    with np.load(half) as file:
        arrays = dict(file)
    meta = json.loads(str(arrays["meta"])) | {"format": 1, "run": {"objective": "teacher_forced"}}
    with open(half, "wb") as file:
        np.savez(file, **(arrays | {"meta": np.array(json.dumps(meta))}))
    for use in (run, load_model):
        with pytest.raises(ValueError, match=r"format 1, wanted 2.*delete the file to start again"):
            use(half)


def test_one_array_is_no_checkpoint(tmp_path):
    np.save(tmp_path / "one.npy", np.zeros(3))
    with pytest.raises(ValueError, match=r"one\.npy is damaged: it holds one array"):
        load_model(tmp_path / "one.npy")


def test_others_may_read_what_the_umask_lets_them(saved, tmp_path):
    before = os.umask(0o022)
    try:
        save_model(tmp_path / "model.npz", saved[0])
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "model.npz").stat().st_mode) == 0o644


def test_a_loaded_model_is_the_saved_one(saved):
    model, path = saved
    found = load_model(path)
    assert found.spec == model.spec
    assert same(params_of(found), params_of(model))
    first, second = (transduce(m, "abca") for m in (model, found))
    assert first.target == second.target
    np.testing.assert_array_equal(first.weights, second.weights)


def test_a_run_can_be_loaded_as_a_model(tmp_path):
    model, _ = run(tmp_path / "run.npz")
    assert same(params_of(load_model(tmp_path / "run.npz")), params_of(model))


def test_a_model_is_no_run_to_continue(tmp_path):
    save_model(tmp_path / "model.npz", small())
    with pytest.raises(ValueError, match="holds a model, not a training run"):
        run(tmp_path / "model.npz")


def test_a_missing_file_is_named():
    with pytest.raises(ValueError, match=r"there is no checkpoint nowhere\.npz in some/"):
        load_model("some/nowhere.npz")


class Trap:
    """A pickle that acts when it is read."""

    def __reduce__(self):
        return os.putenv, ("COURSE_TRAPPED", "1")


def damaged(path, kind):
    content = path.read_bytes()
    if kind == "truncated":
        return content[: len(content) // 2]
    if kind == "garbage":
        return bytes(range(256)) * 8
    if kind == "flipped":
        middle = len(content) // 2
        return content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :]
    return {"empty": b"", "pickle": pickle.dumps(Trap())}[kind]


@pytest.mark.parametrize("kind", ["truncated", "garbage", "flipped", "empty", "pickle"])
def test_a_damaged_file_is_refused(saved, tmp_path, kind):
    path = tmp_path / "bad.npz"
    path.write_bytes(damaged(saved[1], kind))
    with pytest.raises(ValueError, match=r"bad\.npz is damaged"):
        load_model(path)
    with pytest.raises(ValueError, match=r"bad\.npz is damaged"):
        run(path)


def rewritten(saved, tmp_path, **changes):
    """The saved file with some of its arrays changed, or left out (None)."""
    with np.load(saved[1]) as file:
        arrays = {**file, **changes}
    path = tmp_path / "bad.npz"
    np.savez(path, **{name: array for name, array in arrays.items() if array is not None})
    return path


@pytest.mark.parametrize(
    "changes",
    [
        {"params['reader']['embedding']": None},
        {"params['reader']['embedding']": np.zeros((2, 2), np.float32)},
        {"params['reader']['embedding']": np.zeros((6, 6), np.float64)},
        {"params['reader']['embedding']": np.array([None], dtype=object)},
        {"meta": np.array("not json")},
        {"meta": np.array("[]")},
        {"meta": np.array('{"format": 2}')},
        {"meta": np.array('{"format": 2, "spec": {}}')},
        {"meta": np.array('{"format": 99}')},
        {"meta": None},
    ],
    ids=str,
)
def test_a_file_with_wrong_content_is_refused(saved, tmp_path, changes):
    with pytest.raises(
        ValueError,
        match=r"bad\.npz (is damaged|does not fit|describes nothing|has format 99, wanted 2)",
    ):
        load_model(rewritten(saved, tmp_path, **changes))


def test_any_single_wrong_byte_is_noticed_or_harmless(saved, tmp_path):
    content, path = saved[1].read_bytes(), tmp_path / "bad.npz"
    wanted = params_of(saved[0])
    for place in np.random.default_rng(0).integers(0, len(content), 60):
        path.write_bytes(content[:place] + bytes([content[place] ^ 255]) + content[place + 1 :])
        try:
            found = load_model(path)
        except ValueError:
            continue
        assert same(params_of(found), wanted), place


def test_nothing_in_a_file_needs_pickle(half):
    with np.load(half, allow_pickle=False) as file:
        assert all(file[name].dtype != object for name in file.files)
        parts = {name.split("[")[0].split("/")[0] for name in file.files}
    assert parts == {"meta", "params", "moments", "step", "loss", "accuracy"}


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()], ids=repr)
def test_a_crash_while_writing_leaves_the_old_file_whole(saved, tmp_path, monkeypatch, error):
    path = tmp_path / "model.npz"
    save_model(path, saved[0])
    before = path.read_bytes()

    def crash(file, *args, **kwargs):
        file.write(b"half of it")
        raise error

    monkeypatch.setattr(np, "savez", crash)
    with pytest.raises(type(error)):
        save_model(path, fresh("luong_general", seed=5))
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["model.npz"]


def test_saving_makes_the_folder_and_leaves_one_file(tmp_path):
    save_model(tmp_path / "new" / "model.npz", small())
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["model.npz"]


def change(meta, path, value):
    """The description with another value at a path of keys."""
    inside = meta
    for key in path[:-1]:
        inside = inside[key]
    if value is None:
        del inside[path[-1]]
    else:
        inside[path[-1]] = value


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("spec",), None, "'spec' is missing"),
        (("spec",), [1], "describes nothing"),
        (("spec", "hidden"), 7, "hidden: .*even width, got 7"),
        (("spec", "hidden"), "8", "hidden"),
        (("spec", "dropout"), 2.0, "dropout must be"),
        (("spec", "embedding"), 5, "does not fit the model.* wanted float32"),
        (("spec", "wiring", "reading", "directions"), 3, "directions must be 1 or 2, got 3"),
        (("spec", "wiring", "reading", "kind"), "sound", "unknown reading 'sound'"),
        (("spec", "wiring", "score"), "cosine", "unknown score 'cosine'"),
        (("spec", "wiring", "colour"), 1, "colour"),
        (("spec", "target"), 5, "bad"),
        (("spec", "target"), {"kind": "words", "words": [1]}, "words"),
        (("spec", "parts"), 5, "bad"),
    ],
)
def test_every_mismatch_names_the_file_and_says_what_differs(saved, tmp_path, path, value, told):
    with np.load(saved[1]) as file:
        arrays = dict(file)
    meta = json.loads(str(arrays["meta"]))
    change(meta, path, value)
    arrays["meta"] = np.array(json.dumps(meta))
    np.savez(tmp_path / "bad.npz", **arrays)
    with pytest.raises(ValueError, match=r"bad\.npz") as caught:
        load_model(tmp_path / "bad.npz")
    assert re.search(told, str(caught.value)), caught.value


@pytest.mark.parametrize("what", ["loss", "seconds", "watched", "kept", "run"])
def test_a_run_that_lacks_a_part_is_refused_by_name(half, what):
    with np.load(half) as file:
        arrays = dict(file)
    meta = json.loads(str(arrays["meta"]))
    meta.pop(what, None)
    arrays.pop(what, None)
    np.savez(half, **{**arrays, "meta": np.array(json.dumps(meta))})
    with pytest.raises(ValueError, match=r"run\.npz"):
        run(half)


def test_a_home_folder_is_no_folder_called_tilde(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    model = small()
    save_model("~/m.npz", model)
    assert same(params_of(load_model("~/m.npz")), params_of(model))
    run("~/run.npz", stop=lambda history: True)
    assert {path.name for path in tmp_path.iterdir()} == {"home"}
    assert {path.name for path in (tmp_path / "home").iterdir()} == {"m.npz", "run.npz"}
