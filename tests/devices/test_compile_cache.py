"""Compiled programs on disk: a second run compiles nothing, and nobody has them unasked."""

import json
import os
import subprocess
import sys
from pathlib import Path

import jax
import nbformat
import pytest

from course_lib import ROOT
from course_lib.devices import compile_cache as programs
from course_lib.devices.compile_cache import keep_programs, processor, prune
from course_lib.lessons.maintenance import execute

# A lesson in small, in a process of its own: what it found, what it compiled, what it took from
# disk. An argument makes the process a notebook's kernel, as far as the library can tell.
LESSON = """
import json, sys, types
import jax, jax.numpy as jnp, jax.monitoring
jax.jit(lambda x: x + 1)(1.0)  # a program before the library comes in
if "kernel" in sys.argv:
    sys.modules["ipykernel"] = types.ModuleType("ipykernel")
import course_lib.lessons.claims
events = []
jax.monitoring.register_event_listener(lambda event, **_: events.append(event.split("/")[-1]))
found = jax.jit(lambda x: jnp.tanh(x @ x).sum())(jnp.arange(9.0).reshape(3, 3) / 9)
counts = {name: events.count(name) for name in ("cache_hits", "cache_misses")}
print(json.dumps([float(found), jax.config.jax_compilation_cache_dir, counts]))
"""


def begin(*arguments, **changes):
    env = {k: v for k, v in os.environ.items() if k not in ("COURSE_CACHE", "JAX_PLATFORMS")}
    env |= {"PYTHONPATH": os.pathsep.join(sys.path), **changes}
    command = [sys.executable, "-c", LESSON, *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=env, stdout=pipe, stderr=pipe, text=True)


def end(process):
    out, err = process.communicate(timeout=200)
    assert process.returncode == 0, err
    return *json.loads(out.splitlines()[-1]), err


def files(folder):
    return {path.name: path.read_bytes() for path in folder.glob("*/*-cache")}


def test_a_second_run_compiles_nothing(tmp_path):
    """Two kernels start at once; the next one finds all that they compiled, and prints nothing."""
    cache = str(tmp_path)
    together = [begin("kernel", COURSE_CACHE=cache) for _ in range(2)]
    (value, where, first, _), (same, *_) = map(end, together)
    assert where == str(tmp_path / processor())
    assert value == same
    assert first["cache_hits"] + first["cache_misses"] >= 1
    kept = files(tmp_path)
    assert kept
    again, _, second, shown = end(begin("kernel", COURSE_CACHE=cache))
    assert again == value
    assert second["cache_misses"] == 0
    assert second["cache_hits"] >= 1
    assert shown == ""
    assert files(tmp_path) == kept
    for path in tmp_path.glob("*/*-cache"):
        path.write_bytes(path.read_bytes()[:100])
    broken, _, third, _ = end(begin("kernel", COURSE_CACHE=cache))
    assert broken == value, "what is damaged is compiled again"
    assert third["cache_hits"] == 0


def test_a_user_of_the_library_keeps_nothing_unasked():
    assert end(begin())[1] is None
    assert end(begin("kernel", COURSE_CACHE="off"))[1] is None


def test_a_notebook_keeps_programs_where_a_student_finds_them(monkeypatch):
    monkeypatch.delenv("COURSE_CACHE")
    monkeypatch.setattr(programs, "keep_programs", lambda: Path("kept"))
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)
    assert programs.keep_for_lesson() is None
    monkeypatch.setitem(sys.modules, "ipykernel", sys)
    assert programs.keep_for_lesson() == Path("kept")
    assert programs.FOLDER == ROOT / ".cache" / "programs"
    assert ".cache/" in (ROOT / ".gitignore").read_text().splitlines()


@pytest.fixture
def untouched(monkeypatch):
    """JAX's settings as they were, and none of the course's."""
    monkeypatch.delenv("COURSE_CACHE")
    names = ["jax_compilation_cache_dir", "jax_enable_compilation_cache"]
    names += [
        f"jax_persistent_cache_min_{what}" for what in ("compile_time_secs", "entry_size_bytes")
    ]
    before = {name: getattr(jax.config, name) for name in names}
    yield
    for name, value in before.items():
        jax.config.update(name, value)
    programs.compilation_cache.reset_cache()


@pytest.mark.usefixtures("untouched")
def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert keep_programs(tmp_path / "file") is None
    assert jax.config.jax_compilation_cache_dir is None


@pytest.mark.usefixtures("untouched")
def test_what_jax_was_told_stays(tmp_path):
    jax.config.update("jax_compilation_cache_dir", str(tmp_path))
    assert keep_programs() == tmp_path
    assert keep_programs(tmp_path / "mine") == tmp_path / "mine" / processor()
    jax.config.update("jax_enable_compilation_cache", False)
    assert keep_programs(tmp_path) is None


def test_every_kind_of_processor_has_a_folder_of_its_own(monkeypatch):
    told = "model name\t: A\nflags\t\t: avx avx2\nmodel name\t: A\n"
    monkeypatch.setattr(Path, "read_text", lambda *_: told)
    one = processor()
    assert one == processor()
    told = told.replace(" avx2", "")
    assert processor() != one


def test_the_oldest_programs_go_first(tmp_path):
    folder = tmp_path / "kind"
    folder.mkdir()
    for age, name in enumerate(["new", "old", "oldest"]):
        (folder / f"{name}-cache").write_bytes(bytes(10))
        os.utime(folder / f"{name}-cache", (1e9 - age, 1e9 - age))
    (folder / "empty-cache").write_bytes(b"")
    (folder / "mine.txt").write_bytes(bytes(1000))
    prune(tmp_path, 30)
    assert {path.name for path in folder.iterdir()} == {
        "new-cache", "old-cache", "oldest-cache", "mine.txt"
    }  # fmt: skip
    prune(tmp_path, 15)
    assert {path.name for path in folder.iterdir()} == {"new-cache", "mine.txt"}


def test_no_test_keeps_programs():
    assert os.environ["COURSE_CACHE"] == "off"


def test_a_cold_run_starts_with_nothing_kept(tmp_path, monkeypatch):
    student, jaxs = tmp_path / "student", tmp_path / "jax"
    monkeypatch.setenv("COURSE_CACHE", str(student))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    source = (
        "import os, jax, course_lib.lessons.claims\nhere = jax.config.jax_compilation_cache_dir\n"
        "print(here, os.listdir(here)); jax.jit(lambda x: x + 1)(1); print(len(os.listdir(here)))"
    )
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    path = tmp_path / "01_probe.ipynb"

    def run(cold):
        nbformat.write(book, path)
        execute.execute(path, cold)
        return nbformat.read(path, as_version=4).cells[0].outputs[0].text

    assert run(cold=False).startswith(str(student))
    assert (kept := files(student))
    for _ in range(2):  # a cold run leaves nothing for the next, and knows nothing of the others'
        where, _, count = run(cold=True).partition(" [] ".rstrip())
        assert not where.startswith(str(student))
        assert int(count) >= 1
        monkeypatch.setenv("JAX_COMPILATION_CACHE_DIR", str(jaxs))
    assert files(student) == kept
    assert not jaxs.exists()


def test_the_library_imports_nothing_heavy_before_it_is_used():
    """Figures come with plots and diagrams; the rest of the library does without matplotlib."""
    code = """
import sys
import course_lib
assert "jax" not in sys.modules
import jax, flax.nnx
before = set(sys.modules)
import course_lib.lessons.checks, course_lib.lessons.lesson_04.experiment, course_lib.search
import course_lib.lessons.claims, course_lib.training
print(*sorted({name.partition(".")[0] for name in set(sys.modules) - before}))
import course_lib.plots
print(*sorted({name.partition(".")[0] for name in set(sys.modules) - before}))
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    light, plots = (line.split() for line in done.stdout.splitlines())
    heavy = {"matplotlib", "PIL", "nbformat", "nbclient", "jupyter_client", "pandas", "scipy"}
    assert not heavy & set(light)
    assert "matplotlib" in plots, "or this test looks at the wrong names"


def test_what_is_anothers_or_unreadable_is_left_alone(tmp_path, monkeypatch):
    """Another user's programs: as many as are too much, and one that was cut off."""
    folder = tmp_path / "kind"
    folder.mkdir()
    for age, (name, size) in enumerate([("mine", 10), ("theirs", 100), ("empty", 0)]):
        (folder / f"{name}-cache").write_bytes(bytes(size))
        os.utime(folder / f"{name}-cache", (1e9 - age, 1e9 - age))
    real = Path.unlink

    def unlink(path, missing_ok=False):
        if path.name != "mine-cache":
            raise PermissionError(13, "not yours", str(path))
        real(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink)
    prune(tmp_path, 50)
    assert {path.name for path in folder.iterdir()} == {"mine-cache", "theirs-cache", "empty-cache"}
    prune(tmp_path, 5)
    assert {path.name for path in folder.iterdir()} == {"theirs-cache", "empty-cache"}
    monkeypatch.setattr(Path, "glob", lambda *_: (_ for _ in ()).throw(PermissionError(13, "no")))
    prune(tmp_path, 0)


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("said", ["off", "OFF", "0", "No", " false "])
def test_off_is_off_however_it_is_written(monkeypatch, tmp_path, said):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COURSE_CACHE", said)
    assert keep_programs() is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("untouched")
def test_the_cache_can_be_in_the_home_folder_or_in_the_usual_one(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COURSE_CACHE", "~/programs")
    assert keep_programs() == tmp_path / "home" / "programs" / processor()
    jax.config.update("jax_compilation_cache_dir", None)
    monkeypatch.setattr(programs, "FOLDER", tmp_path / "usual")
    monkeypatch.setenv("COURSE_CACHE", "on")
    assert keep_programs() == tmp_path / "usual" / processor()
    assert {path.name for path in tmp_path.iterdir()} == {"home", "usual"}
    monkeypatch.setenv("COURSE_CACHE", "~nobody-of-this-name/programs")
    with pytest.raises(ValueError, match="COURSE_CACHE must be the path of a file, got"):
        keep_programs()


def test_a_cache_that_is_gone_or_full_says_nothing(tmp_path):
    """Every program compiled after that would be a warning of its own in the lesson."""
    code = """
import shutil, sys
import jax
from course_lib.devices import keep_programs
where = keep_programs(sys.argv[1])
shutil.rmtree(where.parent)
print(jax.jit(lambda x: x + 1)(1.0), jax.jit(lambda x: x * 3)(1.0))
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "cache")],
        env={k: v for k, v in os.environ.items() if k != "COURSE_CACHE"}
        | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
    )
    assert done.stdout == "2.0 3.0\n", done.stderr
    assert done.stderr == ""


def test_an_experiment_keeps_no_programs_by_being_imported():
    code = """
import sys, types
sys.modules["ipykernel"] = types.ModuleType("ipykernel")
import jax
import course_lib.lessons.experiments
print("course_lib.lessons.claims" in sys.modules, jax.config.jax_compilation_cache_dir)
"""
    env = {k: v for k, v in os.environ.items() if k != "COURSE_CACHE"}
    env |= {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert done.stdout == "False None\n", done.stderr
