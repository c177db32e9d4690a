"""Lesson 03: how much can one vector carry? One vector against attention, by source length."""

from typing import Any

import numpy as np

from course_lib.analysis.evaluation import evaluate
from course_lib.analysis.forced_decoding import force_all
from course_lib.data import WORD_REVERSAL
from course_lib.lessons.lesson_03.entries import BEYOND, ENTRIES, LONGEST, edges, to
from course_lib.lessons.recording.configured import curve_of, recipe_of, stream_of
from course_lib.lessons.recording.record import Config, Experiment
from course_lib.lessons.scale import shrink
from course_lib.model.readers import TextReading
from course_lib.model.seq2seq import Seq2Seq, count_parameters
from course_lib.model.table import build
from course_lib.training.fit import History, fit

SHOWN = "the cat sat on the mat"  # the sentence whose weights are recorded


def make_model(config: Config, seed: int) -> Seq2Seq:
    """The untrained model of one configuration."""
    return build(
        config["model"],
        WORD_REVERSAL.vocab,
        hidden=config["hidden"],
        embedding=config["embedding"],
        embedding_start=config["embedding_start"],
        seed=seed,
        reading=TextReading(directions=config["directions"]),
    )


def train(config: Config, seed: int, *, progress: bool = True) -> tuple[Seq2Seq, History]:
    """The model of one configuration, trained on one seed (for weights, data and order alike).

    `first` names longest sentences on which it trains before, so many steps each; the history is
    that of the last training.
    """
    model = make_model(config, seed)
    for longest in (*config.get("first", ()), config["lengths"][1]):
        now = shrink(to(longest, config))
        stream, recipe = stream_of(now, seed), recipe_of(now, seed)
        history = fit(model, stream, recipe, name=config["model"], progress=progress)
    return model, history


def measure(model: Seq2Seq, history: History, config: Config) -> dict[str, Any]:
    """All that the lesson reports of one trained model."""
    longest = config["lengths"][1]
    test = WORD_REVERSAL.test_set(config["test_sentences"], tuple(config["lengths"]))
    found = {
        "parameters": count_parameters(model),
        **evaluate(model, test, edges=edges(longest)),
        "curve": curve_of(history),
    }
    if longest == LONGEST[-1]:
        longer = WORD_REVERSAL.test_set(200, (longest + 1, BEYOND))
        found["beyond"] = evaluate(model, longer, edges=(31, 41, 51, 61))
    if model.spec.wiring.weighs:
        (read,) = force_all(model, [(SHOWN, WORD_REVERSAL.pair(SHOWN).target)])
        found["map"] = np.asarray(read.weights).round(2).tolist()
    return found


def run(config: Config, seed: int) -> dict[str, Any]:
    model, history = train(config, seed)
    return measure(model, history, config)


EXPERIMENT = Experiment("03_fixed_context", ENTRIES, run)
