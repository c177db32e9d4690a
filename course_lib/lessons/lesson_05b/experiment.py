"""Lesson 05b: where may a decoder look, and what must it be told of where it has looked?"""

from typing import Any

from flax import nnx

from course_lib.analysis.evaluation import evaluate
from course_lib.data import TASKS
from course_lib.lessons.lesson_05b.attention_speed import kernel_times, step_times
from course_lib.lessons.lesson_05b.entries import ENTRIES
from course_lib.lessons.recording.configured import curve_of, recipe_of, stream_of
from course_lib.lessons.recording.record import Config, Experiment
from course_lib.lessons.scale import shrink
from course_lib.model.readers import TextReading
from course_lib.model.seq2seq import Seq2Seq, count_parameters
from course_lib.model.table import build
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


def with_window(model: Seq2Seq, config: Config, window: int) -> Seq2Seq:
    """The same parameters in a model whose window has another half-width."""
    changes = {**config["changes"], "window": window}
    other = make_model({**config, "changes": changes}, 0)
    nnx.update(other, nnx.state(model, nnx.Param))
    return other


def train(config: Config, seed: int, *, progress: bool = True) -> tuple[Seq2Seq, History]:
    """The model of one configuration, trained on one seed (for weights, data and order alike).

    A run whose loss or gradient is not finite ends there, with the last good parameters.
    """
    return go_on(make_model(config, seed), config, seed, progress=progress)


def go_on(
    model: Seq2Seq, config: Config, seed: int, *, progress: bool = True
) -> tuple[Seq2Seq, History]:
    """The same, from the parameters that `model` has."""
    config = shrink(config)
    stream, recipe = stream_of(config, seed), recipe_of(config, seed)
    try:
        history = fit(model, stream, recipe, name=config["model"], progress=progress)
    except NonFiniteLoss as error:  # a result too: the history says so, and the record its steps
        history = error.history
    return model, history


def found(model: Seq2Seq, config: Config) -> dict[str, Any]:
    """How a model does on the test of its task."""
    low, high = config["lengths"]
    test = TASKS[config["task"]].test_set(config["test_sentences"], (low, high))
    edges = (10, 21, 31, 41, 51) if config["lengths"] == [10, 50] else (low, high + 1)
    kept = ("exact", "cer", "character", "by_length", "alignment", "in_window")
    values = evaluate(model, test, edges=edges)
    return {name: values[name] for name in kept if name in values}


def measure(model: Seq2Seq, history: History, config: Config) -> dict[str, Any]:
    """All that the lesson reports of one trained model."""
    return {
        "parameters": count_parameters(model),
        "steps": history.steps,
        "training_seconds": round(history.seconds, 1),
        **found(model, config),
        "curve": curve_of(history),
    }


def run(config: Config, seed: int) -> dict[str, Any]:
    """One run. With `then`, the window gets that half-width afterwards: `shrunk` is how the model
    does with it at once, and `then` after `then_steps` more steps."""
    if "times" in config:  # the seeds of a timing are repetitions of it
        sizes = {name: value for name, value in config.items() if name != "times"}
        return kernel_times(**sizes) if config["times"] == "kernels" else step_times(**sizes)
    model, history = train(config, seed)
    results = measure(model, history, config)
    if "then" not in config:
        return results
    model = with_window(model, config, config["then"])
    shrunk = found(model, config)
    # Other sentences than before, or it would see the same again.
    more = {**config, "steps": config["then_steps"], "warmup": config["then_steps"] // 5}
    model, history = go_on(model, more, seed + 100)
    return {**results, "shrunk": shrunk, "then": measure(model, history, more)}


EXPERIMENT = Experiment("05b_windows", ENTRIES, run)
