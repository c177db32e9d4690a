"""Lesson 07: which rows translate sentences of the English-German grammar, and where they look."""

import time
from typing import Any

import numpy as np

from course_lib.analysis import bleu
from course_lib.analysis.evaluation import evaluate
from course_lib.data import ENGLISH_GERMAN, Corpus, CorpusBatches, EnglishGerman
from course_lib.lessons.recording.configured import curve_of, recipe_of
from course_lib.lessons.recording.record import Config, Experiment
from course_lib.lessons.scale import shrink
from course_lib.model import build
from course_lib.model.seq2seq import Seq2Seq, count_parameters
from course_lib.model.table import matching_hidden
from course_lib.search import transduce_all
from course_lib.training import Linear, Reinforce, SupervisedAttention, teacher_forced
from course_lib.training.fit import History, fit
from course_lib.training.objectives import Objective, Remembering

LONGER = 100  # sentences of three clauses, longer than any that was trained on
BASE: Config = {
    "task": "english_german",
    "model": "luong_general",
    "hidden": 128,
    "embedding": 64,
    "batch": 64,
    "buckets": 4,
    "lengths": [4, 16],
    "pairs": 30_000,
    "steps": 900,
    "learning_rate": 5e-3,
    "warmup": 50,
    "clip": 1.0,
    "test_sentences": 300,
    "edges": [4, 8, 11, 14, 17],  # buckets of source length: 4-7, 8-10, 11-13, 14-16
}
SUPERVISED: Config = {"supervised": {"weight": 1.0, "until": 450}}
IMMEDIATE: Config = {"reward": "immediate", "baseline": "moving", "entropy": 0.01}
# The first two have no attention: they are made as large as Luong's row by a wider state.
ENTRIES: dict[str, Config] = {
    "init_state": {**BASE, "model": "init_state", "as_large_as": "luong_general"},
    "cho": {**BASE, "model": "cho", "as_large_as": "luong_general"},
    "luong": BASE,
    "bahdanau": {**BASE, "model": "bahdanau"},
    "hard": {**BASE, "model": "luong_general_hard", "reinforce": IMMEDIATE},
    "local-p": {**BASE, "model": "luong_local_p", "changes": {"window": 10}},
    "bahdanau, supervised": {**BASE, "model": "bahdanau", **SUPERVISED},
}


def corpus_of(config: Config, seed: int) -> Corpus:
    """The generated pairs that a run learns from, drawn once, and the test of all runs."""
    lengths = tuple(config["lengths"])
    rng = np.random.default_rng((seed, 7))
    pairs = {
        "train": tuple(ENGLISH_GERMAN.draw(config["pairs"], "train", lengths, rng)),
        "valid": (),
        "test": tuple(ENGLISH_GERMAN.test_set(config["test_sentences"], lengths)),
    }
    return Corpus("english_german", pairs, ENGLISH_GERMAN.source, ENGLISH_GERMAN.target)


def objective_of(config: Config) -> Objective | Remembering:
    """Teacher forcing; REINFORCE, or a loss on the weights which fades, where the configuration
    says so."""
    if "reinforce" in config:
        return Reinforce(**config["reinforce"])
    if "supervised" in config:
        told = config["supervised"]
        return SupervisedAttention(told["weight"], Linear(told["until"]))
    return teacher_forced


def train(config: Config, seed: int, *, progress: bool = True) -> tuple[Seq2Seq, History]:
    """The model of one configuration, trained on one seed (for weights, data and order)."""
    config = shrink(config)
    corpus = corpus_of(config, seed)
    words = {"target": corpus.target, "embedding": config["embedding"], "max_length": 48}
    hidden = config["hidden"]
    if "as_large_as" in config:
        model = build(config["as_large_as"], corpus.source, hidden=hidden, **words)
        hidden = matching_hidden(config["model"], count_parameters(model), corpus.source, **words)
    changes = config.get("changes", {})
    model = build(config["model"], corpus.source, hidden=hidden, seed=seed, **words, **changes)
    stream = CorpusBatches(
        corpus,
        corpus.edges(config["buckets"]),
        batch=config["batch"],
        seed=seed,
        aligned="supervised" in config,
    )
    history = fit(
        model,
        stream,
        recipe_of(config, seed),
        objective=objective_of(config),
        name=config["model"],
        progress=progress,
    )
    return model, history


def measure(model: Seq2Seq, history: History, config: Config) -> dict[str, Any]:
    """All that the lesson reports of one trained model."""
    lengths = tuple(config["lengths"])
    test = ENGLISH_GERMAN.test_set(config["test_sentences"], lengths)
    unseen = EnglishGerman(combinations="unseen").test_set(config["test_sentences"], lengths)
    longer = EnglishGerman(clauses=(3, 3)).test_set(LONGER, (21, 39))
    results: dict[str, Any] = {
        "parameters": count_parameters(model),
        "training_seconds": round(history.seconds, 1),
        **evaluate(model, test, edges=config["edges"]),
        "curve": curve_of(history),
    }
    for name, pairs in (("test", test), ("unseen", unseen), ("longer", longer)):
        found = [one.target for one in transduce_all(model, [pair.source for pair in pairs])]
        gold = [pair.target for pair in pairs]
        right = [got == want for got, want in zip(found, gold, strict=True)]
        results[f"bleu_{name}"] = round(bleu(found, gold).score, 2)
        results[f"exact_{name}"] = float(np.mean(right))
    return results


def run(config: Config, seed: int) -> dict[str, Any]:
    began = time.process_time()
    model, history = train(config, seed)
    spent = {"cpu_seconds": round(time.process_time() - began, 1)}
    return {**spent, **measure(model, history, config)}


EXPERIMENT = Experiment("07_translation", ENTRIES, run)
