"""Problem: the loss of one padded answer with label smoothing."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps2.bank.smoothed_loss_mistakes import WRONG, log_softmax, mixed

Array = Any  # NumPy's in the bank, JAX's in a check


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, real: int, padding: int, smoothing: float, scale: float = 1.5) -> Case:
        logits = scale * rng.normal(size=(real + padding, 7))
        writes = np.zeros(real + padding, np.int32)
        writes[:real] = rng.permutation(np.arange(3, 7))[:real]
        writes[real - 1 : real] = 2
        return Case(label, (logits.astype(np.float32), writes, smoothing))

    flat = case("uniform logits", 3, 2, 0.3)
    flat.args[0][:3] = rng.normal(size=(3, 1))
    infinite = case("padding that is infinite", 2, 2, 0.1)
    infinite.args[0][2:] = np.inf
    large = case("logits as large as 1000", 3, 1, 0.1)
    large.args[0][:3] = rng.uniform(-300, 300, (3, 7))
    large.args[0][range(3), large.args[1][:3]] = rng.uniform(400, 900, 3)
    large.args[0][0] = np.roll(large.args[0][0], 1)  # once the true token is not the likeliest
    return [
        case("padding at the end", 3, 2, 0.2),
        case("no padding", 4, 0, 0.1),
        case("no smoothing", 3, 3, 0.0),
        flat,
        infinite,
        large,
        case("nothing real", 0, 3, 0.1),
    ]


def _loop(logits: Array, writes: Array, smoothing: float) -> float:
    losses = []
    for row, word in zip(np.asarray(logits, np.float64), writes, strict=True):
        if word != 0:
            log_p = log_softmax(row)
            even = -sum(float(one) for one in log_p) / len(row)
            losses.append(-(1 - smoothing) * float(log_p[word]) + smoothing * even)
    return sum(losses) / len(losses) if losses else 0.0


def _uniform(args: Args, loss: np.ndarray) -> str | None:
    logits, writes, _ = args
    real = logits[writes != 0]
    if not real.size or np.ptp(real, axis=1).any():
        return None
    if abs(loss - np.log(logits.shape[1])) < 1e-4:
        return None
    return (
        f"with uniform logits every token costs log V = {number(np.log(logits.shape[1]))}, "
        f"whatever the smoothing; it gives {number(loss)}"
    )


def _at_least_its_entropy(args: Args, loss: np.ndarray) -> str | None:
    logits, writes, smoothing = args
    if not (writes != 0).any():
        return None
    q = mixed(writes[:1], logits.shape[1], smoothing)[0]
    least = -float(np.sum(q * np.log(np.where(q > 0, q, 1.0))))
    if loss >= least - 1e-4:
        return None
    return (
        f"no model can have a loss below the entropy of the wanted distribution, "
        f"{number(least)} here; it gives {number(loss)}"
    )


def _nothing_costs_nothing(args: Args, loss: np.ndarray) -> str | None:
    if (args[1] != 0).any() or loss == 0:
        return None
    return f"where nothing is real the loss is 0; it gives {number(loss)}"


def _plain(logits: Array, writes: Array, smoothing: float) -> Array:
    log_p = jax.nn.log_softmax(logits)
    gold = jnp.take_along_axis(log_p, writes[:, None], axis=1)[:, 0]
    losses = -(1 - smoothing) * gold - smoothing * log_p.mean(axis=1)
    real = writes != 0
    return jnp.where(real, losses, 0.0).sum() / jnp.maximum(real.sum(), 1)


def _by_optax(logits: Array, writes: Array, smoothing: float) -> Array:
    real = writes != 0
    wanted = optax.smooth_labels(jax.nn.one_hot(writes, logits.shape[1]), smoothing)
    clean = jnp.where(real[:, None], logits, 0.0)
    losses = optax.softmax_cross_entropy(clean, wanted)
    return jnp.sum(losses * real) / jnp.maximum(jnp.sum(real), 1)


def _by_vmap(logits: Array, writes: Array, smoothing: float) -> Array:
    def one(row: Array, word: Array) -> Array:
        q = jnp.full(row.shape, smoothing / len(row)).at[word].add(1 - smoothing)
        return jax.nn.logsumexp(row) - q @ row

    real = writes > 0
    losses = jnp.where(real, jax.vmap(one)(jnp.where(real[:, None], logits, 0.0), writes), 0.0)
    return losses.sum() / jnp.where(real.any(), real.sum(), 1)


def _by_choosing(logits: Array, writes: Array, smoothing: float) -> Array:
    places = np.flatnonzero(np.asarray(writes))
    if not places.size:
        return jnp.array(0.0)
    log_p = jax.nn.log_softmax(logits[places])
    q = jnp.asarray(mixed(np.asarray(writes)[places], logits.shape[1], smoothing))
    return -jnp.mean(jnp.einsum("tv,tv->t", q, log_p))


smoothed_loss = Problem(
    Exercise(
        name="smoothed_loss",
        arguments=("logits", "writes", "smoothing"),
        wanted=(
            "logits [T, V], writes [T] (whole numbers, 0 = padding) and a number `smoothing` to "
            "one number: the mean over the real positions of -sum_v q_v log p_v, where q gives "
            "1 - smoothing to the true token and smoothing / V to each of all V."
        ),
        draw=_draw,
        reference=_loop,
        properties=(
            Property("log V for uniform logits", _uniform),
            Property("at least the entropy", _at_least_its_entropy),
            Property("0 where nothing is real", _nothing_costs_nothing),
        ),
        wrong=WRONG,
        right=(_plain, _by_optax, _by_vmap, _by_choosing),
        hint=(
            "Take log_p = jax.nn.log_softmax(logits). The sum over v falls into two parts: "
            "(1 - smoothing) times log p of the true token, and smoothing times the mean of "
            "log p over all V tokens. Then a masked mean: jnp.where, sum, and a divisor of at "
            "least 1."
        ),
    )
)
