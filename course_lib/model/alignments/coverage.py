"""Coverage: the score is told how much of each position has been used (Tu et al. 2016)."""

from typing import Any, ClassVar, NamedTuple

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.kernels.parameters import glorot
from course_lib.model.alignments.aligned import Aligned
from course_lib.model.alignments.soft import Soft
from course_lib.model.memory import Prepared

MOST = 2.0  # the paper's N: the most target tokens that one source token is expected to give


class Covered(NamedTuple):
    """How much of each position has been used, and 1 / Phi_j of it, the same at all steps."""

    coverage: Float[Array, " J"]
    share: Float[Array, " J"]


class Coverage(Soft):
    """Soft attention whose score also reads the weights that each position has had so far.

        Phi_j = N sigmoid(u . h_j),   C_tj = C_{t-1,j} + alpha_tj / Phi_j
        e_tj = v . tanh(W s + U h_j + V C_{t-1,j} + b)

    Phi_j is the fertility of position j, the number of target tokens expected of it; so C_tj is the
    share of it that is done, and begins at 0. Source: Tu et al. 2016, the linguistic coverage of
    section 3.1.1 in the alignment model of 3.2. The term is added to the keys, as in
    `LocationAware`.
    """

    carries: ClassVar[bool] = True
    needs_source: ClassVar[bool] = True
    title: ClassVar[str] = "soft, with coverage"
    short: ClassVar[str] = "coverage"
    equation: ClassVar[str] = r"\mathrm{keys}_j + V C_{t-1,j},\; C_t = C_{t-1} + \alpha_t / \Phi"

    def __init__(self, score: Any, *, width: int, memory_width: int, rngs: nnx.Rngs, **others: Any):
        super().__init__(score, **others)
        self.fertility = glorot(rngs, memory_width, 1)
        self.coverage_weight = glorot(rngs, 1, width)

    def start(self, prepared: Prepared) -> Covered:
        states, mask = prepared.memory.states, prepared.memory.mask
        expected = MOST * jax.nn.sigmoid((states @ self.fertility[...])[:, 0].astype(jnp.float32))
        return Covered(jnp.zeros(mask.shape, jnp.float32), jnp.where(mask, 1.0 / expected, 0.0))

    def __call__(
        self,
        query: Float[Array, " D"],
        prepared: Prepared,
        carry: Any,
        t: Int[Array, ""] | int,
        key: Array | None,
    ) -> tuple[Aligned, Any]:
        keys = prepared.keys
        assert keys is not None  # whatever scores has keys
        done = carry.coverage[:, None].astype(query.dtype) @ self.coverage_weight[...]
        context, weights = self.attend(self.score(query, keys + done), prepared.memory)
        carry = carry._replace(coverage=carry.coverage + weights * carry.share)
        return Aligned(context, weights, None), carry
