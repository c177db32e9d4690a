"""Lesson 07, one thing after the other: Luong's ladder on Multi30k, one seed.

Luong et al. 2015, table 1, add one thing after the other to a model without attention, and BLEU
rises with each. Here the same steps are taken on German photographs' descriptions.
"""

from course_lib.lessons.lesson_07 import real
from course_lib.lessons.recording.record import Config, Experiment

FORWARDS: Config = {"reading": {"directions": 1}}
BACKWARDS: Config = {"reading": {"directions": 1, "reverse": True}}
NEAR: Config = {"changes": {"window": 10}}  # the paper's half-width

# Each stands on the one before it, but for the last, which takes the place of local-p.
ENTRIES: dict[str, Config] = {
    "base": {**real.BASE, **FORWARDS, "model": "init_state", "dropout": 0.0},
    "+ reversed source": {**real.BASE, **BACKWARDS, "model": "init_state", "dropout": 0.0},
    "+ dropout": {**real.BASE, **BACKWARDS, "model": "init_state"},
    "+ global attention (location)": {**real.BASE, **BACKWARDS, "model": "luong_location_unfed"},
    "+ input feeding": {**real.BASE, **BACKWARDS, "model": "luong_location"},
    "+ local-p (general)": {**real.BASE, **BACKWARDS, **NEAR, "model": "luong_local_p"},
    "global (general) instead": {**real.BASE, **BACKWARDS},
}
EXPERIMENT = Experiment("07_ladder", ENTRIES, real.run, seeds=(0,))
