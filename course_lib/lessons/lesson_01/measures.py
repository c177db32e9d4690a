"""What lesson 01 reports of a trained net: shares right by position and gap, perplexities."""

import itertools
from dataclasses import replace
from typing import Any

import numpy as np

from course_lib.analysis.gradient_reach import gradient_norms
from course_lib.data.labelled.colour_word import ColourWord
from course_lib.data.labelled.examples import Examples
from course_lib.data.labelled.recall import Recall
from course_lib.data.labelled.stories import (
    LANGUAGES,
    NUMBER,
    Stories,
    encode,
    gaps,
    last_words,
)
from course_lib.data.splits import TEST_SEED
from course_lib.model.classifiers import Recurrent, accuracy, log_probabilities

RECALL_EDGES = (1, 6, 11, 20, 40, 60, 80, 101)  # buckets of gaps: 1-5, 6-10, 11-19, 20-39, ...
STORY_EDGES = (5, 10, 20, 30, 40, 50, 70)
LONG_GAP = {"recall": 20, "stories": 30}  # what the lesson calls a long gap
BUCKETS = 5  # of gaps, where the longest is not 100
# Nets of shorter gaps are tested up to here, too, with the letter in front. Else more digits would
# stand before it than such a net has ever read, and the net would not notice the letter.
BEYOND = 40


def recall_edges(longest: int) -> tuple[int, ...]:
    """The buckets by which recall is judged."""
    if longest == RECALL_EDGES[-1] - 1:
        return RECALL_EDGES
    return tuple(range(1, longest + 2, longest // BUCKETS))


def of_colours(model: Any, task: ColourWord, rng: np.random.Generator) -> dict[str, Any]:
    """The share of right colours, over all positions and at each of them."""
    by_position = []
    for position in range(task.length):
        examples = ColourWord(others=task.others, positions=(position,)).draw(500, rng)
        by_position.append(round(float(accuracy(model, examples).mean()), 4))
    exact = float(accuracy(model, ColourWord(others=task.others).draw(4000, rng)).mean())
    return {"accuracy": round(exact, 4), "by_position": by_position}


def of_recall(model: Recurrent, task: Recall, rng: np.random.Generator) -> dict[str, Any]:
    """The share of right letters, over all gaps and by gap; how far the gradients reach."""
    right, gap = _recalled(model, task, rng)
    found: dict[str, Any] = {"accuracy": round(float(right.mean()), 4)}
    if task.place == "random":
        found["by_gap"] = by(right, gap, recall_edges(task.longest))
        if task.longest <= BEYOND:
            first = replace(task, longest=BEYOND, place="first")
            found["beyond"] = by(*_recalled(model, first, rng), recall_edges(BEYOND))
        if task.longest >= BEYOND:
            found["long"] = round(float(right[gap >= LONG_GAP["recall"]].mean()), 4)
            found["gradients"] = gradients(model, task)
    return found


def of_far_recall(model: Recurrent, far: int, late: int) -> dict[str, Any]:
    """The share of right letters in rows of `far` + 2 symbols, where the letter stands first, and
    where it stands after `late` digits."""
    rng = np.random.default_rng((TEST_SEED, 3))
    gap = {"far": far, "late": far - late}
    rows = {name: Recall(longest=far).with_gaps(np.full(500, g), rng) for name, g in gap.items()}
    return {name: round(float(accuracy(model, row).mean()), 4) for name, row in rows.items()}


def _recalled(
    model: Recurrent, task: Recall, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Whether each of 2,000 answers is right, and the gaps: as many rows for each of them."""
    gap = np.arange(task.shortest, task.longest + 1)
    gap = gap.repeat(-(-2000 // len(gap)))
    return accuracy(model, task.with_gaps(gap, rng)), gap


def of_stories(model: Recurrent, task: Stories, rng: np.random.Generator) -> dict[str, Any]:
    """The language's probability and perplexity by gap; and the same, free-running."""
    examples = task.draw(2000, rng)
    log_p, gap = at_the_language(model, examples), gaps(examples)
    long = gap >= LONG_GAP["stories"]
    wanted, came = free_running(model, 200, rng)
    return {
        "probability": round(float(np.exp(log_p).mean()), 4),
        "by_gap": np.exp(by(-log_p, gap, STORY_EDGES)).round(4).tolist(),
        "long": round(float(np.exp(-log_p[long].mean())), 4),
        "long_probability": round(float(np.exp(log_p[long]).mean()), 4),
        "free_running": round(float((wanted == came).mean()), 4),
    }


def at_the_language(model: Any, examples: Examples) -> np.ndarray:
    """log p of each story's right last word, in nats: [B]."""
    rows = np.arange(len(examples.source))
    where, language = last_words(examples)
    return log_probabilities(model, examples.source)[rows, where, language]


def free_running(
    model: Any, count: int, rng: np.random.Generator, longest: int = Stories().longest
) -> tuple[np.ndarray, np.ndarray]:
    """`count` stories that the model writes itself after "i grew up in ...", a word drawn from its
    probabilities at each step: the language of the home, and the first one that it writes (0 for
    none within `longest` words), [count] each."""
    homes = rng.integers(0, len(LANGUAGES), count)
    countries, languages = list(LANGUAGES), np.array(encode(list(LANGUAGES.values())))
    story = np.zeros((count, longest), np.int32)
    begun = [encode(f"i grew up in {countries[home]} .".split()) for home in homes]
    story[:, :6] = np.array(begun)
    came = np.zeros(count, np.int32)
    for t in range(6, longest):
        p = np.exp(log_probabilities(model, story)[:, t - 1])
        uniform = rng.random((count, 1)) * p.sum(axis=1, keepdims=True)
        drawn = (p.cumsum(axis=1) < uniform).sum(axis=1)
        story[:, t] = np.where((came == 0) & (drawn != 0), drawn, NUMBER["."])
        ends = np.isin(story[:, t], languages) & (came == 0)
        came = np.where(ends, story[:, t], came)
        if came.all():
            break
    return languages[homes], came


def gradients(model: Recurrent, task: Recall) -> list[list[float]]:
    """The geometric mean over 64 sentences of |dL/dh_t| at each distance, a row a part of the
    state. A geometric one: norms differ by powers of ten, and a mean would show the largest."""
    norms = gradient_norms(model, task.draw(64, np.random.default_rng((TEST_SEED, 2))))
    logs = np.log10(np.maximum(norms, 1e-38)).mean(axis=0)
    return [[float(f"{10.0**value:.3g}") for value in row] for row in logs]


def by(values: np.ndarray, gap: np.ndarray, edges: tuple[int, ...]) -> list[float]:
    """The mean in each bucket of gaps, its lower edge included."""
    bounds = itertools.pairwise(edges)
    return [round(float(values[(gap >= low) & (gap < high)].mean()), 4) for low, high in bounds]
