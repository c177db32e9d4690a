"""The list with the counted rates of the channel: a corrector that no network is part of."""

from typing import Any

from course_lib.analysis.metrics import exact_match
from course_lib.data.spelling.task import channel
from course_lib.lessons.lesson_06.candidates import likeliest
from course_lib.lessons.lesson_06.outside import test_sets
from course_lib.lessons.recording.record import Config, Experiment


def run(config: Config, seed: int) -> dict[str, Any]:
    """The list with the counted rates of the channel, which learns nothing else: the share of right
    words of each set. `seed` changes nothing."""
    results = {}
    for name, pairs in test_sets().items():
        answers = likeliest([pair.source for pair in pairs], channel(), config["frequency"])
        results[name] = exact_match(answers, [pair.target for pair in pairs])
    return results


# The weight was chosen on "valid", where 0 to 1.5 differ by .001.
EXPERIMENT = Experiment("06_rates", {"rates": {"frequency": 1.0}}, run, seeds=(0,))
