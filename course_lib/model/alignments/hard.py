"""Hard attention: look at one position, drawn from the weights, or at the likeliest one.

The weights alpha are those of soft attention. Soft attention reads their mean, hard attention one
state: a draw with a key (training), the argmax without one (Xu et al. 2015, section 4.1). The draw
has no gradient, so the scores learn by `reinforce.Reinforce`, or by one of the two compromises
below, which give them a gradient of another kind.
"""

from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from course_lib.model.alignments.aligned import Aligned
from course_lib.model.alignments.soft import MEAN, Soft
from course_lib.model.memory import Prepared


class Looked(NamedTuple):
    """What a hard alignment reports: the position it read, and log alpha of it, in nats."""

    position: Int[Array, ""]
    log_probability: Float[Array, ""]


def gumbel(key: Array, size: int) -> Float[Array, " J"]:
    """One standard Gumbel number a position, -log(-log u).

    Each position draws from a key of its own, so that more padding changes no draw.
    """
    draw = lambda j: jax.random.gumbel(jax.random.fold_in(key, j))  # noqa: E731
    return jax.vmap(draw)(jnp.arange(size))


def uniform(key: Array, size: int) -> Float[Array, " J"]:
    """The numbers u between 0 and 1 that `gumbel` makes of the same key."""
    lowest = jnp.finfo(jnp.float32).tiny
    draw = lambda j: jax.random.uniform(jax.random.fold_in(key, j), minval=lowest)  # noqa: E731
    return jax.vmap(draw)(jnp.arange(size))


def choose_position(
    scores: Float[Array, " J"], mask: Bool[Array, " J"], key: Array | None
) -> Int[Array, ""]:
    """A position drawn from softmax(e) over the real ones; the likeliest one without a key.

    The Gumbel-max trick: j = argmax_j (e_j + g_j), with g_j standard Gumbel noise, falls on j with
    probability alpha_j (Gumbel 1954; Maddison et al. 2014, section 2). Never a padded position,
    unless there is no other: then 0.
    """
    noise = 0.0 if key is None else gumbel(key, scores.shape[0])
    return jnp.argmax(jnp.where(mask, scores.astype(jnp.float32) + noise, -jnp.inf))


def log_weight(
    scores: Float[Array, " J"], mask: Bool[Array, " J"], position: Int[Array, ""]
) -> Float[Array, ""]:
    """log alpha_j = e_j - log sum_i exp(e_i) over the real positions; 0 where there are none."""
    lowest = jnp.finfo(jnp.float32).min
    real = jnp.where(mask, scores.astype(jnp.float32), lowest)
    return jnp.where(mask.any(), jax.nn.log_softmax(real)[position], 0.0)


def read(
    states: Float[Array, "J E"], mask: Bool[Array, " J"], position: Int[Array, ""]
) -> Float[Array, " E"]:
    """The one state h_j, by its index: what it costs does not depend on J. Zeros if all is padding.

    The gradient reaches that state, and nothing of the choice.
    """
    # Of the mask, too, one number is read: a position is padding only where all are.
    return jnp.where(mask[position], states[position], 0.0)


class Hard(Soft):
    """One sampled position; the argmax without a key. The scores get no gradient from the loss.

    `choose_position` is the plain function that draws. It is asked only where there is a key.
    """

    draws: ClassVar[bool] = True
    made_of: ClassVar[tuple[str, ...]] = ("masked_softmax", "choose_position")
    title: ClassVar[str] = "hard, one position"
    short: ClassVar[str] = "hard"
    equation: ClassVar[str] = r"\hat\jmath \sim \mathrm{softmax}_j\,(e_{tj})"
    context: ClassVar[str] = r"h_{\hat\jmath}"

    def __init__(
        self,
        score: Any = None,
        *,
        choose_position: Callable[..., Any] = choose_position,
        **others: Any,
    ):
        super().__init__(score, **others)
        self.choose_position = choose_position

    def look(self, query: Array, prepared: Prepared, key: Array | None) -> tuple[Array, Looked]:
        """The scores e, [J], and the choice made of them."""
        mask = prepared.memory.mask
        scores = self.score(query, prepared.keys)
        choose = choose_position if key is None else self.choose_position
        position = choose(scores, mask, key)
        return scores, Looked(position, log_weight(scores, mask, position))

    def __call__(
        self,
        query: Float[Array, " D"],
        prepared: Prepared,
        carry: Any,
        t: Int[Array, ""] | int,
        key: Array | None,
    ) -> tuple[Aligned, Any]:
        memory = prepared.memory
        scores, looked = self.look(query, prepared, at_step(key, t))
        context = read(memory.states, memory.mask, looked.position)
        return Aligned(context, self.masked_softmax(scores, memory.mask), looked), carry


class StraightThrough(Hard):
    """The one-hot forwards, the gradient of the softmax backwards.

        z = onehot(j) + (alpha - stop_gradient(alpha)),   c = sum_j z_j h_j

    The value is that of `Hard`; the gradient is that of another function, and so is biased, but it
    needs no reward. Source: Bengio et al. 2013, section 4 ("straight-through"), here for a one-hot.
    """

    made_of: ClassVar[tuple[str, ...]] = ("masked_softmax", "read_context", "choose_position")
    title: ClassVar[str] = "hard, straight through"
    short: ClassVar[str] = "straight-through"

    def __call__(
        self,
        query: Float[Array, " D"],
        prepared: Prepared,
        carry: Any,
        t: Int[Array, ""] | int,
        key: Array | None,
    ) -> tuple[Aligned, Any]:
        memory = prepared.memory
        scores, looked = self.look(query, prepared, at_step(key, t))
        weights = self.masked_softmax(scores, memory.mask)
        chosen = jnp.arange(weights.shape[0]) == looked.position
        one_hot = jnp.where(memory.mask & chosen, 1.0, 0.0)
        through = one_hot + (weights - jax.lax.stop_gradient(weights))  # exactly the one-hot
        context = self.read_context(through, memory.states)
        return Aligned(context, weights, looked), carry


class HalfSoft(Hard):
    """Hard attention that reads the mean instead, a whole sentence long, with probability 1/2.

    The coin falls once a sentence, with a key only: without one it is `Hard`. A sentence that reads
    the mean draws nothing, so its log-probability is 0. Source: Xu et al. 2015, section 4.2, where
    it lowers the variance of the estimate (there a coin an image).
    """

    made_of: ClassVar[tuple[str, ...]] = ("masked_softmax", "read_context", "choose_position")
    title: ClassVar[str] = "hard or soft, by a coin"
    short: ClassVar[str] = "half-soft"
    context: ClassVar[str] = rf"{Hard.context}\;\mathrm{{or}}\;{MEAN}"

    def __call__(
        self,
        query: Float[Array, " D"],
        prepared: Prepared,
        carry: Any,
        t: Int[Array, ""] | int,
        key: Array | None,
    ) -> tuple[Aligned, Any]:
        if key is None:
            return super().__call__(query, prepared, carry, t, None)
        coin, draws = jax.random.split(key)
        soft = jax.random.bernoulli(coin)
        memory = prepared.memory
        scores, looked = self.look(query, prepared, at_step(draws, t))
        mean, weights = self.attend(scores, memory)
        one = read(memory.states, memory.mask, looked.position)
        drawn = looked._replace(log_probability=jnp.where(soft, 0.0, looked.log_probability))
        return Aligned(jnp.where(soft, mean, one), weights, drawn), carry


def at_step(key: Array | None, t: Int[Array, ""] | int) -> Array | None:
    """The key of step t: the same whatever the number of steps, so padding changes no draw."""
    return None if key is None else jax.random.fold_in(key, t)


HARD: dict[str, Any] = {"hard": Hard, "straight_through": StraightThrough, "half_soft": HalfSoft}
