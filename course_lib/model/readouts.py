"""Readouts: from what a step knows to the probability of every token of the vocabulary."""

from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple, Protocol, runtime_checkable

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.kernels.matmul import product
from course_lib.kernels.parameters import affine, glorot, zeros
from course_lib.kernels.vocabulary_loss import vocabulary_loss
from course_lib.model.memory import Memory

MIXES = {
    "none": "the features as they are",
    "tanh": "the attentional vector, tanh(W_c [c_t; s_t]) (Luong et al. 2015, eq. 5)",
    "maxout": "the larger of each pair of units (Bahdanau et al. 2014, appendix A.2.2)",
}


def attentional(
    features: Float[Array, "*T F"], weight: Float[Array, "F A"]
) -> Float[Array, "*T A"]:
    """h~_t = tanh(W_c [c_t; s_t]) (Luong et al. 2015, eq. 5; no bias, as there)."""
    return jnp.tanh(product(features, weight))


def maxout(
    features: Float[Array, "*T F"], weight: Float[Array, "F A"], bias: Float[Array, " A"]
) -> Float[Array, "*T A/2"]:
    """t_i = max(t~_{2i-1}, t~_{2i}) with t~ = W features + b (Goodfellow et al. 2013)."""
    units = affine(features, weight, bias)
    return jnp.max(units.reshape(*units.shape[:-1], -1, 2), axis=-1)


# The plain function of each mix, by its name in `Parts`.
MADE_OF = {"tanh": "attentional", "maxout": "maxout"}


class Said(NamedTuple):
    """What a decoder has to say at one step, or at all: its mixed features, where it looked, and
    the source. All that a distribution over the vocabulary is made of."""

    features: Float[Array, "*T A"]
    weights: Float[Array, "*T J"] | None
    memory: Memory


@runtime_checkable
class Distribution(Protocol):
    """The one place where what was said becomes probabilities. Training, search and scheduled
    sampling all come here, so that another one (copying from the source, say) is one class."""

    def logits(self, said: Said) -> Float[Array, "*T V"]:
        """Scores of the V tokens, float32, whose softmax is p(y_t | y_1 .. y_{t-1}, x)."""
        ...

    def loss(
        self, said: Said, target: Int[Array, "B T"], smoothing: float = 0.0
    ) -> tuple[Float[Array, ""], Float[Array, ""]]:
        """(mean -log p(y_t) in nats, share of tokens whose argmax is right) of a batch, over its
        real tokens: `kernels.losses.token_loss` of `logits`, which need never exist all at once.
        `smoothing` is the share of each target that all V tokens get alike."""
        ...


class Readout(nnx.Module):
    """`mix`, then the softmax of `vocabulary`: [F] features to [V] scores.

    The width of a tanh mix is `width`; a maxout's is half of that, from `width` units. `function`
    mixes the features of one step in place of `attentional` or `maxout`. `size` is how many tokens
    can be written; `copies` whether some of them are taken from the source; `made_of` the plain
    functions that it can be given besides, by their names in `Parts`.
    """

    copies: ClassVar[bool] = False
    made_of: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        mix: str,
        features: int,
        width: int,
        vocabulary: int,
        *,
        rngs: nnx.Rngs,
        function: Callable[..., Any] | None = None,
    ):
        if mix == "maxout" and width % 2:
            raise ValueError(
                f"a maxout readout pairs its units and needs an even width, got {width}"
            )
        self.kind, self.size = mix, vocabulary
        self.function: Any = function or {"tanh": attentional, "maxout": maxout}.get(mix)
        if mix != "none":
            self.mix_weight = glorot(rngs, features, width)
        if mix == "maxout":
            self.mix_bias = zeros(width)
        mixed = {"none": features, "tanh": width, "maxout": width // 2}[mix]
        self.weight = glorot(rngs, mixed, vocabulary)
        self.bias = zeros(vocabulary)

    def mix(self, features: Float[Array, "*T F"]) -> Float[Array, "*T A"]:
        if self.kind == "none":
            return features
        bias = [self.mix_bias[...]] if self.kind == "maxout" else []
        mix = lambda one: self.function(one, self.mix_weight[...], *bias)  # noqa: E731
        if self.function not in (attentional, maxout):  # those take all steps in one product
            for _ in features.shape[:-1]:
                mix = jax.vmap(mix)
        return mix(features)

    def vocabulary(self, features: Float[Array, "*T A"]) -> Float[Array, "*T V"]:
        return affine(features, self.weight[...], self.bias[...])

    def logits(self, said: Said) -> Float[Array, "*T V"]:
        return self.vocabulary(said.features).astype(jnp.float32)

    def loss(
        self, said: Said, target: Int[Array, "B T"], smoothing: float = 0.0
    ) -> tuple[Float[Array, ""], Float[Array, ""]]:
        weight, bias = self.weight[...], self.bias[...]
        return vocabulary_loss(said.features, weight, bias, target, smoothing)
