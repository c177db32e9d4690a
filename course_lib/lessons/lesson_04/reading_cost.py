"""What a look costs: soft attention reads every state, hard attention one."""

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array

from course_lib.data.characters import Characters
from course_lib.devices.timing import in_turns, medians
from course_lib.model.alignments.hard import read
from course_lib.model.table import build

LETTERS = Characters("abc")
READS: dict[str, Callable[[int], int]] = {"soft": lambda positions: positions, "hard": lambda _: 1}


def reading_times(
    lengths: Sequence[int], *, batch: int = 64, width: int = 128, repeats: int = 20
) -> dict[str, Any]:
    """Median milliseconds for a batch of one step, for each source length J.

    `context`: reading alone, from weights that are given (soft: sum_j alpha_j h_j) or a position
    (hard: h_j). `step`: the whole decoder step of luong_general, scores and softmax included, hard
    by its argmax. Forward only. The two take turns, so that whatever else the machine does hits
    both; the first call of each compiles and is not counted. ValueError for a length below 1.
    """
    if min(lengths) < 1:
        raise ValueError(f"lengths must be at least 1, got {list(lengths)}")
    found: dict[str, Any] = {"length": list(lengths), "reads": {}, "context": {}, "step": {}}
    for name in READS:
        found["reads"][name] = [READS[name](length) for length in lengths]
    for what, make in (("context", contexts), ("step", _steps)):
        rows = [medians(in_turns(make(length, batch, width), repeats)) for length in lengths]
        found[what] = {name: [round(1000 * row[name], 4) for row in rows] for name in READS}
    return found


def contexts(length: int, batch: int, width: int) -> dict[str, Callable[[], Array]]:
    """Calls that give a batch of contexts, by name: soft from weights, hard from positions."""
    keys = jax.random.split(jax.random.key(0), 3)
    states = jax.random.normal(keys[0], (batch, length, width))
    weights = jax.nn.softmax(jax.random.normal(keys[1], (batch, length)))
    position = jax.random.randint(keys[2], (batch,), 0, length)
    mask = jnp.ones((batch, length), bool)
    soft = jax.jit(jax.vmap(lambda weights, states: weights @ states))
    hard = jax.jit(jax.vmap(read))
    return {"soft": lambda: soft(weights, states), "hard": lambda: hard(states, mask, position)}


def _steps(length: int, batch: int, width: int) -> dict[str, Callable[[], Array]]:
    source = jax.random.randint(jax.random.key(0), (batch, length), 3, len(LETTERS))
    token = jnp.full(batch, 3)
    made: dict[str, Callable[[], Array]] = {}
    for name, row in (("soft", "luong_general"), ("hard", "luong_general_hard")):
        graph, params = nnx.split(build(row, LETTERS, hidden=width, max_length=length), nnx.Param)

        def encode(params: Any, source: Array, graph: Any = graph) -> Any:
            model = nnx.merge(graph, params)
            prepared = jax.vmap(model.encode)(source)
            return prepared, jax.vmap(model.decoder.start)(prepared)

        def step(params: Any, prepared: Any, state: Any, token: Array, graph: Any = graph) -> Array:
            decoder = nnx.merge(graph, params).decoder

            def one(prepared: Any, state: Any, token: Array) -> Array:
                return decoder.step(prepared, state, decoder.embed(token), 0)[1].features

            return jax.vmap(one)(prepared, state, token)

        ready = jax.jit(encode)(params, source)
        compiled = jax.jit(step)
        made[name] = lambda compiled=compiled, params=params, ready=ready: compiled(  # type: ignore[misc]
            params, *ready, token
        )
    return made
