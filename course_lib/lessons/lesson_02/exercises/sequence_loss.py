"""Exercise: the loss of a padded batch, a mean over its real tokens."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.data.vocab import END, PAD
from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import number
from course_lib.lessons.lesson_02.exercises.decoder_inputs import draw_targets

Array = np.ndarray
WORDS = 28  # the tokens that `draw_targets` uses


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, lengths: tuple[int, ...], size: int, scale: float = 1.5) -> Case:
        target = draw_targets(rng, lengths, size)
        logits = rng.normal(size=(*target.shape, WORDS), scale=scale).astype(np.float32)
        return Case(label, (logits, target))

    target = draw_targets(rng, (3, 5), 6)
    return [
        case("a long and a short sentence", (7, 2, 3), 8),
        case("no padding", (4, 4), 4),
        case("one sentence, much padding", (2,), 9),
        case("large logits", (3, 5), 6, scale=400.0),
        Case("all tokens equally likely", (np.zeros((2, 6, WORDS), np.float32), target)),
    ]


def _log_p(logits: Array, axis: int = -1) -> Array:
    wide = logits.astype(np.float64)
    wide = wide - wide.max(axis=axis, keepdims=True)
    return wide - np.log(np.exp(wide).sum(axis=axis, keepdims=True))


def _of(table: Array, target: Array) -> Array:
    return np.take_along_axis(table, target[..., None], axis=-1)[..., 0]


def _losses(logits: Array, target: Array) -> Array:
    return -_of(_log_p(logits), target)


def _loop(logits: Array, target: Array) -> float:
    total, count = 0.0, 0
    for row, wanted in zip(logits.astype(np.float64), target, strict=True):
        for scores, token in zip(row, wanted, strict=True):
            if token != PAD:
                largest = scores.max()
                total += largest + np.log(np.exp(scores - largest).sum()) - scores[token]
                count += 1
    return total / count


def _not_negative(args: Args, loss: Array) -> str | None:
    if loss < -1e-4:
        return f"-log p is never negative, for p is at most 1; it gives {number(loss)}"
    return None


def _uniform(args: Args, loss: Array) -> str | None:
    logits, _ = args
    if not logits.any() and abs(loss - np.log(WORDS)) > 1e-4:
        return (
            f"where all {WORDS} tokens are equally likely, every token costs log {WORDS} = "
            f"{number(np.log(WORDS))}, and so does their mean; it gives {number(loss)}"
        )
    return None


def _between(args: Args, loss: Array) -> str | None:
    logits, target = args
    real = _losses(logits, target)[target != PAD]
    if not real.min() * 0.9999 - 1e-4 <= loss <= real.max() * 1.0001 + 1e-4:
        return (
            f"a mean lies between the cheapest and the dearest real token, {number(real.min())} "
            f"and {number(real.max())}; it gives {number(loss)}"
        )
    return None


def _naive(logits: Array, target: Array) -> np.floating:
    powers = np.exp(logits)
    losses = -np.log(_of(powers / powers.sum(-1, keepdims=True), target))
    return losses[target != PAD].mean()


def _log_of_softmax(logits: Array, target: Array) -> np.floating:
    p = np.exp(_log_p(logits)).astype(np.float32)
    return -np.log(_of(p, target))[target != PAD].mean()


def _sentence_means(logits: Array, target: Array) -> np.floating:
    real = target != PAD
    return ((_losses(logits, target) * real).sum(1) / real.sum(1)).mean()


def _next_token(logits: Array, target: Array) -> np.floating:
    return _losses(logits[:, :-1], target[:, 1:])[target[:, 1:] != PAD].mean()


sequence_loss = Exercise(
    name="sequence_loss",
    arguments=("logits", "target"),
    wanted=(
        "logits [B, T, V] and padded targets [B, T] (padding is token 0) to one number: the mean "
        "of -log softmax(logits)[target] over the real tokens of the batch, in nats."
    ),
    draw=_draw,
    reference=_loop,
    properties=(
        Property("not negative", _not_negative),
        Property("log V where all are equally likely", _uniform),
        Property("between the cheapest and the dearest token", _between),
    ),
    wrong=(
        Misconception(
            "padding in the divisor",
            "padding costs nothing but is counted: the sum over the real tokens is divided by all "
            "B times T places, so a batch with more padding looks better",
            lambda z, y: (_losses(z, y) * (y != PAD)).mean(),
        ),
        Misconception(
            "padding is a token",
            "padding counts as a token to be written: the mean runs over all places",
            lambda z, y: _losses(z, y).mean(),
        ),
        Misconception(
            "mean of sentence means",
            "each sentence is averaged first: a token of a short sentence weighs more than one of "
            "a long sentence",
            _sentence_means,
        ),
        Misconception(
            "summed",
            "the losses are added up and not divided: the step size would grow with the batch",
            lambda z, y: _losses(z, y)[y != PAD].sum(),
        ),
        Misconception(
            "a mean over sentences",
            "the sum is divided by the number of sentences, not of real tokens: long sentences "
            "make it large",
            lambda z, y: _losses(z, y)[y != PAD].sum() / len(y),
        ),
        Misconception(
            "end not counted",
            "the end tokens are left out: a model must learn to write them too, or it never stops",
            lambda z, y: _losses(z, y)[y > END].mean(),
        ),
        Misconception(
            "sign",
            "it is the mean log probability, without the minus: made small, the model unlearns",
            lambda z, y: -_losses(z, y)[y != PAD].mean(),
        ),
        Misconception(
            "no softmax",
            "the logit itself is taken for the log probability: log_softmax is missing",
            lambda z, y: -_of(z, y)[y != PAD].mean(),
        ),
        Misconception(
            "no logarithm",
            "it is one minus the mean probability: the logarithm is missing",
            lambda z, y: 1 - np.exp(-_losses(z, y))[y != PAD].mean(),
            also=(lambda z, y: -np.exp(-_losses(z, y))[y != PAD].mean(),),
        ),
        Misconception(
            "bits",
            "the logarithm has base 2 (bits); wanted is the natural one (nats)",
            lambda z, y: _losses(z, y)[y != PAD].mean() / np.log(2.0),
        ),
        Misconception(
            "softmax over the steps",
            "each column of logits sums to one over the *steps*; the softmax runs over the "
            "vocabulary, the last axis",
            lambda z, y: -_of(_log_p(z, axis=1), y)[y != PAD].mean(),
        ),
        Misconception(
            "likeliest token",
            "it is the loss of the model's favourite token, not of the token in the target",
            lambda z, y: -_log_p(z).max(axis=-1)[y != PAD].mean(),
        ),
        Misconception(
            "log of a softmax",
            "the softmax is taken first and its logarithm after: an unlikely token underflows to "
            "probability 0, and its logarithm is infinite",
            _log_of_softmax,
            also=(_naive,),
        ),
        Misconception(
            "kept from zero",
            "a small number is added to the probability, or it is cut off below: a very unlikely "
            "token then costs too little. log_softmax needs no such help",
            lambda z, y: -np.log(np.exp(-_losses(z, y)) + 1e-9)[y != PAD].mean(),
            also=(
                lambda z, y: -np.log(np.exp(-_losses(z, y)) + 1e-7)[y != PAD].mean(),
                lambda z, y: -np.log(np.exp(-_losses(z, y)) + 1e-12)[y != PAD].mean(),
                lambda z, y: -np.log(np.maximum(np.exp(-_losses(z, y)), 1e-9))[y != PAD].mean(),
            ),
        ),
        Misconception(
            "perplexity",
            "it is the exponential of the loss, the perplexity: the mean of -log p itself is "
            "asked for",
            lambda z, y: np.exp(_losses(z, y)[y != PAD].mean()),
        ),
        Misconception(
            "one loss per sentence",
            "a loss comes out for each sentence: one mean over all the real tokens of the batch "
            "is asked for",
            lambda z, y: (_losses(z, y) * (y != PAD)).sum(1) / (y != PAD).sum(1),
            also=(
                lambda z, y: (_losses(z, y) * (y != PAD)).sum(1),
                lambda z, y: _losses(z, y).mean(axis=1),
            ),
        ),
        Misconception(
            "one loss per token",
            "a loss comes out for each token: their mean is asked for",
            lambda z, y: _losses(z, y) * (y != PAD),
            also=(_losses,),
        ),
        Misconception(
            "target moved",
            "the logits of a step are compared with the token of the next step: logits and "
            "target are given for the same steps",
            _next_token,
        ),
        Misconception(
            "true and false averaged",
            "it is the share of tokens that are not the likeliest: an error rate teaches "
            "nothing, for its gradient is zero",
            lambda z, y: (z.argmax(axis=-1) != y)[y != PAD].mean(),
        ),
    ),
    right=(
        lambda logits, target: (
            -jnp.take_along_axis(jax.nn.log_softmax(logits), target[..., None], axis=-1)[..., 0][
                target != PAD
            ].mean()
        ),
        lambda logits, target: jnp.average(
            jax.nn.logsumexp(logits, axis=-1)
            - jnp.sum(logits * jax.nn.one_hot(target, logits.shape[-1]), axis=-1),
            weights=target != PAD,
        ),
        _loop,
    ),
    hint=(
        "Four steps: jax.nn.log_softmax over the last axis; pick the target's entry with "
        "jnp.take_along_axis; a mask of what is not padding; sum over the mask divided by the sum "
        "of the mask, over the whole batch at once."
    ),
    part=Part(goes="TeacherForced(loss=...)", example=lambda *args: args),
)
