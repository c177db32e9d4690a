"""Who shares unusual code, in nbgrader's environment."""

import json
import subprocess

import pytest

from course_lib import ROOT

PYTHON = ROOT / ".venv-grading" / "bin" / "python"
pytestmark = pytest.mark.skipif(
    not PYTHON.exists(), reason="no .venv-grading (make .venv-grading/.done)"
)
GIVEN = "def weights(scores, mask):\n    '''Weights.'''\n"
USUAL = GIVEN + (
    "    scores = jnp.where(mask, scores, -jnp.inf)\n"
    "    raised = jnp.exp(scores - scores.max(-1, keepdims=True))\n"
    "    return raised / raised.sum(-1, keepdims=True)\n"
)
ODD = GIVEN + (
    "    rows = [list(row) for row in scores]\n"
    "    while rows and not any(mask[k] for k, _ in enumerate(rows[0])):\n"
    "        return [[0.0 for _ in row] for row in rows]\n"
    "    peak = [max(one for one, real in zip(row, mask) if real) for row in rows]\n"
    "    top = [[math.e ** (one - p) * bool(m) for one, m in zip(row, mask)]\n"
    "           for row, p in zip(rows, peak)]\n"
    "    return [[one / math.fsum(row) for one in row] for row in top]\n"
)
RENAMED = ODD.replace("rows", "lines").replace("peak", "highest").replace("top", "ups")
OTHER = GIVEN + (
    "    total, out = 0.0, []\n"
    "    for k in range(len(mask)):\n"
    "        if mask[k]:\n"
    "            total += float(jnp.exp(scores[k]))\n"
    "    for k in range(len(mask)):\n"
    "        out.append(float(jnp.exp(scores[k])) / total if mask[k] else 0.0)\n"
    "    return jnp.array(out)\n"
)


EVERYBODY = {**{f"student{k}": USUAL for k in range(6)}, "ada": ODD, "eve": RENAMED, "bob": OTHER}


@pytest.fixture(scope="module")
def found() -> list[list[list]]:
    """The pairs of a class of nine, of none, and of two that wrote nothing."""
    code = (
        "import json, sys\nfrom course_lib.lessons.coursework.grading.similar import *\n"
        "classes, given = json.load(sys.stdin)\n"
        "print(json.dumps([pairs(codes, given) for codes in classes]))"
    )
    done = subprocess.run(
        [PYTHON, "-c", code],
        input=json.dumps([[EVERYBODY, {}, {"ada": "", "bob": ""}], GIVEN]),
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert not done.returncode, done.stderr
    return json.loads(done.stdout)


def test_a_copy_with_other_names_is_found_and_the_usual_answer_is_not(found):
    pairs = found[0]
    assert [pair[:2] for pair in pairs] == [["ada", "eve"]]
    assert pairs[0][2] > 0.9


def test_an_empty_class_has_no_pairs(found):
    assert found[1:] == [[], []]
