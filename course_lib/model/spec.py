"""`Spec`: all that is needed to build a model again."""

from dataclasses import dataclass

from course_lib.data.open_vocab import OpenWords
from course_lib.data.vocab import Vocab, check_vocab
from course_lib.devices import settings
from course_lib.model.parts import Parts
from course_lib.model.readers import Sizes
from course_lib.model.wiring import Wiring

# How fresh embeddings start: numbers of unit variance, as in `torch.nn.Embedding`. Tried against
# Glorot's rule over (vocabulary, width), smaller deviations and those of two papers, on eight rows
# of the table: the rows that learn slowest do best with it, and on short sentences those that learn
# anyway are within two in a hundred of their best.
UNIT = 1.0
LARGEST_START = 1e6  # larger numbers overflow float32 in the products that follow


@dataclass(frozen=True)
class Spec:
    """A model's row, its vocabularies, its sizes and how it starts.

    `hidden` is D, and E unless the reader says otherwise; `embedding` the width M of a token;
    `max_length` the longest source in positions; `dropout` a rate. `source` is None for a reader of
    something else than text. `parts` are the plain functions that the model is made of.
    `embedding_start` is the standard deviation of the numbers of fresh
    embeddings, or "glorot" for that rule over (vocabulary, width).
    """

    wiring: Wiring
    source: Vocab | None
    target: Vocab
    hidden: int = 128
    embedding: int = 64
    max_length: int = 128
    dropout: float = 0.0
    embedding_start: float | str = UNIT
    parts: Parts = Parts()  # noqa: RUF009 (frozen)

    def __post_init__(self) -> None:
        if not isinstance(self.wiring, Wiring):
            raise ValueError(f"wiring must be a Wiring, got {self.wiring!r}")
        if self.source is not None:
            check_vocab("source", self.source)
        check_vocab("target", self.target)
        if not isinstance(self.parts, Parts):
            raise ValueError(f"parts must be Parts, got {self.parts!r}")
        self.parts.check(self.wiring.made_of)
        for name in ("hidden", "embedding", "max_length"):
            settings.put(self, **{name: settings.whole(name, getattr(self, name))})
        settings.put(self, dropout=settings.number("dropout", self.dropout, least=0.0, below=1.0))
        start = self.embedding_start
        if isinstance(start, str):
            settings.one_of("embedding_start", start, ("glorot",))
        else:
            start = settings.number("embedding_start", start, above=0.0, most=LARGEST_START)
            settings.put(self, embedding_start=start)
        if self.wiring.mix == "maxout" and self.hidden % 2:
            raise ValueError(
                f"hidden: a maxout readout pairs its units and needs an even width, got "
                f"{self.hidden}"
            )
        heads = self.wiring.heads
        if heads is not None and self.hidden % heads:
            raise ValueError(
                f"hidden: {heads} heads need a width that they divide, got {self.hidden}"
            )
        if self.wiring.copies and self.source != self.target:
            raise ValueError(
                "source and target must be one vocabulary in a row that copies, got two: a token's "
                "number must mean the same word on both sides"
            )
        if isinstance(self.target, OpenWords) and not self.wiring.copies:
            raise ValueError(
                f"target must be a vocabulary that lends no numbers, such as Words, where nothing "
                f"is copied (distribution={self.wiring.distribution!r}), got OpenWords"
            )
        self.wiring.reading.check(self.sizes)

    @property
    def sizes(self) -> Sizes:
        """What the reader is made with."""
        return Sizes(
            width=self.hidden,
            embedding=self.embedding,
            cell=self.wiring.cell,
            longest=self.max_length,
            dropout=self.dropout,
            embedding_start=self.embedding_start,
            vocab=self.source,
            parts=self.parts,
        )
