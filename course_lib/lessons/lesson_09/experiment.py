"""Lesson 09: who says what is in a scene, and looks at it."""

import time
from typing import Any

from flax import nnx

from course_lib.analysis import evaluate_captions
from course_lib.data import Batches, Scenes
from course_lib.lessons.lesson_09.entries import ENTRIES
from course_lib.lessons.recording.configured import curve_of, recipe_of
from course_lib.lessons.recording.record import Config, Experiment
from course_lib.lessons.scale import shrink
from course_lib.model import GridReading, build
from course_lib.model.seq2seq import Seq2Seq, count_parameters
from course_lib.training import DoublyStochastic, Reinforce, teacher_forced
from course_lib.training.fit import History, fit


def task_of(config: Config) -> Scenes:
    """The scenes of a configuration."""
    fields = {name: config[name] for name in ("says", "place", "step")}
    return Scenes(digits=tuple(config["digits"]), **fields)


def make_model(config: Config, seed: int) -> Seq2Seq:
    """The untrained model of one configuration."""
    task = task_of(config)
    fields = {name: config[name] for name in ("patch", "stride", "filters", "summary")}
    return build(
        config["model"],
        target=task.target,
        hidden=config["hidden"],
        embedding=config["embedding"],
        max_length=1024,
        seed=seed,
        cell=config["cell"],
        alignment=config["alignment"],
        reading=GridReading(task.side, task.side, **fields),
    )


def objective_of(config: Config) -> Any:
    """What a configuration learns by."""
    if config.get("reinforce"):
        return Reinforce(**config["reinforce"])
    if "doubly_stochastic" in config:
        return DoublyStochastic(config["doubly_stochastic"])
    return teacher_forced


def train(config: Config, seed: int, *, progress: bool = True) -> tuple[Seq2Seq, History]:
    """The model of one configuration, trained on one seed (for weights, data and order alike).

    Where it has a `first`, the model learns with those changes before, and the history is that of
    what came last. The alignment may change: rows that differ by it alone have the same parameters.
    """
    stages = [{**config, **config["first"]}, config] if "first" in config else [config]
    model = make_model(stages[0], seed)
    for stage in stages:
        learned = nnx.state(model, nnx.Param)
        model = make_model(stage, seed)
        nnx.update(model, learned)
        history = learn(model, shrink(stage), seed, task_of(config).longest, progress=progress)
    return model, history


def learn(
    model: Seq2Seq, config: Config, seed: int, longest: int, *, progress: bool = True
) -> History:
    """Train a model on one configuration's scenes; `longest` is the most words of a caption."""
    low, high = config["digits"]
    stream = Batches(
        task_of(config),
        batch=config["batch"],
        lengths=(low, high),
        edges=(high,),
        seed=seed,
        target_edges=(longest,),
    )
    return fit(
        model,
        stream,
        recipe_of(config, seed),
        objective=objective_of(config),
        name=f"{config['model']}, {config['alignment']}",
        progress=progress,
    )


def measure(model: Seq2Seq, history: History, config: Config) -> dict[str, Any]:
    """All that the lesson reports of one trained model: scenes by writers it has never seen."""
    task = task_of(config)
    pairs = task.test_set(config["test_scenes"], task.digits)
    return {
        "parameters": count_parameters(model),
        "training_seconds": round(history.seconds, 1),
        "curve": curve_of(history),
        **evaluate_captions(model, pairs),
    }


def run(config: Config, seed: int) -> dict[str, Any]:
    """One run, and all that the lesson reports of it."""
    began = time.process_time()
    model, history = train(config, seed)
    spent = {"cpu_seconds": round(time.process_time() - began, 1)}
    return {**spent, **measure(model, history, config)}


EXPERIMENT = Experiment("09_captions", ENTRIES, run)
