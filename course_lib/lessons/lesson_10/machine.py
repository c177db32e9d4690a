"""What a machine can do at best, for the roofline of lesson 10, measured beside the kernels."""

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from course_lib.devices import in_turns

OPERATIONS = 4  # that a kernel of the lesson is counted for each tanh, and so are the loops here


class Measured(NamedTuple):
    """A machine, and kernels on it, each by its fastest turn."""

    bandwidth: float  # bytes per second, read and written
    ceilings: dict[str, float]  # operations per second by name, the roof's own first
    seconds: dict[str, float]  # of each kernel


def measure(
    kernels: Mapping[str, Callable[[], Any]],
    rounds: int,
    *,
    size: int = 512,
    repeats: int = 200,
    copied: int = 2**24,
) -> Measured:
    """The machine's speeds and the kernels' times, all in the same `rounds` turns.

    The rate is that of a product of two `size` x `size` matrices. The two lower ceilings are loops
    over numbers that stay in the cache, `repeats` times on every core: four operations are counted
    for each tanh, and for each 1 / (1 + x). The bandwidth is that of a copy of `copied` numbers in
    float32, which should not fit into the cache. ValueError without a round.
    """
    cores = os.cpu_count() or 1
    each = range(cores)
    square, small = jnp.ones((size, size)), jnp.full(2**13, 0.5)
    origin = np.ones(copied, np.float32)
    copy = np.ones_like(origin)
    with ThreadPoolExecutor(cores) as pool:

        def on_all_cores(f: Callable[[Any], Any]) -> Callable[[], Any]:
            program = jax.jit(lambda x: lax.fori_loop(0, repeats, lambda _, x: f(x), x))
            return lambda: list(pool.map(lambda _: jax.block_until_ready(program(small)), each))

        machine: dict[str, Callable[[], Any]] = {
            "tanh": on_all_cores(lambda x: jnp.tanh(x + 0.5)),
            "divide": on_all_cores(lambda x: 1 / (1 + x)),
            "matrix": lambda: square @ square,
            "copy": lambda: np.copyto(copy, origin),
        }
        turns = in_turns({**kernels, **{f"machine {n}": f for n, f in machine.items()}}, rounds)
    best = {name: float(taken.min()) for name, taken in turns.items()}
    looped = OPERATIONS * cores * repeats * small.size
    return Measured(
        bandwidth=2 * origin.nbytes / best["machine copy"],
        ceilings={
            "roof: matrix product, copy": 2 * size**3 / best["machine matrix"],
            "four per 1 / (1 + x)": looped / best["machine divide"],
            "four per tanh": looped / best["machine tanh"],
        },
        seconds={name: best[name] for name in kernels},
    )
