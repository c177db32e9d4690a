"""Lesson 09b: who writes what a voice says, and what that is worth at twice the length."""

import time
from dataclasses import replace
from typing import Any

from course_lib.analysis import evaluate_listening
from course_lib.data import Batches, SpokenDigits
from course_lib.data.sounds.voices import TRAINED, VOICES
from course_lib.lessons.lesson_09b.entries import ENTRIES
from course_lib.lessons.recording.configured import curve_of, recipe_of
from course_lib.lessons.recording.record import Config, Experiment
from course_lib.lessons.scale import shrink
from course_lib.model import FramesReading, build
from course_lib.model.seq2seq import Seq2Seq, count_parameters
from course_lib.training.fit import History, fit

REPEATED = 0.75  # the chance that a digit is said again, in the tests with repeats
# The settings were chosen on the test sounds of seed 0; what is reported is of others.
FRESH = 1


def task_of(config: Config) -> SpokenDigits:
    """The sounds of a configuration."""
    return SpokenDigits(config["says"], tuple(config["digits"]), shift=config["shift"])


def make_model(config: Config, seed: int) -> Seq2Seq:
    """The untrained model of one configuration."""
    fields = {name: config[name] for name in ("stacked", "layers", "centred")}
    return build(
        config["model"],
        target=task_of(config).target,
        hidden=config["hidden"],
        embedding=config["embedding"],
        max_length=256,
        dropout=config["dropout"],
        seed=seed,
        cell=config["cell"],
        alignment=config["alignment"],
        window=config["window"],
        reading=FramesReading(**fields),
    )


def stream_of(config: Config, seed: int) -> Batches:
    """The training sounds, in buckets of frames; the few that are longer are left out."""
    edges = tuple(config["edges"])
    return Batches(
        task_of(config),
        batch=config["batch"],
        lengths=(1, edges[-1]),
        edges=edges,
        seed=seed,
        target_edges=(config["digits"][1],) * len(edges),
    )


def train(config: Config, seed: int, *, progress: bool = True) -> tuple[Seq2Seq, History]:
    """The model of one configuration, trained on one seed (for weights, data and order alike)."""
    model, config = make_model(config, seed), shrink(config)
    name = f"{config['model']}, {config['alignment']}"
    stream, recipe = stream_of(config, seed), recipe_of(config, seed)
    return model, fit(model, stream, recipe, name=name, progress=progress)


def tests_of(config: Config) -> dict[str, SpokenDigits]:
    """What the model is tested with beside sounds as in training: other voices, and for digits one
    by one also repeats, two digits more than the most of training, and twice as many."""
    task = replace(task_of(config), shift=0.0)
    found = {voice: replace(task, voice=voice) for voice in VOICES if voice != TRAINED}
    if task.says == "digits":
        most = task.digits[1]
        twice = replace(task, digits=(2 * most, 2 * most))
        found |= {
            "repeats": replace(task, repeats=REPEATED),
            "two more": replace(task, digits=(most + 2, most + 2)),
            "twice": twice,
            "twice, repeats": replace(twice, repeats=REPEATED),
        }
    return found


def measure(model: Seq2Seq, history: History, config: Config) -> dict[str, Any]:
    """All that the lesson reports of one trained model: numbers that it has never heard."""
    task = replace(task_of(config), shift=0.0)
    far = {
        name: evaluate_listening(
            model, other.test_set(config["far_sounds"], other.reach, seed=FRESH)
        )
        for name, other in tests_of(config).items()
    }
    return {
        "parameters": count_parameters(model),
        "training_seconds": round(history.seconds, 1),
        "curve": curve_of(history),
        **evaluate_listening(model, task.test_set(config["test_sounds"], task.reach, seed=FRESH)),
        "far": far,
    }


def run(config: Config, seed: int) -> dict[str, Any]:
    """One run, and all that the lesson reports of it."""
    began = time.process_time()
    model, history = train(config, seed)
    spent = {"cpu_seconds": round(time.process_time() - began, 1)}
    return {**spent, **measure(model, history, config)}


EXPERIMENT = Experiment("09b_speech", ENTRIES, run)
