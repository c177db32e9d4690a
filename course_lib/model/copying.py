"""The distribution of a pointer-generator: a word is written from the vocabulary, or copied."""

from collections.abc import Callable
from typing import Any, ClassVar

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Bool, Float, Int

from course_lib.devices import settings
from course_lib.kernels.losses import token_loss
from course_lib.kernels.parameters import affine, glorot, zeros
from course_lib.model.readouts import Readout, Said

LEAST = 1e-30  # a word of probability zero, as one that no window covers, costs 69 nats


def copied(
    weights: Float[Array, "*T J"], tokens: Int[Array, " J"], size: int
) -> Float[Array, "*T V"]:
    """sum over the positions j at which token v stands of alpha_tj, for all v below `size`: the
    second half of See et al. 2017, eq. 9.

    >>> copied(jnp.array([0.5, 0.2, 0.3]), jnp.array([3, 1, 3]), 4)
    Array([0. , 0.2, 0. , 0.8], dtype=float32)
    """
    columns = jnp.moveaxis(weights.astype(jnp.float32), -1, 0)
    return jnp.moveaxis(jax.ops.segment_sum(columns, tokens, size), 0, -1)


def copy_mixture(
    p_gen: Float[Array, ""] | float,
    written: Float[Array, " V"],
    weights: Float[Array, " J"],
    tokens: Int[Array, " J"],
    size: int,
) -> Float[Array, " size"]:
    """p(v) = p_gen P_vocab(v) + (1 - p_gen) sum_{j: x_j = v} alpha_j, for all v below `size`.

    `written` is P_vocab, zero for the numbers beyond it, which a source has lent. Source: See et
    al. 2017, eq. 9. ValueError for arrays of other axes, a p_gen that is no share, and a size below
    V.

    >>> written, weights = jnp.array([0.5, 0.5]), jnp.array([0.25, 0.5, 0.25])
    >>> copy_mixture(jnp.float32(0.5), written, weights, jnp.array([2, 1, 2]), 4)
    Array([0.25, 0.5 , 0.25, 0.  ], dtype=float32)
    """
    if isinstance(p_gen, jax.Array):
        settings.array("p_gen", p_gen, "", settings.REAL)
    else:
        settings.share("p_gen", p_gen)
    settings.array("written", written, "V", settings.REAL)
    settings.array("weights", weights, "J", settings.REAL)
    settings.array("tokens", tokens, "J", settings.WHOLE)
    settings.whole("size", size, written.shape[0])
    room = jnp.pad(written, (0, size - written.shape[0]))
    return p_gen * room + (1.0 - p_gen) * copied(weights, tokens, size)


class CopyingReadout(Readout):
    """A readout that may write what stands in the source, whether or not it has a number for it.

        p_gen = sigmoid(w . f_t + b)                                                       (eq. 8)
        p(v)  = p_gen P_vocab(v) + (1 - p_gen) sum_{j: x_j = v} alpha_tj                   (eq. 9)

    f_t are the mixed features, of which P_vocab = softmax(W_o f_t + b_o) is made, too; the paper
    reads context, state and token for p_gen, which is what a row mixes into f_t. Source: See et al.
    2017, section 2.2. `beyond` is how many numbers a source can lend to words that the vocabulary
    does not hold (`data.open_vocab`): those are never generated, only copied. `copy_mixture` is the
    plain function of eq. 9.

    The source must be a text: its tokens are in the memory.
    """

    copies: ClassVar[bool] = True
    made_of: ClassVar[tuple[str, ...]] = ("copy_mixture",)

    def __init__(
        self,
        mix: str,
        features: int,
        width: int,
        vocabulary: int,
        *,
        rngs: nnx.Rngs,
        beyond: int = 0,
        function: Callable[..., Any] | None = None,
        copy_mixture: Callable[..., Any] = copy_mixture,
    ):
        super().__init__(mix, features, width, vocabulary, rngs=rngs, function=function)
        self.size = vocabulary + beyond
        self.copy_mixture = copy_mixture
        self.gate_weight = glorot(rngs, self.weight.shape[0], 1)
        self.gate_bias = zeros(1)

    def gate(self, features: Float[Array, "*T A"]) -> Float[Array, "*T 1"]:
        """The logit of p_gen."""
        gate = affine(features, self.gate_weight[...], self.gate_bias[...])
        return gate.astype(jnp.float32)

    def logits(self, said: Said) -> Float[Array, "*T V"]:
        """log p(v) of all tokens and lent numbers, -inf for those that nobody has been lent."""
        tokens, weights = said.memory.tokens, said.weights
        if tokens is None or weights is None:
            raise ValueError(
                "a model copies tokens that it weighs: its reader must give the tokens of a text, "
                "as TextReading does, and its alignment weights"
            )
        gate = self.gate(said.features)
        written = jax.nn.softmax(super().logits(said), axis=-1)
        probability = self.mixture(gate, written, weights, tokens)
        able = self.able(tokens, said.memory.mask)
        return jnp.where(able, jnp.log(probability + LEAST), -jnp.inf)

    def mixture(
        self,
        gate: Float[Array, "*T 1"],
        written: Float[Array, "*T V"],
        weights: Float[Array, "*T J"],
        tokens: Int[Array, " J"],
    ) -> Float[Array, "*T size"]:
        """`copy_mixture` of all steps."""
        if self.copy_mixture is not copy_mixture:
            mix = lambda p, w, a: self.copy_mixture(p, w, a, tokens, self.size)  # noqa: E731
            for _ in gate.shape[:-1]:
                mix = jax.vmap(mix)
            return mix(jax.nn.sigmoid(gate[..., 0]), written, weights)
        # All steps at once; and 1 - p_gen from the logit, which keeps its digits where p_gen is
        # almost 1.
        room = [(0, 0)] * (written.ndim - 1) + [(0, self.size - written.shape[-1])]
        taken = copied(weights, tokens, self.size) * jax.nn.sigmoid(-gate)
        return jnp.pad(written * jax.nn.sigmoid(gate), room) + taken

    def able(self, tokens: Int[Array, " J"], mask: Bool[Array, " J"]) -> Bool[Array, " V"]:
        """The numbers that mean something: those of the vocabulary, and those of this source."""
        lent = jnp.zeros(self.size, bool).at[tokens].max(mask)
        return (jnp.arange(self.size) < self.weight.shape[1]) | lent

    def loss(
        self, said: Said, target: Int[Array, "B T"], smoothing: float = 0.0
    ) -> tuple[Float[Array, ""], Float[Array, ""]]:
        """As in `Distribution`. ValueError for smoothing: a source does not have all numbers."""
        if smoothing:
            raise ValueError(f"smoothing must be 0 where words are copied, got {smoothing}")
        return token_loss(jax.vmap(self.logits)(said), target)


DISTRIBUTIONS: dict[str, Any] = {"vocabulary": Readout, "copying": CopyingReadout}
