"""Kernels and training steps on the device that JAX has, in float32 and bfloat16, beside its rates.

    PYTHONPATH=.:tests python -m bench accelerator --no-peers

Times are absolute. Beside them stands the rate that each reaches, and what share that is of the
device's own: a large matrix product for arithmetic, a copy for memory, both measured here.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from bench import ours
from bench.parts.products import Shape, draw, library
from bench.results import Table
from bench.sizes import COURSE, MEDIUM, Size, batches, model
from course_lib.devices.timing import in_turns
from course_lib.kernels.fused_additive import fused_additive
from course_lib.lessons.checking.costs import in_program
from course_lib.training.teacher_forcing import teacher_forced

DTYPES = ("float32", "bfloat16")
ROW, STEPS = "bahdanau", 2
KERNELS = Shape(64, 64, 1024, 256)


@dataclass(frozen=True)
class Work:
    """A call, and what it does: `operations` of matrix products, `moved` bytes at least."""

    call: Callable[[], Any]
    operations: float
    moved: float


def device() -> str:
    """The name of the device that JAX uses by default."""
    return str(jax.devices()[0].device_kind)


def rates(dtype: str) -> dict[str, Work]:
    """What the device's own rates are measured by."""
    size, copied = (8192, 2**28) if jax.default_backend() != "cpu" else (1024, 2**26)
    square = jnp.ones((size, size), dtype)
    long = jnp.ones(copied // square.dtype.itemsize, dtype)
    multiply, copy = jax.jit(jnp.matmul), jax.jit(lambda x: -x)
    return {
        f"matrix product, {size}": Work(lambda: multiply(square, square), 2.0 * size**3, 0),
        "copy": Work(lambda: copy(long), 0, 2.0 * copied),
    }


def kernels(dtype: str, shape: Shape) -> dict[str, Work]:
    """Dot and fused additive attention of all queries, forward and with all gradients."""
    queries, states, mask, matrix = map(jnp.asarray, draw(shape))
    queries, states, matrix = (array.astype(dtype) for array in (queries, states, matrix))
    v = matrix[0]
    b, t, j, k = shape.batch, shape.target, shape.source, shape.width
    products = 4.0 * b * t * j * k  # scores and contexts
    inside = jnp.dtype(dtype).itemsize * (2 * b * t * k + b * j * k)
    scored = jnp.dtype(dtype).itemsize * (b * t * k + b * j * k) + 4 * b * t * j

    def additive(queries: Any, states: Any, v: Any) -> Any:
        return jax.vmap(fused_additive, (0, 0, None))(queries, states, v)

    @jax.jit
    def additive_gradient(*arrays: Any) -> Any:
        return jax.grad(lambda *at: jnp.sum(additive(*at) ** 2), (0, 1, 2))(*arrays)

    forward, gradient = (
        functools.partial(program, queries, states, matrix, mask) for program in library("dot")
    )
    scores = functools.partial(jax.jit(additive), queries, states, v)
    return {
        "dot attention, forward": Work(forward, products, inside),
        "dot attention, with gradient": Work(gradient, 3 * products, 3 * inside),
        "fused additive, forward": Work(scores, 0, scored),
        "fused additive, with gradient": Work(
            functools.partial(additive_gradient, queries, states, v), 0, 3 * scored
        ),
    }


def step(dtype: str, size: Size) -> Work:
    """Training steps: the operations are those of their matrix products."""
    data, made = batches(size, STEPS), model(ROW, size)

    def loss(batch: Any) -> Any:
        return teacher_forced(made, batch, jax.random.key(0), jnp.zeros((), int))[0]

    one = jax.tree.map(lambda leaf: leaf[0], data)
    forward = 2 * in_program(jax.make_jaxpr(loss)(one).jaxpr, elementwise=False)
    # Each product has two more of its size in the backward pass.
    return Work(ours.trainer(made, data, dtype=dtype), 3 * STEPS * forward, 0)


def measure_dtype(
    dtype: str, rounds: int, shape: Shape = KERNELS, sizes: tuple[Size, ...] = (COURSE, MEDIUM)
) -> Table:
    """The table of one type of arithmetic."""
    measured = rates(dtype)
    work = measured | kernels(dtype, shape)
    for size in sizes:
        work[f"{STEPS} training steps, row {ROW}, {size.name} size"] = step(dtype, size)
    seconds = in_turns({name: one.call for name, one in work.items()}, rounds)
    taken = {name: float(np.median(some)) for name, some in seconds.items()}
    product, copy = (work[name].operations or work[name].moved for name in measured)
    best = [amount / taken[name] for amount, name in zip((product, copy), measured, strict=True)]
    notes = []
    for name, one in work.items():
        said = []
        for amount, top, unit in (
            (one.operations, best[0], "billion operations a second"),
            (one.moved, best[1], "GB/s"),
        ):
            if amount:
                reached = amount / taken[name]
                said.append(f"{reached / 1e9:,.1f} {unit} ({reached / top:.0%} of the device's)")
        notes.append(f"{name}: {', '.join(said)}")
    title = f"On the device {device()}, {dtype}; attention {shape}"
    return Table(title, "ms", seconds, next(iter(measured)), 1, [], {}, notes)


def measure(rounds: int | None = None, peers: bool = True) -> list[Table]:
    """A table for each type of arithmetic; this part has no peers."""
    return [measure_dtype(dtype, rounds or 5) for dtype in DTYPES]
