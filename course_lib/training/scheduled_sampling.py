"""Scheduled sampling: training on a mixture of true and own previous tokens.

Source: Bengio et al. 2015, "Scheduled sampling for sequence prediction with recurrent neural
networks". The schedules are in `schedules`.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from course_lib.data.task import Batch, shift_right
from course_lib.data.vocab import END
from course_lib.devices.sharding import sentence_keys
from course_lib.kernels.losses import target_tokens, token_loss
from course_lib.kernels.masks import drop
from course_lib.model.decoders import State
from course_lib.model.table import Seq2Seq
from course_lib.training.schedules import Schedule

PICKS = ("sampled", "likeliest")
# Coins draw apart from dropout, whose keys are the first B of this key; no batch is so large.
COINS = 1 << 30


class Mixed(NamedTuple):
    """What the decoder said at each step, and the previous tokens that it read to say it."""

    logits: Float[Array, "T V"]
    read: Int[Array, " T"]


def mixed(
    model: Seq2Seq,
    source: Any,
    inputs: Int[Array, " T"],
    rate: Float[Array, ""] | float,
    coins: Array,
    key: Array | None = None,
    *,
    pick: str = "sampled",
) -> Mixed:
    """One pair, its previous tokens true with probability `rate` and else the model's own.

        read_t = y_{t-1} if u_t < rate, else a token of p(. | read_1 .. read_{t-1}, x)

    A coin u_t falls for every token. `inputs` are the true previous tokens (`shift_right`), the
    first of which is the start token either way. The model's own token is "sampled" from its
    distribution, as in the paper, or its "likeliest". It is fed as it comes, an early end token
    too. No gradient passes through a choice of token. `rate` may be traced: one program serves
    all rates. `coins` is the key of coins and samples, `key` that of dropout and of the alignment,
    used as `Seq2Seq.forced` uses it, so that rate 1 gives exactly its logits.

    The steps wait for each other, the projection to the vocabulary included: what is read at t + 1
    may be what was said at t.
    """
    if pick not in PICKS:
        raise ValueError(f"pick must be one of {', '.join(PICKS)}, got {pick!r}")
    decoder, dropout = model.decoder, model.spec.dropout
    keys = (None, None) if key is None else jax.random.split(key)
    inner = (None, None, None) if keys[1] is None else jax.random.split(keys[1], 3)
    prepared = model.encode(source, keys[0])

    def advance(
        carry: tuple[State, Array], at: tuple[Array, Array]
    ) -> tuple[tuple[State, Array], Mixed]:
        (state, own), (truth, t) = carry, at
        coin, draw = jax.random.split(jax.random.fold_in(coins, t))
        token = jnp.where(jax.random.bernoulli(coin, rate), truth, own)
        embedded = drop(inner[0], decoder.look_up(token), dropout, t)
        step = decoder.step(prepared, state, decoder.read(embedded), t, inner[1])
        state, output = step
        logits = decoder.logits(drop(inner[2], output.features, dropout, t))
        # As in every search, padding and the start token are no part of a text.
        able = jnp.where(jnp.arange(logits.size) >= END, logits, -jnp.inf)
        own = jax.random.categorical(draw, able) if pick == "sampled" else able.argmax()
        return (state, own.astype(token.dtype)), Mixed(logits, token)

    start = (decoder.start(prepared), inputs[0])
    return jax.lax.scan(advance, start, (inputs, jnp.arange(inputs.size)))[1]


@dataclass(frozen=True)
class ScheduledSampling:
    """The objective of scheduled sampling, for `fit(..., objective=ScheduledSampling(schedule))`.

    Mean -log p(y_t | read_1 .. read_t, x) over the real tokens, in nats, with `read` as in `mixed`
    at the rate that `schedule` gives for the optimiser step: the target stays the true token,
    whatever was read before it. Equal configurations are equal objects and so share a compiled
    program, and the name of one in a checkpoint tells its schedule.

    The objective is improper: at rates below 1 its minimum is not the distribution of the data.
    At rate 0 the decoder is asked for the t-th token of a sentence whose beginning it cannot know,
    so where several targets are possible the best answer ignores what was read (Huszar 2015).
    """

    schedule: Schedule
    pick: str = "sampled"

    def __post_init__(self) -> None:
        if self.pick not in PICKS:
            raise ValueError(f"pick must be one of {', '.join(PICKS)}, got {self.pick!r}")

    def terms(self, batch: Batch) -> Int[Array, ""]:
        """What the loss is a mean over (see `sharding.mean_over`)."""
        return target_tokens(batch)

    def __call__(
        self, model: Seq2Seq, batch: Batch, key: Array, step: Int[Array, ""]
    ) -> tuple[Float[Array, ""], Float[Array, ""]]:
        count = batch.target.shape[0]
        keys = sentence_keys(key, count)
        coins = sentence_keys(jax.random.fold_in(key, COINS), count)
        rate = self.schedule(step)

        def one(source: Any, inputs: Array, coin: Array, key: Array) -> Array:
            return mixed(model, source, inputs, rate, coin, key, pick=self.pick).logits

        inputs = shift_right(batch.target)
        return token_loss(jax.vmap(one)(batch.source, inputs, coins, keys), batch.target)
