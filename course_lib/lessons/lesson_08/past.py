"""Lesson 08: language models on the stories of lesson 01, with and without a look back."""

import itertools
from typing import Any

import numpy as np

from course_lib.data.labelled.examples import Endless, Examples
from course_lib.data.labelled.stories import Stories, gaps, last_words
from course_lib.data.splits import TEST_SEED
from course_lib.lessons.recording.configured import recipe_of
from course_lib.lessons.recording.record import Config
from course_lib.lessons.scale import shrink
from course_lib.model import LooksBack, Recurrent, looked_back
from course_lib.model.classifiers import labelling, log_probabilities, telling
from course_lib.model.seq2seq import count_parameters
from course_lib.training.fit import History, fit

EDGES = (5, 10, 20, 30, 40, 50, 70)  # buckets of gaps, as in lesson 01
LONG = 30
STORIES = 2000  # to judge by
OBJECTIVES = {"labelling": labelling, "telling": telling}


def make_model(config: Config, seed: int) -> Recurrent:
    """The untrained language model of one configuration."""
    words, width = Stories().vocabulary, config["width"]
    if config["looks_back"]:
        return LooksBack(config["model"], words, width=width, seed=seed)
    return Recurrent(config["model"], words, words, readout="each", width=width, seed=seed)


def train(config: Config, seed: int, *, progress: bool = True) -> tuple[Recurrent, History]:
    """The model of one configuration, trained on one seed (for weights, data and order alike)."""
    config = shrink(config)
    model, stream = make_model(config, seed), Endless(Stories(), config["batch"], seed)
    objective, recipe = OBJECTIVES[config["objective"]], recipe_of(config, seed)
    name = f"{config['model']} on stories"
    return model, fit(model, stream, recipe, objective=objective, name=name, progress=progress)


def at_the_language(model: Recurrent, examples: Examples) -> np.ndarray:
    """log p of the right language at the end of each story, in nats: [B]."""
    where, language = last_words(examples)
    rows = np.arange(len(where))
    return log_probabilities(model, examples.source)[rows, where, language]


def perplexity(log_p: np.ndarray) -> float:
    """exp of the mean -log p: among how many equally likely words the model wavers."""
    return float(np.exp(-log_p.mean()))


def pointing(model: LooksBack, examples: Examples) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each story, at the word before the language: whether the largest weight lies on the home
    country, whether it lies in its sentence, and the weight of the country. [B] each."""
    where, _ = last_words(examples)
    rows, home = np.arange(len(where)), where - gaps(examples)
    weights = looked_back(model, examples.source)[rows, where]
    # "i grew up in france .": the country is the fifth of six words.
    away = weights.argmax(axis=1) - home
    return away == 0, (away >= -4) & (away <= 1), weights[rows, home]


def measure(model: Recurrent, history: History, config: Config) -> dict[str, Any]:
    """All that the lesson reports of one trained language model."""
    examples = Stories().draw(STORIES, np.random.default_rng((TEST_SEED, 8)))
    log_p, gap = at_the_language(model, examples), gaps(examples)
    within = [(gap >= low) & (gap < high) for low, high in itertools.pairwise(EDGES)]
    every = max(1, history.steps // 40)
    windows = np.array_split(np.array(history.loss), max(1, history.steps // every))
    results: dict[str, Any] = {
        "parameters": count_parameters(model),
        "training_seconds": round(history.seconds, 1),
        "probability": float(np.exp(log_p).mean()),
        "perplexity": perplexity(log_p),
        "long": perplexity(log_p[gap > LONG]),
        "by_gap": [perplexity(log_p[one]) for one in within],
        "curve": [round(float(window.mean()), 4) for window in windows],
    }
    if isinstance(model, LooksBack):
        points, near, mass = pointing(model, examples)
        results |= {
            "points": float(points.mean()),
            "points_in_sentence": float(near.mean()),
            "points_long": float(points[gap > LONG].mean()),
            "mass": float(mass.mean()),
        }
    return results
