"""Problem: the backward pass of one step of a plain RNN, by hand."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.coursework.nested import place_in, shaped_like
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps1.bank.step_backward_mistakes import WRONG

Array = Any  # NumPy's in the bank, JAX's in a check
Three = tuple[Array, Array, Array]


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, width: int, steep: float = 1.0) -> Case:
        hidden, upstream = rng.normal(size=(2, width))
        recurrent = rng.normal(size=(width, width)) / np.sqrt(width)
        after = np.tanh(steep * rng.normal(size=width) + hidden @ recurrent)
        args = (np.tanh(hidden), after, recurrent, upstream)
        return Case(label, tuple(arg.astype(np.float32) for arg in args))

    last = case("a first step, from zeros", 3)
    return [
        case("an ordinary step", 4),
        case("a state of two numbers", 2),
        case("a tanh that is nearly flat", 3, steep=3.0),
        Case(last.label, (np.zeros(3, np.float32), *last.args[1:])),
    ]


def _template(args: Args) -> Three:
    hidden, _, recurrent, _ = args
    return hidden, hidden, recurrent


def _taken_apart(args: Args, row: np.ndarray) -> list[np.ndarray]:
    width = len(args[0])
    into_inputs, into_hidden, into_recurrent = np.split(row, [width, 2 * width])
    return [into_inputs, into_hidden, into_recurrent.reshape(width, width)]


def _through_the_tanh(args: Args, row: np.ndarray) -> str | None:
    _, after, _, upstream = args
    came, right = _taken_apart(args, row)[0], upstream * (1 - after**2)
    d = int(np.abs(came - right).argmax())
    if abs(came[d] - right[d]) <= 1e-4:
        return None
    return (
        f"dL/d(inputs) is dL/d(after) times the slope of the tanh, number by number: number {d} of "
        f"it is {number(right[d])}, and it gives {number(came[d])}"
    )


def _one_state_one_row(args: Args, row: np.ndarray) -> str | None:
    into_inputs, _, came = _taken_apart(args, row)
    right = np.outer(args[0], into_inputs)
    at = np.unravel_index(int(np.abs(came - right).argmax()), came.shape)
    if abs(came[at] - right[at]) <= 1e-4:
        return None
    a, b = map(int, at)
    return (
        f"recurrent[{a}, {b}] carries hidden[{a}] to number {b} of the sum, so its gradient is "
        f"{number(right[at])}; it gives {number(came[at])}"
    )


def _loop(hidden: Array, after: Array, recurrent: Array, upstream: Array) -> Three:
    places = range(len(hidden))
    into_inputs = [float(upstream[d]) * (1 - float(after[d]) ** 2) for d in places]
    into_hidden = [sum(float(recurrent[a, b]) * into_inputs[b] for b in places) for a in places]
    into_recurrent = [[float(hidden[a]) * into_inputs[b] for b in places] for a in places]
    return into_inputs, into_hidden, into_recurrent


def _plain(hidden: Array, after: Array, recurrent: Array, upstream: Array) -> Three:
    into_inputs = upstream * (1 - after**2)
    return into_inputs, recurrent @ into_inputs, jnp.outer(hidden, into_inputs)


def _by_rows(hidden: Array, after: Array, recurrent: Array, upstream: Array) -> Three:
    into_sum = (1 - after) * (1 + after) * upstream
    return into_sum, into_sum @ recurrent.T, hidden[:, None] * into_sum[None, :]


def _by_einsum(hidden: Array, after: Array, recurrent: Array, upstream: Array) -> Three:
    slopes = jnp.diag(1 - jnp.square(after))
    into_sum = upstream @ slopes
    into_hidden = jnp.einsum("b,ab->a", into_sum, recurrent)
    return into_sum, into_hidden, jnp.einsum("a,b->ab", hidden, into_sum)


def _by_vjp(hidden: Array, after: Array, recurrent: Array, upstream: Array) -> Three:
    """Through the sum, which it works out again, by JAX's own reverse mode."""
    x = jnp.arctanh(after) - hidden @ recurrent
    back = jax.vjp(lambda x, h, u: jnp.tanh(x + h @ u), x, hidden, recurrent)[1]
    return back(upstream)


step_backward = Problem(
    Exercise(
        name="step_backward",
        arguments=("hidden", "after", "recurrent", "upstream"),
        wanted=(
            "hidden [D], after [D] (which is tanh(inputs + hidden @ recurrent)), recurrent [D, D] "
            "and upstream [D] (which is dL/d(after)) to a tuple of three: dL/d(inputs) [D], "
            "dL/d(hidden) [D] and dL/d(recurrent) [D, D]."
        ),
        draw=_draw,
        reference=_loop,
        reading=shaped_like(_template),
        place=place_in(_template, "into_inputs", "into_hidden", "into_recurrent"),
        properties=(
            Property("the slope of the tanh", _through_the_tanh),
            Property("the gradient of the matrix", _one_state_one_row),
        ),
        wrong=WRONG,
        right=(_plain, _by_rows, _by_einsum, _by_vjp),
        hint=(
            "Write one number of the sum as s[b] = inputs[b] + the sum over a of hidden[a] * "
            "recurrent[a, b]. What is d s[b] / d hidden[a], and d s[b] / d recurrent[a, b]? And "
            "the slope of tanh at s[b] is 1 - after[b]**2."
        ),
    )
)
