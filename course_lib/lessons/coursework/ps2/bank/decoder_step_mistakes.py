"""The mistakes that the bank of `decoder_step` knows, and the step that they change."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from course_lib.lessons.checking.arithmetic import sigmoid, softmax
from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.coursework.ps2.bank.changed import changes_of

Array = Any  # NumPy's in the bank, JAX's in a check
Thirds = Sequence[Array]  # of z, r and n


def as_float(weights: Array) -> dict[str, Array]:
    return {name: np.asarray(one, np.float64) for name, one in weights.items()}


def _inside(r: Array, own: Array, state: Array, context: Array) -> Array:
    return own + r * (state + context)


def _step(
    weights: Array,
    context: Array,
    state: Array,
    token: Any,
    *,
    thirds: Callable[[Array], Thirds] = lambda row: np.split(row, 3),
    gate: Callable[[Array], Array] = sigmoid,
    candidate: Callable[[Array], Array] = np.tanh,
    total: Callable[..., Array] = _inside,
    mix: Callable[..., Array] = lambda z, s, n: z * s + (1 - z) * n,
    joined: Callable[..., Sequence[Array]] = lambda new, x, c, old: [new, x, c],
    bias: float = 1.0,
    inside: float = 0.0,
    shift: float = 1.0,
    turned: bool = False,
    reads: tuple[float, float, float] = (1.0, 1.0, 1.0),
    embedded: Callable[[Array, int], Array] = lambda table, token: table[token],
    shown: Callable[[Array], Array] = lambda logits: logits,
) -> tuple[Array, Array]:
    w = as_float(weights)
    c, s = np.asarray(context, np.float64), np.asarray(state, np.float64)
    x = embedded(w["embed"], int(token))
    recurrent = w["recurrent"]
    if turned:
        recurrent = np.hstack([part.T for part in np.split(recurrent, 3, axis=1)])
    own = thirds(reads[0] * (x @ w["kernel"]) + bias * w["bias"])
    back, beside = (
        thirds(reads[1] * (s @ recurrent)),
        thirds(reads[2] * (c @ w["context"]) + inside * w["bias"]),
    )
    z, r = (gate(own[k] + back[k] + beside[k]) for k in (0, 1))
    n = candidate(total(r, own[2], back[2], beside[2]))
    new = mix(z, s, n)
    logits = np.concatenate(joined(new, x, c, s)) @ w["readout"] + shift * w["shift"]
    return new, shown(logits)


_mistake = changes_of(_step)


def _before_the_product(weights: Array, context: Array, state: Array, token: Any) -> Any:
    """The other GRU, in which the gate multiplies the old state; the context as given."""
    w = as_float(weights)
    c, s, x = np.asarray(context), np.asarray(state), w["embed"][int(token)]
    free = x @ w["kernel"] + c @ w["context"] + w["bias"]
    z, r = (sigmoid(one) for one in np.split(free + s @ w["recurrent"], 3)[:2])
    width = len(s)
    n = np.tanh(free[2 * width :] + (r * s) @ w["recurrent"][:, 2 * width :])
    new = z * s + (1 - z) * n
    return new, np.concatenate([new, x, c]) @ w["readout"] + w["shift"]


def _both_gated(weights: Array, context: Array, state: Array, token: Any, *, both: bool) -> Any:
    """The gate before the product of the old state; the context is gated behind its product, or
    before it as well."""
    w = as_float(weights)
    c, s, x = np.asarray(context), np.asarray(state), w["embed"][int(token)]
    own = np.split(x @ w["kernel"] + w["bias"], 3)
    u, of = np.split(w["recurrent"], 3, axis=1), np.split(w["context"], 3, axis=1)
    z, r = (sigmoid(own[k] + s @ u[k] + c @ of[k]) for k in (0, 1))
    heard = (r * c) @ of[2] if both else r * (c @ of[2])
    new = z * s + (1 - z) * np.tanh(own[2] + (r * s) @ u[2] + heard)
    return new, np.concatenate([new, x, c]) @ w["readout"] + w["shift"]


WRONG = (
    _mistake(
        "update gate turned round",
        "z and 1 - z have changed places: here z = 1 keeps the old state",
        {"mix": lambda z, s, n: (1 - z) * s + z * n},
    ),
    Misconception(
        "gate before the product",
        "the reset gate multiplies the old state before its matrix, and leaves the context alone: "
        "in this cell it multiplies the sum of both products",
        _before_the_product,
    ),
    Misconception(
        "gate on the state before its matrix",
        "the reset gate multiplies the old state before its matrix: first multiply, s U and c C, "
        "and then r scales their sum, number by number",
        lambda *args: _both_gated(*args, both=False),
        also=(lambda *args: _both_gated(*args, both=True),),
    ),
    _mistake(
        "context outside the gate",
        "in the candidate the context stands outside the bracket: r multiplies what comes of the "
        "old state and what comes of the context",
        {"total": lambda r, own, s, c: own + c + r * s},
    ),
    _mistake(
        "gate over the whole sum",
        "the reset gate multiplies the whole sum of the candidate: the word and the bias stand "
        "outside the bracket",
        {"total": lambda r, own, s, c: r * (own + s + c)},
    ),
    _mistake(
        "state outside the gate",
        "in the candidate the reset gate multiplies the context alone: it multiplies both products",
        {"total": lambda r, own, s, c: own + s + r * c},
    ),
    _mistake(
        "reset gate missing",
        "the candidate does without the reset gate",
        {"total": lambda r, own, s, c: own + s + c},
    ),
    _mistake(
        "one minus the reset gate",
        "the candidate uses 1 - r: it uses r",
        {"total": lambda r, own, s, c: own + (1 - r) * (s + c)},
    ),
    _mistake(
        "gates swapped",
        "z and r have changed places: the first D columns are those of z",
        {"thirds": lambda row: [np.split(row, 3)[k] for k in (1, 0, 2)]},
    ),
    _mistake(
        "candidate first",
        "the columns of the candidate are taken to be the first D: the order is z, r, n",
        {"thirds": lambda row: [np.split(row, 3)[k] for k in (1, 2, 0)]},
        {"thirds": lambda row: [np.split(row, 3)[k] for k in (2, 1, 0)]},
    ),
    _mistake(
        "candidate in the middle",
        "the columns of n and r have changed places: the order is z, r, n",
        {"thirds": lambda row: [np.split(row, 3)[k] for k in (0, 2, 1)]},
    ),
    _mistake(
        "columns dealt out",
        "every third column goes to one gate: the D columns of each stand together",
        {"thirds": lambda row: [row[k::3] for k in range(3)]},
    ),
    _mistake(
        "old state in the readout",
        "the readout gets the old state: it gets the new one",
        {"joined": lambda new, x, c, old: [old, x, c]},
    ),
    _mistake(
        "readout in another order",
        "the parts of the readout stand in another order: first the new state, then the word, then "
        "the context",
        {"joined": lambda new, x, c, old: [x, new, c]},
        {"joined": lambda new, x, c, old: [new, c, x]},
        {"joined": lambda new, x, c, old: [x, c, new]},
        {"joined": lambda new, x, c, old: [c, new, x]},
        {"joined": lambda new, x, c, old: [c, x, new]},
    ),
    _mistake(
        "context not read by the cell",
        "the cell does not read the context: gates and candidate all do",
        {"reads": (1.0, 1.0, 0.0)},
    ),
    _mistake(
        "word not read by the cell",
        "the cell does not read the word that came before",
        {"reads": (0.0, 1.0, 1.0)},
    ),
    _mistake(
        "state not read by the gates",
        "gates and candidate do not read the old state",
        {"reads": (1.0, 0.0, 1.0)},
    ),
    Misconception(
        "the pair swapped",
        "the two have changed places: the new state comes first, then the logits",
        lambda *args: _step(*args)[::-1],
    ),
    _mistake(
        "probabilities for logits",
        "a softmax has been taken: logits are wanted, as they are",
        {"shown": softmax},
        {"shown": lambda logits: np.log(softmax(logits))},
    ),
    _mistake(
        "bias inside the gate",
        "the reset gate multiplies the candidate's bias, too: it stands outside the bracket",
        {"bias": 0.0, "inside": 1.0},
    ),
    _mistake(
        "bias added twice",
        "the bias is added twice, with the word and with the state: once, with the word",
        {"inside": 1.0},
    ),
    _mistake("logits tanh", "the logits go through a tanh: they have none", {"shown": np.tanh}),
    _mistake("bias forgotten", "the cell's bias is not added", {"bias": 0.0}),
    _mistake("shift forgotten", "the readout's shift is not added", {"shift": 0.0}),
    _mistake(
        "candidate sigmoid", "the candidate has a tanh, not a sigmoid", {"candidate": sigmoid}
    ),
    _mistake("no tanh", "the candidate is a plain sum, without tanh", {"candidate": lambda x: x}),
    _mistake("gates tanh", "the gates have a sigmoid, not a tanh", {"gate": np.tanh}),
    _mistake("no sigmoid", "the gates are used without their sigmoid", {"gate": lambda x: x}),
    _mistake(
        "matrix turned round",
        "the recurrent matrices are transposed: a state is a row here, `state @ recurrent`",
        {"turned": True},
    ),
    _mistake(
        "a column of the table",
        "the word's vector is taken from a column of `embed`: it is a row, embed[token]",
        {"embedded": lambda table, token: table[:, token]},
    ),
)
