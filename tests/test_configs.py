"""Every field of every configuration refuses what cannot be, where it is given (see `configs`)."""

import json
import os
import subprocess
import sys
from pathlib import Path


def test_every_field_refuses_a_value_by_name_or_can_be_used_with_it():
    script = Path(__file__).with_name("configs.py")
    done = subprocess.run(
        [sys.executable, str(script)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["faults"] == []
    assert report["tried"] > 5000, "or the fields were not found"
