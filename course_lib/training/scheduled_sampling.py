"""Scheduled sampling: training on a mixture of true and own previous tokens.

Source: Bengio et al. 2015, "Scheduled sampling for sequence prediction with recurrent neural
networks". The schedules are in `schedules`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from course_lib.data.batches import Batch, check_batch, shift_right
from course_lib.data.vocab import END
from course_lib.devices import settings
from course_lib.devices.sharding import sentence_keys
from course_lib.kernels.losses import target_tokens, token_loss
from course_lib.kernels.masks import drop
from course_lib.model.decoders import State
from course_lib.model.keys import split_key
from course_lib.model.own import named, own
from course_lib.model.seq2seq import Seq2Seq, check_model
from course_lib.training.schedules import Schedule

PICKS = ("sampled", "likeliest")
# Coins draw apart from dropout, whose keys are the first B of this key; no batch is so large.
COINS = 1 << 30


def toss(
    truth: Int[Array, ""],
    own: Int[Array, ""],
    uniform: Float[Array, ""],
    rate: Float[Array, ""] | float,
) -> Int[Array, ""]:
    """The coin of one token: `truth` with probability `rate`, else the model's `own`.

    `uniform` is a random number between 0 and 1.
    """
    return jnp.where(uniform < rate, truth, own)


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
    coin: Callable[..., Any] = toss,
) -> Mixed:
    """One pair, its previous tokens true with probability `rate` and else the model's own.

        read_t = y_{t-1} if u_t < rate, else a token of p(. | read_1 .. read_{t-1}, x)

    A coin u_t falls for every token. `inputs` are the true previous tokens (`shift_right`), the
    first of which is the start token either way. The model's own token is "sampled" from its
    distribution, as in the paper, or its "likeliest". It is fed as it comes, an early end token
    too. No gradient passes through a choice of token. `rate` may be traced: one program serves
    all rates. `coins` is the key of coins and samples, `key` that of dropout and of the alignment,
    used as `Seq2Seq.forced` uses it, so that rate 1 gives exactly its logits. `coin` takes the
    place of `toss`.

    The steps wait for each other, the projection to the vocabulary included: what is read at t + 1
    may be what was said at t. ValueError for what is no `Seq2Seq`, no row of token numbers, no
    probability and no key.
    """
    check_model(model)
    settings.array("inputs", inputs, "T", settings.WHOLE)
    if not isinstance(rate, jax.core.Tracer):
        scalar = isinstance(rate, np.ndarray | jax.Array) and rate.ndim == 0
        settings.share("rate", float(rate) if scalar else rate)
    settings.key("coins", coins)
    settings.one_of("pick", pick, PICKS)
    coin = own(settings.function("coin", coin), toss, "coin")
    decoder, dropout = model.decoder, model.spec.dropout
    keys, rate = split_key(key), jnp.asarray(rate)
    prepared = model.encode(source, keys.reader)

    def advance(
        carry: tuple[State, Array], at: tuple[Array, Array]
    ) -> tuple[tuple[State, Array], Mixed]:
        (state, own), (truth, t) = carry, at
        thrown, draw = jax.random.split(jax.random.fold_in(coins, t))
        token = coin(truth, own, jax.random.uniform(thrown, (), rate.dtype), rate)
        embedded = drop(keys.token, decoder.look_up(token), dropout, t)
        read = decoder.read(embedded)
        state, output = decoder.step(prepared, state, read, t, keys.alignment)
        logits = decoder.readout.logits(decoder.say(prepared, output, keys.features, dropout, t))
        # As in every search, padding and the start token are no part of a text.
        able = jnp.where(jnp.arange(logits.size) >= END, logits, -jnp.inf)
        own = jax.random.categorical(draw, able) if pick == "sampled" else able.argmax()
        return (state, own.astype(token.dtype)), Mixed(logits, token)

    start = (decoder.start(prepared), inputs[0])
    return jax.lax.scan(advance, start, (inputs, jnp.arange(inputs.size)))[1]


@dataclass(frozen=True, repr=False)
class ScheduledSampling:
    """The objective of scheduled sampling, for `fit(..., objective=ScheduledSampling(schedule))`.

    Mean -log p(y_t | read_1 .. read_t, x) over the real tokens, in nats, with `read` as in `mixed`
    at the rate that `schedule` gives for the optimiser step: the target stays the true token,
    whatever was read before it. `coin` puts a function of your own in the place of `toss`. Equal
    configurations are equal objects and so share a compiled
    program, and the name of one in a checkpoint tells its schedule.

    The objective is improper: at rates below 1 its minimum is not the distribution of the data.
    At rate 0 the decoder is asked for the t-th token of a sentence whose beginning it cannot know,
    so where several targets are possible the best answer ignores what was read (Huszar 2015).
    """

    schedule: Schedule
    pick: str = "sampled"
    coin: Callable[..., Any] = toss

    def __post_init__(self) -> None:
        if not callable(self.schedule) or isinstance(self.schedule, type):
            raise ValueError(f"schedule must be one of `schedules`, made, got {self.schedule!r}")
        settings.one_of("pick", self.pick, PICKS)
        settings.put(self, coin=own(self.coin, toss, "coin"))

    def __repr__(self) -> str:
        coin = "" if self.coin is toss else f", coin={named(self.coin)}"
        return f"ScheduledSampling(schedule={self.schedule!r}, pick={self.pick!r}{coin})"

    # What the loss is a mean over (see `sharding.mean_over`).
    terms = staticmethod(target_tokens)

    def __call__(
        self, model: Seq2Seq, batch: Batch, key: Array, step: Int[Array, ""]
    ) -> tuple[Float[Array, ""], Float[Array, ""]]:
        check_model(model)
        check_batch(batch)
        count = batch.target.shape[0]
        keys = sentence_keys(key, count)
        coins = sentence_keys(jax.random.fold_in(key, COINS), count)
        rate = self.schedule(step)

        def one(source: Any, inputs: Array, coins: Array, key: Array) -> Array:
            said = mixed(model, source, inputs, rate, coins, key, pick=self.pick, coin=self.coin)
            return said.logits

        inputs = shift_right(batch.target)
        return token_loss(jax.vmap(one)(batch.source, inputs, coins, keys), batch.target)
