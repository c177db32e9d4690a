"""Greedy search: the likeliest token at each step."""

import functools
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Int

from course_lib.model.seq2seq import Seq2Seq
from course_lib.search.step import Hypothesis
from course_lib.search.writing import write


def greedy(model: Seq2Seq, source: Any, limit: int, axis: str | None = None) -> Hypothesis:
    """Decode one source: feed back the likeliest token, up to `limit` of them.

    Of equally likely tokens the one with the lowest number is taken. `axis` as in `scan_until`.
    ValueError for a source that is all padding (where its values are known) and a limit below 1.
    """
    return write(model, source, limit, lambda log_p, t: jnp.argmax(log_p), axis)


@functools.partial(jax.jit, static_argnames=("graph", "limit"))
def _batch(graph: Any, params: Any, source: Any, limit: int) -> Hypothesis:
    model = nnx.merge(graph, params)
    return jax.vmap(lambda one: greedy(model, one, limit, "B"), axis_name="B")(source)


@dataclass(frozen=True)
class Greedy:
    """Greedy search, as `transduce` takes it."""

    def batch(
        self,
        graph: Any,
        params: Any,
        source: Any,
        limit: int,
        places: Int[Array | np.ndarray, " B"],
    ) -> Hypothesis:
        """One hypothesis a source, with axes [B, 1, ...]."""
        found = _batch(graph, params, jax.tree.map(jnp.asarray, source), limit)
        return jax.tree.map(lambda array: array[:, None], found)
