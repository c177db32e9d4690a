"""Soft attention whose keys and values are two things, in one head or several."""

from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.kernels.heads import multi_head
from course_lib.kernels.matmul import product
from course_lib.kernels.parameters import glorot
from course_lib.model.alignments.aligned import Aligned
from course_lib.model.alignments.soft import Soft
from course_lib.model.memory import Prepared


class HeadWeights(NamedTuple):
    """What an alignment of several heads reports: the weights of each head."""

    weights: Float[Array, "H J"]


class MultiHead(Soft):
    """A state is found by one vector, its key, and read as another one, its value:

        c_t = W_o [head_1; ...; head_H],   head_h = sum_j alpha_htj (W_v h_j)_h,
        alpha_ht = softmax_j((W_q @)_h . (W_k h_j)_h / sqrt(D / H))

    With one head, keys and values are apart and nothing else is new. The weights that are shown are
    the mean of the heads'; `aux` holds those of each. `multi_head` is the plain function of one
    query, which scores by the scaled dot product itself.

    Source: Vaswani et al. 2017, section 3.2.2.
    """

    needs_source: ClassVar[bool] = True
    headed: ClassVar[bool] = True
    own_score: ClassVar[str | None] = "scaled_dot"
    made_of: ClassVar[tuple[str, ...]] = ("multi_head",)
    title: ClassVar[str] = "soft, keys and values apart"
    short: ClassVar[str] = "keys, values"
    equation: ClassVar[str] = r"\alpha_{htj} = \mathrm{softmax}_j\,(e_{htj})"
    context: ClassVar[str] = r"W_o\,[\Sigma_j\,\alpha_{htj} (W_v h_j)_h]_h"

    def __init__(
        self,
        score: None = None,
        *,
        width: int,
        memory_width: int,
        heads: int,
        rngs: nnx.Rngs,
        multi_head: Callable[..., Any] = multi_head,
        **others: Any,
    ):
        super().__init__(**others)
        self.heads, self.multi_head = heads, multi_head
        self.query_weight = glorot(rngs, width, width)
        self.key_weight = glorot(rngs, memory_width, width)
        self.value_weight = glorot(rngs, memory_width, width)
        self.out_weight = glorot(rngs, width, memory_width)

    def keys(self, states: Float[Array, "J E"]) -> Float[Array, "J K"]:
        return product(states, self.key_weight[...])

    def values(self, states: Float[Array, "J E"]) -> Float[Array, "J K"]:
        return product(states, self.value_weight[...])

    def __call__(
        self,
        query: Float[Array, " D"],
        prepared: Prepared,
        carry: Any,
        t: Int[Array, ""] | int,
        key: Array | None,
    ) -> tuple[Aligned, Any]:
        asked = product(query, self.query_weight[...])
        mask = prepared.memory.mask
        found, weights = self.multi_head(asked, prepared.keys, prepared.values, mask, self.heads)
        context = product(found, self.out_weight[...])
        return Aligned(context, weights.mean(axis=0), HeadWeights(weights)), carry
