"""Claims and the scale of a lesson's runs."""

import ctypes
import io
import subprocess
import sys

import jax
import pytest

from course_lib.lessons.claims import ClaimFailed, claim, quick, release_memory, shrink


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    """A student's surroundings: neither strict nor quick."""
    for name in ("COURSE_STRICT", "COURSE_SCALE"):
        monkeypatch.delenv(name, raising=False)


def test_a_claim_that_holds_says_by_how_much(capsys, monkeypatch):
    monkeypatch.setenv("COURSE_STRICT", "1")
    claim("enough", 0.98, at_least=0.95, otherwise="chance gets .04")
    claim("little", 0.01, at_most=0.10)
    out = capsys.readouterr().out
    assert "✓ holds: enough" in out
    assert "margin +0.030" in out
    assert "margin +0.090" in out
    assert "chance gets .04" in out


def test_a_small_number_is_not_said_to_be_0(capsys):
    claim("tiny", 2e-7, at_most=1e-4)
    assert "measured 2.0e-07, wanted at most 1.0e-04, margin +1.0e-04" in capsys.readouterr().out
    claim("nothing", 0.0, at_most=1e-4)
    assert "measured 0.000, wanted at most 1.0e-04, margin +1.0e-04" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("value", "bound"),
    [(0.94, {"at_least": 0.95}), (0.11, {"at_most": 0.1}), (float("nan"), {"at_least": 0.0})],
)
def test_a_claim_that_falls_short(value, bound, capsys, monkeypatch):
    claim("too bold", value, **bound)
    assert "✗ falls short: too bold" in capsys.readouterr().out
    monkeypatch.setenv("COURSE_STRICT", "1")
    with pytest.raises(ClaimFailed, match="too bold"):
        claim("too bold", value, **bound)
    monkeypatch.setenv("COURSE_SCALE", "quick")
    claim("too bold", value, **bound)
    assert "quick run" in capsys.readouterr().out


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_a_claim_can_be_printed_anywhere(encoding, monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding=encoding))
    claim("ünusual ☃", 1.0, at_least=0.5, otherwise="±0 …")
    claim("too bold", 0.0, at_least=0.5)
    sys.stdout.flush()
    lines = sys.stdout.buffer.getvalue().decode(encoding).splitlines()
    marks = ("✓ ", "✗ ") if encoding == "utf-8" else ("+ ", "- ")
    assert lines[0].startswith(f"{marks[0]}holds: ")
    assert lines[3].startswith(f"{marks[1]}falls short: too bold")


def test_a_claim_wants_one_bound():
    with pytest.raises(ValueError, match="exactly one"):
        claim("none", 0.5)
    with pytest.raises(ValueError, match="exactly one"):
        claim("both", 0.5, at_least=0.1, at_most=0.9)


def test_quick_shrinks_steps_and_keeps_the_recipe_valid(monkeypatch):
    config = {"steps": 800, "warmup": 50, "hidden": 128}
    assert shrink(config) == config
    monkeypatch.setenv("COURSE_SCALE", "quick")
    small = shrink(config)
    assert small["steps"] == 100
    assert small["hidden"] == 128
    assert small["warmup"] < small["steps"]
    assert shrink({"steps": 40, "warmup": 30})["steps"] == 20
    monkeypatch.setenv("COURSE_SCALE", "tiny")
    with pytest.raises(ValueError, match="tiny"):
        quick()


# How many heaps eight new threads add, each of which holds some memory at the same time.
HEAPS = """
import ctypes, threading
from course_lib.lessons.claims import one_heap

libc = ctypes.CDLL(None)
libc.open_memstream.restype = ctypes.c_void_p

def heaps():
    text, size = ctypes.c_char_p(), ctypes.c_size_t()
    stream = ctypes.c_void_p(libc.open_memstream(ctypes.byref(text), ctypes.byref(size)))
    libc.malloc_info(0, stream)
    libc.fclose(stream)
    return text.value.count(b"<heap nr=")

def hold():
    held = [bytes(5000) for _ in range(200)]
    together.wait()
    together.wait()

CALL
together = threading.Barrier(9)
before = heaps()
threads = [threading.Thread(target=hold) for _ in range(8)]
for thread in threads:
    thread.start()
together.wait()
print(heaps() - before)
together.wait()
"""


@pytest.mark.skipif(
    not hasattr(ctypes.CDLL(None), "malloc_info"), reason="a setting of glibc, read by glibc"
)
@pytest.mark.parametrize("call", ["one_heap()", ""])
def test_one_heap_is_shared_by_new_threads(call):
    run = [sys.executable, "-c", HEAPS.replace("CALL", call)]
    added = int(subprocess.run(run, capture_output=True, text=True, check=True).stdout)
    assert (added == 0) == bool(call), added


def test_release_memory_drops_programs_and_breaks_nothing():
    double = jax.jit(lambda x: 2 * x)
    assert double(1.0) == 2.0
    assert double._cache_size() == 1
    release_memory()
    assert double._cache_size() == 0
    assert double(2.0) == 4.0
