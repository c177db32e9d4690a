"""The reader of texts: embedded tokens through one or more recurrent layers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Bool, Float, Int

from course_lib.data.open_vocab import OpenWords, beside
from course_lib.data.vocab import Vocab, pad, signs
from course_lib.data.word_vocab import UNK
from course_lib.devices import settings
from course_lib.kernels.masks import PAD, dropout
from course_lib.kernels.parameters import embedding
from course_lib.model.cells import make_cell, run
from course_lib.model.memory import Memory
from course_lib.model.parts import Parts
from course_lib.model.readers.reader import Drawn, Sizes

# A target is at most one token longer than the source, this one padded to a multiple of so many.
ROUND = 64
# Dropout above the first layer draws apart from the first one's, whose keys are those of its
# positions; no text is so long.
LAYERS = 1 << 30


@dataclass(frozen=True)
class TextReading:
    """How a text is read: in one direction or both, from which end, by how many layers.

    `reverse` reads the source from its end (Sutskever et al. 2014, section 3.3). The states keep
    the source's order, so that a heat map needs no unscrambling. `layers` recurrent layers stand on
    each other (Luong et al. 2015, section 4.1, has four); the memory is what the last one gives.
    """

    directions: int = 2
    reverse: bool = False
    layers: int = 1

    def __post_init__(self) -> None:
        if type(self.directions) is not int or self.directions not in (1, 2):
            raise ValueError(f"directions must be 1 or 2, got {self.directions!r}")
        settings.flag("reverse", self.reverse)
        if self.directions == 2 and self.reverse:
            raise ValueError(
                "reverse=True needs directions=1: a two-directional encoder reads from both ends"
            )
        settings.put(self, layers=settings.whole("layers", self.layers))

    def check(self, sizes: Sizes) -> None:
        """ValueError for a model's sizes with which no reader can be made."""
        _vocab(sizes)
        if sizes.width % self.directions:
            raise ValueError(
                f"hidden: an encoder of {self.directions} directions needs an even width, got "
                f"{sizes.width}"
            )

    def make(self, sizes: Sizes, *, rngs: nnx.Rngs) -> "EmbeddedReader":
        return TextReader(self, sizes, rngs=rngs)

    def encode(self, sizes: Sizes, source: Any) -> list[int]:
        """The numbers of a text's tokens. ValueError for a text that is empty, longer than the
        model was built for, or has tokens that it does not know."""
        vocab = _vocab(sizes)
        numbers = vocab.encode(source)
        if len(numbers) > sizes.longest:
            raise ValueError(
                f"the model was built for at most {sizes.longest} {vocab.unit}s, got "
                f"{len(numbers)}: {source!r}"
            )
        return numbers

    def room(self, sizes: Sizes, encoded: Sequence[int]) -> int:
        return _rounded(len(encoded), _vocab(sizes).rounds, sizes)

    def limit(self, sizes: Sizes, room: int) -> int:
        return _rounded(room, ROUND, sizes) + 1

    def stack(self, encoded: Sequence[Sequence[int]], room: int) -> Any:
        return pad(encoded, room)

    def shown(self, sizes: Sizes, source: Any) -> list[str]:
        vocab = _vocab(sizes)
        return signs(beside(vocab, source), vocab.encode(source))

    def drawn(self, cell: str) -> Drawn:
        arrow, way, summary = r"\rightarrow", "forwards", "h_J"
        if self.reverse:
            arrow, way, summary = r"\leftarrow", "from its end", "h_1"
        if self.directions == 2:
            arrow, way = r"\rightleftarrows", "both ways"
            summary = r"[\overrightarrow{h}_J; \overleftarrow{h}_1]"
        deep = "" if self.layers == 1 else f" of {self.layers} layers"
        return Drawn(f"{cell.upper()} encoder{deep}, reads {way}", f"h_1 {arrow} h_J", summary)


def _rounded(count: int, to: int, sizes: Sizes) -> int:
    return min(-(-count // to) * to, sizes.longest)


def _vocab(sizes: Sizes) -> Vocab:
    if sizes.vocab is None:
        raise ValueError("reading a text needs a source vocabulary, got source=None")
    return sizes.vocab


class Layer(nnx.Module):
    """One recurrent layer over a sequence: a cell, or one for each direction; E is their width
    together."""

    def __init__(
        self,
        cell: str,
        inputs: int,
        width: int,
        reading: TextReading,
        *,
        rngs: nnx.Rngs,
        parts: Parts = Parts(),  # noqa: B008 (frozen)
    ):
        if width % reading.directions:
            raise ValueError(
                f"an encoder of {reading.directions} directions needs an even width, got {width}"
            )
        self.reading = reading
        each = width // reading.directions
        step = parts.step_of(cell)
        self.first = make_cell(cell, inputs, each, rngs=rngs, function=step)
        if reading.directions == 2:
            self.second = make_cell(cell, inputs, each, rngs=rngs, function=step)

    def __call__(
        self, inputs: Float[Array, "J I"], mask: Bool[Array, " J"]
    ) -> tuple[Float[Array, "J E"], Float[Array, " E"]]:
        """All states, zero on padding, and the summary.

        The summary of two directions joins the state that the forward half reaches at the last
        token with the one that the backward half reaches at the first: each has read everything.
        """
        states, last = run(self.first, inputs, mask, reverse=self.reading.reverse)
        if self.reading.directions == 1:
            return states, last.hidden
        backward, first = run(self.second, inputs, mask, reverse=True)
        joined = jnp.concatenate([states, backward], axis=-1)
        return joined, jnp.concatenate([last.hidden, first.hidden])


class EmbeddedReader(nnx.Module):
    """What readers of texts share: tokens in, each to its embedding; padding is what is `PAD`."""

    def __init__(self, sizes: Sizes, width: int, *, rngs: nnx.Rngs):
        self.width = self.summary_width = sizes.width
        self.dropout, self.vocab = sizes.dropout, _vocab(sizes)
        self.embedding = embedding(rngs, len(self.vocab), width, sizes.embedding_start)

    def __call__(self, source: Int[Array, " J"], key: Array | None = None) -> Memory:
        """Read one padded source; `key` is for dropout, and nothing is dropped without it.

        ValueError for what is no row of token numbers.
        """
        settings.array("source", source, "J", settings.WHOLE)
        if key is not None:
            settings.key("key", key)
        known = source
        if isinstance(self.vocab, OpenWords):  # a lent number is a word that it does not know
            known = jnp.where(source < len(self.vocab), source, UNK)
        memory = self.read(self.embedding[...][known], source != PAD, key)
        return memory._replace(tokens=source)

    def read(
        self, embedded: Float[Array, "J M"], mask: Bool[Array, " J"], key: Array | None = None
    ) -> Memory:
        """The memory of embedded tokens, with a mask of one's own."""
        raise NotImplementedError


class TextReader(EmbeddedReader):
    """Tokens in, a `Memory` out: embedding, then the layers; the inputs of each are dropped out."""

    def __init__(self, reading: TextReading, sizes: Sizes, *, rngs: nnx.Rngs):
        super().__init__(sizes, sizes.embedding, rngs=rngs)
        inputs = (sizes.embedding, *(sizes.width for _ in range(reading.layers - 1)))
        self.layers = nnx.data(
            [
                Layer(sizes.cell, size, sizes.width, reading, rngs=rngs, parts=sizes.parts)
                for size in inputs
            ]
        )

    def read(
        self, embedded: Float[Array, "J M"], mask: Bool[Array, " J"], key: Array | None = None
    ) -> Memory:
        """The memory of embedded tokens, with a mask of one's own."""
        states = embedded
        for number, layer in enumerate(self.layers):
            own = key if key is None or number == 0 else jax.random.fold_in(key, LAYERS + number)
            states, summary = layer(dropout(own, states, self.dropout), mask)
        return Memory(states, mask, summary)
