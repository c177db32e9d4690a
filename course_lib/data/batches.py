"""Batches: pairs as padded arrays, and an endless stream of them for training."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Int

from course_lib.data.images.composing import Scene, check_scene
from course_lib.data.open_vocab import beside
from course_lib.data.reading.passages import Passage, number_passage, stack_passages
from course_lib.data.sounds.joining import Sound
from course_lib.data.sounds.padded import number_sound, stack_sounds
from course_lib.data.task import Pair, PairTask, known_alignment
from course_lib.data.vocab import END, PAD, START, Vocab, check_vocab, pad
from course_lib.devices import settings


class Batch(NamedTuple):
    """Sources, and padded target token numbers; a target ends in the end token.

    A source of text is padded token numbers without an end, [B, J]. It may be any other tree of
    arrays with an axis B in front, as an image, a sound, or a passage with a question.
    `gold` holds the source position that each target token comes from, -1 for none (padding, too);
    it is there where the data was asked to be `aligned`. Training batches are stacked, with an axis
    `steps` in front of B.
    """

    source: Any
    target: Int[Array, "*steps B T"]
    gold: Int[Array, "*steps B T"] | None = None

    @property
    def tokens(self) -> int:
        """How many real target tokens there are."""
        return int((self.target != PAD).sum())


def shift_right(target: Int[Array, "B T"]) -> Int[Array, "B T"]:
    """The decoder's inputs under teacher forcing: the start token, then the target but its last.

    >>> shift_right(jnp.array([[5, 4, 2, 0]]))
    Array([[1, 5, 4, 2]], dtype=int32)
    """
    settings.array("target", target, "B T", settings.WHOLE)
    return jnp.concatenate([jnp.full_like(target[:, :1], START), target[:, :-1]], axis=1)


def check_batch(batch: Any) -> None:
    """ValueError unless it has sources and the token numbers of padded targets, [B, T]."""
    if not hasattr(batch, "source") or not hasattr(batch, "target"):
        raise ValueError(f"batch must be a Batch, got {settings.short(batch)}")
    settings.array("batch.target", batch.target, "B T", settings.WHOLE)


def check_chunk(number: int, steps: int) -> None:
    """ValueError for what can be no chunk's number, counted from 0, or no count of its batches."""
    settings.whole("number", number, 0)
    settings.whole("steps", steps)


def stacked(tree: Any, steps: int) -> Any:
    """Every array [steps * B, ...] of a tree as [steps, B, ...]."""
    return jax.tree.map(lambda array: array.reshape(steps, -1, *array.shape[1:]), tree)


def pairs_to_batch(
    pairs: Sequence[Pair],
    source: Vocab | None,
    size: int,
    *,
    target: Vocab | None = None,
    target_size: int | None = None,
    aligned: bool = False,
) -> Batch:
    """Pairs as arrays: sources padded to `size` tokens, facts or frames, targets to `target_size`,
    end included.

    The target's vocabulary is by default the source's, its size one more than the source's.
    ValueError for texts that the vocabularies cannot encode, or that are longer; and, where the
    batch shall be `aligned`, for a pair whose alignment is not known.

    >>> from course_lib.data import Characters
    >>> batch = pairs_to_batch([Pair("ab", "ba")], Characters("ab"), 3)
    >>> batch.source, batch.target
    (Array([[3, 4, 0]], dtype=int32), Array([[4, 3, 2, 0]], dtype=int32))
    """
    pairs = settings.several("pairs", pairs, Pair, "a Pair")
    kind = next((one for one in UNWRITTEN if pairs and all(_is(one, pair) for pair in pairs)), None)
    if source is not None or kind is None:
        check_vocab("source", source)
    size = settings.whole("size", size)
    writes: Any = source if target is None else target
    check_vocab("target", writes)
    target_size = size + 1 if target_size is None else settings.whole("target_size", target_size)
    if kind is not None and aligned:
        raise ValueError(
            f"aligned must be False for {UNWRITTEN[kind].aligned}, and which positions that is, "
            f"the reader alone knows"
        )
    sources = [pair.source for pair in pairs]
    if kind is None:
        read = _read(sources, source, size)
    else:
        read = UNWRITTEN[kind].read(sources, size)
    own = [beside(writes, pair.source) for pair in pairs]
    ids = [[*vocab.encode(one.target), END] for vocab, one in zip(own, pairs, strict=True)]
    written = pad(ids, target_size)
    if not aligned:
        return Batch(read, jnp.asarray(written))
    gold = np.full(written.shape, -1, np.int32)
    for row, pair in enumerate(pairs):
        places = known_alignment(pair)
        gold[row, : len(places)] = places
    return Batch(read, jnp.asarray(written), jnp.asarray(gold))


def _is(kind: type, pair: Pair) -> bool:
    return isinstance(pair.source, kind)


def _pixels(scenes: Sequence[Any], size: int) -> Any:
    """Images as one array [B, H, W]; their size is their own."""
    found = [check_scene(f"pairs[{row}].source", one).pixels for row, one in enumerate(scenes)]
    if len({one.shape for one in found}) > 1:
        raise ValueError("pairs must have images of one size, got several")
    return jnp.asarray(np.stack(found))


def _sounds(sounds: Sequence[Any], size: int) -> Any:
    """Sounds as frames [B, F, M] and their numbers [B]."""
    numbers = [number_sound(one, f"pairs[{row}].source") for row, one in enumerate(sounds)]
    return jax.tree.map(jnp.asarray, stack_sounds(numbers, size))


class _Unwritten(NamedTuple):
    """A kind of source that is no text: what its pairs' alignments number, and how it becomes
    arrays of a size."""

    aligned: str
    read: Callable[[Sequence[Any], int], Any]


UNWRITTEN: dict[type, _Unwritten] = {
    Scene: _Unwritten("images: a word comes from a box", _pixels),
    Sound: _Unwritten("sounds: a digit comes from a span of frames", _sounds),
}


def _read(sources: Sequence[Any], vocab: Any, size: int) -> Any:
    """Sources as arrays, all texts or all passages: what a reader of the one or the other takes."""
    if any(isinstance(one, Passage) for one in sources):
        numbers = [number_passage(one, vocab, "pair.source") for one in sources]
        return jax.tree.map(jnp.asarray, stack_passages(numbers, size, vocab.rounds))
    return jnp.asarray(pad([vocab.encode(one) for one in sources], size))


@dataclass(frozen=True)
class Batches:
    """An endless stream of training batches, a function of the seed and the chunk's number alone.

    So a run that is interrupted and continued sees the same data as one that is not. The sentences
    of one chunk come from one length bucket: they share a shape, hence one compiled program, and
    little of it is padding. `lengths` are source tokens (of passages, facts; of sounds, frames);
    `edges` are the longest lengths of the buckets, `target_edges` the longest targets in each of
    them, by default the same. With `aligned=True` batches hold the gold alignment, too.

    >>> from course_lib.data import COPY
    >>> batch = Batches(COPY, batch=8, lengths=(4, 6), edges=(6,)).chunk(0, steps=2)
    >>> batch.source.shape, batch.target.shape
    ((2, 8, 6), (2, 8, 7))
    """

    task: PairTask
    batch: int = 64
    lengths: tuple[int, int] = (10, 60)
    edges: tuple[int, ...] = (20, 40, 60)
    seed: int = 0
    target_edges: tuple[int, ...] | None = None
    aligned: bool = False

    def __post_init__(self) -> None:
        settings.flag("aligned", self.aligned)
        settings.having("task", self.task, ["draw"], "a task with a method `draw`")
        to = self.target_edges
        settings.put(
            self,
            batch=settings.whole("batch", self.batch),
            lengths=settings.span("lengths", self.lengths),
            edges=settings.wholes("edges", self.edges),
            seed=settings.whole("seed", self.seed, 0, settings.MOST_SEED),
            target_edges=None if to is None else settings.wholes("target_edges", to),
        )
        if list(self.edges) != sorted(set(self.edges)) or self.edges[-1] < self.lengths[1]:
            raise ValueError(
                f"edges must rise and reach the longest length {self.lengths[1]}, got {self.edges}"
            )
        if self.target_edges is not None and len(self.target_edges) != len(self.edges):
            raise ValueError(
                f"target_edges must be as many as edges, {len(self.edges)}, got {self.target_edges}"
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
        check_chunk(number, steps)
        rng = np.random.default_rng((self.seed, number))
        sizes = np.array([high - low + 1 for low, high in self.buckets], float)
        bucket = self.buckets[rng.choice(len(sizes), p=sizes / sizes.sum())]
        pairs = self.task.draw(steps * self.batch, "train", bucket, rng)
        place = next(k for k, edge in enumerate(self.edges) if edge >= bucket[1])
        flat = pairs_to_batch(
            pairs,
            self.task.source,
            self.edges[place],
            target=self.task.target,
            target_size=(self.target_edges or self.edges)[place] + 1,
            aligned=self.aligned,
        )
        return stacked(flat, steps)
