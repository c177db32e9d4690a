"""Sequences with labels: what the recurrent nets of lesson 01 learn from, drawn or from a set."""

from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, runtime_checkable

import jax
import numpy as np
from jaxtyping import Array, Int

from course_lib.data.batches import check_chunk, stacked
from course_lib.data.vocab import PAD
from course_lib.devices import settings

IGNORE = -1  # a target that no loss and no accuracy counts


class Examples(NamedTuple):
    """Padded token numbers (`PAD` is 0), and what belongs to each sequence, or to each token.

    `target` is [B] for one label a sequence and [B, J] for one a token; `IGNORE` marks those that
    do not count. Training batches are stacked, with an axis `steps` in front.
    """

    source: Int[Array | np.ndarray, "*steps B J"]
    target: Int[Array | np.ndarray, "*labels"]

    @property
    def tokens(self) -> int:
        """How many real source tokens there are."""
        return int((self.source != PAD).sum())


@runtime_checkable
class Drawing(Protocol):
    """A task: it draws as many examples as wanted."""

    def draw(self, count: int, rng: np.random.Generator) -> Examples: ...


def check_examples(name: str, examples: Any) -> None:
    """ValueError unless these are `Examples`, a row of whole numbers for each sentence."""
    settings.instance(name, examples, Examples, "Examples")
    settings.array(f"{name}.source", examples.source, "B J", settings.WHOLE)


def check_drawing(task: object) -> None:
    """ValueError for what draws no examples."""
    settings.having("task", task, ["draw"], "a task with a method `draw`")


@dataclass(frozen=True)
class Endless:
    """Fresh examples for every step, a function of the seed and the chunk's number alone."""

    task: Drawing
    batch: int = 64
    seed: int = 0

    def __post_init__(self) -> None:
        check_drawing(self.task)
        settings.put(
            self,
            batch=settings.whole("batch", self.batch),
            seed=settings.whole("seed", self.seed, 0, settings.MOST_SEED),
        )

    def chunk(self, number: int, steps: int) -> Examples:
        """Chunk `number`: `steps` batches stacked, [steps, B, J] and [steps, B, ...]."""
        check_chunk(number, steps)
        rng = np.random.default_rng((self.seed, number))
        return stacked(self.task.draw(steps * self.batch, rng), steps)


@dataclass(frozen=True)
class Again:
    """The same few examples of a task again and again, in an order shuffled for every chunk.

    The `count` examples come from the seed alone. ValueError if a chunk of one batch does not fit.
    """

    task: Drawing
    count: int
    batch: int = 64
    seed: int = 0

    def __post_init__(self) -> None:
        check_drawing(self.task)
        count = settings.whole("count", self.count)
        settings.put(
            self,
            count=count,
            batch=settings.whole("batch", self.batch),
            seed=settings.whole("seed", self.seed, 0, settings.MOST_SEED),
        )
        if self.batch > count:
            raise ValueError(f"batch must be 1 to count = {count}, got {self.batch}")

    @property
    def examples(self) -> Examples:
        """All of them, [count, J] and [count, ...].

        From a generator that no plain seed gives: a test drawn with the same numbers would begin
        with the same words, under other labels.
        """
        return self.task.draw(self.count, np.random.default_rng(self.seed).spawn(1)[0])

    def chunk(self, number: int, steps: int) -> Examples:
        """Chunk `number`: `steps` batches stacked; each example once before any comes twice."""
        check_chunk(number, steps)
        rng = np.random.default_rng((self.seed, number))
        rounds = -(-steps * self.batch // self.count)
        order = np.concatenate([rng.permutation(self.count) for _ in range(rounds)])
        order = order[: steps * self.batch]
        return stacked(jax.tree.map(lambda array: array[order], self.examples), steps)
