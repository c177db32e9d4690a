"""How lesson 04 looks at a model while it learns: how sharp its weights are, where they point."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from course_lib.analysis.forced_decoding import force_all
from course_lib.data import WORD_REVERSAL, Pair
from course_lib.lessons.recording.configured import curve_of
from course_lib.model.seq2seq import Seq2Seq
from course_lib.training.history import History


def looks(model: Seq2Seq, pairs: tuple[Pair, ...]) -> dict[str, float]:
    """`largest`, the mean largest weight over all letters of the targets; `gold`, the share of
    letters whose largest weight is on the source letter that they are. Teacher-forced."""
    largest: list[float] = []
    hits: list[bool] = []
    read = force_all(model, [(pair.source, pair.target) for pair in pairs])
    for pair, one in zip(pairs, read, strict=True):
        letters = np.array([letter != " " for letter in pair.target])
        assert one.weights is not None
        assert pair.alignment is not None
        weights = one.weights[:-1][letters]  # without the end token
        largest += weights.max(axis=1).tolist()
        hits += (weights.argmax(axis=1) == np.array(pair.alignment)[letters]).tolist()
    return {"largest": float(np.mean(largest)), "gold": float(np.mean(hits))}


@dataclass(frozen=True)
class Looking:
    """A watcher for `fit`: notes `looks` on these pairs, as the curves `largest` and `gold`."""

    pairs: tuple[Pair, ...]

    @classmethod
    def at(cls, lengths: tuple[int, int], count: int = 64) -> "Looking":
        """On so many test sentences of these lengths."""
        return cls(tuple(WORD_REVERSAL.test_set(count, lengths, seed=3)))

    def __call__(self, model: Seq2Seq, history: History) -> None:
        for name, value in looks(model, self.pairs).items():
            history.note(name, value)


def curves(history: History) -> dict[str, tuple[list[Any], list[Any]]]:
    """What the lesson draws of a run that `Looking` watched: the steps and the values of each
    curve, by the title of its panel."""
    accuracy = curve_of(history)
    return {
        "letters right": (accuracy["step"], accuracy["accuracy"]),
        "largest weight": (history.watched["largest"].steps, history.watched["largest"].values),
        "largest weight on the gold letter": (
            history.watched["gold"].steps,
            history.watched["gold"].values,
        ),
    }
