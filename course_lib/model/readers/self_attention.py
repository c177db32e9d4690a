"""The reader of texts without a cell: every token looks at all of them, at once."""

from dataclasses import dataclass

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Bool, Float

from course_lib.devices import settings
from course_lib.kernels.masks import dropout
from course_lib.kernels.matmul import product
from course_lib.kernels.normalising import layer_norm
from course_lib.kernels.parameters import affine, glorot, zeros
from course_lib.model.memory import Memory
from course_lib.model.readers.reader import Drawn, Sizes
from course_lib.model.readers.text import LAYERS, EmbeddedReader, TextReading

MOST = 64  # heads, and widths of a state; more only use up memory


@dataclass(frozen=True)
class SelfAttentionReading(TextReading):
    """How a text is read by self-attention: by how many layers, each with how many heads.

    `positions` adds to each token's embedding the code of its place (`kernels.position_code`); a
    reader without it reads a bag of tokens. `inner` is the width between the two products of a
    layer, in widths of a state. `directions` and `reverse` stay as they are: all is read at once.
    """

    layers: int = 2
    heads: int = 4
    inner: int = 2
    positions: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.directions != 2 or self.reverse:
            raise ValueError(
                f"directions and reverse are a recurrent reader's, and self-attention reads all "
                f"tokens at once; got directions={self.directions} and reverse={self.reverse}"
            )
        settings.put(
            self,
            heads=settings.whole("heads", self.heads, most=MOST),
            inner=settings.whole("inner", self.inner, most=MOST),
        )
        settings.flag("positions", self.positions)

    @property
    def made_of(self) -> tuple[str, ...]:
        return ("multi_head", *(("position_code",) if self.positions else ()))

    def check(self, sizes: Sizes) -> None:
        """ValueError for a model's sizes with which no reader can be made."""
        super().check(sizes)
        if sizes.width % self.heads:
            raise ValueError(
                f"hidden: {self.heads} heads need a width that they divide, got {sizes.width}"
            )

    def make(self, sizes: Sizes, *, rngs: nnx.Rngs) -> "SelfAttentionReader":
        return SelfAttentionReader(self, sizes, rngs=rngs)

    def drawn(self, cell: str) -> Drawn:
        heads = "1 head" if self.heads == 1 else f"{self.heads} heads"
        layers = "1 layer" if self.layers == 1 else f"{self.layers} layers"
        title = f"self-attention, {layers} of {heads}"
        if not self.positions:
            title += ", no positions"
        return Drawn(title, r"h_1 \leftrightarrow h_J", r"\Sigma_j h_j / J")


class SelfAttentionLayer(nnx.Module):
    """Every state looks at all, then each thinks alone; each time the input is added,

        u_j = x_j + W_o multi_head(W_q n(x_j), W_k n(x), W_v n(x)),   h_j = u_j + V relu(U n(u_j))

    with n the layer norm *before* each half, which trains without a long warm-up (Xiong et al.
    2020); in Vaswani et al. 2017, section 3.1, it comes after the sum.
    """

    def __init__(self, reading: SelfAttentionReading, sizes: Sizes, *, rngs: nnx.Rngs):
        width, inner = sizes.width, reading.inner * sizes.width
        self.heads, self.multi_head, self.dropout = (
            reading.heads,
            sizes.parts.multi_head,
            sizes.dropout,
        )
        self.query_weight, self.key_weight = glorot(rngs, width, width), glorot(rngs, width, width)
        self.value_weight, self.out_weight = glorot(rngs, width, width), glorot(rngs, width, width)
        self.inner_weight, self.inner_bias = glorot(rngs, width, inner), zeros(inner)
        self.outer_weight, self.outer_bias = glorot(rngs, inner, width), zeros(width)
        self.gains = nnx.data([nnx.Param(jnp.ones(width)) for _ in range(2)])
        self.biases = nnx.data([zeros(width) for _ in range(2)])

    def look(
        self, states: Float[Array, "J E"], mask: Bool[Array, " J"]
    ) -> tuple[Float[Array, "J E"], Float[Array, "J H J"]]:
        """What each state finds among all of them, and the weights of its heads."""
        normal = layer_norm(states, self.gains[0][...], self.biases[0][...])
        keys = product(normal, self.key_weight[...])
        values = product(normal, self.value_weight[...])
        ask = lambda query: self.multi_head(query, keys, values, mask, self.heads)  # noqa: E731
        found, weights = jax.vmap(ask)(product(normal, self.query_weight[...]))
        return product(found, self.out_weight[...]), weights

    def think(self, states: Float[Array, "J E"]) -> Float[Array, "J E"]:
        """The same small net for every state."""
        normal = layer_norm(states, self.gains[1][...], self.biases[1][...])
        inner = jax.nn.relu(affine(normal, self.inner_weight[...], self.inner_bias[...]))
        return affine(inner, self.outer_weight[...], self.outer_bias[...])

    def __call__(
        self, states: Float[Array, "J E"], mask: Bool[Array, " J"], key: Array | None = None
    ) -> Float[Array, "J E"]:
        first, second = (None, None) if key is None else jax.random.split(key)
        states = states + dropout(first, self.look(states, mask)[0], self.dropout)
        return states + dropout(second, self.think(states), self.dropout)


class SelfAttentionReader(EmbeddedReader):
    """Tokens in, a `Memory` out: embedding and place, the layers, and one more norm.

    The embedding has the width of the states. The summary is the mean of the states.
    """

    def __init__(self, reading: SelfAttentionReading, sizes: Sizes, *, rngs: nnx.Rngs):
        super().__init__(sizes, sizes.width, rngs=rngs)
        self.position_code = sizes.parts.position_code if reading.positions else None
        self.layers = nnx.data(
            [SelfAttentionLayer(reading, sizes, rngs=rngs) for _ in range(reading.layers)]
        )
        self.gain, self.bias = nnx.Param(jnp.ones(sizes.width)), zeros(sizes.width)

    def placed(self, embedded: Float[Array, "J E"]) -> Float[Array, "J E"]:
        """Embedded tokens that know where they stand."""
        code = self.position_code
        if code is None:
            return embedded
        places = jnp.arange(embedded.shape[0])
        codes = jax.vmap(lambda place: code(place, self.width))(places)
        return embedded + codes.astype(embedded.dtype)

    def read(
        self, embedded: Float[Array, "J M"], mask: Bool[Array, " J"], key: Array | None = None
    ) -> Memory:
        """The memory of embedded tokens, with a mask of one's own."""
        states = dropout(key, self.placed(embedded), self.dropout)
        for number, layer in enumerate(self.layers):
            own = None if key is None else jax.random.fold_in(key, LAYERS + number)
            states = layer(states, mask, own)
        normal = layer_norm(states, self.gain[...], self.bias[...])
        states = jnp.where(mask[:, None], normal, jnp.zeros_like(normal))
        count = jnp.maximum(jnp.sum(mask), 1).astype(states.dtype)
        return Memory(states, mask, states.sum(axis=0) / count)
