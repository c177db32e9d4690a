"""`Parts`: the plain functions that a model is made of, and which of them are somebody's own.

Each is a function of one example, without a batch axis. `build(..., parts=Parts(dot=mine))` makes a
model that computes with `mine` wherever the library would have called `dot`: in training, compiled
and over batches, and in every search.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from course_lib.kernels.heads import multi_head
from course_lib.kernels.masks import masked_softmax
from course_lib.kernels.parameters import choose
from course_lib.kernels.patches import patches, placed
from course_lib.kernels.positions import position_code
from course_lib.kernels.stacking import stack_frames
from course_lib.model.alignments.aligned import attend, read_context
from course_lib.model.alignments.gated import gate
from course_lib.model.alignments.hard import choose_position
from course_lib.model.alignments.hops import next_query
from course_lib.model.alignments.location_aware import location_features
from course_lib.model.alignments.windows import (
    gaussian_weights,
    predicted_centre,
    window_weights,
)
from course_lib.model.cells import CELLS, first_state, gru_step, lstm_step, rnn_step
from course_lib.model.copying import copy_mixture
from course_lib.model.looking_back import look_back
from course_lib.model.own import Own, own
from course_lib.model.readouts import attentional, maxout
from course_lib.model.score_functions import additive, dot, scaled_dot

Function = Callable[..., Any]
# What does the work of others, so that these would not be called.
REPLACES = {
    "attend": ("masked_softmax", "read_context"),
    "window_weights": ("masked_softmax",),
    "gaussian_weights": ("masked_softmax",),
}


@dataclass(frozen=True, repr=False)
class Parts:
    """The functions of a model, the library's unless given. With J source positions:

        masked_softmax(scores [J], mask [J])               -> weights [J]
        read_context(weights [J], states [J, E])           -> context [E]
        attend(scores [J], states [J, E], mask [J])        -> context [E], weights [J]
        choose_position(scores [J], mask [J], key)         -> position, a whole number
        gate(context [E], query [D], weight [D], bias [])  -> context [E]
        location_features(weights [J], filters [W, k])     -> features [J, k]
        next_query(query [D], context [E], weight [E, D])  -> query [D] of the next look
        window_weights(scores [J], mask [J], centre, R)    -> weights [J]; gaussian_weights alike
        predicted_centre(query [D], weight [D, D], v [D], length)
                                                           -> centre, counted from 0
        dot(query [K], keys [J, K])                        -> scores [J]; scaled_dot alike
        multi_head(query [K], keys [J, K], values [J, V], mask [J], heads)
                                                           -> found [V], weights [H, J]
        position_code(position, width)                     -> code [E] of one position
        additive(query [K], keys [J, K], v [K])            -> scores [J]; both projected already
        rnn_step(gates [D], hidden [D], recurrent [D, D])  -> hidden [D]
        lstm_step(gates [4 D], hidden [D], memory [D], recurrent [D, 4 D])
                                                           -> hidden [D], memory [D]
        gru_step(gates [3 D], hidden [D], recurrent [D, 3 D])
                                                           -> hidden [D]
        first_state(summary [S], weight [S, D], bias [D])  -> hidden [D]; [2 D] for an LSTM
        attentional(features [F], weight [F, A])           -> features [A]
        maxout(features [F], weight [F, A], bias [A])      -> features [A / 2]
        copy_mixture(p_gen, written [V], weights [J], tokens [J], size)
                                                           -> probabilities [size]
        look_back(scores [J, J], real [J])                 -> weights [J, J]
        patches(image [H, W], size, stride)                -> patches [J, size * size]
        placed(states [J, E], row [R, E], column [C, E])   -> states [J, E]
        stack_frames(frames [F, M], stack)                 -> rows [ceil(F / stack), stack * M]

    `mask` is True at real positions; `key` is the step's random key. The library's function of
    each name says what is computed. "general" scores by `dot` of projected keys, "concat" by
    `additive`; the cell's step is that of encoder and decoder. `attend` does the work of
    `masked_softmax` and `read_context` in one, so that it goes in without them; so do those of a
    window for `masked_softmax`. `R`, `heads`, `width`, `size`, `stride` and `stack` are whole
    numbers of Python's. `look_back` is called by a `LooksBack`, and by no row of the table.

    A part that is somebody's own becomes an `Own`. ValueError for what is no function, and for
    `attend` or a window's weights beside one of those that they replace.

    >>> from course_lib.data import Characters
    >>> from course_lib.model import build
    >>> def mine(query, keys):
    ...     return keys @ query
    >>> model = build("luong_dot", Characters("abc"), hidden=8, parts=Parts(dot=mine))
    """

    masked_softmax: Function = masked_softmax
    read_context: Function = read_context
    attend: Function = attend
    choose_position: Function = choose_position
    gate: Function = gate
    location_features: Function = location_features
    next_query: Function = next_query
    window_weights: Function = window_weights
    gaussian_weights: Function = gaussian_weights
    predicted_centre: Function = predicted_centre
    dot: Function = dot
    scaled_dot: Function = scaled_dot
    multi_head: Function = multi_head
    position_code: Function = position_code
    additive: Function = additive
    rnn_step: Function = rnn_step
    lstm_step: Function = lstm_step
    gru_step: Function = gru_step
    first_state: Function = first_state
    attentional: Function = attentional
    maxout: Function = maxout
    copy_mixture: Function = copy_mixture
    look_back: Function = look_back
    patches: Function = patches
    placed: Function = placed
    stack_frames: Function = stack_frames

    def __post_init__(self) -> None:
        for field in fields(self):
            library: Any = field.default
            given = own(getattr(self, field.name), library, field.name)
            object.__setattr__(self, field.name, given)
        for name, replaced in REPLACES.items():
            both = [other for other in replaced if other in self.own]
            if name in self.own and both:
                raise ValueError(
                    f"{name} replaces {' and '.join(replaced)}: give {name} alone, got "
                    f"{' and '.join(both)} beside it"
                )

    def __repr__(self) -> str:
        return f"Parts({', '.join(f'{name}={part!r}' for name, part in self.own.items())})"

    @property
    def own(self) -> dict[str, Own]:
        """Those that are not the library's, by name."""
        return {
            field.name: part
            for field in fields(self)
            if isinstance(part := getattr(self, field.name), Own)
        }

    def identity(self) -> dict[str, Any]:
        """What tells one model's parts from another's (see `training.identity`): the own ones."""
        return {name: (part.function, part.through) for name, part in self.own.items()}

    def of(self, names: tuple[str, ...]) -> dict[str, Function]:
        """The functions of these names."""
        return {name: getattr(self, name) for name in names}

    def step_of(self, cell: str) -> Function:
        """The step of a cell; ValueError for an unknown one."""
        return getattr(self, choose(CELLS, cell, "cell").made_of)

    def check(self, made_of: tuple[str, ...]) -> None:
        """ValueError for an own part that a model made of these would never call."""
        for name in self.own:
            if name not in made_of:
                raise ValueError(
                    f"parts: this model would never call {name}; its own parts can be "
                    f"{', '.join(made_of)}"
                )
