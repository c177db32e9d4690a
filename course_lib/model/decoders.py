"""The one decoder: every model of the course is this `step`, wired by a row of a table.

`Decoder.step` reads its `Wiring` with plain `if`s, which are settled while JAX traces, so each row
compiles to a program of its own with nothing of the others in it. Teacher forcing, free running and
every kind of search drive this one step.
"""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.data.word_vocab import UNK
from course_lib.kernels.masks import check_mask, drop, dropout
from course_lib.kernels.matmul import product
from course_lib.kernels.parameters import embedding as embedding_table
from course_lib.kernels.parameters import glorot, zeros
from course_lib.model.alignments import ALIGNMENTS, Aligned
from course_lib.model.cells import CellState, make_cell, zero_state
from course_lib.model.copying import DISTRIBUTIONS
from course_lib.model.keys import NO_KEYS, Keys
from course_lib.model.memory import Memory, Prepared
from course_lib.model.parts import Parts
from course_lib.model.readouts import MADE_OF, Readout, Said
from course_lib.model.scores import SCORES
from course_lib.model.wiring import Wiring


class Token(NamedTuple):
    """The previous token as the step reads it: its embedding, and that projected to the gates."""

    embedding: Float[Array, "*T M"]
    gates: Float[Array, "*T G"]


class State(NamedTuple):
    """What the decoder carries: its cell; c_{t-1} or h~_{t-1}, if the row feeds them back; and what
    the alignment carries from look to look, if it does."""

    cell: CellState
    context: Float[Array, " C"] | None
    attentional: Float[Array, " A"] | None
    alignment: Any = None


class Output(NamedTuple):
    """What a step gives: the readout's features, the attention weights, the alignment's report."""

    features: Float[Array, " F"]
    weights: Float[Array, " J"] | None
    aux: Any


class Decoder(nnx.Module):
    """The decoder of one row. All methods take one source and, but for `forced`, one step.

    `vocabulary` is V, `embedding` the width M of a token and `embedding_start` how its table starts
    (see `kernels.parameters.embedding`), `width` D, `memory_width` the width of the memory's states
    (E) and `summary_width` that of its summary (S); `beyond` how many numbers after V a source can
    lend to words of its own, if the row copies; `parts` are the plain functions it calls.
    """

    def __init__(
        self,
        wiring: Wiring,
        *,
        vocabulary: int,
        embedding: int,
        width: int,
        memory_width: int,
        summary_width: int,
        max_length: int,
        embedding_start: float | str,
        beyond: int = 0,
        parts: Parts = Parts(),  # noqa: B008 (frozen)
        rngs: nnx.Rngs,
    ):
        self.wiring, self.vocabulary = wiring, vocabulary
        self.parts = parts
        self.width = width
        self.context_width = memory_width if wiring.weighs else summary_width
        widths = {
            "token": embedding,
            "summary": summary_width,
            "context": self.context_width,
            "previous_context": self.context_width,
            "attentional": width,
            "state": width,
            "previous_state": width,
        }
        self.reads_token = "token" in (*wiring.reads, *wiring.readout)
        if self.reads_token:
            self.embedding = embedding_table(rngs, vocabulary, embedding, embedding_start)
        self.input_widths = tuple((part, widths[part]) for part in wiring.reads)
        inputs = sum(width for _, width in self.input_widths)
        step = parts.step_of(wiring.cell)
        self.cell = make_cell(wiring.cell, inputs, width, rngs=rngs, function=step)
        if wiring.first_state == "projection":
            self.first_weight = glorot(rngs, summary_width, self.cell.parts * width)
            self.first_bias = zeros(self.cell.parts * width)
        if wiring.joins_state:
            self.join_weight = glorot(rngs, width + self.context_width, width)
            self.join_bias = zeros(width)
        score = None
        looks = ALIGNMENTS[wiring.alignment]
        if wiring.score is not None and looks.own_score is None:
            kind = SCORES[wiring.score]
            own = {"function": getattr(parts, kind.made_of)} if kind.made_of else {}
            score = kind(memory_width, width, max_length=max_length, rngs=rngs, **own)
        headed = {"heads": wiring.heads} if looks.headed else {}
        self.alignment = looks(
            score,
            width=width,
            memory_width=memory_width,
            window=wiring.window,
            rngs=rngs,
            **headed,
            **parts.of(looks.made_of),
        )
        features = sum(widths[part] for part in wiring.readout)
        mixed = MADE_OF.get(wiring.mix)
        mix = None if mixed is None else getattr(parts, mixed)
        lent = {"beyond": beyond} if wiring.copies else {}
        kind = DISTRIBUTIONS[wiring.distribution]
        own = parts.of(kind.made_of)
        self.readout: Readout = kind(
            wiring.mix, features, width, vocabulary, rngs=rngs, function=mix, **lent, **own
        )

    def project(self, part: str, value: Float[Array, "*T I"]) -> Float[Array, "*T G"]:
        """What one part of the cell's input adds to its gates: a product with its own rows."""
        start = 0
        for name, width in self.input_widths:
            if name == part:
                return product(value, self.cell.kernel[...][start : start + width])
            start += width
        raise ValueError(f"this row's cell does not read {part!r}; it reads {self.wiring.reads}")

    def prepare(self, memory: Memory) -> Prepared:
        """All that depends on the source alone: keys, and the steady part of the cell's input.

        ValueError for a mask that is all padding, where its values are known (not while tracing).
        """
        check_mask(memory.mask)
        gates = self.cell.bias[...]
        for part in self.wiring.steady:
            gates = gates + self.project(part, memory.summary)
        states, looks = memory.states, self.alignment
        return Prepared(memory, looks.keys(states), gates, memory.length, looks.values(states))

    def start(self, prepared: Prepared) -> State:
        """The first state: zeros, or tanh(W summary + b) for every part of the cell's state.

        Source: Bahdanau et al. 2014, appendix A.2.2, which reads the backward half alone; here the
        summary of all directions.
        """
        memory = prepared.memory
        cell = zero_state(self.cell, memory.summary.dtype)
        if self.wiring.first_state == "projection":
            weight, bias = self.first_weight[...], self.first_bias[...]
            made = self.parts.first_state(memory.summary, weight, bias)
            halves = jnp.split(made, self.cell.parts)
            cell = CellState(halves[0], halves[1] if self.cell.parts == 2 else None)
        feeds_context = "previous_context" in self.wiring.reads
        nothing = memory.summary.dtype
        return State(
            cell,
            jnp.zeros(self.context_width, nothing) if feeds_context else None,
            jnp.zeros(self.width, nothing) if self.wiring.feeds_attentional else None,
            self.alignment.start(prepared),
        )

    def embed(self, ids: Int[Array, "*T"]) -> Token:
        """Token ids, one or a whole target, as `step` reads them."""
        return self.read(self.look_up(ids))

    def look_up(self, ids: Int[Array, "*T"]) -> Float[Array, "*T M"]:
        """The embeddings of tokens; of width 0 in a row that reads no token. A word whose number is
        lent is read as unknown, whatever it is."""
        if self.reads_token:
            if self.readout.size > self.vocabulary:
                ids = jnp.where(ids < self.vocabulary, ids, UNK)
            return self.embedding[...][ids]
        return jnp.zeros((*ids.shape, 0), self.cell.kernel[...].dtype)

    def read(self, embedding: Float[Array, "*T M"]) -> Token:
        """Embedded tokens as `step` reads them: their gates need no state, so they come first."""
        if "token" in self.wiring.reads:
            return Token(embedding, self.project("token", embedding))
        gates = self.cell.kernel.shape[1]
        return Token(embedding, jnp.zeros((*embedding.shape[:-1], gates), embedding.dtype))

    def step(
        self,
        prepared: Prepared,
        state: State,
        token: Token,
        t: Int[Array, ""] | int,
        key: Array | None = None,
    ) -> tuple[State, Output]:
        """One target step: look, move and read out, in the order that the row says.

        `key` is the sentence's, the same at every step, for alignments that draw.
        """
        wiring, previous, carry = self.wiring, state.cell, state.alignment
        gates = prepared.cell_input + token.gates
        moving = previous
        if wiring.attends == "before":
            seen, carry = self.alignment(previous.hidden, prepared, carry, t, key)
            if "context" in wiring.reads and wiring.weighs:
                gates = gates + self.project("context", seen.context)
            if wiring.joins_state:
                joined = jnp.concatenate([previous.hidden, seen.context])
                hidden = jnp.tanh(joined @ self.join_weight[...] + self.join_bias[...])
                moving = CellState(hidden, previous.memory)
        if state.context is not None:
            gates = gates + self.project("previous_context", state.context)
        if state.attentional is not None:
            gates = gates + self.project("attentional", state.attentional)
        cell = self.cell.step(moving, gates)
        if wiring.attends == "after":
            seen, carry = self.alignment(cell.hidden, prepared, carry, t, key)
        features = self.features(prepared, previous, cell, token, seen)
        if wiring.feeds_attentional:
            features = self.readout.mix(features)
        following = State(
            cell,
            None if state.context is None else seen.context,
            None if state.attentional is None else features,
            carry,
        )
        return following, Output(features, seen.weights, seen.aux)

    def features(
        self,
        prepared: Prepared,
        previous: CellState,
        cell: CellState,
        token: Token,
        seen: Aligned,
    ) -> Float[Array, " F"]:
        """What the readout reads at one step, side by side."""
        parts = {
            "state": cell.hidden,
            "previous_state": previous.hidden,
            "token": token.embedding,
            "context": seen.context,
            "summary": prepared.memory.summary,
        }
        return jnp.concatenate([parts[name] for name in self.wiring.readout])

    def say(
        self,
        prepared: Prepared,
        output: Output,
        key: Array | None = None,
        rate: float = 0.0,
        t: Int[Array, ""] | int | None = None,
    ) -> Said:
        """What step `t` gave, or all of them (None), as the distribution over the vocabulary reads
        it.

        The mixing comes here, in one product for all steps, unless the cell reads its result. The
        `key` drops out what is mixed, at `rate`, in every row alike: it is the last connection that
        is not recurrent, from the decoder's top to the vocabulary (Zaremba et al. 2014, section
        3.2, whom Luong et al. 2015, section 4.1, follow). What is fed back is whole.
        """
        features = output.features
        if not self.wiring.feeds_attentional:
            features = self.readout.mix(features)
        if key is not None:
            features = (
                drop(key, features, rate, t) if t is not None else dropout(key, features, rate)
            )
        return Said(features, output.weights, prepared.memory)

    def logits(self, prepared: Prepared, output: Output) -> Float[Array, "*T V"]:
        """What a step gave, or all of them, as scores of the V tokens (float32)."""
        return self.readout.logits(self.say(prepared, output))

    def forced(
        self,
        prepared: Prepared,
        tokens: Int[Array, " T"],
        keys: Keys = NO_KEYS,
        rate: float = 0.0,
    ) -> Output:
        """The outputs of all steps of one target with the true previous tokens.

        `keys` drop out embeddings at `rate`, and one goes on to the alignment; `say` drops out the
        rest.
        """
        token = self.read(dropout(keys.token, self.look_up(tokens), rate))
        run = self.scanned if self.wiring.loops else self.batched
        return run(prepared, token, keys.alignment)

    def scanned(self, prepared: Prepared, tokens: Token, key: Array | None) -> Output:
        """All steps one after the other, each waiting for the last."""

        def advance(state: State, at: tuple[Token, Array]) -> tuple[State, Output]:
            token, t = at
            return self.step(prepared, state, token, t, key)

        steps = jnp.arange(tokens.gates.shape[0])
        return jax.lax.scan(advance, self.start(prepared), (tokens, steps))[1]

    def batched(self, prepared: Prepared, tokens: Token, key: Array | None) -> Output:
        """The cell alone in a scan, then all steps attend at once: for rows that do not loop."""
        start = self.start(prepared)

        def advance(cell: CellState, gates: Array) -> tuple[CellState, tuple[CellState, CellState]]:
            moved = self.cell.step(cell, prepared.cell_input + gates)
            return moved, (cell, moved)

        previous, cells = jax.lax.scan(advance, start.cell, tokens.gates)[1]

        def look(previous: CellState, cell: CellState, token: Token, t: Array) -> Output:
            query = previous if self.wiring.attends == "before" else cell
            seen, _ = self.alignment(query.hidden, prepared, start.alignment, t, key)
            features = self.features(prepared, previous, cell, token, seen)
            return Output(features, seen.weights, seen.aux)

        return jax.vmap(look)(previous, cells, tokens, jnp.arange(tokens.gates.shape[0]))
