"""What the experiments read off a configuration alike: its data, its recipe, and a run's curve."""

from typing import Any

import numpy as np

from course_lib.data import TASKS, Batches
from course_lib.lessons.recording.record import Config
from course_lib.training.fit import History
from course_lib.training.recipe import Recipe

# Word-wise reversal at the course's usual size, as several lessons record it.
REVERSAL: Config = {
    "task": "word_reversal",
    "directions": 2,
    "embedding": 64,
    "embedding_start": "glorot",
    "batch": 64,
    "lengths": [10, 60],
    "buckets": [20, 40, 60],
    "steps": 800,
    "learning_rate": 3e-3,
    "warmup": 50,
    "clip": 1.0,
    "test_sentences": 500,
}


def stream_of(config: Config, seed: int) -> Batches:
    """The training batches of a configuration; word-wise reversal where it names no task."""
    return Batches(
        TASKS[config.get("task", "word_reversal")],
        batch=config["batch"],
        lengths=tuple(config["lengths"]),
        edges=tuple(config["buckets"]),
        seed=seed,
    )


def recipe_of(config: Config, seed: int, **more: Any) -> Recipe:
    """The recipe of a configuration; `more` are fields of a `Recipe` that it does not name."""
    named = {name: config[name] for name in ("steps", "learning_rate", "warmup", "clip")}
    return Recipe(seed=seed, **named, **more)


def curve_of(history: History, every: int = 20) -> dict[str, list[int] | list[float]]:
    """Loss and token accuracy at every `every`-th step, from the first on, for a record."""
    steps = np.arange(0, history.steps, every)
    return {
        "step": steps.tolist(),
        "loss": np.array(history.loss)[steps].round(4).tolist(),
        "accuracy": np.array(history.accuracy)[steps].round(4).tolist(),
    }
