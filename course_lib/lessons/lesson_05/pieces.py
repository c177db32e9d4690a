"""What a reader of lesson 05a writes, as the library would: one step of each paper's decoder, and a
model that runs on such a step."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.model.cells import CellState
from course_lib.model.decoders import Decoder, Output, State, Token
from course_lib.model.memory import Prepared
from course_lib.model.readouts import Said
from course_lib.model.seq2seq import Seq2Seq

Numbers = jax.Array | np.ndarray
Vector = Float[Numbers, "_"]
Look = Callable[[Vector], Vector]
Move = Callable[[Vector, Vector], Vector]
Mix = Callable[[Vector], Vector]


def bahdanau_step(
    previous: Float[Numbers, " D"], token: Float[Numbers, " M"], look: Look, move: Move, mix: Mix
) -> tuple[Float[Numbers, " D"], Float[Numbers, " A"]]:
    """s_{t-1} -> c_t -> s_t: the new state, and what the output is made of.

    Source: Bahdanau et al. 2014, appendices A.1.1 and A.2.2.
    """
    context = look(previous)
    state = move(previous, jnp.concatenate([token, context]))
    return state, mix(jnp.concatenate([previous, token, context]))


def luong_step(
    previous: Float[Numbers, " D"],
    fed: Float[Numbers, " A"],
    token: Float[Numbers, " M"],
    look: Look,
    move: Move,
    mix: Mix,
) -> tuple[Float[Numbers, " D"], Float[Numbers, " A"]]:
    """s_{t-1} -> s_t -> c_t -> h~_t: the new state, and the attentional vector.

    Source: Luong et al. 2015, section 3.1, with the input feeding of section 3.3.
    """
    state = move(previous, jnp.concatenate([token, fed]))
    context = look(state)
    return state, mix(jnp.concatenate([context, state]))


class OwnSteps(Decoder):
    """A decoder whose step is wired by a function in the place of a row: its weights are those of
    the row, and the function says in which order they are used."""

    own_step: Callable[..., Any]

    def step(
        self,
        prepared: Prepared,
        state: State,
        token: Token,
        t: Int[Array, ""] | int,
        key: Array | None = None,
    ) -> tuple[State, Output]:
        seen: list[Any] = []
        moved: list[CellState] = []

        def look(query: Vector) -> Vector:
            seen.append(self.alignment(query, prepared, state.alignment, t, key)[0])
            return seen[-1].context

        def move(previous: Vector, inputs: Vector) -> Vector:
            gates = prepared.cell_input + inputs @ self.cell.kernel[...]
            moved.append(self.cell.step(CellState(jnp.asarray(previous), state.cell.memory), gates))
            return moved[-1].hidden

        fed = () if state.attentional is None else (state.attentional,)
        hidden, features = self.own_step(
            state.cell.hidden, *fed, token.embedding, look, move, self.readout.mix
        )
        following = State(
            CellState(hidden, moved[-1].memory), None, features if fed else None, state.alignment
        )
        return following, Output(features, seen[-1].weights, seen[-1].aux)

    def say(
        self,
        prepared: Prepared,
        output: Output,
        key: Array | None = None,
        rate: float = 0.0,
        t: Int[Array, ""] | int | None = None,
    ) -> Said:
        """The step has mixed already."""
        return Said(output.features, output.weights, prepared.memory)


def with_step(model: Seq2Seq, step: Callable[..., Any]) -> Seq2Seq:
    """The same weights, used as `step` says: a function like `bahdanau_step`, or like `luong_step`
    if the row feeds its attentional vector back.

    ValueError for a row whose steps need not wait for each other, or that drops out.
    """
    if not model.spec.wiring.loops or model.spec.dropout:
        raise ValueError("with_step needs a row that feeds back what it saw, without dropout")
    other = nnx.clone(model)
    decoder: Decoder = other.decoder
    decoder.__class__ = OwnSteps
    assert isinstance(decoder, OwnSteps)
    decoder.own_step = step
    return other
