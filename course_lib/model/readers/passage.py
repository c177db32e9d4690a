"""The reader of passages: facts to a memory, a question to the query."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.data.reading.passages import (
    Numbered,
    Passages,
    check_passage,
    number_passage,
    stack_passages,
)
from course_lib.data.vocab import Vocab, signs
from course_lib.devices import settings
from course_lib.kernels.masks import PAD, dropout
from course_lib.kernels.parameters import embedding
from course_lib.model.memory import Memory
from course_lib.model.readers.reader import Drawn, Sizes
from course_lib.model.readers.text import Layer, TextReading

BOTH_WAYS = TextReading()
ROUND = 4  # facts: passages are padded to multiples of so many
LONGEST_ANSWER = 8  # in tokens
# What the question, and what stands above the words of a fact, drops out is drawn apart from the
# facts' words, whose keys are those of their numbers; no passage has so many facts.
QUESTION, STORY = 1 << 30, 1 << 29
OVER = {
    "facts": "a fact is one position; its state joins the ends of its words, read both ways",
    "words": "every word of every fact is a position, read as one text",
}
SUMMARIES = {
    "question": "of the question alone: the facts reach the decoder by attention or not at all",
    "joined": "of the question and of all facts, side by side: a summary that has read the story",
}


@dataclass(frozen=True)
class PassageReading:
    """How a passage is read: what a position of the memory is (`OVER`), and what the summary has
    read (`SUMMARIES`). Every layer reads both ways.

    With `story`, a layer runs over the facts, and its states are added to theirs, so that a fact's
    state says what the fact says and knows what came before and after it; without it every fact is
    read by itself, in no order. Words are always read in order.
    The summary makes the decoder's first state, and so is its first query.
    """

    over: str = "facts"
    summary: str = "question"
    story: bool = True

    def __post_init__(self) -> None:
        settings.one_of("over", self.over, OVER)
        settings.one_of("summary", self.summary, SUMMARIES)
        if not settings.flag("story", self.story) and self.over == "words":
            raise ValueError("story must be True where over='words': they are read in order")

    def check(self, sizes: Sizes) -> None:
        """ValueError for a model's sizes with which no reader can be made."""
        _vocab(sizes)
        BOTH_WAYS.check(sizes)

    def make(self, sizes: Sizes, *, rngs: nnx.Rngs) -> "PassageReader":
        return PassageReader(self, sizes, rngs=rngs)

    def encode(self, sizes: Sizes, source: Any) -> Numbered:
        """The numbers of a passage's tokens. ValueError for what is no passage, for a text that the
        vocabulary cannot encode, and for more positions than the model was built for."""
        numbers = number_passage(source, _vocab(sizes))
        positions = self._positions(numbers)
        if positions > sizes.longest:
            unit = "facts" if self.over == "facts" else f"{_vocab(sizes).unit}s"
            raise ValueError(
                f"the model was built for passages of at most {sizes.longest} {unit}, got "
                f"{positions}: {settings.short(source)}"
            )
        return numbers

    def room(self, sizes: Sizes, encoded: Numbered) -> int:
        rounded = -(-len(encoded.facts) // ROUND) * ROUND
        return max(len(encoded.facts), min(rounded, sizes.longest))

    def limit(self, sizes: Sizes, room: int) -> int:
        return LONGEST_ANSWER + 1

    def stack(self, encoded: Sequence[Numbered], room: int) -> Passages:
        return stack_passages(encoded, room, ROUND)

    def drawn(self, cell: str) -> Drawn:
        order = r"\rightleftarrows" if self.story else r"\ldots"
        summary = r"q" if self.summary == "question" else r"[q; h_J]"
        layers = f"{cell.upper()} reads each fact" if self.over == "facts" else "words of all facts"
        return Drawn(f"passage: {layers}", f"h_1 {order} h_J", summary)

    def shown(self, sizes: Sizes, source: Any) -> list[str]:
        passage, vocab = check_passage("source", source), _vocab(sizes)
        if self.over == "facts":
            return list(passage.facts)
        return [sign for fact in passage.facts for sign in signs(vocab, vocab.encode(fact))]

    def _positions(self, numbers: Numbered) -> int:
        return len(numbers.facts) if self.over == "facts" else sum(map(len, numbers.facts))


def _vocab(sizes: Sizes) -> Vocab:
    if sizes.vocab is None:
        raise ValueError("reading a passage needs a source vocabulary, got source=None")
    return sizes.vocab


class PassageReader(nnx.Module):
    """Passages in, a `Memory` out. J is the number of facts, or of their words."""

    def __init__(self, reading: PassageReading, sizes: Sizes, *, rngs: nnx.Rngs):
        self.reading, self.dropout = reading, sizes.dropout
        self.width = self.summary_width = sizes.width
        if reading.summary == "joined":
            self.summary_width = 2 * sizes.width
        self.embedding = embedding(rngs, len(_vocab(sizes)), sizes.embedding, sizes.embedding_start)
        layer = lambda inputs: Layer(  # noqa: E731
            sizes.cell, inputs, sizes.width, BOTH_WAYS, rngs=rngs, parts=sizes.parts
        )
        self.question = layer(sizes.embedding)
        self.words = layer(sizes.embedding)
        self.story = layer(sizes.width) if reading.over == "facts" and reading.story else None

    def __call__(self, source: Passages, key: Array | None = None) -> Memory:
        """Read one padded passage, [Q] and [J, W]; `key` drops out the inputs of each layer.

        ValueError for what are no token numbers of a passage.
        """
        fine = isinstance(source, tuple) and len(source) == 2
        question: Any = source[0] if fine else None
        facts: Any = source[1] if fine else None
        settings.array("source.question", question, "Q", settings.WHOLE)
        settings.array("source.facts", facts, "J W", settings.WHOLE)
        if key is not None:
            settings.key("key", key)
        asked = self._read(self.question, question, _fold(key, QUESTION))[1]
        read = self._facts if self.reading.over == "facts" else self._text
        states, mask, last = read(facts, key)
        joined = self.reading.summary == "joined"
        return Memory(states, mask, jnp.concatenate([asked, last]) if joined else asked)

    def _read(
        self, layer: Layer, tokens: Int[Array, " W"], key: Array | None
    ) -> tuple[Float[Array, "W E"], Float[Array, " E"]]:
        """The states of one text's words, and the ends of both directions, joined."""
        embedded = dropout(key, self.embedding[...][tokens], self.dropout)
        return layer(embedded, tokens != PAD)

    def _facts(self, facts: Int[Array, "J W"], key: Array | None) -> tuple[Array, Array, Array]:
        """Each fact by itself, then all of them in their order: states [J, E], mask, summary."""
        mask = (facts != PAD).any(axis=1)
        each = lambda tokens, j: self._read(self.words, tokens, _fold(key, j))[1]  # noqa: E731
        read = jax.vmap(each)(facts, jnp.arange(facts.shape[0]))
        read = jnp.where(mask[:, None], read, 0.0)
        if self.story is None:  # in no order: what has read them all is their mean
            count = jnp.maximum(mask.sum(), 1).astype(read.dtype)
            return read, mask, read.sum(axis=0) / count
        states, last = self.story(dropout(_fold(key, STORY), read, self.dropout), mask)
        return read + states, mask, last

    def _text(self, facts: Int[Array, "J W"], key: Array | None) -> tuple[Array, Array, Array]:
        """All words of all facts as one text: real ones first, as every memory has them."""
        flat = facts.reshape(-1)
        tokens = flat[jnp.argsort(flat == PAD, stable=True)]
        states, last = self._read(self.words, tokens, _fold(key, STORY))
        return states, tokens != PAD, last


def _fold(key: Array | None, number: Array | int) -> Array | None:
    return None if key is None else jax.random.fold_in(key, number)
