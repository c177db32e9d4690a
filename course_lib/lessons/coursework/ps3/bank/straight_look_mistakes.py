"""The mistakes that the bank of `straight_look` knows: functions of JAX, whose gradients are
judged."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.checking.gradients import gradient_of

Array = Any
still = jax.lax.stop_gradient


def gumbel(uniform: Array) -> Array:
    return -jnp.log(-jnp.log(uniform))


def _joined(hard: Array, soft: Array, values: Array) -> Array:
    return (soft + still(hard - soft)) @ values


def look(
    scores: Array,
    values: Array,
    mask: Array,
    uniform: Array,
    temperature: float,
    *,
    noise: Callable[[Array], Array] = gumbel,
    mixed: Callable[[Array, Array], Array] = lambda scores, noise: scores + noise,
    chosen: Callable[[Array, Array, Array], Array] = lambda noisy, scores, noise: noisy,
    warmed: Callable[..., Array] = lambda noisy, scores, noise, t: noisy / t,
    joined: Callable[[Array, Array, Array], Array] = _joined,
    fill: float = -jnp.inf,
) -> Array:
    """The number in the box that is opened; `joined` says what its gradient is that of."""

    def real(numbers: Array) -> Array:
        return jnp.where(mask, numbers, fill)

    added = noise(uniform)
    noisy = mixed(scores, added)
    place = jnp.argmax(real(chosen(noisy, scores, added)))
    soft = jax.nn.softmax(real(warmed(noisy, scores, added, temperature)))
    return joined(jax.nn.one_hot(place, len(scores)), soft, values)


def _other(**changed: Any) -> Callable[..., Array]:
    return lambda *args: look(*args, **changed)


def _unmasked(scores: Array, values: Array, mask: Array, *more: Any) -> Array:
    return look(scores, values, jnp.ones_like(mask), *more)


def _masked_at_the_end(s: Array, v: Array, m: Array, u: Array, t: float) -> Array:
    return look(s, jnp.where(m, v, 0.0), jnp.ones_like(m), u, t)


def _masked_softly(s: Array, v: Array, m: Array, u: Array, t: float) -> Array:
    """The choice knows the mask, and the softmax does not."""
    noisy = s + gumbel(u)
    hard = jax.nn.one_hot(jnp.argmax(jnp.where(m, noisy, -jnp.inf)), len(s))
    return _joined(hard, jax.nn.softmax(noisy / t), v)


def _masked_hardly(s: Array, v: Array, m: Array, u: Array, t: float) -> Array:
    """The softmax knows the mask, and the choice does not."""
    noisy = s + gumbel(u)
    hard = jax.nn.one_hot(jnp.argmax(noisy), len(s))
    return _joined(hard, jax.nn.softmax(jnp.where(m, noisy, -jnp.inf) / t), v)


class Compiled:
    """An answer of the bank with its gradient compiled, because each is asked many times."""

    def __init__(self, answer: Callable[..., Array]) -> None:
        self._answer = answer
        self._gradients: dict[tuple[int, ...], Callable[..., Array]] = {}

    def __call__(self, *args: Any) -> Array:
        return self._answer(*args)

    def gradient_at(self, places: tuple[int, ...]) -> Callable[..., Array]:
        """As `checking.gradients.gradient_of` asks for it."""
        if places not in self._gradients:
            self._gradients[places] = jax.jit(gradient_of(self._answer, places))
        return self._gradients[places]


_WRITTEN = (
    Misconception(
        "soft all the way",
        "it is the weighted mean over all positions, or its gradient in values is: one box is "
        "opened and one value counts. Only the gradient in scores is that of the mean",
        _other(joined=lambda hard, soft, values: soft @ values),
        also=(_other(joined=lambda hard, soft, v: soft @ v + still(hard @ v - soft @ v)),),
    ),
    Misconception(
        "hard all the way",
        "no gradient reaches the scores: an argmax has none. Add soft - stop_gradient(soft) to it",
        _other(joined=lambda hard, soft, values: hard @ values),
        also=(_other(joined=lambda hard, soft, values: still(hard) @ values),),
    ),
    Misconception(
        "turned round",
        "hard and soft have changed places: the value is soft and the gradient that of the "
        "argmax, which is 0",
        _other(joined=lambda hard, soft, values: (hard + still(soft - hard)) @ values),
    ),
    Misconception(
        "noise in the draw alone",
        "the softmax is that of the scores without their noise: it takes the same noisy scores as "
        "the argmax",
        _other(warmed=lambda noisy, scores, noise, t: scores / t),
        also=(
            lambda s, v, m, u, t: look(
                s / t, v, m, u, t, warmed=lambda noisy, scores, noise, t: scores
            ),
            _other(warmed=lambda noisy, scores, noise, t: scores),
        ),
    ),
    Misconception(
        "noise in the softmax alone",
        "the box is chosen without noise: the argmax takes the same noisy scores as the softmax",
        _other(chosen=lambda noisy, scores, noise: scores),
    ),
    Misconception(
        "no noise",
        "the largest score wins: the noise is used nowhere",
        _other(noise=jnp.zeros_like),
    ),
    Misconception(
        "temperature forgotten",
        "nothing is divided by the temperature",
        _other(warmed=lambda noisy, scores, noise, t: noisy),
    ),
    Misconception(
        "temperature on the scores alone",
        "the scores are divided by the temperature before the noise is added: divide their sum",
        _other(warmed=lambda noisy, scores, noise, t: scores / t + noise),
        also=(
            lambda s, v, m, u, t: look(
                s / t, v, m, u, t, warmed=lambda noisy, scores, noise, t: noisy
            ),
        ),
    ),
    Misconception(
        "temperature multiplies",
        "the noisy scores are multiplied by the temperature: divide them",
        _other(warmed=lambda noisy, scores, noise, t: noisy * t),
    ),
    Misconception(
        "mask ignored",
        "padding takes part like any real position: the mask is not used",
        _unmasked,
    ),
    Misconception(
        "masked at the end alone",
        "the numbers on padding are set to 0, and padding can still be opened: mask the scores",
        _masked_at_the_end,
    ),
    Misconception(
        "padding in the softmax",
        "the argmax knows the mask and the softmax does not",
        _masked_softly,
    ),
    Misconception(
        "padding in the argmax",
        "the softmax knows the mask and the argmax does not",
        _masked_hardly,
    ),
    Misconception(
        "mask inverted",
        "a box of the padding is opened: True means real",
        lambda s, v, m, u, t: look(s, v, ~m, u, t),
    ),
    Misconception(
        "padding scored 0",
        "padding gets the noisy score 0, and others may be lower: minus infinity is wanted",
        _other(fill=0.0),
    ),
    Misconception(
        "noise upside down",
        "the noise has the wrong sign: it is -log(-log(u))",
        _other(noise=lambda u: -gumbel(u)),
    ),
    Misconception(
        "one logarithm",
        "the noise has one logarithm only: it is -log(-log(u))",
        _other(noise=lambda u: -jnp.log(u)),
        also=(_other(noise=lambda u: jnp.log(u)),),
    ),
    Misconception(
        "uniform noise",
        "the uniform numbers themselves are added: make -log(-log(u)) of them",
        _other(noise=lambda u: u),
    ),
    Misconception(
        "noise on the probabilities",
        "the noise is added to the probabilities: it is added to the scores",
        lambda s, v, m, u, t: look(jax.nn.softmax(jnp.where(m, s, -jnp.inf)), v, m, u, t),
        also=(lambda s, v, m, u, t: look(jax.nn.softmax(s), v, m, u, t),),
    ),
    Misconception(
        "values held still",
        "no gradient reaches the value of the box that is opened: stop_gradient stands around too "
        "much",
        _other(joined=lambda hard, soft, v: (m := soft @ still(v)) + still(hard @ v - m)),
    ),
    Misconception(
        "above one half",
        "the box is opened whose soft weight is above one half: often there is none. It is the one "
        "with the largest noisy score",
        _other(joined=lambda hard, soft, values: _joined((soft > 0.5) * 1.0, soft, values)),
    ),
    Misconception(
        "both added",
        "hard and soft are added, and the soft part is not taken off again",
        _other(joined=lambda hard, soft, values: (soft + hard) @ values),
    ),
    Misconception(
        "sign of the soft part",
        "the gradient of the soft part is turned round: the weights are hard + soft - "
        "stop_gradient(soft)",
        _other(joined=lambda hard, soft, values: (hard - soft + still(soft)) @ values),
    ),
    Misconception(
        "weight of the opened box",
        "the number in the box is multiplied by its soft weight: its value must be the number "
        "itself",
        _other(joined=lambda hard, soft, values: (hard * soft) @ values),
    ),
)

WRONG = tuple(
    replace(known, answer=Compiled(known.answer), also=tuple(map(Compiled, known.also)))
    for known in _WRITTEN
)
