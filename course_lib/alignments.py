"""Alignments: where a decoder looks. Each one calls its score, or needs none.

An alignment takes one query and one prepared source and gives

    (context c_t, weights alpha_t, aux)

`aux` is for what some of them have to report (the log-probability of a sampled position, a
predicted centre); `t` and `key` are for those that need the step's number or a random key.
"""

from typing import Any, NamedTuple

from flax import nnx
from jaxtyping import Array, Bool, Float, Int

from course_lib.masks import masked_softmax
from course_lib.memory import Memory, Prepared


class Aligned(NamedTuple):
    """What one step of looking gives; `weights` is None where nothing is weighed."""

    context: Float[Array, " C"]
    weights: Float[Array, " J"] | None
    aux: Any


def attend(
    scores: Float[Array, " J"], states: Float[Array, "J E"], mask: Bool[Array, " J"]
) -> tuple[Float[Array, " E"], Float[Array, " J"]]:
    """c = sum_j alpha_j h_j with alpha = softmax(e) over the real positions; gives (c, alpha).

    Source: Bahdanau et al. 2014, eq. 5 and 6; Luong et al. 2015, eq. 7.
    """
    weights = masked_softmax(scores, mask)
    return weights.astype(states.dtype) @ states, weights


class Summary(nnx.Module):
    """The fixed context: every step reads the same vector, and there are no weights."""

    scored = False

    def __init__(self, score: Any = None):
        pass

    def keys(self, states: Float[Array, "J E"]) -> None:
        return None

    def __call__(
        self,
        query: Float[Array, " D"],
        prepared: Prepared,
        t: Int[Array, ""] | int,
        key: Array | None,
    ) -> Aligned:
        return Aligned(prepared.memory.summary, None, None)


class Soft(nnx.Module):
    """Global soft attention: a weighted mean of all states."""

    scored = True

    def __init__(self, score: Any):
        self.score = score

    def keys(self, states: Float[Array, "J E"]) -> Float[Array, "J K"]:
        return self.score.keys(states)

    def __call__(
        self,
        query: Float[Array, " D"],
        prepared: Prepared,
        t: Int[Array, ""] | int,
        key: Array | None,
    ) -> Aligned:
        memory: Memory = prepared.memory
        scores = self.score(query, prepared.keys)
        context, weights = attend(scores, memory.states, memory.mask)
        return Aligned(context, weights, None)


ALIGNMENTS: dict[str, type[Summary] | type[Soft]] = {"summary": Summary, "soft": Soft}
