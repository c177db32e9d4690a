"""`Wiring`: a model as a row of a table, a value and not a class."""

from dataclasses import dataclass

from course_lib.devices import settings
from course_lib.kernels.parameters import choose
from course_lib.model.alignments import ALIGNMENTS
from course_lib.model.cells import CELLS
from course_lib.model.copying import DISTRIBUTIONS
from course_lib.model.readers import Reading, TextReading
from course_lib.model.readouts import MADE_OF, MIXES
from course_lib.model.scores import SCORES

CELL_READS = ("token", "summary", "context", "previous_context", "attentional")
READOUT_READS = ("state", "previous_state", "token", "context", "summary")


@dataclass(frozen=True)
class Wiring:
    """One row of the table: what is read, when, and what is fed back.

    reads: what joins the decoder cell's input, of `CELL_READS`.
    joins_state: the context joins the cell's previous *state* (one article's Bahdanau).
    first_state: "projection" of the summary, or "zeros".
    attends: with the state "before" the cell moves, s_{t-1}, or "after", s_t.
    alignment, score: where to look and how positions are scored (no score for "summary").
    heads: in how many heads it looks; None for an alignment that has none.
    window: the half-width R of a window of 2R + 1 positions; None for an alignment without one.
    readout, mix: what the output is made of, of `READOUT_READS`, and how it is mixed.
    distribution: what gives the probabilities: the "vocabulary", or "copying" from the source, too.
    reading, cell: how the source is read (see `readers`), and the cell of both halves.

    >>> from course_lib.model import MODELS
    >>> luong = MODELS["luong_general"]
    >>> luong.score, luong.attends, luong.loops
    ('general', 'after', True)
    >>> MODELS["luong_general_unfed"].loops  # so all its steps attend in one product
    False
    """

    reads: tuple[str, ...] = ("token",)
    joins_state: bool = False
    first_state: str = "projection"
    attends: str = "before"
    alignment: str = "summary"
    score: str | None = None
    window: int | None = None
    heads: int | None = None
    readout: tuple[str, ...] = ("state",)
    mix: str = "none"
    distribution: str = "vocabulary"
    reading: Reading = TextReading()  # noqa: RUF009 (frozen)
    cell: str = "lstm"

    def __post_init__(self) -> None:
        choose(CELLS, self.cell, "cell")
        choose(MIXES, self.mix, "readout mix")
        copies = choose(DISTRIBUTIONS, self.distribution, "distribution").copies
        scored = choose(ALIGNMENTS, self.alignment, "alignment").scored
        self._check_parts("reads", CELL_READS, "input of the decoder cell")
        self._check_parts("readout", READOUT_READS, "input of the readout")
        settings.flag("joins_state", self.joins_state)
        settings.one_of("first_state", self.first_state, ("projection", "zeros"))
        settings.one_of("attends", self.attends, ("before", "after"))
        if isinstance(self.reading, type) or not isinstance(self.reading, Reading):
            raise ValueError(f"reading must be one of `readers`, made, got {self.reading!r}")
        if scored:
            self._check_score()
        elif self.score is not None:
            raise ValueError(f"alignment {self.alignment!r} scores nothing, got {self.score!r}")
        if copies and not scored:
            raise ValueError(
                f"distribution {self.distribution!r} copies by attention weights, and alignment "
                f"{self.alignment!r} has none"
            )
        self._check_window()
        self._check_heads()
        if self.attends == "after" and ("context" in self.reads or self.joins_state):
            raise ValueError(
                "a cell cannot read the context of its own step (reads 'context', or joins_state) "
                "when attends='after': that context is made from the cell's result; read "
                "'previous_context' instead"
            )
        if self.feeds_attentional and self.mix != "tanh":
            raise ValueError(f"only mix='tanh' makes an attentional vector, got {self.mix!r}")

    def _check_parts(self, name: str, known: tuple[str, ...], what: str) -> None:
        parts = getattr(self, name)
        if not isinstance(parts, list | tuple):
            raise ValueError(f"{name} must be a tuple of words, got {parts!r}")
        for part in parts:
            choose(dict.fromkeys(known), part, f"{what} in {name}")
        if not parts or len(set(parts)) < len(parts):
            raise ValueError(f"{name} must name at least one part, and none twice, got {parts}")
        settings.put(self, **{name: tuple(parts)})

    def _check_score(self) -> None:
        if self.score is None:
            raise ValueError(
                f"alignment {self.alignment!r} needs a score, got None; known are "
                f"{', '.join(SCORES)}"
            )
        kind = choose(SCORES, self.score, "score")
        only = ALIGNMENTS[self.alignment].own_score
        if only is not None and self.score != only:
            raise ValueError(
                f"alignment {self.alignment!r} scores by itself, with score={only!r}; got "
                f"{self.score!r}"
            )
        if ALIGNMENTS[self.alignment].needs_source and not kind.reads_source:
            raise ValueError(
                f"score {self.score!r} numbers the positions of a whole source, and alignment "
                f"{self.alignment!r} needs one that reads what stands there; use dot, general or "
                f"additive"
            )

    def _check_window(self) -> None:
        least = ALIGNMENTS[self.alignment].least_window
        if least is None:
            if self.window is not None:
                raise ValueError(
                    f"alignment {self.alignment!r} has no window, got window={self.window!r}"
                )
            return
        try:
            settings.put(self, window=settings.whole("window", self.window, least))
        except ValueError as error:
            raise ValueError(
                f"alignment {self.alignment!r} needs a window, the number of positions to each "
                f"side: {error}"
            ) from error

    def _check_heads(self) -> None:
        headed = ALIGNMENTS[self.alignment].headed
        if headed and self.heads is None:
            raise ValueError(f"alignment {self.alignment!r} needs heads, how many, got None")
        if not headed and self.heads is not None:
            raise ValueError(f"alignment {self.alignment!r} has no heads, got heads={self.heads!r}")
        if headed:
            settings.put(self, heads=settings.whole("heads", self.heads))

    @property
    def made_of(self) -> tuple[str, ...]:
        """The plain functions that a model of this row calls, by their names in `Parts`."""
        looks = ALIGNMENTS[self.alignment]
        by_itself = self.score is None or looks.own_score is not None
        score = None if by_itself else SCORES[str(self.score)].made_of
        first = "first_state" if self.first_state == "projection" else None
        mix = MADE_OF.get(self.mix)
        several = looks.made_of
        said = DISTRIBUTIONS[self.distribution].made_of
        reader = getattr(self.reading, "made_of", ())
        names = (*several, score, CELLS[self.cell].made_of, first, mix, *said, *reader)
        return tuple(name for name in names if name is not None)

    @property
    def weighs(self) -> bool:
        """Whether there are attention weights to look at."""
        return ALIGNMENTS[self.alignment].scored

    @property
    def copies(self) -> bool:
        """Whether tokens of the source can be written by their weights, whatever they are."""
        return DISTRIBUTIONS[self.distribution].copies

    @property
    def feeds_attentional(self) -> bool:
        return "attentional" in self.reads

    @property
    def steady(self) -> tuple[str, ...]:
        """The parts of the cell's input that are the same at every step of a source."""
        fixed = ("summary",) if self.weighs else ("summary", "context")
        return tuple(part for part in self.reads if part in fixed)

    @property
    def loops(self) -> bool:
        """Whether what is looked at returns into the cell, so that steps must wait for each other.

        If not, all target steps attend in one batched product.
        """
        moving = set(self.reads) - {"token", *self.steady}
        return self.joins_state or bool(moving) or ALIGNMENTS[self.alignment].carries
