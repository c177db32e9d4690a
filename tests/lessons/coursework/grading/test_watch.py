"""What is refused to a submission, in a process of its own (a hook cannot be taken away)."""

import json
import os
import subprocess
import sys

import pytest

from course_lib import ROOT
from course_lib.lessons.coursework.grading.kernel import fonts

BEGIN = """\
import os, sys, numpy, jax, matplotlib.pyplot
from course_lib.lessons.coursework.grading import watch
watch.begin({report!r}, [{free!r}], [{secret!r}], ["course_lib.lessons.coursework.ps"])
def tried(code):
    try:
        exec(code, {{"os": os}})
    except BaseException as error:
        print(type(error).__name__)
    else:
        print("done")
"""
REFUSED = {
    "open('../outside.txt', 'w')": "writing outside its folder",
    "import pathlib; pathlib.Path('../new').mkdir()": "changing files outside its folder",
    f"open({str(ROOT / 'tests' / 'conftest.py')!r})": "reading what is the grader's",
    "import course_lib.lessons.coursework.ps1": "importing what is the grader's",
    "exec('import course_lib.lessons.coursework.ps' + '1')": "importing what is the grader's",
    "import importlib; importlib.import_module('course_lib.lessons.coursework.ps1.x')": (
        "importing what is the grader's"
    ),
    "import socket; socket.create_connection(('127.0.0.1', 9))": "the network",
    "os.system('true')": "starting another program",
    "import subprocess; subprocess.run(['true'])": "starting another program",
    "os.fork()": "starting another program",
    "os.kill(os.getppid(), 0)": "ending another program",
    "open(f'/proc/{os.getppid()}/environ')": "reading what is the grader's",
    "import sqlite3; sqlite3.connect('../gradebook.db')": "a database",
    "import sqlite3; sqlite3.connect('file:../gradebook.db', uri=True)": "a database",
}
ALLOWED = (
    "open('own.txt', 'w').write('x')",
    "assert open('own.txt').read() == 'x'",
    "os.remove('own.txt')",
    "os.kill(os.getpid(), 0)",
    "assert open('/proc/self/status').read()" if os.path.exists("/proc/self") else "pass",
    "import jax; jax.jit(lambda x: x + 1)(jax.numpy.zeros(2))",
    "import matplotlib.pyplot as plt; plt.figure().savefig('own.png')",
)


def watched(folder, code: str) -> tuple[list[str], list[list[str]]]:
    """What a program prints, by line, and what was refused to it."""
    (folder / "free").mkdir(exist_ok=True)
    report = folder / "report"
    begin = BEGIN.format(report=str(report), free=str(folder / "free"), secret=str(ROOT / "tests"))
    done = subprocess.run(
        [sys.executable, "-c", begin + code],
        cwd=folder / "free",
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "MPLCONFIGDIR": fonts()},
    )
    lines = report.read_text().splitlines() if report.exists() else []
    assert not done.returncode, done.stderr
    return done.stdout.splitlines(), [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    """All of the above in one process: what came of each, and what was written down."""
    folder = tmp_path_factory.mktemp("watched")
    code = "".join(f"tried({one!r})\n" for one in [*ALLOWED, *REFUSED])
    code += "numpy.allclose = lambda *a, **k: True\nprint(watch.replaced())\n"
    said, refused = watched(folder, code)
    return folder, said, refused


def test_ordinary_work_is_left_alone(tried):
    assert tried[1][: len(ALLOWED)] == ["done"] * len(ALLOWED)


def test_what_may_not_be_is_refused(tried):
    said = tried[1][len(ALLOWED) : -1]
    assert said == ["PermissionError"] * len(REFUSED)
    assert not (tried[0] / "outside.txt").exists()
    assert not (tried[0] / "new").exists()


def test_each_refusal_is_written_down_once_and_nothing_else(tried):
    assert [one for one, _ in tried[2]] == list(REFUSED.values())


def test_a_judge_that_was_replaced_is_named(tried):
    assert tried[1][-1] == "['numpy.allclose']"
