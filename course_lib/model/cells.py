"""Recurrent cells: the plain RNN, the LSTM and the GRU, one step each, and `run` over a sequence.

A step is split in two. `project` is what the input adds to the gates: it needs no state, so it is
done for a whole sequence in one product before the scan. `step` is the rest, and all that is left
inside the scan.

The arithmetic of a step is a plain function (`rnn_step`, `lstm_step`, `gru_step`), and each cell
takes another one in its place (see `parts`).
"""

from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple, Protocol, runtime_checkable

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Bool, Float

from course_lib.devices import settings
from course_lib.kernels.parameters import affine, choose, glorot, orthogonal, zeros


class CellState(NamedTuple):
    """What a cell carries from step to step: `hidden` is what others read, s_t or h_j.

    `memory` is the LSTM's c_t, None for the other cells.
    """

    hidden: Float[Array, " D"]
    memory: Float[Array, " D"] | None


def rnn_step(
    gates: Float[Array, " D"], hidden: Float[Array, " D"], recurrent: Float[Array, "D D"]
) -> Float[Array, " D"]:
    """h_t = tanh(W x_t + b + U h_{t-1}); `gates` holds W x_t + b (Elman 1990)."""
    return jnp.tanh(gates + hidden @ recurrent)


def lstm_step(
    gates: Float[Array, " G"],
    hidden: Float[Array, " D"],
    memory: Float[Array, " D"],
    recurrent: Float[Array, "D G"],
) -> tuple[Float[Array, " D"], Float[Array, " D"]]:
    """One LSTM step; `gates` holds W x_t + b for the input, forget, candidate and output, G = 4 D.

        i, f, o = sigmoid(W x_t + b + U h_{t-1}),   g = tanh(W x_t + b + U h_{t-1})
        c_t = f c_{t-1} + i g,   h_t = o tanh(c_t)

    Returns (h_t, c_t). Source: Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al.
    2000. The order of the gates is that of `flax.nnx`.
    """
    i, f, g, o = jnp.split(gates + hidden @ recurrent, 4)
    memory = jax.nn.sigmoid(f) * memory + jax.nn.sigmoid(i) * jnp.tanh(g)
    return jax.nn.sigmoid(o) * jnp.tanh(memory), memory


def gru_step(
    gates: Float[Array, " G"], hidden: Float[Array, " D"], recurrent: Float[Array, "D G"]
) -> Float[Array, " D"]:
    """One GRU step; `gates` holds W x_t + b for reset, update and candidate, G = 3 D.

        r, z = sigmoid(W x_t + b + U h_{t-1}),   n = tanh(W x_t + b + r (U h_{t-1}))
        h_t = (1 - z) n + z h_{t-1}

    Source: Cho et al. 2014, section 2.3, with the reset gate after the recurrent product, as cuDNN
    and `flax.nnx` have it, so that one product serves all three gates.
    """
    r, z, n = jnp.split(gates, 3)
    from_r, from_z, from_n = jnp.split(hidden @ recurrent, 3)
    update = jax.nn.sigmoid(z + from_z)
    candidate = jnp.tanh(n + jax.nn.sigmoid(r + from_r) * from_n)
    return (1.0 - update) * candidate + update * hidden


def first_state(
    summary: Float[Array, " S"], weight: Float[Array, "S D"], bias: Float[Array, " D"]
) -> Float[Array, " D"]:
    """s_0 = tanh(W r + b), with r the source's summary (Bahdanau et al. 2014, appendix A.2.2)."""
    return jnp.tanh(summary @ weight + bias)


@runtime_checkable
class Cell(Protocol):
    """What every cell offers: D is its width, G the width of its gates side by side."""

    width: int
    parts: int

    def project(self, inputs: Float[Array, "*batch I"]) -> Float[Array, "*batch G"]: ...
    def step(self, state: CellState, gates: Float[Array, " G"]) -> CellState: ...


class RNN(nnx.Module):
    """The plain recurrent net."""

    gates = 1  # how many blocks of width D stand side by side in `kernel`
    parts = 1  # how many vectors of width D make a state
    made_of: ClassVar[str] = "rnn_step"  # the function of a step, by its name in `Parts`

    def __init__(
        self,
        inputs: int,
        width: int,
        *,
        rngs: nnx.Rngs,
        function: Callable[..., Any] = rnn_step,
    ):
        self.width = width
        self.function = function
        self.kernel = glorot(rngs, inputs, self.gates * width)
        self.recurrent = orthogonal(rngs, width, self.gates)
        self.bias = zeros(self.gates * width)

    def project(self, inputs: Float[Array, "*batch I"]) -> Float[Array, "*batch G"]:
        """W x + b for all gates: [I] -> [G], or a whole sequence at once."""
        return affine(inputs, self.kernel[...], self.bias[...])

    def step(self, state: CellState, gates: Float[Array, " G"]) -> CellState:
        return CellState(self.function(gates, state.hidden, self.recurrent[...]), None)


class LSTM(RNN):
    """The LSTM. Its forget gate starts at sigmoid(1), open (Jozefowicz et al. 2015)."""

    gates = 4
    parts = 2
    made_of: ClassVar[str] = "lstm_step"

    def __init__(
        self,
        inputs: int,
        width: int,
        *,
        rngs: nnx.Rngs,
        function: Callable[..., Any] = lstm_step,
    ):
        super().__init__(inputs, width, rngs=rngs, function=function)
        self.bias[...] = self.bias[...].at[width : 2 * width].set(1.0)

    def step(self, state: CellState, gates: Float[Array, " G"]) -> CellState:
        assert state.memory is not None  # an LSTM's state always has both
        return CellState(*self.function(gates, state.hidden, state.memory, self.recurrent[...]))


class GRU(RNN):
    """The GRU."""

    gates = 3
    made_of: ClassVar[str] = "gru_step"

    def __init__(
        self,
        inputs: int,
        width: int,
        *,
        rngs: nnx.Rngs,
        function: Callable[..., Any] = gru_step,
    ):
        super().__init__(inputs, width, rngs=rngs, function=function)


CELLS: dict[str, type[RNN]] = {"rnn": RNN, "lstm": LSTM, "gru": GRU}


def make_cell(
    name: str,
    inputs: int,
    width: int,
    *,
    rngs: nnx.Rngs,
    function: Callable[..., Any] | None = None,
) -> RNN:
    """The cell called `name`, its step by `function` if there is one; ValueError for an unknown
    cell, and for what cannot be."""
    kind = choose(CELLS, name, "cell")
    inputs, width = settings.whole("inputs", inputs, 0), settings.whole("width", width)
    settings.instance("rngs", rngs, nnx.Rngs, "nnx.Rngs")
    if function is None:
        return kind(inputs, width, rngs=rngs)
    return kind(inputs, width, rngs=rngs, function=settings.function("function", function))


def check_cell(cell: Any) -> None:
    """ValueError for what is no cell."""
    settings.having("cell", cell, ["project", "step"], "a cell, such as make_cell(...) makes")


def zero_state(cell: Cell, dtype: jnp.dtype) -> CellState:
    """The state that knows nothing. ValueError for what is no cell, or no type of numbers."""
    check_cell(cell)
    try:
        real = dtype is not None and jnp.issubdtype(jnp.dtype(dtype), jnp.floating)
    except (TypeError, ValueError):  # of NumPy, for what is no type at all
        real = False
    if not real:
        raise ValueError(f"dtype must be a type of numbers, such as jnp.float32, got {dtype!r}")
    nothing = jnp.zeros(cell.width, dtype)
    return CellState(nothing, nothing if cell.parts == 2 else None)


def run(
    cell: Cell,
    inputs: Float[Array, "J I"],
    mask: Bool[Array, " J"],
    *,
    reverse: bool = False,
) -> tuple[Float[Array, "J D"], CellState]:
    """The cell over one padded sequence: all hidden states (zero on padding) and the last state.

    On padding the state stands still, so the last state is the one at the last *real* position,
    or at the first one when `reverse` reads from the end (the states stay in source order).
    ValueError for what is no cell, and for arrays of other axes.
    """
    check_cell(cell)
    settings.array("inputs", inputs, "J I", settings.REAL)
    settings.array("mask", mask, "J", settings.TRUTH)
    settings.flag("reverse", reverse)
    gates = cell.project(inputs)

    def advance(
        state: CellState, at: tuple[Float[Array, " G"], Bool[Array, ""]]
    ) -> tuple[CellState, Float[Array, " D"]]:
        gates_j, real = at
        moved = cell.step(state, gates_j)
        state = jax.tree.map(lambda new, old: jnp.where(real, new, old), moved, state)
        return state, jnp.where(real, state.hidden, 0.0)

    last, states = jax.lax.scan(
        advance, zero_state(cell, gates.dtype), (gates, mask), reverse=reverse
    )
    return states, last
