"""An installation without `-e` takes along what the library reads."""

import os
import shutil
import subprocess
import sys

import pytest

from course_lib import ROOT

USE = """
from course_lib import ROOT
from course_lib.data import WORD_REVERSAL
from course_lib.data.spelling.task import SPELLING_CORRECTION
from course_lib.lessons.experiments import EXPERIMENTS
from course_lib.plots.in_browser.scripts import page_script, text_of
assert not ROOT.joinpath("pyproject.toml").exists()
print(len(WORD_REVERSAL.test_set(3, (5, 9))) + len(SPELLING_CORRECTION.test_set(2, (3, 9))))
assert page_script() and text_of("playground.css")
print([name for name, one in EXPERIMENTS.items() if one.record().problems()])
"""


def test_a_plain_installation_has_its_words_and_records(tmp_path):
    source, site = tmp_path / "source", tmp_path / "site"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "requirements.txt"):
        shutil.copy(ROOT / name, source)
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("course_lib", "datasets", "notebooks/results"):
        shutil.copytree(ROOT / name, source / name, ignore=ignored)
    install = [sys.executable, "-m", "pip", "install", "--no-deps"]
    options = ["--quiet", "--disable-pip-version-check", "--target", str(site), str(source)]
    done = subprocess.run([*install, *options], capture_output=True, text=True)
    if "No matching distribution found for setuptools" in done.stderr:
        pytest.skip("building needs setuptools, and there is no network to fetch it")
    assert done.returncode == 0, done.stderr
    env = os.environ | {"PYTHONPATH": str(site)}
    used = subprocess.run(
        [sys.executable, "-c", USE], cwd=tmp_path, env=env, capture_output=True, text=True
    )
    assert used.returncode == 0, used.stderr
    assert used.stdout.split() == ["5", "[]"]
