"""Sampling: a target drawn at random from the model's own distribution."""

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.devices import settings
from course_lib.model.own import own
from course_lib.model.seq2seq import Seq2Seq
from course_lib.search.step import Hypothesis
from course_lib.search.writing import write

# Already greedy search, for all practical purposes. Not much smaller ones: even the log-probability
# of the likeliest token would be infinite once divided by them, and no token could be told from
# another.
LEAST_TEMPERATURE = 1e-30


def tempered(
    logits: Float[Array, " V"], temperature: float | Float[Array, ""]
) -> Float[Array, " V"]:
    """softmax(logits / temperature): the probabilities to draw the next token from.

    ValueError for what is no row of numbers, and for a temperature as in `sample`.
    """
    settings.array("logits", logits, "V", settings.REAL)
    temperature = check_temperature(temperature)
    # The largest one taken off first: a small temperature would make it infinite.
    return jax.nn.softmax((logits - jnp.max(logits)) / temperature)


def sample(
    model: Seq2Seq,
    source: Any,
    limit: int,
    temperature: float | Float[Array, ""],
    key: Array,
    axis: str | None = None,
    by: Callable[..., Any] = tempered,
) -> Hypothesis:
    """Decode one source: draw each token y with probability proportional to p(y)^(1/temperature).

        y_t ~ softmax(log p(. | y_1 .. y_{t-1}, x) / temperature)

    At temperature 1 targets come as often as the model says; towards 0 it becomes greedy search;
    above 1 unlikely tokens come more often. `log_probability` is that of the model whatever the
    temperature. Step t draws from its own key, so a larger `limit` changes nothing before the
    smaller one. `by` takes the place of `tempered`. `axis` as in `scan_until`. ValueError for a
    temperature below `LEAST_TEMPERATURE` (where its value is known), and as in `greedy`. Source:
    Ackley et al. 1985 (the temperature).
    """
    temperature = check_temperature(temperature)
    settings.key("key", key)
    settings.function("by", by)
    by = own(by, tempered, "tempered")

    def draw(log_p: Float[Array, " V"], t: Int[Array, ""]) -> Int[Array, ""]:
        if by is tempered:  # a softmax and its logarithm would change no draw
            logits = log_p / temperature
        else:
            logits = jnp.log(by(log_p, temperature))
        return jax.random.categorical(jax.random.fold_in(key, t), logits)

    return write(model, source, limit, draw, axis)


def check_temperature(temperature: Any) -> Any:
    """The temperature; ValueError unless it is a number of at least `LEAST_TEMPERATURE`. One that
    is traced cannot be checked."""
    if isinstance(temperature, jax.core.Tracer):
        return temperature
    if isinstance(temperature, jax.Array) and temperature.ndim == 0:
        temperature = float(temperature)
    return settings.number("temperature", temperature, least=LEAST_TEMPERATURE)


@functools.partial(jax.jit, static_argnames=("graph", "limit", "instead"))
def _batch(
    graph: Any,
    params: Any,
    source: Any,
    limit: int,
    temperature: Float[Array, ""],
    key: Array,
    places: Int[Array, " B"],
    instead: tuple[Callable[..., Any], float] | None,
) -> Hypothesis:
    model = nnx.merge(graph, params)
    # Somebody's own may ask whether the temperature is 0, so it must know it while it is compiled.
    by, at = (tempered, temperature) if instead is None else instead

    def one(source: Any, place: Array) -> Hypothesis:
        return sample(model, source, limit, at, jax.random.fold_in(key, place), "B", by)

    return jax.vmap(one, axis_name="B")(source, places)


@dataclass(frozen=True)
class Sample:
    """Sampling, as `transduce` takes it. Text i draws from key i of `seed`, whatever its batch.

    `tempered` puts a function of your own in the place of the library's:

        tempered(logits [V], temperature)  -> the probabilities [V] to draw the next token from
    """

    temperature: float = 1.0
    seed: int = 0
    tempered: Callable[..., Any] = field(default=tempered, repr=False)

    def __post_init__(self) -> None:
        settings.put(
            self,
            temperature=check_temperature(self.temperature),
            seed=settings.whole("seed", self.seed, 0, settings.MOST_SEED),
            tempered=own(self.tempered, tempered, "tempered"),
        )

    def batch(
        self,
        graph: Any,
        params: Any,
        source: Any,
        limit: int,
        places: Int[Array | np.ndarray, " B"],
    ) -> Hypothesis:
        """One hypothesis a source, with axes [B, 1, ...]; `places` are the texts' numbers."""
        key, temperature = jax.random.key(self.seed), jnp.float32(self.temperature)
        source, places = jax.tree.map(jnp.asarray, (source, places))
        instead = None if self.tempered is tempered else (self.tempered, float(self.temperature))
        found = _batch(graph, params, source, limit, temperature, key, places, instead)
        return jax.tree.map(lambda array: array[:, None], found)
