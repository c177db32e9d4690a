"""Lesson 04: soft against hard attention, and how the hard kind can be trained."""

from typing import Any

import numpy as np

from course_lib.analysis import erasure
from course_lib.analysis.evaluation import evaluate
from course_lib.data import WORD_REVERSAL
from course_lib.lessons.lesson_04.entries import ENTRIES, SEARCH
from course_lib.lessons.lesson_04.measures import Looking
from course_lib.lessons.lesson_04.reading_cost import reading_times
from course_lib.lessons.lesson_04.reinforced import Reinforced
from course_lib.lessons.recording.configured import curve_of, recipe_of, stream_of
from course_lib.lessons.recording.record import Config, Experiment
from course_lib.lessons.scale import shrink
from course_lib.model.seq2seq import Seq2Seq, count_parameters
from course_lib.model.table import build
from course_lib.training.fit import History, Objective, Remembering, fit
from course_lib.training.reinforce import Reinforce
from course_lib.training.teacher_forcing import teacher_forced


def objective_of(config: Config) -> Objective | Remembering:
    """REINFORCE where the configuration says how, teacher forcing alone where it does not."""
    if "reinforce" not in config:
        return teacher_forced
    if "draws" in config:
        return Reinforced(**config["reinforce"], draws=config["draws"])
    return Reinforce(**config["reinforce"])


def make_model(config: Config, seed: int) -> Seq2Seq:
    """The untrained model of one configuration."""
    changes = {"score": config["score"]} if "score" in config else {}
    return build(
        config["model"],
        WORD_REVERSAL.vocab,
        hidden=config["hidden"],
        embedding=config["embedding"],
        embedding_start=config["embedding_start"],
        seed=seed,
        alignment=config["alignment"],
        **changes,
    )


def train(config: Config, seed: int, *, progress: bool = True) -> tuple[Seq2Seq, History]:
    """The model of one configuration, trained on one seed (for weights, data, order and draws),
    and watched: how sharp its weights are and how often the largest is on the gold letter."""
    config = shrink(config)
    model = make_model(config, seed)
    lengths = tuple(config["lengths"])
    history = fit(
        model,
        stream_of(config, seed),
        recipe_of(config, seed),
        objective=objective_of(config),
        watch=Looking.at(lengths),
        watch_every=2,
        name=config["alignment"],
        progress=progress,
    )
    return model, history


def measure(model: Seq2Seq, history: History, config: Config) -> dict[str, Any]:
    """All that the lesson reports of one trained model."""
    lengths = tuple(config["lengths"])
    test = WORD_REVERSAL.test_set(config["test_sentences"], lengths)
    edges = (lengths[0], sum(lengths) // 2 + 1, lengths[1] + 1)  # short and long ones
    results: dict[str, Any] = {
        "parameters": count_parameters(model),
        "training_seconds": round(history.seconds, 1),
        "steps": history.steps,
        **evaluate(model, test, edges=edges),
        "curve": curve_of(history),
        "looks": {
            "step": history.watched["gold"].steps,
            **{name: np.round(curve.values, 4).tolist() for name, curve in history.watched.items()},
        },
    }
    if config.get("erased_sentences"):
        pairs = WORD_REVERSAL.test_set(config["erased_sentences"], lengths, seed=2)
        results["erasure"] = {
            way: erasure.summary(erasure.erase(model, pairs, way=way)) for way in erasure.WAYS
        }
    return results


def run(config: Config, seed: int) -> dict[str, Any]:
    if "read_lengths" in config:
        sizes = {name: config[name] for name in ("batch", "width", "repeats")}
        return reading_times(config["read_lengths"], **sizes)
    model, history = train(config, seed, progress=False)
    return measure(model, history, config)


EXPERIMENT = Experiment("04_hard_attention", ENTRIES, run)
SEARCHED = Experiment("04_search", SEARCH, run, seeds=(0,))
