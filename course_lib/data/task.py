"""What a task is, and the batches it trains on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Int

from course_lib.data.vocab import END, PAD, START, Vocab, pad
from course_lib.data.words import LETTERS, check_split, draw_sentence, split_words

LOWER_CASE = Vocab(LETTERS + " ")


class Pair(NamedTuple):
    """A sentence, what it must become, and for each target character the source position it
    comes from (0-based)."""

    source: str
    target: str
    alignment: tuple[int, ...]


class Batch(NamedTuple):
    """Padded token numbers; a target ends in the end token, a source does not."""

    source: Int[Array, "*steps B J"]
    target: Int[Array, "*steps B T"]

    @property
    def tokens(self) -> int:
        """How many real target tokens there are."""
        return int((self.target != PAD).sum())


def shift_right(target: Int[Array, "B T"]) -> Int[Array, "B T"]:
    """The decoder's inputs under teacher forcing: the start token, then the target but its last."""
    return jnp.concatenate([jnp.full_like(target[:, :1], START), target[:, :-1]], axis=1)


@dataclass(frozen=True)
class Task:
    """A task that moves characters: `alignment` says from where each target character comes."""

    name: str
    alignment: Callable[[str], list[int]] = field(repr=False)
    vocab: Vocab = LOWER_CASE

    def pair(self, sentence: str) -> Pair:
        """The sentence with its target. ValueError if it is empty or has unknown characters."""
        self.vocab.encode(sentence)
        alignment = tuple(self.alignment(sentence))
        return Pair(sentence, "".join(sentence[j] for j in alignment), alignment)

    def draw(
        self, count: int, split: str, lengths: tuple[int, int], rng: np.random.Generator
    ) -> list[Pair]:
        """Random pairs, their lengths uniform in `lengths` (both ends included)."""
        low, high = self.check(split, lengths)
        words = split_words(split)
        drawn = rng.integers(low, high + 1, count)
        return [self.pair(draw_sentence(words, int(length), rng)) for length in drawn]

    @staticmethod
    def check(split: str, lengths: tuple[int, int]) -> tuple[int, int]:
        """`lengths`; ValueError if they or the name of the split cannot be."""
        check_split(split)
        low, high = lengths
        if not 1 <= low <= high:
            raise ValueError(f"lengths must be (low, high) with 1 <= low <= high, got {lengths}")
        return low, high

    def test_set(self, count: int, lengths: tuple[int, int], *, seed: int = 0) -> list[Pair]:
        """`count` pairs of unseen words, the same for every model."""
        return self.draw(count, "test", lengths, np.random.default_rng((20261120, seed)))


def pairs_to_batch(pairs: Sequence[Pair], vocab: Vocab, size: int) -> Batch:
    """Pairs as arrays, padded to `size` source characters and one more in the target."""
    source = pad([vocab.encode(pair.source) for pair in pairs], size)
    target = pad([[*vocab.encode(pair.target), END] for pair in pairs], size + 1)
    return Batch(jnp.asarray(source), jnp.asarray(target))


@dataclass(frozen=True)
class Batches:
    """An endless stream of training batches, a function of the seed and the chunk's number alone.

    So a run that is interrupted and continued sees the same data as one that is not. The sentences
    of one chunk come from one length bucket: they share a shape, hence one compiled program, and
    little of it is padding. `edges` are the longest lengths of the buckets.
    """

    task: Task
    batch: int = 64
    lengths: tuple[int, int] = (10, 60)
    edges: tuple[int, ...] = (20, 40, 60)
    seed: int = 0

    def __post_init__(self) -> None:
        if self.batch < 1:
            raise ValueError(f"a batch needs at least one sentence, got {self.batch}")
        low, high = self.lengths
        if not 1 <= low <= high:
            raise ValueError(f"lengths must be (low, high) with 1 <= low <= high, got {low, high}")
        if list(self.edges) != sorted(set(self.edges)) or max(self.edges, default=0) < high:
            raise ValueError(
                f"edges must rise and reach the longest length {self.lengths[1]}, got {self.edges}"
            )

    @property
    def buckets(self) -> list[tuple[int, int]]:
        """The (shortest, longest) length of each bucket that has any."""
        low, high = self.lengths
        starts = [low, *(edge + 1 for edge in self.edges)]
        bounds = [(max(a, low), min(b, high)) for a, b in zip(starts, self.edges, strict=False)]
        return [(a, b) for a, b in bounds if a <= b]

    def chunk(self, number: int, steps: int) -> Batch:
        """Chunk `number`: `steps` batches stacked, [steps, B, J] and [steps, B, T]."""
        rng = np.random.default_rng((self.seed, number))
        sizes = np.array([high - low + 1 for low, high in self.buckets], float)
        bucket = self.buckets[rng.choice(len(sizes), p=sizes / sizes.sum())]
        pairs = self.task.draw(steps * self.batch, "train", bucket, rng)
        edge = next(edge for edge in self.edges if edge >= bucket[1])
        flat = pairs_to_batch(pairs, self.task.vocab, edge)
        return Batch(*(array.reshape(steps, self.batch, -1) for array in flat))
