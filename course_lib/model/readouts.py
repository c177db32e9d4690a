"""Readouts: from what a step knows to a score for every token of the vocabulary."""

import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Float

from course_lib.kernels.matmul import product
from course_lib.kernels.parameters import affine, glorot, zeros

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


class Readout(nnx.Module):
    """`mix`, then `vocabulary`: [F] features to [V] scores.

    The width of a tanh mix is `width`; a maxout's is half of that, from `width` units.
    """

    def __init__(self, mix: str, features: int, width: int, vocabulary: int, *, rngs: nnx.Rngs):
        if mix == "maxout" and width % 2:
            raise ValueError(
                f"a maxout readout pairs its units and needs an even width, got {width}"
            )
        self.kind = mix
        if mix != "none":
            self.mix_weight = glorot(rngs, features, width)
        if mix == "maxout":
            self.mix_bias = zeros(width)
        mixed = {"none": features, "tanh": width, "maxout": width // 2}[mix]
        self.weight = glorot(rngs, mixed, vocabulary)
        self.bias = zeros(vocabulary)

    def mix(self, features: Float[Array, "*T F"]) -> Float[Array, "*T A"]:
        if self.kind == "tanh":
            return attentional(features, self.mix_weight[...])
        if self.kind == "maxout":
            return maxout(features, self.mix_weight[...], self.mix_bias[...])
        return features

    def vocabulary(self, features: Float[Array, "*T A"]) -> Float[Array, "*T V"]:
        return affine(features, self.weight[...], self.bias[...])
