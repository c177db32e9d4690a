"""Lesson 11: from Luong's row to the Transformer, each step one change."""

import time
from collections.abc import Sequence
from typing import Any

from flax import nnx

from course_lib.analysis import metrics
from course_lib.analysis.evaluation import alignment_quality
from course_lib.analysis.forced_decoding import force_all
from course_lib.data import WORD_REVERSAL, Pair
from course_lib.lessons.lesson_11.entries import BEYOND, EDGES, ENTRIES, LONGER
from course_lib.lessons.lesson_11.transformer import Transformer, forced_loss, write_all
from course_lib.lessons.recording.configured import curve_of, recipe_of, stream_of
from course_lib.lessons.recording.record import Config, Experiment
from course_lib.lessons.scale import shrink
from course_lib.model.readers import SelfAttentionReading
from course_lib.model.seq2seq import Seq2Seq, count_parameters
from course_lib.model.table import build
from course_lib.search import transduce_all
from course_lib.training.fit import History, fit
from course_lib.training.teacher_forcing import teacher_forced


def make_model(config: Config, seed: int) -> nnx.Module:
    """The untrained model of one configuration."""
    vocab = WORD_REVERSAL.vocab
    if "transformer" in config:
        return Transformer(len(vocab), seed=seed, **config["transformer"])
    changes = dict(config["changes"])
    if "reading" in config:
        changes["reading"] = SelfAttentionReading(**config["reading"])
    sizes = {name: config[name] for name in ("hidden", "embedding")}
    return build("luong_dot_unfed", vocab, seed=seed, **sizes, **changes)


def train(config: Config, seed: int, *, progress: bool = True) -> tuple[nnx.Module, History]:
    """The model of one configuration, trained on one seed (for weights, data and order alike)."""
    config = shrink(config)
    model, stream, recipe = (
        make_model(config, seed),
        stream_of(config, seed),
        recipe_of(config, seed),
    )
    objective = forced_loss if "transformer" in config else teacher_forced
    return model, fit(model, stream, recipe, objective=objective, progress=progress)


def answers(model: nnx.Module, sources: Sequence[str]) -> list[str]:
    """What a model writes, by greedy search."""
    if isinstance(model, Seq2Seq):
        return [found.target for found in transduce_all(model, sources)]
    return write_all(model, sources)


def judged(model: nnx.Module, pairs: Sequence[Pair], edges: Sequence[int]) -> dict[str, Any]:
    """Whole sentences right, of all and by length, and characters right at their place."""
    gold, lengths = [pair.target for pair in pairs], [len(pair.source) for pair in pairs]
    got = answers(model, [pair.source for pair in pairs])
    right = metrics.matches(got, gold).astype(float)
    return {
        "exact": metrics.exact_match(got, gold),
        "character": metrics.character_accuracy(got, gold),
        "by_length": [bucket.mean for bucket in metrics.by_length(right, lengths, edges)],
    }


def run(config: Config, seed: int) -> dict[str, Any]:
    model, history = train(config, seed)
    test = WORD_REVERSAL.test_set(config["test_sentences"], tuple(config["lengths"]))
    began = time.perf_counter()
    found = {
        "parameters": count_parameters(model),
        "training_seconds": round(history.seconds, 1),
        **judged(model, test, EDGES),
        "writing_seconds": round(time.perf_counter() - began, 1),
        "beyond": judged(model, WORD_REVERSAL.test_set(200, BEYOND), LONGER),
        "curve": curve_of(history),
    }
    if isinstance(model, Seq2Seq):
        read = force_all(model, [(pair.source, pair.target) for pair in test])
        found |= alignment_quality(test, read)
    return found


EXPERIMENT = Experiment("11_transformer", ENTRIES, run)
