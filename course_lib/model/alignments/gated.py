"""Soft attention with a gate: how much of what was seen counts for this word."""

from collections.abc import Callable
from typing import Any, ClassVar

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.devices import settings
from course_lib.kernels.parameters import glorot, zeros
from course_lib.model.alignments.aligned import Aligned
from course_lib.model.alignments.soft import Soft
from course_lib.model.memory import Prepared

TINY = 1e-12  # nothing seen, and nothing let through


def gate(
    context: Float[Array, " E"],
    query: Float[Array, " D"],
    weight: Float[Array, " D"],
    bias: Float[Array, ""],
) -> Float[Array, " E"]:
    """beta c with beta = sigmoid(w . query + b), one number between 0 and 1 for the whole context.

    Source: Xu et al. 2015, section 4.2.1, where the query is the state before. ValueError for
    arrays of other axes.

    >>> gate(jnp.array([2.0, 4.0]), jnp.array([1.0, 1.0]), jnp.array([3.0, -3.0]), jnp.array(0.0))
    Array([1., 2.], dtype=float32)
    """
    settings.array("context", context, "E", settings.REAL)
    settings.array("query", query, "D", settings.REAL)
    settings.array("weight", weight, "D", settings.REAL)
    settings.array("bias", bias, "", settings.REAL)
    # As a product of all, so that no type is promoted.
    return jax.nn.sigmoid(jnp.sum(query * weight) + bias).astype(context.dtype) * context


class Gated(Soft):
    """Soft attention whose context is multiplied by a gate,

        beta_t = sigmoid(w . query + b),   c_t = beta_t sum_j alpha_tj h_j

    so that a word which comes from no place, such as "and", need not be told of one. The weights
    sum to one as before. `gate` is the plain function of the two; what it lets through of the
    context, as a share of it, is reported.

    Source: Xu et al. 2015, section 4.2.1.
    """

    asks_query: ClassVar[bool] = True
    made_of: ClassVar[tuple[str, ...]] = (*Soft.made_of, "gate")
    title: ClassVar[str] = "soft, gated"
    short: ClassVar[str] = "gated"
    context: ClassVar[str] = r"\beta_t\,\Sigma_j\,\alpha_{tj} h_j"

    def __init__(
        self,
        score: Any,
        *,
        width: int,
        rngs: nnx.Rngs,
        gate: Callable[..., Any] = gate,
        **others: Any,
    ):
        super().__init__(score, **others)
        self.gate = gate
        self.gate_weight, self.gate_bias = glorot(rngs, width, 1), zeros(1)

    def __call__(
        self,
        query: Float[Array, " D"],
        prepared: Prepared,
        carry: Any,
        t: Int[Array, ""] | int,
        key: Array | None,
    ) -> tuple[Aligned, Any]:
        context, weights = self.attend(self.score(query, prepared.keys), prepared.memory)
        weight, bias = self.gate_weight[...][:, 0], self.gate_bias[...][0]
        passed = self.gate(context, query, weight, bias)
        share = jnp.sum(passed * context) / jnp.maximum(jnp.sum(context * context), TINY)
        return Aligned(passed, weights, {"gate": share}), carry
