"""The table of models: every model of the literature is a row, and `build` makes one."""

from dataclasses import replace
from typing import Any

import numpy as np
from flax import nnx

from course_lib.data.vocab import Vocab
from course_lib.devices import settings
from course_lib.kernels.parameters import choose
from course_lib.model.parts import Parts
from course_lib.model.readers import TextReading
from course_lib.model.seq2seq import Seq2Seq, count_parameters
from course_lib.model.spec import UNIT, Spec
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
    """Luong's row with local attention; the paper has a half-width of 10 (its D)."""
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
        reading=TextReading(directions=1),
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
    # Bahdanau's row whose score is told of earlier looks: the last one, around each position
    # (Chorowski et al. 2015, section 2.1), or all of them (Tu et al. 2016).
    "bahdanau_location_aware": replace(BAHDANAU, alignment="location_aware", window=3),
    "bahdanau_coverage": replace(BAHDANAU, alignment="coverage"),
    # See et al. 2017: words are written from the vocabulary, or copied from the source.
    "pointer_generator": replace(
        luong("general", "attentional"),
        readout=("context", "state", "token"),
        distribution="copying",
    ),
    # Sukhbaatar et al. 2015: a second look, with the question and what the first look found.
    "luong_general_two_hops": replace(luong("general", "attentional"), alignment="two_hops"),
}
# "Luong" without more words means this row in the course; an alias, the same object.
MODELS["luong"] = MODELS["luong_general"]


def build(
    name: str,
    source: Vocab | None = None,
    target: Vocab | None = None,
    *,
    hidden: int = 128,
    embedding: int = 64,
    max_length: int = 128,
    dropout: float = 0.0,
    embedding_start: float | str = UNIT,
    seed: int = 0,
    parts: Parts = Parts(),  # noqa: B008 (frozen)
    **changes: Any,
) -> Seq2Seq:
    """A fresh model of the row `name`; `changes` replace fields of its `Wiring`.

    `parts` puts functions of your own in the place of the library's: `parts=Parts(dot=mine)`.

    `source` and `target` are vocabularies: one of them where both are the same, and no `source` for
    a reader of something else than text. ValueError for an unknown row (with the nearest name),
    field, cell or score, for sizes that cannot be, and for a part that this row never calls.

    >>> from course_lib.data import Characters
    >>> model = build("bahdanau", Characters("abc"), hidden=8, cell="gru")
    >>> model.spec.wiring.cell, count_parameters(model)
    ('gru', 5262)
    """
    row = choose(MODELS, name, "model")
    unknown = set(changes) - set(Wiring.__dataclass_fields__)
    if unknown:
        raise ValueError(
            f"{sorted(unknown)} are no fields of a model's wiring; those are "
            f"{', '.join(Wiring.__dataclass_fields__)}"
        )
    writes = source if target is None else target
    if writes is None:
        raise ValueError("build needs a vocabulary to write in, got source=None and target=None")
    spec = Spec(
        replace(row, **changes),
        source,
        writes,
        hidden,
        embedding,
        max_length,
        dropout,
        embedding_start,
        parts,
    )
    return Seq2Seq(spec, rngs=nnx.Rngs(settings.whole("seed", seed, 0, settings.MOST_SEED)))


LARGEST = 2048  # hidden size that `matching_hidden` gives


def matching_hidden(name: str, parameters: int, source: Vocab | None = None, **sizes: Any) -> int:
    """The even hidden size at which row `name` comes closest to a number of parameters.

    For fair comparisons: a row without attention needs a wider state to be as large. Errors as in
    `build`, and for a number of parameters below 1.

    >>> from course_lib.data import Characters
    >>> matching_hidden("init_state", 100_000, Characters("abc"))
    84
    """
    settings.whole("parameters", parameters)

    def count(hidden: int) -> int:
        make = lambda: build(name, source, hidden=hidden, **sizes)  # noqa: E731
        return count_parameters(nnx.eval_shape(make))

    # A parameter belongs to one width or to two of them: their number is a quadratic of the size.
    tried = (16, 64, 256)
    square, linear, constant = np.polyfit(tried, [count(hidden) for hidden in tried], 2)
    root = np.sqrt(max(linear**2 - 4 * square * (constant - parameters), 0.0))
    below = int((root - linear) / (2 * square)) // 2 * 2
    near = (min(max(size, 2), LARGEST) for size in (below, below + 2))
    return min(near, key=lambda hidden: abs(count(hidden) - parameters))
