"""Exercise: a training loop, a step of the optimiser for each batch."""

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from course_lib.lessons.checking.bank import Args, Case, Function, Property
from course_lib.lessons.checking.costs import operations
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Called
from course_lib.lessons.checking.running import Unread, describe, number
from course_lib.lessons.lesson_00 import loop as library
from course_lib.lessons.lesson_00.train_steps_mistakes import WRONG
from course_lib.lessons.lesson_00.train_steps_ways import (
    batch_at,
    loop,
    momentum,
    patient,
    slope,
    squared,
)

Array = np.ndarray
NAMES = ("bias", "weight")
# Made once: what is printed of a function holds its address.
PLAIN, STILL, ADAM = optax.sgd(0.2), optax.sgd(0.0), optax.adam(0.1)
HEAVY = momentum(0.05, 0.9)
WANTED = "wanted a pair, (params, losses)"


def _draw(rng: np.random.Generator) -> list[Case]:
    def some(low: float, high: float, *shape: int) -> Array:
        """Numbers of which none is near 0."""
        return np.asarray(rng.choice([-1, 1], shape) * rng.uniform(low, high, shape), np.float32)

    def case(label: str, loss: Function, optimizer: Any, steps: int, size: int, width: int) -> Case:
        params = {"weight": some(0.5, 1.5, width), "bias": some(0.5, 1.5)}
        batches = {
            "inputs": some(0.3, 1.2, steps, size, width),
            "target": some(0.5, 2.0, steps, size),
        }
        return Case(label, (loss, optimizer, params, batches))

    return [
        case("plain gradient descent", squared, PLAIN, 4, 5, 3),
        case("an optimiser with momentum", squared, HEAVY, 5, 4, 2),
        case("Adam", patient, ADAM, 4, 6, 2),
        case("one batch", patient, PLAIN, 1, 3, 4),
        case("a learning rate of 0", squared, STILL, 3, 4, 2),
    ]


def _joined(output: Any, args: Args) -> Any:
    """The parameters and behind them the losses, as one row."""
    if output is None:
        return None
    params, batches = args[2:]
    if isinstance(output, dict):
        raise Unread("the parameters alone", f"it returns {describe(output)}; {WANTED}")
    try:
        made, losses = output
    except (TypeError, ValueError):
        raise Unread("no pair", f"it returns {describe(output)}; {WANTED}") from None
    if isinstance(made, tuple) and made and isinstance(made[0], dict):
        raise Unread(
            "the whole carry",
            f"the first of the two things that it returns is {describe(made)}; wanted the "
            f"parameters alone",
        )
    if not isinstance(made, dict) or sorted(made) != sorted(params):
        raise Unread(
            "no parameters",
            f"the first of the two things that it returns is {describe(made)}; wanted the "
            f"parameters, built like those that came in, here a dict of {' and '.join(NAMES)}",
        )
    for name in NAMES:
        if np.shape(made[name]) != params[name].shape:
            raise Unread(
                "parameters of another shape",
                f"its parameter {name!r} has shape {list(np.shape(made[name]))}; wanted "
                f"{list(params[name].shape)}, as it came in",
            )
    found, steps = np.asarray(losses), len(batches["target"])
    if found.shape != (steps,):
        raise Unread(
            "losses of another shape",
            f"its losses have shape {list(found.shape)}; wanted [{steps}], one for each batch",
        )
    return np.concatenate([*(np.ravel(made[name]) for name in NAMES), found])


def _parts(args: Args, row: Array) -> tuple[dict[str, Array], Array]:
    """The row taken apart, the other way round."""
    width = len(args[2]["weight"])
    return {"bias": row[0], "weight": row[1 : width + 1]}, row[width + 1 :]


def _starts_where_it_starts(args: Args, row: Array) -> str | None:
    loss, _, params, batches = args
    told, wanted = _parts(args, row)[1][0], float(loss(params, batch_at(batches, 0)))
    if abs(told - wanted) <= 1e-4 * max(abs(wanted), 1):
        return None
    return (
        f"the first loss is that of batch 0 at the parameters that came in, {number(wanted)}; it "
        f"gives {number(told)}"
    )


def _gap(one: dict[str, Array], other: dict[str, Any]) -> tuple[float, str, float, float]:
    """The largest difference of two sets of parameters, and where it is."""
    places = [(name, k) for name in NAMES for k in np.ndindex(np.shape(other[name]))]
    return max(
        (
            abs(float(one[name][k]) - float(other[name][k])),
            f"params[{name!r}]{[int(i) for i in k] if k else ''}",
            float(one[name][k]),
            float(other[name][k]),
        )
        for name, k in places
    )


def _still_at_rate_zero(args: Args, row: Array) -> str | None:
    _, optimizer, params, _ = args
    gap, at, came, wanted = _gap(_parts(args, row)[0], params)
    if optimizer is not STILL or gap <= 1e-4:
        return None
    return (
        f"at a learning rate of 0 the parameters stay as they are: {at} was {number(wanted)} and "
        f"is {number(came)}"
    )


def _one_step_down(args: Args, row: Array) -> str | None:
    loss, _, params, batches = args
    if len(batches["target"]) != 1:
        return None
    grads = slope(loss, params, batch_at(batches, 0))
    gap, at, came, wanted = _gap(
        _parts(args, row)[0], {name: params[name] - 0.2 * grads[name] for name in NAMES}
    )
    if gap <= 1e-4:
        return None
    return (
        f"one step of plain descent takes the learning rate (0.2) times the gradient off: {at} "
        f"must be {number(wanted)}, and is {number(came)}"
    )


def _by_numbers(loss: Any, optimizer: Any, params: Any, batches: Any) -> Any:
    """A scan over the numbers of the batches."""

    def step(carry: Any, n: Any) -> Any:
        now, memory = carry
        batch = jax.tree.map(lambda stacked: jnp.asarray(stacked)[n], batches)
        grads = jax.grad(loss)(now, batch)
        updates, memory = optimizer.update(grads, memory)
        return [optax.apply_updates(now, updates), memory], loss(now, batch)

    first = jax.tree.map(jnp.asarray, params)
    count = len(jax.tree.leaves(batches)[0])
    (end, _), losses = jax.lax.scan(step, [first, optimizer.init(first)], jnp.arange(count))
    return end, losses


def _fori(loss: Any, optimizer: Any, params: Any, batches: Any) -> Any:
    params, batches = jax.tree.map(jnp.asarray, (params, batches))
    count = len(batches["target"])

    def step(n: Any, carry: Any) -> Any:
        now, memory, losses = carry
        batch = jax.tree.map(lambda stacked: stacked[n], batches)
        value, grads = jax.value_and_grad(loss)(now, batch)
        updates, memory = optimizer.update(grads, memory, now)
        now = jax.tree.map(lambda one, update: one + update, now, updates)
        return now, memory, losses.at[n].set(value)

    start = params, optimizer.init(params), jnp.zeros(count)
    return jax.lax.fori_loop(0, count, step, start)[::2]


def _loops_in_python(student: Function, cases: Sequence[Case]) -> bool:
    """Whether an answer goes from step to step outside JAX."""
    loss, optimizer, params, batches = cases[0].args

    def flat(*arrays: Any) -> Any:
        given = dict(zip(NAMES, arrays, strict=False))
        end, losses = student(loss, optimizer, given, {"inputs": arrays[2], "target": arrays[3]})
        return jnp.concatenate([jnp.ravel(end["weight"]), jnp.stack(list(losses))])

    given = (*(params[name] for name in NAMES), batches["inputs"], batches["target"])
    return not operations(flat, given) & {"scan", "while"}


def _slow(student: Function, cases: Sequence[Case]) -> str | None:
    """What to say of an answer that is right and no scan."""
    if not _loops_in_python(student, cases):
        return None
    return (
        "Right, and a loop of Python's: JAX comes back to Python after every operation of every "
        "step, which is slow. jax.lax.scan compiles one step and runs it for all batches."
    )


def _too_slow(student: Function, cases: Sequence[Case]) -> str | None:
    """Why the lesson does not train with it."""
    if not _loops_in_python(student, cases):
        return None
    return (
        "train_steps is right, and a loop of Python's, which would take minutes here: write it "
        "with jax.lax.scan"
    )


train_steps = Exercise(
    name="train_steps",
    arguments=("loss", "optimizer", "params", "batches"),
    wanted=(
        "loss (a function of params and one batch to one number), an optimizer of Optax, params (a "
        "dict of arrays) and batches (a dict of arrays with N batches along their first axis) to "
        "a pair, (params, losses [N]): the parameters after one step for each batch, in order, and "
        "the loss of each batch at the parameters before its step."
    ),
    draw=_draw,
    reference=loop,
    reading=_joined,
    properties=(
        Property("the first loss", _starts_where_it_starts),
        Property("a rate of 0", _still_at_rate_zero),
        Property("one step of plain descent", _one_step_down),
    ),
    wrong=WRONG,
    right=(library.train_steps, _by_numbers, _fori),
    hint=(
        "Two things change from step to step: they are the carry. At which parameters does a step "
        "take the gradient (jax.value_and_grad), and which memory does it hand to "
        "optimizer.update? Which of its results go on to the next step, and which one is given out?"
    ),
    remark=_slow,
    part=Called("the training loop", unfit=_too_slow),
)
