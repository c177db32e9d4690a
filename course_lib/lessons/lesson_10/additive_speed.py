"""The fused additive score beside the naive one: seconds, temporary memory, and what differs.

    python -m course_lib.lessons.lesson_10.additive_speed '{"rounds": 5}'

prints `additive_times(**settings)` as JSON. Both compute the same scores of B sources, T queries
each, and the same gradients; the naive one is how the equation reads in JAX.
"""

import functools
import json
import sys
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from course_lib.devices.timing import in_turns, medians
from course_lib.kernels.fused_additive import fused_additive


def naive_additive(
    queries: Float[Array, "T K"], keys: Float[Array, "J K"], v: Float[Array, " K"]
) -> Float[Array, "T J"]:
    """e = v . tanh(q_t + k_j) as it is written, through an array of T x J x K."""
    return jnp.tanh(queries[:, None] + keys[None]) @ v


FORMS: dict[str, Callable[..., Any]] = {"naive": naive_additive, "fused": fused_additive}


def make_parts(batch: int, targets: int, source: int, width: int) -> tuple[Array, ...]:
    """Random queries [B, T, K] and keys [B, J, K], v of length about 1, and dL/de [B, T, J]."""
    shapes = (batch, targets, width), (batch, source, width), (width,), (batch, targets, source)
    keys = jax.random.split(jax.random.key(0), 4)
    queries, sources, v, g = map(jax.random.normal, keys, shapes)
    return queries, sources, v / width**0.5, g


def forward(form: Callable[..., Any], queries: Array, keys: Array, v: Array, g: Array) -> Array:
    """The scores of all sources; `g` is not needed."""
    return jax.vmap(form, (0, 0, None))(queries, keys, v)


def training(form: Callable[..., Any], queries: Array, keys: Array, v: Array, g: Array) -> Any:
    """The scores of all sources and the gradients of queries, keys and v."""
    scores, back = jax.vjp(jax.vmap(form, (0, 0, None)), queries, keys, v)
    return scores, back(g)


def compiled(name: str, part: Callable[..., Any], *sizes: int) -> Any:
    """The compiled program of one form and part at B, T, J, K; nothing is run."""
    shapes = jax.eval_shape(lambda: make_parts(*sizes))
    return jax.jit(functools.partial(part, FORMS[name])).lower(*shapes).compile()


def program_bytes(name: str, part: Callable[..., Any], *sizes: int) -> dict[str, int]:
    """Bytes of a program's `temporary` arrays, and in `all` with its inputs and results."""
    memory = compiled(name, part, *sizes).memory_analysis()
    temporary = memory.temp_size_in_bytes
    kept = memory.argument_size_in_bytes + memory.output_size_in_bytes
    return {"temporary": temporary, "all": temporary + kept}


def largest_difference(found: Any, wanted: Any) -> float:
    """The largest difference between two trees, as a share of each array's largest number."""
    shares = jax.tree.map(
        lambda a, b: float(jnp.abs(a - b).max() / jnp.abs(b).max()), found, wanted
    )
    return float(np.max(jax.tree.leaves(shares)))


def additive_times(
    batch: int = 64, targets: int = 64, source: int = 1024, width: int = 256, rounds: int = 5
) -> dict[str, Any]:
    """Seconds of one call (medians of calls in turns), bytes, and the difference of the results.

    At the standard sizes the naive form needs about 9 GB.
    """
    sizes = batch, targets, source, width
    parts = make_parts(*sizes)
    programs: dict[str, Callable[[], Any]] = {}
    found: dict[str, Any] = {"batch": batch, "targets": targets, "source": source, "width": width}
    for part in (forward, training):
        label = part.__name__
        runs = {name: compiled(name, part, *sizes) for name in FORMS}
        found[f"{label} bytes"] = {name: program_bytes(name, part, *sizes) for name in FORMS}
        found[f"{label} difference"] = largest_difference(
            *(runs[n](*parts) for n in ("fused", "naive"))
        )
        programs |= {
            f"{label} {name}": functools.partial(run, *parts) for name, run in runs.items()
        }
    found["seconds"] = medians(in_turns(programs, rounds))
    return found


if __name__ == "__main__":
    print(json.dumps(additive_times(**json.loads(sys.argv[1] if sys.argv[1:] else "{}")), indent=1))
