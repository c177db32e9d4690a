"""Problem: one step of the decoder of Cho et al. (2014), a GRU that reads a context."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.coursework.nested import place_in, shaped_like
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps2.bank.decoder_step_mistakes import WRONG, as_float

Array = Any  # NumPy's in the bank, JAX's in a check
Pair = tuple[Array, Array]


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, width: int, word: int, context: int, words: int, z: float = 0.0) -> Case:
        def normal(*shape: int) -> np.ndarray:
            return (rng.choice([-1, 1], shape) * rng.uniform(0.3, 1.2, shape)).astype(np.float32)

        weights = {
            "embed": normal(words, word),
            "kernel": normal(word, 3 * width),
            "recurrent": normal(width, 3 * width),
            "context": normal(context, 3 * width),
            "bias": normal(3 * width),
            "readout": normal(width + word + context, words),
            "shift": normal(words),
        }
        weights["bias"][:width] += z
        token = np.int32(rng.integers(1, min(words, word)))
        return Case(label, (weights, normal(context), 0.6 * normal(width), token))

    first = case("a first step, from zeros", 3, 2, 4, 6)
    weights, context, state, token = first.args
    return [
        case("an ordinary step", 3, 2, 4, 6),
        case("everything of one size", 4, 4, 4, 4),
        case("z is 1", 3, 2, 2, 5, z=60.0),
        Case(first.label, (weights, context, 0 * state, token)),
    ]


def _template(args: Args) -> Pair:
    weights, _, state, _ = args
    return state, weights["shift"]


def _held(args: Args, row: np.ndarray) -> str | None:
    weights, _, state, _ = args
    new = row[: len(state)]
    k = int(np.abs(new - state).argmax())
    if (weights["bias"][: len(state)] < 30).any() or abs(new[k] - state[k]) <= 1e-4:
        return None
    return (
        f"where z is 1 the state stays as it is: number {k} of it was {number(state[k])} and "
        f"became {number(new[k])}"
    )


def _within(args: Args, row: np.ndarray) -> str | None:
    new = row[: len(args[2])]
    worst = int(np.abs(new).argmax())
    limit = max(1.0, float(np.abs(args[2]).max()))
    if abs(new[worst]) <= limit + TOLERANCE:
        return None
    return (
        f"the new state lies between the old one and a tanh, so no number is beyond "
        f"{number(limit)}; number {worst} is {number(new[worst])}"
    )


def _read_out(args: Args, row: np.ndarray) -> str | None:
    weights, context, state, token = args
    new, logits = np.split(row, [len(state)])
    w = as_float(weights)
    right = np.concatenate([new, w["embed"][token], context]) @ w["readout"] + w["shift"]
    k = int(np.abs(logits - right).argmax())
    if abs(logits[k] - right[k]) <= 1e-4 * max(1.0, abs(right[k])):
        return None
    return (
        f"the logits follow from the new state that it returns, the word and the context: number "
        f"{k} of them is {number(right[k])}; it gives {number(logits[k])}"
    )


def _loop(weights: Array, context: Array, state: Array, token: Any) -> Pair:
    w = as_float(weights)
    x, width = w["embed"][int(token)], len(state)

    def product(row: Array, table: Array, k: int) -> float:
        return sum(float(row[i]) * table[i, k] for i in range(len(row)))

    new = np.zeros(width)
    for d in range(width):
        sums = []
        for k in (d, width + d, 2 * width + d):
            own = product(x, w["kernel"], k) + w["bias"][k]
            sums.append(
                (own, product(state, w["recurrent"], k) + product(context, w["context"], k))
            )
        z, r = (1 / (1 + np.exp(-own - other)) for own, other in sums[:2])
        new[d] = z * state[d] + (1 - z) * np.tanh(sums[2][0] + r * sums[2][1])
    row = [*new, *x, *context]
    logits = [product(row, w["readout"], v) + w["shift"][v] for v in range(len(w["shift"]))]
    return new, np.array(logits)


def _plain(weights: Array, context: Array, state: Array, token: Any) -> Pair:
    width, x = len(state), weights["embed"][token]
    own = x @ weights["kernel"] + weights["bias"]
    other = state @ weights["recurrent"] + context @ weights["context"]
    z, r = jnp.split(jax.nn.sigmoid(own[: 2 * width] + other[: 2 * width]), 2)
    new = z * state + (1 - z) * jnp.tanh(own[2 * width :] + r * other[2 * width :])
    return new, jnp.concatenate([new, x, context]) @ weights["readout"] + weights["shift"]


def _by_splitting(weights: Array, context: Array, state: Array, token: Any) -> Pair:
    x = jnp.take(weights["embed"], token, axis=0)
    names = ("kernel", "recurrent", "context", "bias")
    (w_z, w_r, w_n), (u_z, u_r, u_n), (c_z, c_r, c_n), (b_z, b_r, b_n) = (
        jnp.split(weights[name], 3, axis=-1) for name in names
    )
    z = 1 / (1 + jnp.exp(-(x @ w_z + state @ u_z + context @ c_z + b_z)))
    r = 1 / (1 + jnp.exp(-(x @ w_r + state @ u_r + context @ c_r + b_r)))
    n = jnp.tanh(x @ w_n + b_n + r * (state @ u_n) + r * (context @ c_n))
    new = n + z * (state - n)
    return new, jnp.r_[new, x, context] @ weights["readout"] + weights["shift"]


def _by_reshaping(weights: Array, context: Array, state: Array, token: Any) -> Pair:
    x = weights["embed"][token]
    own = (x @ weights["kernel"] + weights["bias"]).reshape(3, -1)
    both = jnp.concatenate([weights["recurrent"], weights["context"]])
    other = (jnp.concatenate([state, context]) @ both).reshape(3, -1)
    gates = 0.5 + 0.5 * jnp.tanh((own[:2] + other[:2]) / 2)
    new = gates[0] * state + (1 - gates[0]) * jnp.tanh(own[2] + gates[1] * other[2])
    of_state, of_word, of_context = jnp.split(
        weights["readout"], [len(new), len(new) + len(x)], axis=0
    )
    logits = new @ of_state + x @ of_word + context @ of_context
    return new, logits + weights["shift"]


def _by_einsum(weights: Array, context: Array, state: Array, token: Any) -> Pair:
    x = jax.nn.one_hot(token, len(weights["embed"])) @ weights["embed"]
    size = state.shape[0]

    def part(name: str, row: Array, k: int) -> Array:
        table = weights[name][:, k * size : (k + 1) * size]
        return jnp.einsum("e,ed->d", row, table)

    def gate(k: int) -> Array:
        total = part("kernel", x, k) + part("recurrent", state, k) + part("context", context, k)
        return jax.nn.sigmoid(total + weights["bias"][k * size : (k + 1) * size])

    inside = gate(1) * (part("recurrent", state, 2) + part("context", context, 2))
    new = gate(0) * state + (1 - gate(0)) * jnp.tanh(
        part("kernel", x, 2) + weights["bias"][2 * size :] + inside
    )
    return new, jnp.hstack((new, x, context)) @ weights["readout"] + weights["shift"]


decoder_step = Problem(
    Exercise(
        name="decoder_step",
        arguments=("weights", "context", "state", "token"),
        wanted=(
            "weights (a dict: embed [V, M]; kernel [M, 3 D], recurrent [D, 3 D], context [E, 3 D] "
            "and bias [3 D], the columns of z, r, n in this order; readout [D + M + E, V], shift "
            "[V]), context [E], state [D] and a token to a pair: the new state [D], the logits [V]."
        ),
        draw=_draw,
        reference=_loop,
        reading=shaped_like(_template),
        place=place_in(_template, "new", "logits"),
        properties=(
            Property("z = 1 holds the state", _held),
            Property("between the old state and a tanh", _within),
            Property("the logits follow from the new state", _read_out),
        ),
        wrong=WRONG,
        right=(_plain, _by_splitting, _by_reshaping, _by_einsum),
        hint=(
            "Work out two rows [3 D]: `own`, what comes of the word and the bias, and `other`, "
            "what comes of the old state and the context. Both gates take own + other; the "
            "candidate takes own + r * other."
        ),
    )
)
