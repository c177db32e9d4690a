"""Every public function refuses wrong arguments, by their names (see `arguments`)."""

import json
import os
import subprocess
import sys
from pathlib import Path


def test_every_argument_of_a_public_function_is_refused_by_name_where_it_cannot_be():
    script = Path(__file__).with_name("arguments.py")
    quick = {"JAX_DISABLE_MOST_OPTIMIZATIONS": "1", "COURSE_CACHE": "off"}
    done = subprocess.run(
        [sys.executable, str(script)],
        env=os.environ | quick | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["faults"] == []
    assert report["tried"] > 10_000, "or the arguments were not found"
