"""The list with the counted rates of the channel: a corrector that no network is part of."""

from typing import Any

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from course_lib.analysis.metrics import exact_match
from course_lib.data import SpellingCorrection
from course_lib.data.spelling.misspellings import commonest
from course_lib.data.spelling.task import channel
from course_lib.lessons.lesson_06.candidates import likeliest
from course_lib.lessons.lesson_06.outside import test_sets
from course_lib.lessons.recording.record import Config, Experiment


def run(config: Config, seed: int) -> dict[str, Any]:
    """The list with the counted rates of the channel, which learns nothing else: the share of right
    words of each set. `seed` changes nothing."""
    if "made" in config:
        return _on_made_words(config)
    results = {}
    for name, pairs in test_sets().items():
        answers = likeliest([pair.source for pair in pairs], channel(), config["frequency"])
        results[name] = exact_match(answers, [pair.target for pair in pairs])
    return results


def _on_made_words(config: Config) -> dict[str, Any]:
    """What lists get of the words that the channel misspelled to compare all rows ("06_rows"): a
    list of no other words ("list"), and all of the course's with the rates ("rates")."""
    low, high = config["lengths"]
    pairs = SpellingCorrection(words=config["made"]).test_set(config["test"], (low, high))
    texts, gold = [pair.source for pair in pairs], [pair.target for pair in pairs]
    words = commonest(config["made"])  # the most frequent first: of equally near ones it is taken
    near = process.cdist(texts, words, scorer=OSA.distance, dtype=np.uint8).argmin(axis=1)
    return {
        "list": exact_match([words[i] for i in near], gold),
        "rates": exact_match(likeliest(texts, channel(), config["frequency"]), gold),
    }


# The weight was chosen on "valid", where 0 to 1.5 differ by .001.
EXPERIMENT = Experiment(
    "06_rates",
    {
        "rates": {"frequency": 1.0},
        "made words": {"frequency": 1.0, "made": 1000, "test": 500, "lengths": [2, 14]},
    },
    run,
    seeds=(0,),
)
