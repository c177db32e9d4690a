"""Lesson 01: what a fully connected net and a plain RNN cannot do."""

import itertools
from typing import Any

import numpy as np
from flax import nnx

from course_lib.analysis.gradient_reach import gradient_norms
from course_lib.data.labelled.colour_word import ColourWord
from course_lib.data.labelled.examples import Again, Endless
from course_lib.data.labelled.recall import Recall
from course_lib.data.labelled.stories import Stories, gaps, last_words
from course_lib.data.splits import TEST_SEED
from course_lib.lessons.recording.configured import recipe_of
from course_lib.lessons.recording.record import Config, Experiment
from course_lib.lessons.scale import shrink
from course_lib.model.classifiers import (
    FullyConnected,
    Recurrent,
    accuracy,
    labelling,
    log_probabilities,
    telling,
)
from course_lib.model.table import count_parameters
from course_lib.training.fit import History, fit

CELLS = ("rnn", "lstm", "gru")
RECALL_EDGES = (1, 6, 11, 20, 40, 60, 80, 101)  # buckets of gaps: 1-5, 6-10, 11-19, 20-39, ...
STORY_EDGES = (5, 10, 20, 30, 40, 50, 70)
LONG_GAP = {"recall": 20, "stories": 30}  # what the claims call a long gap
EARLY = (0, 1, 2, 3)  # the positions seen, where others are unseen

BASE: Config = {"batch": 64, "steps": 600, "learning_rate": 1e-2, "warmup": 50, "clip": 1.0}
COLOUR: Config = {**BASE, "task": "colour", "batch": 50, "steps": 400, "positions": None}
FC: Config = {**COLOUR, "model": "fc", "width": 512, "learning_rate": 3e-3}
LSTM: Config = {**COLOUR, "model": "lstm", "readout": "last", "width": 64}
RECALL: Config = {**BASE, "task": "recall", "readout": "last", "width": 64, "steps": 800}
RECALL |= {"place": "random"}
NAIVE: Config = {**RECALL, "place": "first", "shortest": 30, "longest": 30}
NAIVE |= {"steps": 400, "learning_rate": 3e-3}
STORIES: Config = {**BASE, "task": "stories", "readout": "each", "width": 64, "steps": 800}

ENTRIES: dict[str, Config] = {
    **{f"fc, {n} examples": {**FC, "examples": n} for n in (800, 1600, 3200)},
    "fc, shared words, 800 examples": {**FC, "examples": 800, "embedding": 32},
    **{f"lstm, {n} examples": {**LSTM, "examples": n} for n in (800, 1600, 3200)},
    "max pool, 800 examples": {**LSTM, "examples": 800, "readout": "max"},
    "fc, early": {**FC, "examples": 3200, "positions": EARLY},
    "lstm, early": {**LSTM, "examples": 3200, "positions": EARLY},
    "max pool, early": {**LSTM, "examples": 3200, "positions": EARLY, "readout": "max"},
    **{f"{cell}, recall": {**RECALL, "model": cell} for cell in CELLS},
    **{
        f"rnn, recall, rate {r}": {**RECALL, "model": "rnn", "learning_rate": r}
        for r in (3e-3, 1e-3)
    },
    **{f"{cell}, naive": {**NAIVE, "model": cell} for cell in CELLS},
    **{f"{cell}, stories": {**STORIES, "model": cell, "objective": "telling"} for cell in CELLS},
    "gru, stories, unweighted": {**STORIES, "model": "gru", "objective": "labelling"},
    "gru, stories, 2x steps": {**STORIES, "model": "gru", "objective": "telling", "steps": 1600},
}
ENTRIES = {
    name: {k: list(v) if isinstance(v, tuple) else v for k, v in config.items()}
    for name, config in ENTRIES.items()
}


def make_task(config: Config) -> ColourWord | Recall | Stories:
    """The task of one configuration."""
    if config["task"] == "colour":
        places = config["positions"]
        return ColourWord(others=300, positions=None if places is None else tuple(places))
    if config["task"] == "recall":
        sizes = {k: config[k] for k in ("shortest", "longest") if k in config}
        return Recall(place=config["place"], **sizes)
    return Stories()


def make_model(config: Config, seed: int) -> FullyConnected | Recurrent:
    """The untrained net of one configuration."""
    task = make_task(config)
    if config["model"] == "fc":
        assert isinstance(task, ColourWord)
        shared = config.get("embedding")
        return FullyConnected(
            task.vocabulary,
            task.length,
            task.classes,
            width=config["width"],
            embedding=shared,
            seed=seed,
        )
    return Recurrent(
        config["model"],
        task.vocabulary,
        task.classes,
        readout=config["readout"],
        width=config["width"],
        seed=seed,
    )


def train(
    config: Config, seed: int, *, progress: bool = True
) -> tuple[FullyConnected | Recurrent, History]:
    """The net of one configuration, trained on one seed (for weights, data and order alike)."""
    config = shrink(config)
    model, task = make_model(config, seed), make_task(config)
    stream: Again | Endless
    if "examples" in config:
        stream = Again(task, config["examples"], config["batch"], seed)
    else:
        stream = Endless(task, config["batch"], seed)
    recipe = recipe_of(config, seed, chunk=10 if config["steps"] % 50 else 50)
    objective = telling if config.get("objective") == "telling" else labelling
    name = f"{config['model']} on {config['task']}"
    history = fit(model, stream, recipe, objective=objective, name=name, progress=progress)
    return model, history


def measure(model: nnx.Module, history: History, config: Config) -> dict[str, Any]:
    """All that the lesson reports of one trained net, on examples that are the same for all."""
    rng = np.random.default_rng((TEST_SEED, 1))
    look = {"colour": _colour, "recall": _recall, "stories": _stories}[config["task"]]
    every = max(1, history.steps // 40)
    windows = np.array_split(np.array(history.accuracy), max(1, history.steps // every))
    return {
        "parameters": count_parameters(model),
        "training_seconds": round(history.seconds, 1),
        **look(model, config, rng),
        "curve": [round(float(window.mean()), 4) for window in windows],
    }


def _colour(model: Any, config: Config, rng: np.random.Generator) -> dict[str, Any]:
    task = make_task({**config, "positions": None})
    by_position = []
    for position in range(12):
        examples = make_task({**config, "positions": [position]}).draw(500, rng)
        by_position.append(round(float(accuracy(model, examples).mean()), 4))
    exact = float(accuracy(model, task.draw(4000, rng)).mean())
    return {"accuracy": round(exact, 4), "by_position": by_position}


def _recall(model: Any, config: Config, rng: np.random.Generator) -> dict[str, Any]:
    task = make_task(config)
    assert isinstance(task, Recall)
    gap = np.arange(task.shortest, task.longest + 1)
    gap = gap.repeat(-(-2000 // len(gap)))
    right = accuracy(model, task.with_gaps(gap, rng))
    found: dict[str, Any] = {"accuracy": round(float(right.mean()), 4)}
    if config["place"] == "random":
        long = gap >= LONG_GAP["recall"]
        found |= {
            "by_gap": _by(right, gap, RECALL_EDGES),
            "long": round(float(right[long].mean()), 4),
        }
        found["gradients"] = gradients(model, task)
    return found


def _stories(model: Any, config: Config, rng: np.random.Generator) -> dict[str, Any]:
    examples = make_task(config).draw(2000, rng)
    p = answer_probability(model, examples)
    gap = gaps(examples)
    long = gap >= LONG_GAP["stories"]
    return {
        "probability": round(float(p.mean()), 4),
        "by_gap": _by(p, gap, STORY_EDGES),
        "long": round(float(p[long].mean()), 4),
    }


def answer_probability(model: Any, examples: Any) -> np.ndarray:
    """p(right last word) of each story, [B]."""
    rows = np.arange(len(examples.source))
    where, language = last_words(examples)
    return np.exp(log_probabilities(model, examples.source)[rows, where, language])


def gradients(model: Recurrent, task: Recall) -> list[list[float]]:
    """The geometric mean over 64 sentences of |dL/dh_t| at each distance, a row a part of the
    state. A geometric one: norms differ by powers of ten, and a mean would show the largest."""
    norms = gradient_norms(model, task.draw(64, np.random.default_rng((TEST_SEED, 2))))
    logs = np.log10(np.maximum(norms, 1e-38)).mean(axis=0)
    return [[float(f"{10.0**value:.3g}") for value in row] for row in logs]


def _by(values: np.ndarray, gap: np.ndarray, edges: tuple[int, ...]) -> list[float]:
    bounds = itertools.pairwise(edges)
    return [round(float(values[(gap >= low) & (gap < high)].mean()), 4) for low, high in bounds]


def run(config: Config, seed: int) -> dict[str, Any]:
    found = {}
    if config["task"] == "recall" and config["place"] == "random":
        model, task = make_model(config, seed), make_task(config)
        assert isinstance(model, Recurrent)
        assert isinstance(task, Recall)
        found["gradients_before"] = gradients(model, task)
    model, history = train(config, seed)
    return {**found, **measure(model, history, config)}


EXPERIMENT = Experiment("01_rnn_limits", ENTRIES, run)
