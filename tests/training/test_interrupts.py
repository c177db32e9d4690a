"""Interrupts: noted, never lost, and the run is as if it had been stopped there."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tiny import RECIPE, STREAM, params_of, same, small

from course_lib.training.fit import fit
from course_lib.training.interrupts import Interrupts

HERE = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def heeded():
    """A process that was started in the background may ignore interrupts: here they count."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def press():
    os.kill(os.getpid(), signal.SIGINT)


def test_the_first_is_noted_and_the_second_acts_at_once():
    before = signal.getsignal(signal.SIGINT)
    with Interrupts() as interrupts:
        press()
        assert interrupts.asked
        with pytest.raises(KeyboardInterrupt):
            press()
        interrupts.finish()
        press()  # nothing cuts short what is being put away
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize("handler", [signal.SIG_IGN, signal.SIG_DFL])
def test_a_process_that_handles_none_goes_on_so(handler):
    before = signal.signal(signal.SIGINT, handler)
    try:
        with Interrupts():
            assert signal.getsignal(signal.SIGINT) == handler
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_thread_trains_without_a_handler():
    before, seen = signal.getsignal(signal.SIGINT), []

    def train():
        with Interrupts():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=train)
    thread.start()
    thread.join()
    assert seen == [before]


class Pressing:
    """A stream at whose chunk 2 the button is pressed, in a callback that loses exceptions."""

    def chunk(self, number, steps):
        if number == 2:

            class Lost:
                def __del__(self):
                    press()

            Lost()
        return STREAM.chunk(number, steps)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_interrupt_in_a_callback_ends_the_run_after_its_chunk():
    before = signal.getsignal(signal.SIGINT)
    model, stopped = small(), small()
    history = fit(model, Pressing(), RECIPE, progress=False)
    assert (history.stopped, history.steps) == ("interrupted", 6)
    fit(stopped, STREAM, RECIPE, stop=lambda history: history.steps == 6, progress=False)
    assert same(params_of(model), params_of(stopped))
    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupt_while_a_finished_run_is_put_away_is_told(tmp_path):
    class Keeper:
        def __call__(self, model, history): ...
        def begin(self, model, checkpoint): ...
        def write(self, model, history, ended): ...

        def end(self, model, history):
            press()
            press()

    history = fit(small(), STREAM, RECIPE, watch=Keeper(), progress=False)
    assert (history.stopped, history.steps) == ("interrupted", RECIPE.steps)


def run(script, *arguments):
    done = subprocess.run(
        [sys.executable, str(HERE / script), *arguments],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_interrupts_at_random_times_are_never_lost():
    """Fifteen here; 300 by hand (see `interrupted`). As exceptions, 22 of 41 were lost so."""
    seen = run("interrupted.py", "15")
    assert seen["interrupted"] >= 5
    assert seen["interrupted"] + seen["before"] == 15, seen


def test_a_killed_process_goes_on_to_the_same_end():
    """Twice here; 20 times by hand (see `killed`)."""
    found = run("killed.py", "2")
    assert found["same"]
    assert found["continued at"][-1] > found["continued at"][0]
