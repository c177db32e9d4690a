"""Lesson 05: which state scores, where the context goes, what is fed back, and where to look."""

from typing import Any

from course_lib.analysis.evaluation import evaluate
from course_lib.data import TASKS
from course_lib.lessons.lesson_05.entries import BASE, EDGES, ENTRIES
from course_lib.lessons.recording.configured import curve_of, recipe_of, stream_of
from course_lib.lessons.recording.record import Config, Experiment, Record
from course_lib.lessons.scale import shrink
from course_lib.model.readers import TextReading
from course_lib.model.table import Seq2Seq, build, count_parameters
from course_lib.training.fit import History, NonFiniteLoss, fit


def make_model(config: Config, seed: int) -> Seq2Seq:
    """The untrained model of one configuration."""
    changes: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v for k, v in config["changes"].items()
    }
    return build(
        config["model"],
        TASKS[config["task"]].vocab,
        hidden=config["hidden"],
        embedding=config["embedding"],
        embedding_start=config["embedding_start"],
        seed=seed,
        reading=TextReading(directions=config["directions"]),
        **changes,
    )


def train(config: Config, seed: int, *, progress: bool = True) -> tuple[Seq2Seq, History]:
    """The model of one configuration, trained on one seed (for weights, data and order alike).

    A run whose loss or gradient is not finite ends there, with the last good parameters.
    """
    config = shrink(config)
    model = make_model(config, seed)
    stream = stream_of(config, seed)
    recipe = recipe_of(config, seed)
    try:
        history = fit(model, stream, recipe, name=config["model"], progress=progress)
    except NonFiniteLoss as error:  # a result too: the history says so, and the record its steps
        history = error.history
    return model, history


def measure(model: Seq2Seq, history: History, config: Config) -> dict[str, Any]:
    """All that the lesson reports of one trained model."""
    low, high = config["lengths"]
    test = TASKS[config["task"]].test_set(config["test_sentences"], (low, high))
    edges = EDGES if config["lengths"] == BASE["lengths"] else (low, high + 1)
    found = evaluate(model, test, edges=edges)
    kept = ("exact", "cer", "character", "by_length", "alignment", "aer")
    return {
        "parameters": count_parameters(model),
        "steps": history.steps,
        "training_seconds": round(history.seconds, 1),
        **{name: found[name] for name in kept if name in found},
        "curve": curve_of(history),
    }


def run(config: Config, seed: int) -> dict[str, Any]:
    """One run, and all that the lesson reports of it."""
    model, history = train(config, seed)
    return measure(model, history, config)


EXPERIMENT = Experiment("05_bahdanau_luong", ENTRIES, run)


def recorded() -> Record:
    """This lesson's record."""
    return EXPERIMENT.record()
