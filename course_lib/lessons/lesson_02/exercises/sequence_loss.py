"""Exercise: the loss of a padded batch, a mean over its real tokens."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.data.vocab import PAD
from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import number
from course_lib.lessons.lesson_02.exercises.decoder_inputs import draw_targets
from course_lib.lessons.lesson_02.sequence_loss_mistakes import WRONG, loop, losses

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
    real = losses(logits, target)[target != PAD]
    if not real.min() * 0.9999 - 1e-4 <= loss <= real.max() * 1.0001 + 1e-4:
        return (
            f"a mean lies between the cheapest and the dearest real token, {number(real.min())} "
            f"and {number(real.max())}; it gives {number(loss)}"
        )
    return None


sequence_loss = Exercise(
    name="sequence_loss",
    arguments=("logits", "target"),
    wanted=(
        "logits [B, T, V] and padded targets [B, T] (padding is token 0) to one number: the mean "
        "of -log softmax(logits)[target] over the real tokens of the batch, in nats."
    ),
    draw=_draw,
    reference=loop,
    properties=(
        Property("not negative", _not_negative),
        Property("log V where all are equally likely", _uniform),
        Property("between the cheapest and the dearest token", _between),
    ),
    wrong=WRONG,
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
        loop,
    ),
    hint=(
        "Four steps: jax.nn.log_softmax over the last axis; pick the target's entry with "
        "jnp.take_along_axis; a mask of what is not padding; sum over the mask divided by the sum "
        "of the mask, over the whole batch at once."
    ),
    part=Part(goes="TeacherForced(loss=...)", example=lambda *args: args),
)
