"""A corpus: a fixed list of pairs, and batches of it. `tsv` reads one from a file."""

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Int

from course_lib.data.batches import Batch, check_chunk, pairs_to_batch, stacked
from course_lib.data.splits import SPLITS, TEST_SEED, check_split
from course_lib.data.task import Pair
from course_lib.data.vocab import Vocab, check_vocab
from course_lib.devices import settings


@dataclass(frozen=True, repr=False)
class Corpus:
    """Pairs in three splits, and the vocabularies of both their sides.

    `dropped` says how many pairs of the file are in none of the splits, because they were too long,
    and `skipped` how many of its lines were left out because they were damaged.
    Its `repr` tells two corpora apart by their content, in one line. ValueError if a split is
    missing or unknown, or there is no pair to train on.
    """

    name: str
    pairs: Mapping[str, tuple[Pair, ...]]
    source: Vocab
    target: Vocab
    dropped: int = 0
    skipped: int = 0

    def __post_init__(self) -> None:
        settings.text("name", self.name)
        settings.whole("dropped", self.dropped, 0)
        settings.whole("skipped", self.skipped, 0)
        check_vocab("source", self.source)
        check_vocab("target", self.target)
        if not isinstance(self.pairs, Mapping) or set(self.pairs) != set(SPLITS):
            raise ValueError(f"pairs must have the splits {', '.join(SPLITS)}, got {self.pairs!r}")
        for split, pairs in self.pairs.items():
            if wrong := [pair for pair in pairs if not isinstance(pair, Pair)]:
                raise ValueError(f"pairs must be of `Pair`s, got {wrong[0]!r} in {split}")
        if not self.pairs["train"]:
            raise ValueError(f"{self.name}: pairs must hold some to train on, got none")

    def __repr__(self) -> str:
        counts = ", ".join(f"{split}={len(self.pairs[split])}" for split in SPLITS)
        sides = ", ".join(
            f"{side}={len(vocab)} {vocab.unit}s"
            for side, vocab in (("source", self.source), ("target", self.target))
        )
        left = f"dropped={self.dropped}, skipped={self.skipped}"
        return f"Corpus({self.name!r}, {counts}, {left}, {sides}, {self.digest})"

    @functools.cached_property
    def digest(self) -> str:
        """A short hash of all pairs and both vocabularies."""
        content = repr((sorted(self.pairs.items()), self.source, self.target))
        return hashlib.sha256(content.encode()).hexdigest()[:12]

    def lengths(self, split: str) -> Int[np.ndarray, "N 2"]:
        """How many source and target tokens each pair of a split has, the end token not counted."""
        check_split(split)
        sizes = [
            (len(self.source.tokens(pair.source)), len(self.target.tokens(pair.target)))
            for pair in self.pairs[split]
        ]
        return np.array(sizes, int).reshape(-1, 2)

    def edges(self, buckets: int = 4, split: str = "train") -> tuple[tuple[int, int], ...]:
        """Edges for `CorpusBatches`: `buckets` of about as many pairs each, or fewer where many
        pairs are of one length. ValueError for a split without pairs."""
        settings.whole("buckets", buckets)
        sizes = self.lengths(split)
        if not len(sizes):
            raise ValueError(f"{self.name}: the split {split!r} has no pairs")
        sizes = sizes[sizes.max(axis=1).argsort(kind="stable")]
        ends = [-(-len(sizes) * (k + 1) // buckets) for k in range(buckets)]
        # The longest pair of the bucket and of all before it, on each side.
        found = dict.fromkeys(tuple(sizes[:end].max(axis=0).tolist()) for end in ends)
        return tuple(found)

    def unknown(self, split: str) -> tuple[float, float]:
        """The shares of source and target tokens of a split without a number of their own."""
        check_split(split)
        pairs, totals = self.pairs[split], np.maximum(self.lengths(split).sum(axis=0), 1)
        source = sum(len(self.source.unknown(pair.source)) for pair in pairs)
        target = sum(len(self.target.unknown(pair.target)) for pair in pairs)
        return source / int(totals[0]), target / int(totals[1])

    def draw(
        self,
        count: int,
        split: str,
        lengths: tuple[int, int] | None,
        rng: np.random.Generator,
    ) -> list[Pair]:
        """`count` different pairs of a split in random order, their numbers of source tokens in
        `lengths` (both ends included; None: any). ValueError if the split has fewer, and for what
        cannot be."""
        settings.whole("count", count)
        settings.random("rng", rng)
        sizes = self.lengths(split)[:, 0]
        low, high = 0, int(sizes.max(initial=0))
        if lengths is not None:
            low, high = settings.span("lengths", lengths, 0)
        able = np.flatnonzero((sizes >= low) & (sizes <= high))
        if count > len(able):
            raise ValueError(
                f"{self.name}: {split} has {len(able)} pairs of {low} to {high} source tokens, "
                f"wanted {count}"
            )
        return [self.pairs[split][i] for i in rng.choice(able, count, replace=False)]

    def test_set(
        self, count: int, lengths: tuple[int, int] | None = None, *, seed: int = 0
    ) -> list[Pair]:
        """`count` different test pairs, the same for every model. Errors as in `draw`."""
        settings.whole("seed", seed, 0, settings.MOST_SEED)
        return self.draw(count, "test", lengths, np.random.default_rng((TEST_SEED, seed)))


def _pairs(name: str, value: Any) -> tuple[tuple[int, int], ...]:
    """One or more pairs of whole numbers of at least 1."""
    if not isinstance(value, list | tuple) or not value:
        raise ValueError(f"{name} must be pairs of whole numbers, got {value!r}")
    found = [settings.wholes(f"{name}[{i}]", pair) for i, pair in enumerate(value)]
    if any(len(pair) != 2 for pair in found):
        raise ValueError(f"{name} must be pairs of whole numbers, got {value!r}")
    return tuple((first, second) for first, second in found)


@dataclass(frozen=True)
class CorpusBatches:
    """An endless stream of batches, a function of the seed and the chunk's number alone.

    `edges` are the longest (source, target) numbers of tokens of each bucket, ends not counted: a
    pair is in the first bucket that has room for both its sides (`Corpus.edges` finds some). All
    batches of a chunk are of one bucket and so of one shape; there are as many shapes as edges.

    Of a bucket every pair comes once, in random order, before any comes twice: its next chunk goes
    on where its last one ended. The next chunk is always of the bucket that is furthest behind.
    With `aligned=True` batches hold the gold alignment, too.

    ValueError for edges that do not rise, and for pairs that are longer than the last ones.

    >>> from course_lib.data import Words
    >>> words = Words(("one", "two"))
    >>> pairs = {"train": (Pair("one", "two"), Pair("two one", "one")), "valid": (), "test": ()}
    >>> stream = CorpusBatches(Corpus("numbers", pairs, words, words), edges=((2, 2),), batch=2)
    >>> stream.chunk(0, steps=1).source.shape
    (1, 2, 2)
    """

    corpus: Corpus
    edges: tuple[tuple[int, int], ...]
    batch: int = 64
    split: str = "train"
    seed: int = 0
    aligned: bool = False

    def __post_init__(self) -> None:
        check_split(self.split)
        settings.flag("aligned", self.aligned)
        if not isinstance(self.corpus, Corpus):
            raise ValueError(f"corpus must be a Corpus, got {self.corpus!r}")
        settings.put(
            self,
            edges=_pairs("edges", self.edges),
            batch=settings.whole("batch", self.batch),
            seed=settings.whole("seed", self.seed, 0, settings.MOST_SEED),
        )
        edges = np.array(self.edges)
        steps = np.diff(edges, axis=0)
        if (steps < 0).any() or (steps.max(axis=1, initial=0) == 0).any():
            raise ValueError(f"edges must rise on at least one side and fall on none: {self.edges}")
        sizes = self.corpus.lengths(self.split)
        over = (sizes > edges[-1]).any(axis=1)
        if over.any():
            longest = tuple(sizes.max(axis=0).tolist())
            raise ValueError(
                f"edges must reach the longest pair, {longest} tokens, got {self.edges}: "
                f"{int(over.sum())} of {len(sizes)} pairs are longer. Add an edge, or read the "
                f"corpus with longest={tuple(edges[-1].tolist())}, which drops and counts them"
            )
        if not len(sizes):
            raise ValueError(f"{self.corpus.name}: the split {self.split!r} has no pairs")
        if self.aligned and any(p.alignment is None for p in self.corpus.pairs[self.split]):
            raise ValueError(f"aligned must be False: {self.corpus.name} has no gold alignments")

    @functools.cached_property
    def buckets(self) -> tuple[Batch, ...]:
        """All pairs, padded to the size of their bucket, [N, J] and [N, T]; N may be 0."""
        sizes, pairs = self.corpus.lengths(self.split), self.corpus.pairs[self.split]
        fits = (sizes[:, None] <= np.array(self.edges)).all(axis=2)
        own = fits.argmax(axis=1)
        found = []
        for k, (source, target) in enumerate(self.edges):
            chosen = [pairs[i] for i in np.flatnonzero(own == k)]
            batch = pairs_to_batch(
                chosen,
                self.corpus.source,
                source,
                target=self.corpus.target,
                target_size=target + 1,
                aligned=self.aligned,
            )
            found.append(jax.tree.map(np.asarray, batch))
        return tuple(found)

    def chunk(self, number: int, steps: int) -> Batch:
        """Chunk `number`: `steps` batches stacked, [steps, B, J] and [steps, B, T]."""
        check_chunk(number, steps)
        bucket, turn = self._turn(number)
        pairs = self.buckets[bucket]
        wanted, count = steps * self.batch, len(pairs.target)
        places = np.arange(turn * wanted, (turn + 1) * wanted)
        rounds = {
            lap: np.random.default_rng((self.seed, bucket, lap)).permutation(count)
            for lap in set((places // count).tolist())
        }
        rows = np.array([rounds[place // count][place % count] for place in places.tolist()])
        return stacked(jax.tree.map(lambda array: jnp.asarray(array[rows]), pairs), steps)

    def _turn(self, number: int) -> tuple[int, int]:
        """Of which bucket a chunk is, and how many of that bucket came before it."""
        counts = np.array([len(bucket.target) for bucket in self.buckets])
        turns, given = self._turns
        while len(turns) <= number:
            bucket = int(np.argmax(counts / counts.sum() * (len(turns) + 1) - given))
            turns.append((bucket, int(given[bucket])))
            given[bucket] += 1
        return turns[number]

    @functools.cached_property
    def _turns(self) -> tuple[list[tuple[int, int]], Int[np.ndarray, " buckets"]]:
        """All turns that `_turn` has found so far, and how many of them each bucket was given: what
        they are depends on nothing but the buckets' sizes."""
        return [], np.zeros(len(self.buckets), int)
