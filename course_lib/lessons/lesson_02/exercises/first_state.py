"""Exercise: the bridge, from the encoder's summary to the decoder's first state."""

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number

Array = np.ndarray


def _draw_bridge(rng: np.random.Generator) -> list[Case]:
    def normal(*shape: int) -> Array:
        return rng.normal(size=shape).astype(np.float32)

    positive = (0.5 + rng.random(4)).astype(np.float32)
    return [
        Case("a summary wider than the state", (normal(6), normal(6, 4), normal(4))),
        Case("a summary as wide as the state", (normal(6), normal(6, 6), normal(6))),
        Case("a summary narrower than the state", (normal(3), normal(3, 4), normal(4))),
        Case("large weights", (normal(6), 4 * normal(6, 4), normal(4))),
        Case("a summary of zeros", (np.zeros(6, np.float32), normal(6, 4), positive)),
        Case("all zeros", (np.zeros(6, np.float32), normal(6, 6), np.zeros(6, np.float32))),
    ]


def _within_one(args: Args, state: Array) -> str | None:
    worst = state.flat[np.abs(state).argmax()]
    if abs(worst) > 1 + TOLERANCE:
        return f"every number of the state must lie between -1 and 1; one is {number(worst)}"
    return None


def _zero_stays_zero(args: Args, state: Array) -> str | None:
    summary, _, bias = args
    if not summary.any() and not bias.any() and state.any():
        return f"zeros in, zeros out: summary and bias are all 0, and it gives {number(state[0])}"
    return None


def _bias_shows(args: Args, state: Array) -> str | None:
    summary, _, bias = args
    if not summary.any() and bias.any() and np.ptp(state) < TOLERANCE:
        return (
            f"a summary of zeros leaves the bias to act: it differs from number to number, and the "
            f"state is {number(state[0])} everywhere"
        )
    return None


def _halves(summary: Array, weight: Array, bias: Array) -> list[Array]:
    """The two parts of an LSTM's state, as the library cuts them: hidden state and memory."""
    return np.split(np.tanh(summary @ weight + bias), 2)


def _bridge_loop(summary: Array, weight: Array, bias: Array) -> list[float]:
    columns = np.asarray(weight, dtype=np.float64).T
    pairs = zip(columns, bias, strict=True)
    return [float(np.tanh(sum(column * summary) + start)) for column, start in pairs]


first_state = Exercise(
    name="first_state",
    arguments=("summary", "weight", "bias"),
    wanted="summary [S], weight [S, D] and bias [D] to the decoder's first state [D].",
    draw=_draw_bridge,
    reference=_bridge_loop,
    properties=(
        Property("between -1 and 1", _within_one),
        Property("zeros in, zeros out", _zero_stays_zero),
        Property("the bias shows", _bias_shows),
    ),
    wrong=(
        Misconception(
            "no tanh",
            "the product and the bias are there, and nothing squashes them afterwards",
            lambda s, w, b: s @ w + b,
        ),
        Misconception(
            "no bias",
            "a summary of zeros gives a state of zeros: the bias is left out",
            lambda s, w, b: np.tanh(s @ w),
        ),
        Misconception(
            "bias after the tanh",
            "the bias is added after the squashing, so that the state leaves -1 to 1",
            lambda s, w, b: np.tanh(s @ w) + b,
        ),
        Misconception(
            "tanh before the product",
            "the summary is squashed, not the result: the order is turned round",
            lambda s, w, b: np.tanh(s) @ w + b,
        ),
        Misconception(
            "weight transposed",
            "it fits only where S equals D, and there it reads rows of the weight for columns",
            lambda s, w, b: np.tanh(s @ w.T + b),
        ),
        Misconception(
            "sigmoid",
            "the numbers lie between 0 and 1, and zero becomes one half: a sigmoid, not a tanh",
            lambda s, w, b: 1 / (1 + np.exp(-(s @ w + b))),
        ),
        Misconception(
            "softmax",
            "the numbers are positive and sum to 1: a softmax, which makes weights, not states",
            lambda s, w, b: softmax(s @ w + b),
        ),
        Misconception(
            "relu",
            "nothing is negative and nothing has an upper end: a ReLU, not a tanh",
            lambda s, w, b: np.maximum(s @ w + b, 0),
        ),
        Misconception(
            "summary untouched",
            "the summary itself comes back: weight and bias are not used",
            lambda s, w, b: s,
        ),
        Misconception(
            "tanh before and after",
            "the summary is squashed too, before the product: there is one tanh, of the sum",
            lambda s, w, b: np.tanh(np.tanh(s) @ w + b),
        ),
        Misconception(
            "bias multiplied",
            "the bias multiplies the product: it is added",
            lambda s, w, b: np.tanh((s @ w) * b),
        ),
        Misconception(
            "products not added up",
            "a table comes out, [S, D]: the products of the summary with each column are still "
            "to be added up",
            lambda s, w, b: np.tanh(s[:, None] * w + b),
        ),
        Misconception(
            "half of the state",
            "half of the state comes out, one part of an LSTM's two: the library cuts the state "
            "apart itself, and wants it whole",
            lambda s, w, b: _halves(s, w, b)[0],
            also=(lambda s, w, b: _halves(s, w, b)[1],),
        ),
        Misconception(
            "halves swapped",
            "its two halves have changed places: an LSTM's hidden state would become its memory",
            lambda s, w, b: np.concatenate(_halves(s, w, b)[::-1]),
        ),
        Misconception(
            "a pair",
            "the state is cut into a pair, (hidden state, memory): the library cuts it apart "
            "itself, and wants it whole",
            lambda s, w, b: np.stack(_halves(s, w, b)),
            also=(lambda s, w, b: np.stack(_halves(s, w, b)[::-1]),),
        ),
        Misconception(
            "half squashed",
            "one half of the state is squashed, and the other one is the bare sum: the tanh is for "
            "both",
            lambda s, w, b: np.concatenate([_halves(s, w, b)[0], np.split(s @ w + b, 2)[1]]),
            also=(
                lambda s, w, b: np.concatenate([np.split(s @ w + b, 2)[0], _halves(s, w, b)[1]]),
            ),
        ),
    ),
    right=(
        lambda summary, weight, bias: jnp.tanh(summary @ weight + bias),
        lambda summary, weight, bias: np.tanh(np.einsum("s,sd->d", summary, weight) + bias),
        lambda summary, weight, bias: jnp.tanh(weight.T @ summary + bias),
    ),
    hint=(
        "Three steps, in this order: the product that turns S numbers into D, the bias, and the "
        "squashing to -1 to 1 that an RNN's own states go through."
    ),
    part=Part(goes="Parts(first_state=...)", example=lambda *args: args),
)
