"""What all searches share: one step as log-probabilities, and a scan that can stop early."""

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol, runtime_checkable

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int

from course_lib.data.vocab import PAD, START
from course_lib.devices import settings
from course_lib.model.decoders import State
from course_lib.model.memory import Prepared
from course_lib.model.seq2seq import Seq2Seq


class Hypothesis(NamedTuple):
    """One target that a search wrote, or several with a leading axis.

    `tokens` [T] end with the end token, if the search came to it, and then `PAD`;
    `log_probability` is log p(tokens | source) in nats under the model, the end token included;
    `score` is what the search ranked it by; `weights` [T, J] are zero after the end, None for a
    model without attention.
    """

    tokens: Int[Array, " T"]
    log_probability: Float[Array, ""]
    score: Float[Array, ""]
    weights: Float[Array, "T J"] | None


@runtime_checkable
class Search(Protocol):
    """A way to decode, as `transduce` takes it: a frozen value that can be a key of a program."""

    def batch(
        self,
        graph: Any,
        params: Any,
        source: Any,
        limit: int,
        places: Int[Array | np.ndarray, " B"],
    ) -> Hypothesis:
        """The hypotheses for a batch of sources, best first, with axes [B, N, ...].

        `graph` and `params` are a split `Seq2Seq`; `source` its reader's arrays with an axis [B] in
        front; `limit` the largest number of tokens; `places` the sources' numbers in their list,
        for a search that draws: a source must get the same draw in every batch. A hypothesis that
        is none has log-probability -inf.
        """
        ...


# (state, previous token, t) -> (state, log p of each token that may follow, attention weights)
Follow = Callable[
    [State, Int[Array, ""], Int[Array, ""]],
    tuple[State, Float[Array, " V"], Float[Array, " J"] | None],
]


def follower(model: Seq2Seq, prepared: Prepared) -> Follow:
    """One step of the decoder, from the token that was written to log p of the one that follows.

    `PAD` and `START` are no part of a text and are never written: they get -inf. What little
    probability the model leaves them is not shared out among the others, so that a sum of these
    numbers is the log-probability that teacher forcing gives to the same target. A model that
    copies writes the numbers lent by the source, too.
    """
    decoder, vocabulary = model.decoder, jnp.arange(model.decoder.readout.size)
    written = (vocabulary != PAD) & (vocabulary != START)
    # What each token adds to the gates depends on no source and no step: one product for all.
    table = decoder.embed(vocabulary)

    def follow(
        state: State, token: Int[Array, ""], t: Int[Array, ""]
    ) -> tuple[State, Float[Array, " V"], Float[Array, " J"] | None]:
        read = jax.tree.map(lambda rows: rows[token], table)
        state, output = decoder.step(prepared, state, read, t)
        log_p = jax.nn.log_softmax(decoder.logits(prepared, output))
        return state, jnp.where(written, log_p, -jnp.inf), output.weights

    return follow


def check_axis(axis: str | None) -> None:
    """ValueError for a name that no `vmap` around this gives to its axis; None is none."""
    try:
        if axis is not None:
            jax.lax.axis_size(settings.text("axis", axis))
    except NameError as error:
        raise ValueError(f"axis must be that of a vmap around this, got {axis!r}") from error


def scan_until(
    advance: Callable[[Any, Int[Array, ""]], tuple[Any, Any]],
    start: Any,
    limit: int,
    done: Callable[[Any], Bool[Array, ""]],
    axis: str | None = None,
) -> tuple[Any, Any, Int[Array, ""]]:
    """`jax.lax.scan(advance, start, arange(limit))` that stops when `done(carry)`.

    Returns (last carry, stacked outputs, number of steps taken); outputs of steps that were not
    taken are zeros. `axis` names the batch axis of the `vmap` around this, if there is one: then
    all of a batch stop together, when the last one is done, and the loop's condition has no batch
    axis. With `axis=None` a batched loop is right too but slow: it copies all outputs at each step,
    to keep those of the sources that are done. ValueError for a limit below 1, and for an axis of
    no `vmap` around this.
    """
    limit = settings.whole("limit", limit)
    check_axis(axis)
    shapes = jax.eval_shape(lambda carry: advance(carry, jnp.int32(0))[1], start)
    empty = jax.tree.map(lambda one: jnp.zeros((limit, *one.shape), one.dtype), shapes)

    def going(at: tuple[Array, Any, Any]) -> Array:
        t, carry, _ = at
        more = ~done(carry)
        if axis is not None:
            more = jax.lax.psum(more.astype(jnp.int32), axis) > 0
        return (t < limit) & more

    def one(at: tuple[Array, Any, Any]) -> tuple[Array, Any, Any]:
        t, carry, outputs = at
        carry, output = advance(carry, t)
        outputs = jax.tree.map(lambda all_, new: all_.at[t].set(new), outputs, output)
        return t + 1, carry, outputs

    steps, carry, outputs = jax.lax.while_loop(going, one, (jnp.int32(0), start, empty))
    return carry, outputs, steps
