"""Exercise: the target shifted right, what a decoder reads under teacher forcing."""

import jax.numpy as jnp
import numpy as np

from course_lib.data.vocab import END, PAD, START
from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part

Array = np.ndarray


def draw_targets(rng: np.random.Generator, lengths: tuple[int, ...], size: int) -> Array:
    """Padded targets [B, T] of these lengths, the end token included; no token twice in a row."""
    target = np.full((len(lengths), size), PAD, np.int32)
    for row, length in zip(target, lengths, strict=True):
        # Steps of 1 to 24 around a circle of 25 letters: neighbours always differ.
        row[: length - 1] = 3 + np.cumsum(rng.integers(1, 25, length - 1)) % 25
        row[length - 1] = END
    return target


def _draw(rng: np.random.Generator) -> list[Case]:
    return [
        Case("some padding", (draw_targets(rng, (6, 4, 5), 7),)),
        Case("no padding", (draw_targets(rng, (5, 5), 5),)),
        Case("as many sentences as steps", (draw_targets(rng, (4, 2, 3, 4), 4),)),
        Case("one sentence", (draw_targets(rng, (4,), 6),)),
        Case("nothing but the end token", (draw_targets(rng, (1,), 1),)),
    ]


def _loop(target: Array) -> Array:
    inputs = np.full_like(target, START)
    for b in range(target.shape[0]):
        for t in range(1, target.shape[1]):
            inputs[b, t] = target[b, t - 1]
    return inputs


def _start_first(args: Args, inputs: Array) -> str | None:
    for b, first in enumerate(inputs[:, 0]):
        if first != START:
            return (
                f"at the first step nothing is written yet, so the decoder reads the start token, "
                f"{START}; in sentence {b} it reads {int(first)}"
            )
    return None


def _not_told(args: Args, inputs: Array) -> str | None:
    (target,) = args
    for b, (row, wanted) in enumerate(zip(inputs, target, strict=True)):
        real = wanted != PAD
        if real.sum() > 2 and (row == wanted)[real][1:].all():
            return (
                f"in sentence {b} every step after the first reads the very token that it has to "
                f"write: there is nothing left to predict"
            )
    return None


def _token_before(args: Args, inputs: Array) -> str | None:
    (target,) = args
    for b, t in np.argwhere(inputs[:, 1:] != target[:, :-1]):
        return (
            f"step {t + 1} reads what step {t} had to write: {int(target[b, t])} in sentence {b}; "
            f"it reads {int(inputs[b, t + 1])}"
        )
    return None


def _front(target: Array, token: int, axis: int = 1) -> Array:
    first = np.full_like(target[:, :1] if axis == 1 else target[:1], token)
    rest = target[:, :-1] if axis == 1 else target[:-1]
    return np.concatenate([first, rest], axis=axis)


def _over_the_first(target: Array) -> Array:
    inputs = target.copy()
    inputs[:, 0] = START
    return inputs


decoder_inputs = Exercise(
    name="decoder_inputs",
    arguments=("target",),
    wanted=(
        "padded targets [B, T], each ending in the end token 2, to what the decoder reads at each "
        "step under teacher forcing, [B, T]: the start token 1, then the target moved one place."
    ),
    draw=_draw,
    reference=_loop,
    properties=(
        Property("the start token first", _start_first),
        Property("no step is told its own token", _not_told),
        Property("each step reads the token before", _token_before),
    ),
    wrong=(
        Misconception(
            "not shifted",
            "the decoder reads the token that it has to write: the loss falls to nearly nothing, "
            "and nothing is learned",
            lambda y: y.copy(),
        ),
        Misconception(
            "shifted left",
            "it moves the wrong way: each step reads the token *after* its own",
            lambda y: np.concatenate([y[:, 1:], np.full_like(y[:, :1], PAD)], axis=1),
            also=(lambda y: np.concatenate([y[:, 1:], np.full_like(y[:, :1], START)], axis=1),),
        ),
        Misconception(
            "rolled left",
            "the tokens go round in the wrong direction: each step reads the token *after* its "
            "own, and the last step the first token",
            lambda y: np.roll(y, -1, axis=1),
        ),
        Misconception(
            "rolled",
            "the tokens go round: the last column comes back at the front, where the start token "
            "belongs",
            lambda y: np.roll(y, 1, axis=1),
        ),
        Misconception(
            "rolled through the batch",
            "np.roll without an axis runs on from one sentence into the next",
            lambda y: np.roll(y, 1),
        ),
        Misconception(
            "start missing",
            "the tokens are shifted, but the gap at the front is filled with padding (0) and not "
            "with the start token",
            lambda y: _front(y, PAD),
        ),
        Misconception(
            "end for start",
            "the end token stands at the front; some libraries do that, here the start token is 1",
            lambda y: _front(y, END),
        ),
        Misconception(
            "start over the first token",
            "the start token is written over the first token, and nothing is moved",
            _over_the_first,
        ),
        Misconception(
            "shifted twice",
            "the target is moved two places: each step misses the token just before it",
            lambda y: _front(_front(y, START), START),
        ),
        Misconception(
            "sentences moved",
            "the rows are moved, not the columns: every sentence reads its neighbour's tokens",
            lambda y: _front(y, START, axis=0),
        ),
        Misconception(
            "one too long",
            "the start token is put in front and nothing falls out: the last column must go",
            lambda y: np.concatenate([np.full_like(y[:, :1], START), y], axis=1),
        ),
        Misconception(
            "one too short",
            "the last column falls out and nothing comes in: the start token is missing",
            lambda y: y[:, :-1],
            also=(lambda y: y[:, 1:],),
        ),
        Misconception(
            "start and end",
            "the start token stands in front and the end token is cut off, but the tokens "
            "between are those of the step itself",
            lambda y: np.where(np.arange(y.shape[1]) == 0, START, np.where(y == END, PAD, y)),
        ),
    ),
    harmless=(
        Misconception(
            "end taken out",
            "the end tokens of short sentences are taken out. It does no harm, for no loss is "
            "counted there, but it is no use either: just move the whole table",
            lambda y: np.where(_front(y, START) == END, PAD, _front(y, START)),
        ),
    ),
    right=(
        lambda target: jnp.concatenate([jnp.full_like(target[:, :1], START), target[:, :-1]], 1),
        lambda target: jnp.pad(target, ((0, 0), (1, 0)), constant_values=START)[:, :-1],
        lambda target: jnp.roll(jnp.asarray(target), 1, axis=1).at[:, 0].set(START),
    ),
    hint=(
        "Two pieces side by side along the axis of time: one column of start tokens, and the "
        "target without its last column."
    ),
    part=Part(goes="TeacherForced(inputs=...)", example=lambda *args: args, taught=False),
)
