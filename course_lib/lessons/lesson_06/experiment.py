"""Lesson 06: all rows as spelling correctors, one of real misspellings, one of words in context."""

import time
from collections.abc import Callable
from typing import Any

import jax
import numpy as np

from course_lib.analysis import force_all
from course_lib.analysis.evaluation import evaluate
from course_lib.analysis.metrics import exact_match
from course_lib.data import Batches, SpellingCorrection, misspellings
from course_lib.data.spelling.context import WORD_IN_CONTEXT, Confused, confused_sentences
from course_lib.data.spelling.misspellings import ranked
from course_lib.lessons.lesson_06.candidates import (
    best_weights,
    first_right,
    log_probabilities,
    nearest,
    right_ones,
)
from course_lib.lessons.lesson_06.entries import ALL_ROWS, ENTRIES
from course_lib.lessons.lesson_06.outside import test_sets
from course_lib.lessons.recording.configured import curve_of, recipe_of
from course_lib.lessons.recording.record import Config, Experiment
from course_lib.lessons.scale import shrink
from course_lib.model import build
from course_lib.model.seq2seq import Seq2Seq, count_parameters
from course_lib.model.table import matching_hidden
from course_lib.search import Beam, Trie, transduce_all
from course_lib.training import Reinforce, fit, teacher_forced
from course_lib.training.fit import History


def task_of(config: Config) -> Any:
    """What a run learns."""
    if config["kind"] == "context":
        return WORD_IN_CONTEXT
    if config["kind"] == "corrector":
        return SpellingCorrection(words=config["words"], real=config["real"], divided="words")
    return SpellingCorrection(words=config["words"], phrase=tuple(config["phrase"]))


def train(config: Config, seed: int, *, progress: bool = True) -> tuple[Seq2Seq, History]:
    """The model of one configuration, trained on one seed (for weights, data and order)."""
    config = shrink(config)
    task = task_of(config)
    sizes = {
        "embedding": config["embedding"],
        "max_length": 64,
        "dropout": config.get("dropout", 0.0),
    }
    hidden = config["hidden"]
    if "as_large_as" in config:
        model = build(config["as_large_as"], task.source, hidden=hidden, **sizes)
        size = count_parameters(model)
        hidden = matching_hidden(config["model"], size, task.source, **sizes)
    model = build(config["model"], task.source, hidden=hidden, seed=seed, **sizes)
    stream = Batches(
        task,
        batch=config["batch"],
        lengths=tuple(config["lengths"]),
        edges=tuple(config["buckets"]),
        seed=seed,
        target_edges=tuple(config["target_buckets"]),
    )
    objective = Reinforce(**config["reinforce"]) if "reinforce" in config else teacher_forced
    recipe = recipe_of(config, seed)
    history = fit(
        model, stream, recipe, objective=objective, name=config["model"], progress=progress
    )
    return model, history


def measure_row(model: Seq2Seq, config: Config) -> dict[str, Any]:
    """Exact match, the share of words that are right, and where a model looks."""
    low, high = config["lengths"]
    test = task_of(config).test_set(config["test_sentences"], (low, high))
    found = evaluate(model, test, edges=(low, high + 1))
    written = [one.target for one in transduce_all(model, [pair.source for pair in test])]
    kept = ("exact", "cer", "character", "alignment", "aer")
    return {
        "words_right": words_right(written, [pair.target for pair in test]),
        **{name: found[name] for name in kept if name in found},
    }


def words_right(written: list[str], gold: list[str]) -> float:
    """The share of words that stand at their place."""
    right = [
        one == want
        for got, wanted in zip(written, gold, strict=True)
        for one, want in zip(got.split(" ") + [""] * 9, wanted.split(" "), strict=False)
    ]
    return float(np.mean(right))


def measure_corrector(model: Seq2Seq, config: Config) -> dict[str, Any]:
    """For each set the share of right words: nearest, the net alone, the net held to the list, and
    both together, with weights chosen on other misspellings."""
    rng = np.random.default_rng(0)
    held_back = misspellings()["valid"]
    valid = [held_back[i] for i in rng.permutation(len(held_back))[: config["valid"]]]
    log_p, near, right = _candidates(model, valid)
    weights = best_weights(log_p, near, right)
    without = best_weights(log_p, near, right, with_model=False)
    trie = Trie(ranked(1), model.spec.target)
    results: dict[str, Any] = {"weights": weights, "weights_without_model": without}
    for name, pairs in test_sets().items():
        texts, gold = [pair.source for pair in pairs], [pair.target for pair in pairs]
        log_p, near, right = _candidates(model, pairs)
        alone = [one.target for one in transduce_all(model, texts)]
        held = [one.target for one in transduce_all(model, texts, search=Beam(5, words=trie))]
        together = first_right(log_p, near, right, weights)
        results[name] = {
            "count": len(pairs),
            "nearest": float(right[:, 0].mean()),
            "norvig": float((right[:, 0] & (near.distance[:, 0] <= 2)).mean()),
            "in_candidates": float(right.any(axis=1).mean()),
            "distance_and_frequency": float(
                first_right(np.zeros_like(log_p), near, right, without).mean()
            ),
            "alone": exact_match(alone, gold),
            "held": exact_match(held, gold),
            "together": float(together.mean()),
            "gained": int((together & ~right[:, 0]).sum()),
            "lost": int((right[:, 0] & ~together).sum()),
        }
    return results


def _candidates(model: Seq2Seq, pairs: Any) -> tuple[np.ndarray, Any, np.ndarray]:
    texts = [pair.source for pair in pairs]
    near = nearest(texts)
    return log_probabilities(model, texts, near), near, right_ones(pairs, near)


def measure_context(model: Seq2Seq, config: Config) -> dict[str, Any]:
    """How often the right one of two words is preferred, in the hundred sentences and in new ones
    of the frames; typed right, it must be left as it is, and typed wrong, corrected."""
    low, high = config["lengths"]
    test = WORD_IN_CONTEXT.test_set(config["test_sentences"], (low, high))
    written = [one.target for one in transduce_all(model, [pair.source for pair in test])]
    sentences = confused_sentences()
    prefers = preferred(model, sentences)
    free = transduce_all(model, [one.filled(one.wrong) for one in sentences])
    gold = [one.filled(one.right) for one in sentences]
    return {
        "frames_exact": exact_match(written, [pair.target for pair in test]),
        "kept": float(prefers[:, 0].mean()),
        "corrected": float(prefers[:, 1].mean()),
        "preferred": float(prefers.mean()),
        "written_exactly": exact_match([one.target for one in free], gold),
        "by_word": {
            word: float(prefers[[one.right == word for one in sentences]].mean())
            for word in dict.fromkeys(one.right for one in sentences)
        },
    }


def preferred(model: Seq2Seq, sentences: tuple[Confused, ...]) -> np.ndarray:
    """Whether the right word is more likely than the other, [N, 2]: typed right, typed wrong."""
    pairs = [
        (one.filled(typed), one.filled(word))
        for one in sentences
        for typed in one[1:]
        for word in one[1:]
    ]
    read = np.array([one.log_probability for one in force_all(model, pairs)]).reshape(-1, 2, 2)
    return read[:, :, 0] > read[:, :, 1]


MEASURES: dict[str, Callable[[Seq2Seq, Config], dict[str, Any]]] = {
    "rows": measure_row,
    "corrector": measure_corrector,
    "context": measure_context,
}


def run(config: Config, seed: int) -> dict[str, Any]:
    """One run: training, then what its kind measures."""
    began = time.process_time()
    model, history = train(config, seed)
    return {
        "cpu_seconds": round(time.process_time() - began, 1),
        "device": jax.devices()[0].device_kind,
        "parameters": count_parameters(model),
        "training_seconds": round(history.seconds, 1),
        **MEASURES[config["kind"]](model, config),
        "curve": curve_of(history, 100),
    }


EXPERIMENT = Experiment("06_spelling", ENTRIES, run)
ROWS_COMPARED = Experiment("06_rows", ALL_ROWS, run, seeds=(0,))
