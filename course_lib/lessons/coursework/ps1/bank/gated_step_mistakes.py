"""The mistakes that the bank of `gated_step` knows, and the step that they change."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from course_lib.lessons.checking.arithmetic import sigmoid
from course_lib.lessons.checking.bank import Misconception

Array = Any  # NumPy's in the bank, JAX's in a check


def _mix(f: Array, hidden: Array, new: Array) -> Array:
    return (1 - f) * hidden + f * new


def _inside(f: Array, hidden: Array, recurrent: Array) -> Array:
    return (f * hidden) @ recurrent


def _step(
    x: Array,
    hidden: Array,
    weights: Array,
    *,
    halves: Callable[[Array], Sequence[Array]] = lambda table: np.split(table, 2, axis=-1),
    gate: Callable[[Array], Array] = sigmoid,
    candidate: Callable[[Array], Array] = np.tanh,
    carry: Callable[[Array, Array, Array], Array] = _inside,
    mix: Callable[[Array, Array, Array], Array] = _mix,
    bias_of_gate: float = 1.0,
    bias_of_new: float = 1.0,
    turned: bool = False,
    reads: tuple[float, float] = (1.0, 1.0),
    state: float = 1.0,
    whole: bool = False,
) -> Array:
    x, hidden = np.asarray(x, np.float64), np.asarray(hidden, np.float64)
    tables = (np.asarray(weights[name], np.float64) for name in ("kernel", "recurrent", "bias"))
    (w_f, w_n), (u_f, u_n), (b_f, b_n) = map(halves, tables)
    if turned:
        u_f, u_n = u_f.T, u_n.T
    f = gate(reads[0] * (x @ w_f) + state * (hidden @ u_f) + bias_of_gate * b_f)
    total = reads[1] * (x @ w_n) + carry(f, hidden, u_n) + bias_of_new * b_n
    new = candidate(f * total if whole else total)
    return mix(f, hidden, new)


def _other(**changed: Any) -> Callable[..., Array]:
    return lambda x, hidden, weights: _step(x, hidden, weights, **changed)


def _after_the_product(f: Array, hidden: Array, recurrent: Array) -> Array:
    return f * (hidden @ recurrent)


WRONG = (
    Misconception(
        "gate turned round",
        "f and 1 - f have changed places in the last line: f = 1 takes the new state, f = 0 keeps "
        "the old one (for the GRU of lesson 01 it is the other way round)",
        _other(mix=lambda f, h, n: f * h + (1 - f) * n),
    ),
    Misconception(
        "gate after the product",
        "the gate multiplies what comes out of the recurrent matrix, as in the GRU of lesson 01: "
        "here it multiplies the old state before the product",
        _other(carry=_after_the_product),
    ),
    Misconception(
        "gate missing in the candidate",
        "the candidate reads the old state whole: it reads f times the old state",
        _other(carry=lambda f, h, u: h @ u),
    ),
    Misconception(
        "one minus the gate in the candidate",
        "the candidate reads 1 - f times the old state: it reads f times",
        _other(carry=lambda f, h, u: ((1 - f) * h) @ u),
    ),
    Misconception(
        "halves swapped",
        "gate and candidate have changed places: the first D columns of kernel, recurrent and bias "
        "are the gate's",
        _other(halves=lambda table: np.split(table, 2, axis=-1)[::-1]),
    ),
    Misconception(
        "columns dealt out",
        "every other column goes to the gate: its D columns stand together, and come first",
        _other(halves=lambda table: (table[..., ::2], table[..., 1::2])),
    ),
    Misconception(
        "candidate sigmoid",
        "the candidate goes through a sigmoid: it has a tanh, which can be negative",
        _other(candidate=sigmoid),
    ),
    Misconception(
        "gate tanh",
        "the gate goes through a tanh: it is a share from 0 to 1, a sigmoid",
        _other(gate=np.tanh),
    ),
    Misconception(
        "no sigmoid",
        "the gate is used as its sum comes, without a sigmoid: it is no share from 0 to 1",
        _other(gate=lambda x: x),
    ),
    Misconception(
        "no tanh",
        "the candidate is a plain sum, without a tanh",
        _other(candidate=lambda x: x),
    ),
    Misconception(
        "bias forgotten",
        "the bias is not used",
        _other(bias_of_gate=0.0, bias_of_new=0.0),
    ),
    Misconception(
        "gate without the input",
        "the gate does not read x, only the old state",
        _other(reads=(0.0, 1.0)),
    ),
    Misconception(
        "candidate without the input",
        "the candidate does not read x, only the old state",
        _other(reads=(1.0, 0.0)),
    ),
    Misconception(
        "matrix turned round",
        "the recurrent matrix is turned round: a state is a row, so it is hidden @ recurrent",
        _other(turned=True),
    ),
    Misconception(
        "candidate alone",
        "the candidate comes out: the last line, which mixes it with the old state, is missing",
        _other(mix=lambda f, h, n: n),
    ),
    Misconception(
        "old state not kept",
        "the part (1 - f) times the old state is missing in the last line",
        _other(mix=lambda f, h, n: f * n),
    ),
    Misconception(
        "old state added whole",
        "the old state is added whole in the last line: its share is 1 - f",
        _other(mix=lambda f, h, n: h + f * n),
    ),
    Misconception(
        "gated state kept",
        "what is kept is (1 - f) times f times the old state: f * hidden was written over hidden",
        _other(mix=lambda f, h, n: (1 - f) * f * h + f * n),
    ),
    Misconception(
        "gate and state",
        "two things come out: the new state alone is wanted, [D]",
        lambda x, hidden, weights: np.stack(
            [_step(x, hidden, weights, mix=mix) for mix in (_mix, lambda f, h, n: f)]
        ),
    ),
    Misconception(
        "gate over the whole candidate",
        "the gate multiplies the whole sum of the candidate, the input's part too: it multiplies "
        "the old state alone, before the product",
        _other(whole=True, carry=lambda f, h, u: h @ u),
        also=(
            _other(whole=True),
            _other(candidate=np.tanh, mix=lambda f, h, n: (1 - f) * h + f * f * n),
        ),
    ),
    Misconception(
        "the step of a GRU",
        "that is the GRU of lesson 01: here the gate comes before the product, and f = 1 takes "
        "the candidate",
        _other(carry=_after_the_product, mix=lambda f, h, n: f * h + (1 - f) * n),
    ),
    Misconception(
        "sigmoid and tanh swapped",
        "the gate goes through the tanh and the candidate through the sigmoid: it is the other "
        "way round",
        _other(gate=np.tanh, candidate=sigmoid),
    ),
    Misconception(
        "gate without the state",
        "the gate does not read the old state, only x",
        _other(state=0.0),
    ),
    Misconception(
        "candidate without the state",
        "the candidate does not read the old state, only x",
        _other(carry=lambda f, h, u: 0.0 * h),
    ),
    Misconception(
        "candidate without its bias",
        "the candidate's bias is left out: it is the second half of `bias`",
        _other(bias_of_new=0.0),
    ),
    Misconception(
        "gate without its bias",
        "the gate's bias is left out: it is the first half of `bias`",
        _other(bias_of_gate=0.0),
    ),
    Misconception(
        "one gate for the whole state",
        "the gate is one number for the whole state: it has one for each number of the state",
        _other(gate=lambda total: sigmoid(total).mean()),
        also=(_other(gate=lambda total: sigmoid(total.mean())),),
    ),
    Misconception(
        "a pair as scan wants it",
        "a pair comes out, as `scan` wants it: the new state alone is wanted, [D]",
        lambda *args: (_step(*args), _step(*args)),
    ),
)
