"""How often several words of the list are equally near to a misspelling, and what that decides."""

from typing import Any

from course_lib.lessons.lesson_06.candidates import MOST_NEAR, nearest, right_ones
from course_lib.lessons.lesson_06.outside import test_sets
from course_lib.lessons.recording.record import Config, Experiment


def run(config: Config, seed: int) -> dict[str, Any]:
    """For each set the share of misspellings with several nearest words ("several"), of those whose
    right word is one of the nearest ("reached": the most that distance alone allows), and what two
    ways to take one of the nearest get: by luck ("drawn") and by frequency ("frequent"). `seed`
    changes nothing: of the luck it is the mean."""
    results = {}
    for name, pairs in test_sets().items():
        found = nearest([pair.source for pair in pairs], config["candidates"])
        tied = found.distance == found.distance[:, :1]
        right = right_ones(pairs, found) & tied
        results[name] = {
            "several": float((tied.sum(axis=1) > 1).mean()),
            "reached": float(right.any(axis=1).mean()),
            "drawn": float((right.sum(axis=1) / tied.sum(axis=1)).mean()),
            "frequent": float(right[:, 0].mean()),
        }
    return results


EXPERIMENT = Experiment("06_near", {"near": {"candidates": MOST_NEAR}}, run, seeds=(0,))
