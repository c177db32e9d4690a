"""A language model that looks back: at every word, attention over its own earlier states."""

from typing import Any, ClassVar

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Bool, Float, Int

from course_lib.data.vocab import PAD
from course_lib.devices import settings
from course_lib.kernels.matmul import product
from course_lib.kernels.parameters import affine, glorot
from course_lib.model.classifiers import Recurrent
from course_lib.model.parts import Parts
from course_lib.model.readouts import attentional


class LooksBack(Recurrent):
    """`Recurrent` with readout "each" whose words look back at all words before them.

        e_tj = h_t . W_a h_j / sqrt(D),   alpha_t = softmax over j < t of e_tj
        c_t = sum_j alpha_tj h_j
        h~_t = tanh(W_c [c_t; h_t]),   p(x_{t+1}) = softmax(W_o h~_t + b_o)

    The first word has nothing before it: its context is zero. Nothing that comes later has any
    weight, so the model predicts as every language model does. All words look at once: a state does
    not wait for what was seen before it.

    Source: Daniluk et al. 2017 ("Frustratingly short attention spans in neural language modeling"),
    eq. 1 to 5, in Luong's general form and scaled as in Vaswani et al. 2017, eq. 1; Cheng et al.
    2016 let the cell itself look back. Arguments and errors as in `Recurrent`; `parts` may hold a
    `look_back` of your own, too.
    """

    made_of: ClassVar[tuple[str, ...]] = ("look_back",)

    def __init__(
        self,
        cell: str,
        vocabulary: int,
        *,
        width: int = 64,
        embedding: int = 32,
        seed: int = 0,
        parts: Parts = Parts(),  # noqa: B008 (frozen)
        **others: Any,
    ):
        super().__init__(
            cell,
            vocabulary,
            vocabulary,
            readout="each",
            width=width,
            embedding=embedding,
            seed=seed,
            parts=parts,
            **others,
        )
        self.look_back = parts.look_back
        rngs = nnx.Rngs(jax.random.fold_in(jax.random.key(seed), 1))
        self.score_weight = glorot(rngs, width, width)
        self.mix_weight = glorot(rngs, 2 * width, width)

    def look(
        self, states: Float[Array, "J D"], real: Bool[Array, " J"]
    ) -> tuple[Float[Array, "J D"], Float[Array, "J J"]]:
        """The context of every word, and its weights over the words before it."""
        # Unscaled, the scores of a state of D numbers grow so large in training that the weights
        # stick to one place.
        scores = (
            states
            @ product(states, self.score_weight[...]).T
            / jnp.sqrt(jnp.asarray(states.shape[1], states.dtype))
        )
        weights = self.look_back(scores, real)
        return weights.astype(states.dtype) @ states, weights

    def read(self, states: Float[Array, "J D"], real: Bool[Array, " J"]) -> Float[Array, "J C"]:
        """Logits of the word after each word."""
        contexts, _ = self.look(states, real)
        mixed = attentional(jnp.concatenate([contexts, states], axis=1), self.mix_weight[...])
        return affine(mixed, self.weight[...], self.bias[...])

    def weights(self, source: Int[Array, " J"]) -> Float[Array, "J J"]:
        """Where each word of one padded sentence looks: a row of weights for each, zero on itself,
        on what comes later and on padding. ValueError for what is no row of token numbers."""
        return self.look(self.states(source), source != PAD)[1]


@nnx.jit
def _weights(model: LooksBack, source: Int[Array, "B J"]) -> Float[Array, "B J J"]:
    return jax.vmap(model.weights)(source)


def looked_back(
    model: LooksBack, source: Int[Array | np.ndarray, "B J"], *, batch: int = 250
) -> np.ndarray:
    """`LooksBack.weights` of many sentences, [B, J, J], computed `batch` at a time.

    ValueError for what is no model that looks back, and for no sentence.
    """
    settings.instance("model", model, LooksBack, "a LooksBack")
    settings.array("source", source, "B J", settings.WHOLE)
    settings.whole("batch", batch)
    if not len(source):
        raise ValueError("source must hold at least one sentence, got none")
    parts = [source[i : i + batch] for i in range(0, len(source), batch)]
    return np.concatenate([np.asarray(_weights(model, jnp.asarray(part))) for part in parts])
