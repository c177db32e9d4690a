"""The mistakes that the bank of `sequence_loss` knows, and the loop that they change."""

import numpy as np

from course_lib.data.vocab import END, PAD
from course_lib.lessons.checking.bank import Misconception

Array = np.ndarray


def _log_p(logits: Array, axis: int = -1) -> Array:
    wide = logits.astype(np.float64)
    wide = wide - wide.max(axis=axis, keepdims=True)
    return wide - np.log(np.exp(wide).sum(axis=axis, keepdims=True))


def _of(table: Array, target: Array) -> Array:
    return np.take_along_axis(table, target[..., None], axis=-1)[..., 0]


def losses(logits: Array, target: Array) -> Array:
    return -_of(_log_p(logits), target)


def loop(logits: Array, target: Array) -> float:
    total, count = 0.0, 0
    for row, wanted in zip(logits.astype(np.float64), target, strict=True):
        for scores, token in zip(row, wanted, strict=True):
            if token != PAD:
                largest = scores.max()
                total += largest + np.log(np.exp(scores - largest).sum()) - scores[token]
                count += 1
    return total / count


def _every_place(logits: Array, target: Array) -> Array:
    """-log p at each place of every target of the batch, [B, T, B, T]."""
    return -_log_p(logits)[..., target]


def _naive(logits: Array, target: Array) -> np.floating:
    powers = np.exp(logits)
    losses = -np.log(_of(powers / powers.sum(-1, keepdims=True), target))
    return losses[target != PAD].mean()


def _log_of_softmax(logits: Array, target: Array) -> np.floating:
    p = np.exp(_log_p(logits)).astype(np.float32)
    return -np.log(_of(p, target))[target != PAD].mean()


def _sentence_means(logits: Array, target: Array) -> np.floating:
    real = target != PAD
    return ((losses(logits, target) * real).sum(1) / real.sum(1)).mean()


def _masked_logits(logits: Array, target: Array) -> np.floating:
    """The logits of padding are 0, so that each of its places costs log V."""
    return losses(logits * (target != PAD)[..., None], target).mean()


def _over_the_vocabulary(logits: Array, target: Array) -> np.floating:
    """A mean of one-hot products over all of [B, T, V], of the real places."""
    return losses(logits, target)[target != PAD].mean() / logits.shape[-1]


def _next_token(logits: Array, target: Array) -> np.floating:
    return losses(logits[:, :-1], target[:, 1:])[target[:, 1:] != PAD].mean()


WRONG = (
    Misconception(
        "padding in the divisor",
        "padding costs nothing but is counted: the sum over the real tokens is divided by all "
        "B times T places, so a batch with more padding looks better",
        lambda z, y: (losses(z, y) * (y != PAD)).mean(),
    ),
    Misconception(
        "padding is a token",
        "padding counts as a token to be written: the mean runs over all places",
        lambda z, y: losses(z, y).mean(),
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
        lambda z, y: losses(z, y)[y != PAD].sum(),
    ),
    Misconception(
        "a mean over sentences",
        "the sum is divided by the number of sentences, not of real tokens: long sentences "
        "make it large",
        lambda z, y: losses(z, y)[y != PAD].sum() / len(y),
    ),
    Misconception(
        "end not counted",
        "the end tokens are left out: a model must learn to write them too, or it never stops",
        lambda z, y: losses(z, y)[y > END].mean(),
    ),
    Misconception(
        "sign",
        "it is the mean log probability, without the minus: made small, the model unlearns",
        lambda z, y: -losses(z, y)[y != PAD].mean(),
    ),
    Misconception(
        "no softmax",
        "the logit itself is taken for the log probability: log_softmax is missing",
        lambda z, y: -_of(z, y)[y != PAD].mean(),
    ),
    Misconception(
        "no logarithm",
        "it is one minus the mean probability: the logarithm is missing",
        lambda z, y: 1 - np.exp(-losses(z, y))[y != PAD].mean(),
        also=(lambda z, y: -np.exp(-losses(z, y))[y != PAD].mean(),),
    ),
    Misconception(
        "bits",
        "the logarithm has base 2 (bits); wanted is the natural one (nats)",
        lambda z, y: losses(z, y)[y != PAD].mean() / np.log(2.0),
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
        lambda z, y: -np.log(np.exp(-losses(z, y)) + 1e-9)[y != PAD].mean(),
        also=(
            lambda z, y: -np.log(np.exp(-losses(z, y)) + 1e-7)[y != PAD].mean(),
            lambda z, y: -np.log(np.exp(-losses(z, y)) + 1e-12)[y != PAD].mean(),
            lambda z, y: -np.log(np.maximum(np.exp(-losses(z, y)), 1e-9))[y != PAD].mean(),
        ),
    ),
    Misconception(
        "perplexity",
        "it is the exponential of the loss, the perplexity: the mean of -log p itself is asked for",
        lambda z, y: np.exp(losses(z, y)[y != PAD].mean()),
    ),
    Misconception(
        "one loss per sentence",
        "a loss comes out for each sentence: one mean over all the real tokens of the batch "
        "is asked for",
        lambda z, y: (losses(z, y) * (y != PAD)).sum(1) / (y != PAD).sum(1),
        also=(
            lambda z, y: (losses(z, y) * (y != PAD)).sum(1),
            lambda z, y: losses(z, y).mean(axis=1),
        ),
    ),
    Misconception(
        "one loss per token",
        "a loss comes out for each token: their mean is asked for",
        lambda z, y: losses(z, y) * (y != PAD),
        also=(losses,),
    ),
    Misconception(
        "indexed by a table",
        "log_p[..., target] takes at *each* place the tokens of all the B times T targets: a table "
        "[B, T, B, T]. take_along_axis takes one token per place",
        lambda z, y: (_every_place(z, y) * (y != PAD)).sum() / (y != PAD).sum(),
        also=(
            lambda z, y: (_every_place(z, y) * (y != PAD)).mean(),
            lambda z, y: _every_place(z, y)[..., y != PAD].mean(),
            lambda z, y: _every_place(z, y)[y != PAD].mean(),
            lambda z, y: _every_place(z, y).mean(),
            _every_place,
            lambda z, y: _every_place(z, y) * (y != PAD),
        ),
    ),
    Misconception(
        "logits masked",
        "the mask multiplies the logits, and padding still counts: each of its places then costs "
        "log V. Mask the losses",
        _masked_logits,
        also=(lambda z, y: losses(z * (y != PAD)[..., None], y).sum() / (y != PAD).sum(),),
    ),
    Misconception(
        "mean over the vocabulary",
        "the mean also runs over the vocabulary: it is divided by V as well",
        _over_the_vocabulary,
        also=(
            lambda z, y: (losses(z, y) * (y != PAD)).mean() / z.shape[-1],
            lambda z, y: losses(z, y).mean() / z.shape[-1],
        ),
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
)
