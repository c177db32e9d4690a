"""The workflows of GitHub Classroom: their own lines, run with a `gh` and a `make` of ours."""

import json
import os
import subprocess

import pytest
import yaml

from course_lib import ROOT
from course_lib.lessons.coursework.grading.collect import collect

FOLDER = ROOT / ".github" / "workflows"
GH = """\
#!/bin/sh
if [ "$2" = list ]; then printf 'ps1-ada\\nps1-bob\\nlectures\\n'; exit; fi
mkdir -p "$4/notebooks/assignments"
echo '{}' > "$4/notebooks/assignments/ps1.ipynb"
echo '{}' > "$4/notebooks/01_rnn_limits.ipynb"
echo "$3" >> fetched
"""
MAKE = '#!/bin/sh\necho "$@" >> made\nexit "${FAILS:-0}"\n'


def steps(name):
    [job] = yaml.safe_load((FOLDER / f"{name}.yml").read_text("utf-8"))["jobs"].values()
    return {step["name"]: step["run"] for step in job["steps"] if "name" in step and "run" in step}


def run(script, folder, **environment):
    tools = folder / "tools"
    tools.mkdir(exist_ok=True)
    for name, text in {"gh": GH, "make": MAKE}.items():
        (tools / name).write_text(text)
        (tools / name).chmod(0o755)
    path = os.pathsep.join([str(tools), os.environ["PATH"]])
    subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": path, **environment},
        check=True,
    )


def test_every_student_of_the_assignment_is_fetched_and_graded(tmp_path):
    script = steps("grade")
    run(script["fetch"], tmp_path, ORGANISATION="school", PREFIX="ps1-")
    assert (tmp_path / "fetched").read_text().split() == ["school/ps1-ada", "school/ps1-bob"]
    found = collect(tmp_path / "handed", "ps1", tmp_path / "out")
    assert [(one.student, one.others) for one in found] == [("ada", ()), ("bob", ())]
    run(script["grade"], tmp_path, PS="ps1")
    made = (tmp_path / "made").read_text().splitlines()
    assert made == [
        "grade PS=ps1 FROM=handed PYTHON=python",
        "feedback PS=ps1 PYTHON=python",
    ]


def test_what_a_student_pushed_is_looked_at(tmp_path):
    def git(*args):
        name = ["-c", "user.name=t", "-c", "user.email=t@t"]
        done = subprocess.run(["git", *name, *args], cwd=tmp_path, check=True, capture_output=True)
        return done.stdout.decode().strip()

    folder = tmp_path / "notebooks" / "assignments"
    folder.mkdir(parents=True)
    for name in ("ps1", "ps2"):
        (folder / f"{name}.ipynb").write_text(json.dumps({}))
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-q", "-m", "first")
    first = git("rev-parse", "HEAD")
    for number, name in enumerate(("ps1", "ps2")):
        (folder / f"{name}.ipynb").write_text(json.dumps({"cells": []}))
        git("commit", "-q", "-a", "-m", f"later {number}")
    before = {"of the last push": git("rev-parse", "HEAD~1"), "of none": "0" * 40, "all": first}
    wanted = {"of the last push": ["ps2"], "of none": ["ps1", "ps2"], "all": ["ps1", "ps2"]}
    for push, commit in before.items():
        (tmp_path / "made").unlink(missing_ok=True)
        run(steps("preflight")["look"], tmp_path, BEFORE=commit)
        assert (tmp_path / "made").read_text().splitlines() == [
            f"preflight FILE=notebooks/assignments/{name}.ipynb ARGS=--run PYTHON=python"
            for name in wanted[push]
        ]
    (tmp_path / "made").unlink()
    with pytest.raises(subprocess.CalledProcessError):  # one that is unfit hides no other
        run(steps("preflight")["look"], tmp_path, BEFORE=first, FAILS="1")
    assert len((tmp_path / "made").read_text().splitlines()) == 2
