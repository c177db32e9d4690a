"""Lesson 01: what a fully connected net and a plain RNN learn, from few examples and late."""

from typing import Any

import jax.numpy as jnp
import numpy as np

from course_lib.data.labelled.colour_word import ColourWord
from course_lib.data.labelled.examples import Again, Endless
from course_lib.data.labelled.recall import Recall
from course_lib.data.labelled.stories import Stories
from course_lib.data.splits import TEST_SEED
from course_lib.lessons.lesson_01.entries import ENTRIES
from course_lib.lessons.lesson_01.measures import (
    gradients,
    of_colours,
    of_far_recall,
    of_recall,
    of_stories,
)
from course_lib.lessons.recording.configured import recipe_of
from course_lib.lessons.recording.record import Config, Experiment
from course_lib.lessons.scale import shrink
from course_lib.model.classifiers import FullyConnected, Recurrent, labelling, telling
from course_lib.model.seq2seq import count_parameters
from course_lib.training.fit import History, fit

Net = FullyConnected | Recurrent
OBJECTIVES = {"labelling": labelling, "telling": telling}


def make_task(config: Config) -> ColourWord | Recall | Stories:
    """The task of one configuration."""
    if config["task"] == "colour":
        places = config["positions"]
        return ColourWord(others=300, positions=None if places is None else tuple(places))
    if config["task"] == "recall":
        sizes = {k: config[k] for k in ("shortest", "longest") if k in config}
        return Recall(place=config["place"], **sizes)
    return Stories()


def make_model(config: Config, seed: int) -> Net:
    """The untrained net of one configuration."""
    task, name = make_task(config), config["model"]
    sizes = {"width": config["width"], "seed": seed}
    if name == "fc":
        assert isinstance(task, ColourWord)
        sizes |= {"embedding": config.get("embedding")}
        return FullyConnected(task.vocabulary, task.length, task.classes, **sizes)
    net = Recurrent(name, task.vocabulary, task.classes, readout=config["readout"], **sizes)
    started(net, config)
    return net


def started(net: Recurrent, config: Config) -> None:
    """The net's first weights changed, in place, where its configuration asks for others."""
    cell, width = net.cell, net.cell.width
    if config.get("recurrent") == "identity":
        cell.recurrent[...] = jnp.eye(width)
    if "forget_bias" in config:  # an LSTM's second block of four
        cell.bias[...] = cell.bias[...].at[width : 2 * width].set(config["forget_bias"])


def train(config: Config, seed: int, *, progress: bool = True) -> tuple[Net, History]:
    """The net of one configuration, trained on one seed (for weights, data and order alike)."""
    config = shrink(config)
    model = make_model(config, seed)
    for longest in config.get("first", []):  # as many steps each, on shorter gaps
        taught(model, {**config, "longest": longest}, seed, progress)
    return model, taught(model, config, seed, progress)


def taught(model: Net, config: Config, seed: int, progress: bool) -> History:
    """The model trained further, in place, with the data and recipe of a configuration."""
    task = make_task(config)
    stream: Again | Endless
    if "examples" in config:
        stream = Again(task, config["examples"], config["batch"], seed)
    else:
        stream = Endless(task, config["batch"], seed)
    recipe = recipe_of(config, seed, chunk=10 if config["steps"] % 50 else 50)
    objective = OBJECTIVES[config.get("objective", "labelling")]
    name = f"{config['model']} on {config['task']}"
    return fit(model, stream, recipe, objective=objective, name=name, progress=progress)


def measure(model: Any, history: History, config: Config) -> dict[str, Any]:
    """All that the lesson reports of one trained net, on examples that are the same for all."""
    rng, task = np.random.default_rng((TEST_SEED, 1)), make_task(config)
    every = max(1, history.steps // 40)
    windows = np.array_split(np.array(history.accuracy), max(1, history.steps // every))
    if isinstance(task, ColourWord):
        found = of_colours(model, task, rng)
    elif isinstance(task, Recall):
        found = of_recall(model, task, rng)
        if "far" in config:
            found |= of_far_recall(model, config["far"], config["late"])
    else:
        found = of_stories(model, task, rng)
    return {
        "parameters": count_parameters(model),
        "training_seconds": round(history.seconds, 1),
        **found,
        "curve": [round(float(window.mean()), 4) for window in windows],
    }


def run(config: Config, seed: int) -> dict[str, Any]:
    found, task = {}, make_task(config)
    if isinstance(task, Recall) and task.place == "random" and task.longest == 100:
        model = make_model(config, seed)
        assert isinstance(model, Recurrent)
        found["gradients_before"] = gradients(model, task)
    model, history = train(config, seed)
    return {**found, **measure(model, history, config)}


EXPERIMENT = Experiment("01_rnn_limits", ENTRIES, run)
