"""The table of models: every model of the literature is a row, and `build` makes one."""

import bisect
from dataclasses import dataclass, replace
from typing import Any

import jax
from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.data.vocab import PAD, Vocab
from course_lib.kernels.parameters import choose, glorot
from course_lib.model.decoders import Decoder, Output
from course_lib.model.encoders import Encoder, Reading
from course_lib.model.memory import Prepared
from course_lib.model.wiring import Wiring


def luong(score: str, feeds: str | None) -> Wiring:
    """Luong et al. 2015: attend with the current state, mix by tanh; what is fed back varies."""
    return Wiring(
        reads=("token",) if feeds is None else ("token", feeds),
        attends="after",
        alignment="soft",
        score=score,
        readout=("context", "state"),
        mix="tanh",
    )


def luong_local(alignment: str, window: int = 4) -> Wiring:
    """Luong's row with local attention; the paper has a half-width of 10 for its sentences."""
    return replace(luong("general", "attentional"), alignment=alignment, window=window)


BAHDANAU = Wiring(
    reads=("token", "context"),
    attends="before",
    alignment="soft",
    score="additive",
    readout=("previous_state", "token", "context"),
    mix="maxout",
)

# Every row has LSTM cells and reads its source both ways unless it says otherwise, so that two rows
# differ by their wiring alone. `build(name, cell="gru")` gives the papers' cell where it was a GRU.
MODELS: dict[str, Wiring] = {
    # The context at every step is all that the cell is told.
    "static_context": Wiring(reads=("context",), first_state="zeros"),
    "static_context_token": Wiring(reads=("token", "context"), first_state="zeros"),
    # Sutskever et al. 2014: the context is the first state.
    "init_state": Wiring(),
    # Cho et al. 2014, section 2.2 and appendix A: the summary everywhere.
    "cho": Wiring(
        reads=("token", "summary"),
        readout=("state", "token", "summary"),
        mix="maxout",
        reading=Reading(directions=1),
        cell="gru",
    ),
    # The attention context is the cell's only input; then with the previous token beside it.
    "simple": Wiring(reads=("context",), alignment="soft", score="additive"),
    "shared_input": Wiring(reads=("token", "context"), alignment="soft", score="additive"),
    "bahdanau": BAHDANAU,
    # An article's reading: the context joins the previous state and not the input.
    "bahdanau_article": replace(BAHDANAU, reads=("token",), joins_state=True),
    "luong_dot": luong("dot", "attentional"),
    "luong_scaled_dot": luong("scaled_dot", "attentional"),
    "luong_general": luong("general", "attentional"),
    "luong_concat": luong("concat", "attentional"),
    "luong_location": luong("location", "attentional"),
    "luong_dot_unfed": luong("dot", None),
    "luong_general_unfed": luong("general", None),
    "luong_concat_unfed": luong("concat", None),
    "luong_location_unfed": luong("location", None),
    # An article's reading: the context is fed back and not the attentional vector.
    "luong_context_feed": luong("general", "previous_context"),
    # Xu et al. 2015, section 4.1: one position, drawn from the weights. Their score is the additive
    # one with the previous state, as Bahdanau's; on Luong's data path it stands beside it.
    "bahdanau_hard": replace(BAHDANAU, alignment="hard"),
    "luong_general_hard": replace(luong("general", "attentional"), alignment="hard"),
    # Gradients for the scores without a reward, and with half of it.
    "luong_general_straight_through": replace(
        luong("general", "attentional"), alignment="straight_through"
    ),
    "luong_general_half_soft": replace(luong("general", "attentional"), alignment="half_soft"),
    # Luong et al. 2015, section 3.2: a window that moves with t; one whose centre is predicted; the
    # latter with weights that sum to one; and that with the Gaussian alone, nothing cut off.
    # For long sources they read the window alone (`alignments.local`).
    "luong_local_m": luong_local("local_m"),
    "luong_local_p": luong_local("local_p"),
    "luong_local_p_renormalised": luong_local("local_p_renormalised"),
    "luong_local_p_uncut": luong_local("local_p_uncut"),
}
# "Luong" without more words means this row in the course; an alias, the same object.
MODELS["luong"] = MODELS["luong_general"]


@dataclass(frozen=True)
class Spec:
    """All that is needed to build a model again: its row, its vocabularies, its sizes.

    `hidden` is both D and E; `embedding` the width M of a token; `max_length` the longest source
    in tokens; `dropout` a rate.
    """

    wiring: Wiring
    source: Vocab
    target: Vocab
    hidden: int = 128
    embedding: int = 64
    max_length: int = 128
    dropout: float = 0.0

    def __post_init__(self) -> None:
        for name in ("hidden", "embedding", "max_length"):
            value = getattr(self, name)
            if not isinstance(value, int) or value < 1:
                raise ValueError(f"{name} must be a whole number of at least 1, got {value!r}")
        if not 0.0 <= self.dropout < 1.0:
            raise ValueError(f"dropout must be at least 0 and below 1, got {self.dropout!r}")


class Seq2Seq(nnx.Module):
    """An encoder and the decoder of one row, for one sentence pair; `vmap` adds the batch."""

    def __init__(self, spec: Spec, *, rngs: nnx.Rngs):
        self.spec = spec
        self.embedding = glorot(rngs, len(spec.source), spec.embedding)
        self.encoder = Encoder(
            spec.wiring.cell, spec.embedding, spec.hidden, spec.wiring.reading, rngs=rngs
        )
        self.decoder = Decoder(
            spec.wiring,
            vocabulary=len(spec.target),
            embedding=spec.embedding,
            width=spec.hidden,
            memory_width=spec.hidden,
            summary_width=spec.hidden,
            max_length=spec.max_length,
            rngs=rngs,
        )

    def encode(self, source: Int[Array, " J"], key: Array | None = None) -> Prepared:
        """One padded source, read and made ready for the decoder."""
        embedded = self.embedding[...][source]
        memory = self.encoder(embedded, source != PAD, key, self.spec.dropout)
        return self.decoder.prepare(memory)

    def forced(
        self, source: Int[Array, " J"], inputs: Int[Array, " T"], key: Array | None = None
    ) -> tuple[Float[Array, "T V"], Output]:
        """Teacher forcing on one pair: the logits of all steps and their outputs.

        `inputs` are the previous tokens: the start token, then the target but for its last.
        """
        keys = (None, None) if key is None else jax.random.split(key)
        prepared = self.encode(source, keys[0])
        return self.decoder.forced(prepared, inputs, keys[1], self.spec.dropout)

    def unread(
        self, source: Int[Array, " J"], inputs: Int[Array, " T"], key: Array | None = None
    ) -> Float[Array, "T A"]:
        """`forced` up to the projection to the vocabulary (`Decoder.unread`)."""
        keys = (None, None) if key is None else jax.random.split(key)
        prepared = self.encode(source, keys[0])
        return self.decoder.unread(prepared, inputs, keys[1], self.spec.dropout)[0]


def build(
    name: str,
    source: Vocab,
    target: Vocab | None = None,
    *,
    hidden: int = 128,
    embedding: int = 64,
    max_length: int = 128,
    dropout: float = 0.0,
    seed: int = 0,
    **changes: Any,
) -> Seq2Seq:
    """A fresh model of the row `name`; `changes` replace fields of its `Wiring`.

    ValueError for an unknown row (with the nearest name), field, cell or score, and for sizes that
    cannot be.
    """
    row = choose(MODELS, name, "model")
    unknown = set(changes) - set(Wiring.__dataclass_fields__)
    if unknown:
        raise ValueError(
            f"{sorted(unknown)} are no fields of a model's wiring; those are "
            f"{', '.join(Wiring.__dataclass_fields__)}"
        )
    spec = Spec(
        replace(row, **changes), source, target or source, hidden, embedding, max_length, dropout
    )
    return Seq2Seq(spec, rngs=nnx.Rngs(seed))


def count_parameters(model: nnx.Module) -> int:
    """How many numbers a model learns."""
    return sum(leaf.size for leaf in jax.tree.leaves(nnx.state(model, nnx.Param)))


def matching_hidden(name: str, parameters: int, source: Vocab, **sizes: Any) -> int:
    """The even hidden size at which row `name` comes closest to a number of parameters.

    For fair comparisons: a row without attention needs a wider state to be as large.
    """

    def count(hidden: int) -> int:
        make = lambda: build(name, source, hidden=hidden, **sizes)  # noqa: E731
        return count_parameters(nnx.eval_shape(make))

    # A model grows with its hidden size, so halve the range until two neighbours are left.
    sizes_tried = range(2, 2049, 2)
    above = bisect.bisect_left(sizes_tried, parameters, 0, len(sizes_tried) - 1, key=count)
    near = sizes_tried[max(above - 1, 0) : above + 1]
    return min(near, key=lambda hidden: abs(count(hidden) - parameters))
