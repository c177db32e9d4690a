"""Several looks at one step: what the first one finds says where the next one looks."""

from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.devices import settings
from course_lib.kernels.matmul import product
from course_lib.kernels.parameters import glorot
from course_lib.model.alignments.aligned import Aligned
from course_lib.model.alignments.soft import Soft
from course_lib.model.memory import Prepared


class Looks(NamedTuple):
    """What an alignment of several looks reports: the weights of each look, the last one last."""

    weights: Float[Array, "H J"]


def next_query(
    query: Float[Array, " D"], context: Float[Array, " E"], weight: Float[Array, "E D"]
) -> Float[Array, " D"]:
    """u^{k+1} = u^k + W c^k, the query of the next look: the last one, and what it found.

    Source: Sukhbaatar et al. 2015, eq. 4 and section 2.2; the weight as in `TwoHops`. ValueError
    for arrays of other axes.

    >>> weight = jnp.array([[1.0, 0.0, 0.0], [0.0, 0.0, 2.0]])
    >>> next_query(jnp.array([1.0, 1.0, 1.0]), jnp.array([5.0, 3.0]), weight)
    Array([6., 1., 7.], dtype=float32)
    """
    settings.array("query", query, "D", settings.REAL)
    settings.array("context", context, "E", settings.REAL)
    settings.array("weight", weight, "E D", settings.REAL)
    return query + product(context, weight)


class TwoHops(Soft):
    """Soft attention that looks `hops` times, each time with what it has found so far:

        u^1 = query,   c^k = sum_j softmax_j(e(u^k, h_j)) h_j,   u^{k+1} = u^k + W c^k

    The context is that of the last look, and so are the weights; `aux` holds those of all looks.
    "Where is the milk?" is answered by two facts, and the first says whom to look for in the
    second.

    Source: Sukhbaatar et al. 2015 (end-to-end memory networks), eq. 1 to 3 and section 2.2, where
    W is the identity, or a matrix before u^k; here it stands before the context, whose width need
    not be a query's. Weston et al. 2015 (memory networks), section 3.1, look twice with a hard
    choice. All looks share one score. `next_query` is the plain function of the third equation.
    """

    hops: ClassVar[int] = 2
    needs_source: ClassVar[bool] = True
    made_of: ClassVar[tuple[str, ...]] = (*Soft.made_of, "next_query")
    title: ClassVar[str] = "soft, two looks"
    short: ClassVar[str] = "two looks"
    equation: ClassVar[str] = r"\alpha(u^{k+1}),\; u^{k+1} = u^k + W c^k,\; u^1 = @"

    def __init__(
        self,
        score: Any,
        *,
        width: int,
        memory_width: int,
        rngs: nnx.Rngs,
        next_query: Callable[..., Any] = next_query,
        **others: Any,
    ):
        super().__init__(score, **others)
        self.next_query = next_query
        self.hop_weight = glorot(rngs, memory_width, width)

    def __call__(
        self,
        query: Float[Array, " D"],
        prepared: Prepared,
        carry: Any,
        t: Int[Array, ""] | int,
        key: Array | None,
    ) -> tuple[Aligned, Any]:
        context, weights = self.attend(self.score(query, prepared.keys), prepared.memory)
        looks = [weights]
        for _ in range(self.hops - 1):
            query = self.next_query(query, context, self.hop_weight[...])
            context, weights = self.attend(self.score(query, prepared.keys), prepared.memory)
            looks.append(weights)
        return Aligned(context, weights, Looks(jnp.stack(looks))), carry


class ThreeHops(TwoHops):
    """Three looks."""

    hops: ClassVar[int] = 3
    title: ClassVar[str] = "soft, three looks"
    short: ClassVar[str] = "three looks"


HOPS: dict[str, Any] = {"two_hops": TwoHops, "three_hops": ThreeHops}
