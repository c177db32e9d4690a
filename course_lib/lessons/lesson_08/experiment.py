"""Lesson 08: who finds the fact that answers, the word long past, and the name nobody knows."""

import time
from typing import Any

from course_lib.lessons.lesson_08 import headlines, past, reading, tricks
from course_lib.lessons.lesson_08.entries import ENTRIES
from course_lib.lessons.recording.record import Config, Experiment

PARTS: dict[str, Any] = {"reading": reading, "past": past, "headlines": headlines}


def train(config: Config, seed: int, *, progress: bool = True) -> tuple[Any, Any]:
    """The model of one configuration, trained on one seed, and the history of its training."""
    found: tuple[Any, Any] = PARTS[config["about"]].train(config, seed, progress=progress)
    return found


def run(config: Config, seed: int) -> dict[str, Any]:
    """One run, and all that the lesson reports of it. A trick is not trained."""
    if config["about"] == "tricks":
        return tricks.measure(config)
    began = time.process_time()
    model, history = train(config, seed)
    spent = {"cpu_seconds": round(time.process_time() - began, 1)}
    return {**spent, **PARTS[config["about"]].measure(model, history, config)}


EXPERIMENT = Experiment("08_reading", ENTRIES, run)
