"""Lesson 07: real sentences. Multi30k, German to English, and Tatoeba, English to German.

The corpora must be at hand (see `data.downloads`). No sentence of theirs is recorded: what models
write is kept for `OWN` alone, sentences that were made for this course.
"""

import time
from typing import Any

import jax
import numpy as np

from course_lib.analysis import bleu, bleu_by_length, chrf
from course_lib.analysis.translation import references_of
from course_lib.data import Corpus, CorpusBatches, multi30k, tatoeba
from course_lib.devices.sharding import data_mesh
from course_lib.lessons.recording.record import Config, Experiment
from course_lib.lessons.scale import shrink
from course_lib.model import build
from course_lib.model.readers import TextReading
from course_lib.model.seq2seq import Seq2Seq, count_parameters
from course_lib.search import Beam, Greedy, Transduction, replace_unknown, transduce_all
from course_lib.training import KeepBest, Recipe, TeacherForced, Validation, fit, loss_on
from course_lib.training.fit import History

CORPORA = {"multi30k": multi30k, "tatoeba": tatoeba}
EDGES = (1, 9, 11, 13, 16, 45)  # buckets of source length, in words and signs
OWN = {
    "multi30k": (
        "Ein kleiner Hund springt über einen Baum.",
        "Drei Kinder spielen im Park mit einem roten Ball.",
        "Eine Frau mit einem grünen Hut liest in der Küche ein Buch.",
        "Der Mann, der die Gitarre spielt, sitzt auf einer Treppe.",
        "Zwei Mädchen haben sich im Schnee hingelegt und lachen.",
        "Auf dem Platz steht niemand.",
    ),
    "tatoeba": (
        "I have lost my key.",
        "Where did you buy that?",
        "She doesn't want to come.",
        "Tom is reading a book.",
        "We must get up early.",
        "Do you know how to swim?",
    ),
}
BASE: Config = {
    "corpus": "multi30k",
    "model": "luong_general",
    "hidden": 256,
    "embedding": 256,
    "dropout": 0.3,
    "smoothing": 0.1,
    "longest": 40,
    "buckets": 4,
    "batch": 64,
    "epochs": 8,
    "learning_rate": 1e-3,
    "warmup": 300,
    "clip": 1.0,
    "chunk": 20,
}
ENTRIES: dict[str, Config] = {
    "init_state": {**BASE, "model": "init_state"},
    "cho": {**BASE, "model": "cho"},
    "luong": BASE,
    "bahdanau": {**BASE, "model": "bahdanau"},
}


def corpus_of(config: Config) -> Corpus:
    """Training pairs that are not longer than the configuration says."""
    longest = config["longest"]
    return CORPORA[config["corpus"]](longest=(longest, longest))


def train(config: Config, seed: int, *, progress: bool = True) -> tuple[Seq2Seq, History]:
    """The model of one configuration, on all devices, its parameters those of the best validation
    loss."""
    corpus, chunk = corpus_of(config), config["chunk"]
    steps = int(config["epochs"] * len(corpus.pairs["train"]) / config["batch"])
    run = shrink({"steps": steps, "warmup": config["warmup"]})
    changes = dict(config.get("changes", {}))
    if "reading" in config:
        changes["reading"] = TextReading(**config["reading"])
    model = build(
        config["model"],
        corpus.source,
        corpus.target,
        hidden=config["hidden"],
        embedding=config["embedding"],
        dropout=config["dropout"],
        max_length=config["longest"] + 8,
        seed=seed,
        **changes,
    )
    edges = corpus.edges(config["buckets"])
    stream = CorpusBatches(corpus, edges, batch=config["batch"], seed=seed)
    unseen = CorpusBatches(corpus, corpus.edges(1, "valid"), batch=128, split="valid")
    history = fit(
        model,
        stream,
        Recipe(
            steps=run["steps"] // chunk * chunk,
            warmup=run["warmup"],
            learning_rate=config["learning_rate"],
            clip=config["clip"],
            chunk=chunk,
            seed=seed,
        ),
        objective=TeacherForced(smoothing=config["smoothing"]),
        watch=KeepBest(Validation(loss_on(unseen, steps=4))),
        watch_every=25,
        mesh=data_mesh() if jax.device_count() > 1 else None,
        name=config["model"],
        progress=progress,
    )
    return model, history


def measure(model: Seq2Seq, history: History, config: Config) -> dict[str, Any]:
    """BLEU and chrF of all test sentences, greedy and by a beam of five, and what `OWN` became."""
    corpus, longest = CORPORA[config["corpus"]](), model.spec.max_length
    test = references_of(corpus.pairs["test"])
    able = [source for source in test if len(corpus.source.tokens(source)) <= longest]
    results: dict[str, Any] = {
        "parameters": count_parameters(model),
        "training_seconds": round(history.seconds, 1),
        "steps": history.steps,
        "valid": _rounded(history.watched["validation"].values),
        "valid_step": list(history.watched["validation"].steps),
        "sentences": len(able),
        "too_long": len(test) - len(able),
    }
    gold = [test[source] for source in able]
    for name, search in (("greedy", Greedy()), ("beam", Beam(5, 1.0))):
        began = time.perf_counter()
        found = transduce_all(model, able, search=search, batch=32)
        seconds = time.perf_counter() - began
        results[name] = {"seconds": round(seconds, 1), **_scores(model, found, gold)}
        own = transduce_all(model, OWN[config["corpus"]], search=search)
        results[name]["own"] = [one.target for one in own]
    return results


def _scores(model: Seq2Seq, found: list[Transduction], gold: list[list[str]]) -> dict[str, Any]:
    written = [one.target for one in found]
    lengths = [min(len(one.source_tokens), EDGES[-1]) for one in found]
    score = bleu(written, gold, lower=True)
    buckets = bleu_by_length(written, gold, lengths, EDGES, lower=True)
    replaced = [replace_unknown(model, one) for one in found]
    return {
        "bleu": round(score.score, 2),
        "brevity": round(score.brevity, 3),
        "signature": score.signature,
        "chrf": round(chrf(written, gold, lower=True).score, 2),
        "bleu_replaced": round(bleu(replaced, gold, lower=True).score, 2),
        "unknown_written": sum(one.target_tokens.count("<unk>") for one in found),
        "by_length": [
            {"low": one.low, "high": one.high, "bleu": _one(one.score), "count": one.sentences}
            for one in buckets
        ],
    }


def _one(value: float) -> float | None:
    return None if np.isnan(value) else round(value, 2)


def _rounded(values: list[float]) -> list[float]:
    return np.array(values).round(4).tolist()


def run(config: Config, seed: int) -> dict[str, Any]:
    began = time.process_time()
    model, history = train(config, seed)
    spent = {"cpu_seconds": round(time.process_time() - began, 1)}
    device = {"device": jax.devices()[0].device_kind}
    return {**spent, **device, **measure(model, history, config)}


# Twelve runs, each most of an hour on a CPU core, or half a minute on a large GPU.
EXPERIMENT = Experiment("07_real_sentences", ENTRIES, run)
