"""Problem: one step of a cell with a single gate, from its paper's equations."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps1.bank.gated_step_mistakes import WRONG

Array = Any  # NumPy's in the bank, JAX's in a check


def _draw(rng: np.random.Generator) -> list[Case]:
    def normal(*shape: int, scale: float = 1.0) -> np.ndarray:
        return (scale * rng.normal(size=shape)).astype(np.float32)

    def case(label: str, width: int, reads: int, gate: float = 0.0) -> Case:
        bias = normal(2 * width)
        bias[:width] += gate
        weights = {
            "kernel": normal(reads, 2 * width),
            "recurrent": normal(width, 2 * width),
            "bias": bias,
        }
        return Case(label, (normal(reads), normal(width, scale=0.6), weights))

    first = case("an empty state", 4, 3)
    return [
        case("an ordinary step", 4, 3),
        case("an input as wide as the state", 3, 3),
        case("a gate that is shut", 3, 2, gate=-40.0),
        case("a gate that is open", 3, 5, gate=40.0),
        Case(first.label, (first.args[0], np.zeros(4, np.float32), first.args[2])),
    ]


def _loop(x: Array, hidden: Array, weights: Array) -> list[float]:
    width = len(hidden)
    kernel, recurrent, bias = (weights[name] for name in ("kernel", "recurrent", "bias"))

    def summed(k: int, state: list[float]) -> float:
        own = sum(float(x[e]) * float(kernel[e, k]) for e in range(len(x)))
        return own + sum(state[d] * float(recurrent[d, k]) for d in range(width)) + float(bias[k])

    old = [float(value) for value in hidden]
    gate = [1 / (1 + np.exp(-summed(k, old))) for k in range(width)]
    let_through = [share * value for share, value in zip(gate, old, strict=True)]
    new = [np.tanh(summed(width + k, let_through)) for k in range(width)]
    return [(1 - f) * h + f * n for f, h, n in zip(gate, old, new, strict=True)]


def _held(args: Args, after: np.ndarray) -> str | None:
    _, hidden, weights = args
    shut = (weights["bias"][: len(hidden)] < -30).all()
    if shut and np.abs(after - hidden).max() > 1e-4:
        return (
            f"where the gate is shut (f = 0) the state stays as it is: it was {number(hidden[0])} "
            f"and became {number(after[0])}"
        )
    return None


def _between(args: Args, after: np.ndarray) -> str | None:
    worst = int(np.abs(after).argmax())
    limit = max(1.0, float(np.abs(args[1]).max()))
    if abs(after[worst]) > limit + TOLERANCE:
        return (
            f"the new state lies between the old one and a tanh, so no number is beyond "
            f"{number(limit)}; number {worst} is {number(after[worst])}"
        )
    return None


def _plain(x: Array, hidden: Array, weights: Array) -> Array:
    width = hidden.shape[0]
    sums = x @ weights["kernel"] + weights["bias"]
    recurrent = weights["recurrent"]
    f = jax.nn.sigmoid(sums[:width] + hidden @ recurrent[:, :width])
    n = jnp.tanh(sums[width:] + (f * hidden) @ recurrent[:, width:])
    return (1 - f) * hidden + f * n


def _by_splitting(x: Array, hidden: Array, weights: Array) -> Array:
    pairs = [jnp.split(weights[name], 2, axis=-1) for name in ("kernel", "recurrent", "bias")]
    (w_f, w_n), (u_f, u_n), (b_f, b_n) = pairs
    f = 1 / (1 + jnp.exp(-(x @ w_f + hidden @ u_f + b_f)))
    return hidden + f * (jnp.tanh(x @ w_n + (f * hidden) @ u_n + b_n) - hidden)


def _by_joining(x: Array, hidden: Array, weights: Array) -> Array:
    table = jnp.concatenate([weights["kernel"], weights["recurrent"]])
    gate_table, new_table = jnp.split(table, 2, axis=1)
    gate_bias, new_bias = jnp.split(weights["bias"], 2)
    f = jax.nn.sigmoid(jnp.concatenate([x, hidden]) @ gate_table + gate_bias)
    n = jnp.tanh(jnp.concatenate([x, f * hidden]) @ new_table + new_bias)
    return jnp.where(f < 2, f * n + hidden - f * hidden, hidden)


def _by_reshaping(x: Array, hidden: Array, weights: Array) -> Array:
    d = len(hidden)
    kernel = np.asarray(weights["kernel"]).reshape(-1, 2, d)
    recurrent = np.asarray(weights["recurrent"]).reshape(d, 2, d)
    bias = np.asarray(weights["bias"]).reshape(2, d)
    own = np.einsum("e,ekd->kd", np.asarray(x), kernel) + bias
    f = 0.5 * (1 + np.tanh(0.5 * (own[0] + np.asarray(hidden) @ recurrent[:, 0])))
    n = np.tanh(own[1] + (f * np.asarray(hidden)) @ recurrent[:, 1])
    return f * n + (1 - f) * np.asarray(hidden)


gated_step = Problem(
    Exercise(
        name="gated_step",
        arguments=("x", "hidden", "weights"),
        wanted=(
            "x [E], hidden [D] and weights (a dict: kernel [E, 2 D], recurrent [D, 2 D], bias "
            "[2 D]; the gate's D columns first) to the new hidden state [D]."
        ),
        draw=_draw,
        reference=_loop,
        properties=(
            Property("a shut gate holds the state", _held),
            Property("between the old state and a tanh", _between),
        ),
        wrong=WRONG,
        right=(_plain, _by_splitting, _by_joining, _by_reshaping),
        hint=(
            "First the gate f from x and the old state. Then f times the old state, number by "
            "number, goes through its own half of `recurrent`, and x through its own half of "
            "`kernel`. The last line of the equations says what f = 0 means."
        ),
    )
)
