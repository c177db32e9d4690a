"""Lesson 03: how much can one vector carry? Fixed contexts against attention, by source length."""

from typing import Any

from course_lib.analysis.evaluation import evaluate
from course_lib.data import WORD_REVERSAL
from course_lib.lessons.recording.configured import REVERSAL, curve_of, recipe_of, stream_of
from course_lib.lessons.recording.record import Config, Experiment
from course_lib.lessons.scale import shrink
from course_lib.model.readers import TextReading
from course_lib.model.table import Seq2Seq, build, count_parameters
from course_lib.training.fit import History, fit

EDGES = (10, 15, 21, 31, 41, 51, 60)  # buckets of source length: 10-14, 15-20, 21-30, ... 51-60
BEYOND = (61, 71, 81, 91, 100)
SHORT = tuple(range(4, 14))  # 4 to 12 characters, a bucket each
BASE: Config = {**REVERSAL, "beyond_sentences": 200}
# Few characters: does one vector carry anything at all? Nothing is measured beyond them.
FEW: Config = {"lengths": [4, 12], "buckets": [12], "beyond_sentences": 0}
# `models.matching_hidden` gave the sizes with which a row is as large as luong_general with 128.
INIT: Config = {**BASE, "model": "init_state", "hidden": 168}
LUONG: Config = {**BASE, "model": "luong_general", "hidden": 128}
ONE_WAY: Config = {"hidden": 152, "directions": 1}
ENTRIES: dict[str, Config] = {
    "static_context": {**BASE, "model": "static_context", "hidden": 164},
    "static_context_token": {**BASE, "model": "static_context_token", "hidden": 152},
    "init_state": INIT,
    "luong_general": LUONG,
    "bahdanau": {**BASE, "model": "bahdanau", "hidden": 124},
    "init_state, hidden 64": {**INIT, "hidden": 64},
    "init_state, hidden 256": {**INIT, "hidden": 256},
    "init_state, 4x steps": {**INIT, "steps": 3200},
    "init_state, one direction": {**INIT, **ONE_WAY},
    "init_state, short": {**INIT, **FEW},
    "init_state, short, 4x steps": {**INIT, **FEW, "steps": 3200},
    "init_state, short, one direction": {**INIT, **FEW, **ONE_WAY},
    "luong_general, short": {**LUONG, **FEW},
}


def train(config: Config, seed: int, *, progress: bool = True) -> tuple[Seq2Seq, History]:
    """The model of one configuration, trained on one seed (for weights, data and order alike)."""
    config = shrink(config)
    model = build(
        config["model"],
        WORD_REVERSAL.vocab,
        hidden=config["hidden"],
        embedding=config["embedding"],
        embedding_start=config["embedding_start"],
        seed=seed,
        reading=TextReading(directions=config["directions"]),
    )
    stream = stream_of(config, seed)
    recipe = recipe_of(config, seed)
    return model, fit(model, stream, recipe, name=config["model"], progress=progress)


def measure(model: Seq2Seq, history: History, config: Config) -> dict[str, Any]:
    """All that the lesson reports of one trained model."""
    test = WORD_REVERSAL.test_set(config["test_sentences"], tuple(config["lengths"]))
    edges = EDGES if config["lengths"] == BASE["lengths"] else SHORT
    beyond = {}
    if config["beyond_sentences"]:
        longer = WORD_REVERSAL.test_set(config["beyond_sentences"], (BEYOND[0], BEYOND[-1]))
        beyond = {"beyond": evaluate(model, longer, edges=BEYOND)}
    return {
        "parameters": count_parameters(model),
        "training_seconds": round(history.seconds, 1),
        **evaluate(model, test, edges=edges),
        **beyond,
        "curve": curve_of(history),
    }


def run(config: Config, seed: int) -> dict[str, Any]:
    model, history = train(config, seed)
    return measure(model, history, config)


EXPERIMENT = Experiment("03_fixed_context", ENTRIES, run)
