"""Lesson 05a: both papers' decoders on one task; how soon each row learns, and where it looks."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from course_lib.analysis.evaluation import evaluate
from course_lib.analysis.metrics import exact_match
from course_lib.data import WORD_REVERSAL
from course_lib.lessons.lesson_05.papers import ENTRIES
from course_lib.lessons.recording.configured import curve_of, recipe_of, stream_of
from course_lib.lessons.recording.record import Config, Experiment
from course_lib.lessons.scale import shrink
from course_lib.model.readers import TextReading
from course_lib.model.seq2seq import Seq2Seq, count_parameters
from course_lib.model.table import build
from course_lib.search import transduce_all
from course_lib.training.fit import History, fit


def make_model(config: Config, seed: int) -> Seq2Seq:
    """The untrained model of one configuration."""
    changes: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v for k, v in config["changes"].items()
    }
    return build(
        config["model"],
        WORD_REVERSAL.vocab,
        hidden=config["hidden"],
        embedding=config["embedding"],
        embedding_start=config["embedding_start"],
        seed=seed,
        reading=TextReading(directions=config["directions"]),
        **changes,
    )


Values = Sequence[float | int] | np.ndarray


class RightByStep:
    """A watcher of `fit`: the share of unseen sentences that are right, free running, by step.

    `answers` and `share`, of the test at the end, are for whoever makes that.
    """

    answers: Sequence[str] = ()
    share: float = float("nan")

    def __init__(self, sentences: int, lengths: tuple[int, int]):
        # Others than those of the final measure, which come first in the same test set.
        pairs = WORD_REVERSAL.test_set(2 * sentences, lengths)[sentences:]
        self.sources = [pair.source for pair in pairs]
        self.targets = [pair.target for pair in pairs]
        self.steps: list[int] = []
        self.exact: list[float] = []

    def __call__(self, model: Seq2Seq, history: History) -> None:
        written = [found.target for found in transduce_all(model, self.sources)]
        self.steps.append(history.steps)
        self.exact.append(round(exact_match(written, self.targets), 4))

    @property
    def half(self) -> float:
        """The training step at which half of the sentences are right (`half_after`)."""
        return half_after(self.steps, self.exact)


def half_after(steps: Values, exact: Values) -> float:
    """The training step at which half of the sentences are right, on a line between two looks; NaN
    if they never are."""
    above = np.flatnonzero(np.asarray(exact) >= 0.5)
    if not above.size:
        return float("nan")
    k = int(above[0])
    return float(np.interp(0.5, exact[k - 1 : k + 1], steps[k - 1 : k + 1]) if k else steps[0])


def train(
    config: Config, seed: int, *, progress: bool = True
) -> tuple[Seq2Seq, History, dict[str, list[Any]]]:
    """The model of one configuration, trained on one seed (for weights, data and order alike); its
    history, and exact match on unseen sentences by step."""
    config = shrink(config)
    model = make_model(config, seed)
    grown = RightByStep(config["seen"], tuple(config["lengths"]))
    recipe = recipe_of(config, seed)
    history = fit(
        model,
        stream_of(config, seed),
        recipe,
        watch=grown,
        watch_every=config["every"] // recipe.chunk,
        name=config["model"],
        progress=progress,
    )
    return model, history, {"step": grown.steps, "exact": grown.exact}


def measure(model: Seq2Seq, history: History, config: Config) -> dict[str, Any]:
    """All that the lesson reports of one trained model."""
    low, high = config["lengths"]
    test = WORD_REVERSAL.test_set(config["test_sentences"], (low, high))
    found = evaluate(model, test, edges=(low, high + 1))
    kept = ("exact", "cer", "character", "alignment")
    return {
        "parameters": count_parameters(model),
        "training_seconds": round(history.seconds, 1),
        **{name: found[name] for name in kept if name in found},
        "curve": curve_of(history),
    }


def run(config: Config, seed: int) -> dict[str, Any]:
    model, history, grown = train(config, seed)
    return {**measure(model, history, config), "grown": grown}


EXPERIMENT = Experiment("05a_bahdanau_luong", ENTRIES, run)
