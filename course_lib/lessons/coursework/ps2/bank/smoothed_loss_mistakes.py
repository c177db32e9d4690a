"""The mistakes that the bank of `smoothed_loss` knows, and the loss that they change."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.coursework.ps2.bank.changed import changes_of

Array = Any  # NumPy's in the bank, JAX's in a check


def log_softmax(logits: Array, axis: int = -1) -> Array:
    top = logits.max(axis=axis, keepdims=True)
    return logits - top - np.log(np.exp(logits - top).sum(axis=axis, keepdims=True))


def mixed(writes: Array, words: int, smoothing: float) -> Array:
    """The wanted distribution at each position, [T, V]."""
    return (1 - smoothing) * one_hot(writes, words) + smoothing / words


def one_hot(writes: Array, words: int) -> Array:
    return (writes[:, None] == np.arange(words)).astype(float)


def crossed(log_p: Array, wanted: Array) -> Array:
    return -(wanted * log_p).sum(axis=-1)


def meant(losses: Array, real: Array) -> Array:
    return np.where(real, losses, 0.0).sum() / max(int(real.sum()), 1)


def _loss(
    logits: Array,
    writes: Array,
    smoothing: float,
    *,
    log_p: Callable[[Array], Array] = log_softmax,
    wanted: Callable[[Array, int, float], Array] = mixed,
    cross: Callable[[Array, Array], Array] = crossed,
    real: Callable[[Array], Array] = lambda writes: writes != 0,
    mean: Callable[[Array, Array], Array] = meant,
) -> Array:
    logits, writes = np.asarray(logits, np.float64), np.asarray(writes)
    q = wanted(writes, logits.shape[1], smoothing)
    with np.errstate(all="ignore"):
        return mean(cross(log_p(logits), q), real(writes))


_mistake = changes_of(_loss)


def _by_others(writes: Array, words: int, smoothing: float) -> Array:
    one = one_hot(writes, words)
    return (1 - smoothing) * one + smoothing / (words - 1) * (1 - one)


def _by_others_of_all(writes: Array, words: int, smoothing: float) -> Array:
    one = one_hot(writes, words)
    return (1 - smoothing) * one + smoothing / words * (1 - one)


def _by_real_words(writes: Array, words: int, smoothing: float) -> Array:
    share = smoothing / (words - 1) * (np.arange(words) > 0)
    return (1 - smoothing) * one_hot(writes, words) + share


def _turned(kept: float) -> Callable[[Array, Array], Array]:
    return lambda log_p, wanted: -(np.exp(log_p) * np.log(wanted + kept)).sum(axis=-1)


def _late_log(kept: float) -> Callable[[Array], Array]:
    return lambda logits: np.log(np.float32(np.exp(np.float32(log_softmax(logits)))) + kept)


def _multiplied(losses: Array, real: Array) -> Array:
    return (losses * real).sum() / np.maximum(real.sum(), 1)


def _nothing(losses: Array, real: Array) -> Array:
    return np.where(real, losses, 0.0).sum() / real.sum()


def _both(losses: Array, real: Array) -> Array:
    return (losses * real).sum() / real.sum()


WRONG = (
    _mistake(
        "padding in the divisor",
        "the sum over the real tokens is divided by the number of all positions, padding too",
        {"mean": lambda losses, real: np.where(real, losses, 0.0).sum() / len(real)},
    ),
    _mistake(
        "padding multiplied away",
        "the loss on padding is multiplied by 0, and infinity or NaN times 0 is NaN: choose with "
        "jnp.where",
        {"mean": _multiplied},
        {"mean": _both},
    ),
    _mistake(
        "nothing divided by nothing",
        "where nothing is real 0 is divided by 0, which is NaN: the loss there is 0",
        {"mean": _nothing},
    ),
    _mistake(
        "padding is a token",
        "the loss on padding is averaged with the rest: only positions whose token is not 0 count",
        {"real": lambda writes: np.ones(len(writes), bool)},
    ),
    _mistake(
        "mask inverted",
        "padding counts and the real tokens do not",
        {"real": lambda writes: writes == 0},
    ),
    _mistake(
        "end left out",
        "the end sign is left out: it is a real token, because a model must learn to stop",
        {"real": lambda writes: writes > 2},
    ),
    _mistake(
        "smoothing forgotten",
        "this is the loss without smoothing: every token gets its share epsilon / V",
        {"wanted": lambda writes, words, smoothing: one_hot(writes, words)},
    ),
    _mistake(
        "uniform part forgotten",
        "the true token gets 1 - epsilon and nobody gets the rest: every token gets epsilon / V",
        {"wanted": lambda writes, words, smoothing: (1 - smoothing) * one_hot(writes, words)},
    ),
    _mistake(
        "shared by the others alone",
        "epsilon is shared by the V - 1 other tokens: all V get epsilon / V, the true one as well",
        {"wanted": _by_others},
    ),
    _mistake(
        "padding gets no share",
        "epsilon is shared by the tokens that are not padding: all V numbers of the vocabulary get "
        "epsilon / V",
        {"wanted": _by_real_words},
    ),
    _mistake(
        "shares turned round",
        "epsilon and 1 - epsilon have changed places: the true token gets the large share",
        {"wanted": lambda writes, words, smoothing: mixed(writes, words, 1 - smoothing)},
    ),
    _mistake(
        "not divided among the words",
        "each of the V tokens gets epsilon: together they get epsilon, so each gets epsilon / V",
        {"wanted": lambda w, words, smoothing: (1 - smoothing) * one_hot(w, words) + smoothing},
        {"wanted": lambda w, words, smoothing: one_hot(w, words) + smoothing},
    ),
    _mistake(
        "the true one keeps all",
        "the true token gets 1 and a share of epsilon on top: it gets 1 - epsilon + epsilon / V",
        {"wanted": lambda w, words, smoothing: one_hot(w, words) + smoothing / words},
    ),
    _mistake(
        "the true one gets no share",
        "the true token gets 1 - epsilon alone: epsilon / V comes on top, as for every token",
        {"wanted": _by_others_of_all},
    ),
    _mistake(
        "p and q turned round",
        "the logarithm is taken of the wanted distribution: it is taken of the model's",
        *({"cross": _turned(kept)} for kept in (0.0, 1e-12, 1e-10, 1e-9, 1e-8, 1e-6)),
    ),
    _mistake(
        "log of the sum",
        "the probabilities are mixed first and the logarithm comes last: each log p is weighted",
        {"cross": lambda log_p, q: -np.log((q * np.exp(log_p)).sum(axis=-1))},
    ),
    _mistake(
        "softmax over the positions",
        "the softmax runs over the positions, axis 0: it runs over the vocabulary, axis -1",
        {"log_p": lambda logits: log_softmax(logits, axis=0)},
    ),
    _mistake(
        "softmax of everything",
        "one softmax runs over all positions and tokens: each position has its own",
        {"log_p": lambda logits: log_softmax(logits.reshape(-1), 0).reshape(logits.shape)},
    ),
    _mistake(
        "no softmax",
        "the logits are used as log p: a log_softmax comes first",
        {"log_p": lambda logits: logits},
    ),
    _mistake(
        "log after softmax",
        "a softmax comes first and the logarithm after it, and of a probability of 0 that is "
        "minus infinity: jax.nn.log_softmax does both at once, and is exact",
        *({"log_p": _late_log(kept)} for kept in (0.0, 1e-12, 1e-10, 1e-9, 1e-8, 1e-6)),
    ),
    _mistake(
        "summed over the positions",
        "the losses are added and not divided: a mean over the real tokens is wanted",
        {"mean": lambda losses, real: np.where(real, losses, 0.0).sum()},
    ),
    _mistake(
        "mean over the words",
        "the mean over the vocabulary is taken: for each token it is a sum, as q is weighted "
        "already",
        {"cross": lambda log_p, q: -(q * log_p).mean(axis=-1)},
    ),
    _mistake(
        "the sign",
        "the sign is turned round: a loss is minus log p",
        {"cross": lambda log_p, q: (q * log_p).sum(axis=-1)},
    ),
    _mistake(
        "probabilities, no logarithm",
        "the probabilities are weighted, without a logarithm",
        {"cross": lambda log_p, q: -(q * np.exp(log_p)).sum(axis=-1)},
        {"cross": lambda log_p, q: 1 - (q * np.exp(log_p)).sum(axis=-1)},
    ),
    _mistake(
        "one loss for each position",
        "one number for each position comes out: their mean is wanted",
        {"mean": lambda losses, real: np.where(real, losses, 0.0)},
    ),
)
