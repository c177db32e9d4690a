"""Exercise: the coin of scheduled sampling, one toss for each token of each sentence."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.data.vocab import START
from course_lib.lessons.checking.bank import Args, Case, Function, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, batch: int, steps: int, rate: float) -> Case:
        target = rng.integers(3, 30, (batch, steps)).astype(np.int32)
        # Never the true token, so that it is plain which of the two was read.
        other = 3 + (target - 3 + rng.integers(1, 27, target.shape)) % 27
        # A quarter of the numbers lies below 1/4, evenly over rows and columns, and so on: no draw
        # leaves a row, a column or a corner that happens to agree with a wrong coin.
        place = (np.arange(batch)[:, None] * 3 + np.arange(steps)[None, :]) % 4
        uniform = (place + rng.uniform(0.05, 0.95, target.shape)) / 4
        turned = np.roll(uniform, int(rng.integers(4)), axis=1).astype(np.float32)
        return Case(label, (target, other.astype(np.int32), turned, rate))

    return [
        case("a quarter true", 4, 12, 0.25),
        case("three quarters true", 3, 8, 0.75),
        case("rate 1: teacher forcing", 2, 6, 1.0),
        case("rate 0: all its own", 3, 5, 0.0),
        case("one sentence", 1, 9, 0.4),
    ]


def _loop(target: Array, predicted: Array, uniform: Array, rate: float) -> Array:
    inputs = np.full_like(target, START)
    for b in range(target.shape[0]):
        for t in range(1, target.shape[1]):
            true = uniform[b, t] < rate
            inputs[b, t] = target[b, t - 1] if true else predicted[b, t - 1]
    return inputs


def _start_first(args: Args, inputs: Array) -> str | None:
    if (inputs[:, 0] != START).any():
        return (
            f"the first step always reads the start token, {START}, whatever the coin says; it "
            f"reads {inputs[:, 0].tolist()}"
        )
    return None


def _one_of_two(args: Args, inputs: Array) -> str | None:
    target, predicted, _, _ = args
    neither = (inputs[:, 1:] != target[:, :-1]) & (inputs[:, 1:] != predicted[:, :-1])
    for b, t in np.argwhere(neither):
        return (
            f"step {t + 1} of sentence {b} reads the true token before it, {int(target[b, t])}, or "
            f"the predicted one, {int(predicted[b, t])}; it reads {int(inputs[b, t + 1])}"
        )
    return None


def _the_ends(args: Args, inputs: Array) -> str | None:
    target, predicted, _, rate = args
    wanted = {1.0: target, 0.0: predicted}.get(rate)
    if wanted is not None and (inputs[:, 1:] != wanted[:, :-1]).any():
        name = "true" if rate == 1 else "predicted"
        return f"at rate {rate:g} every step after the first reads the {name} token"
    return None


def _each_its_own(args: Args, inputs: Array) -> str | None:
    target, _, uniform, rate = args
    true, wanted = inputs[:, 1:] == target[:, :-1], uniform[:, 1:] < rate
    for b, t in np.argwhere(true != wanted):
        says = "below" if wanted[b, t] else "not below"
        name = "true" if true[b, t] else "predicted"
        return (
            f"uniform[{b}, {t + 1}] = {uniform[b, t + 1]:.3f} is {says} the rate {rate:g}, and "
            f"step {t + 1} of sentence {b} reads the {name} token"
        )
    return None


def _mix(y: Array, p: Array, true: Array) -> Array:
    inputs = np.full_like(y, START)
    inputs[:, 1:] = np.where(np.broadcast_to(true, y.shape)[:, 1:], y[:, :-1], p[:, :-1])
    return inputs


def _start_mixed(y: Array, p: Array, u: Array, r: float) -> Array:
    moved = _mix(y, p, u < r)
    moved[:, 0] = np.where(u[:, 0] < r, START, p[:, 0])
    return moved


def _before(u: Array) -> Array:
    return np.concatenate([u[:, :1], u[:, :-1]], axis=1)


def _numbers(y: Array, p: Array, u: Array, r: float) -> Array:
    inputs = np.full_like(y, START)
    inputs[:, 1:] = np.rint(r * y[:, :-1] + (1 - r) * p[:, :-1])
    return inputs


def _one_token(
    answer: Function, truth: jax.Array, own: jax.Array, uniform: jax.Array, rate: jax.Array
) -> jax.Array:
    """Step 1 of a sentence of two steps reads one of the tokens of step 0."""
    twice = [jnp.stack([value, value])[None] for value in (truth, own, uniform)]
    return jnp.asarray(answer(*twice, rate))[0, 1]


def _second_step(target: Array, predicted: Array, uniform: Array, rate: float) -> Args:
    return target[0, 0], predicted[0, 0], uniform[0, 1], np.float32(rate)


mixed_inputs = Exercise(
    name="mixed_inputs",
    arguments=("target", "predicted", "uniform", "rate"),
    wanted=(
        "targets [B, T], the model's own tokens [B, T], random numbers [B, T] between 0 and 1, and "
        "the rate (float) at which it is told the truth, to the decoder's inputs [B, T]: the start "
        "token 1, then at step t the true token of step t-1 where uniform[b, t] < rate, the "
        "predicted one elsewhere."
    ),
    draw=_draw,
    reference=_loop,
    properties=(
        Property("the start token first", _start_first),
        Property("one of the two tokens before", _one_of_two),
        Property("rates 0 and 1", _the_ends),
        Property("a coin for every token", _each_its_own),
    ),
    wrong=(
        Misconception(
            "one coin per batch",
            "one toss decides for all the tokens of all sentences: a step of training is either "
            "all teacher forcing or all free running",
            lambda y, p, u, r: _mix(y, p, u[:1, :1] < r),
            also=(
                lambda y, p, u, r: _mix(y, p, u[:1, 1:2] < r),
                lambda y, p, u, r: _mix(y, p, u[-1:, -1:] < r),
            ),
        ),
        Misconception(
            "one coin per sentence",
            "one toss decides for a whole sentence: within it true and own tokens are never mixed",
            lambda y, p, u, r: _mix(y, p, u[:, :1] < r),
            also=(lambda y, p, u, r: _mix(y, p, u[:, 1:2] < r),),
        ),
        Misconception(
            "one coin per step",
            "one toss decides for a step in all sentences at once: the sentences of a batch are no "
            "longer independent draws",
            lambda y, p, u, r: _mix(y, p, u[:1] < r),
            also=(lambda y, p, u, r: _mix(y, p, u[-1:] < r),),
        ),
        Misconception(
            "rate turned round",
            "it reads its own token at the rate at which it should be told the truth: the rate is "
            "epsilon of Bengio et al., the probability of the *true* token",
            lambda y, p, u, r: _mix(y, p, u >= r),
            also=(lambda y, p, u, r: _mix(y, p, u < 1 - r),),
        ),
        Misconception(
            "a fair coin",
            "the coin is compared with one half; the rate plays no part",
            lambda y, p, u, r: _mix(y, p, u < 0.5),
        ),
        Misconception(
            "the coin of the step before",
            "step t is decided by the toss of step t-1: the coins are shifted with the tokens",
            lambda y, p, u, r: _mix(y, p, _before(u) < r),
        ),
        Misconception(
            "not shifted",
            "tokens and coins are right, but nothing is moved: each step reads a token of its own "
            "step",
            lambda y, p, u, r: np.where(u < r, y, p),
        ),
        Misconception(
            "start tossed too",
            "the first step may read a prediction, where nothing has been predicted yet",
            _start_mixed,
        ),
        Misconception(
            "token numbers averaged",
            "the two token numbers are mixed by the rate: the mean of token 5 and token 9 is not a "
            "mixture, it is token 7",
            _numbers,
        ),
        Misconception(
            "always the truth",
            "it never reads its own tokens: that is teacher forcing",
            lambda y, p, u, r: _mix(y, p, u >= 0),
        ),
        Misconception(
            "always its own",
            "it reads nothing but its own tokens: that is free running",
            lambda y, p, u, r: _mix(y, p, u < 0),
        ),
        Misconception(
            "start over the first token",
            "the start token is written over the first one, and nothing is moved: each step "
            "reads a token of its own step",
            lambda y, p, u, r: np.where(np.arange(y.shape[1]) == 0, START, np.where(u < r, y, p)),
        ),
        Misconception(
            "the sum of the two",
            "the true and the predicted token numbers are added up: one of the two is chosen",
            lambda y, p, u, r: _mix(y + p, p, u < r),
        ),
    ),
    right=(
        lambda target, predicted, uniform, rate: jnp.concatenate(
            [
                jnp.full_like(target[:, :1], START),
                jnp.where(uniform[:, 1:] < rate, target[:, :-1], predicted[:, :-1]),
            ],
            axis=1,
        ),
        lambda target, predicted, uniform, rate: (
            jnp.where(
                uniform < rate,
                jnp.roll(jnp.asarray(target), 1, 1),
                jnp.roll(jnp.asarray(predicted), 1, 1),
            )
            .at[:, 0]
            .set(START)
        ),
        lambda target, predicted, uniform, rate: _loop(
            np.asarray(target), np.asarray(predicted), np.asarray(uniform), rate
        ),
    ),
    hint=(
        "Move both tables one place right first: `target[:, :-1]`, `predicted[:, :-1]`. Then one "
        "`jnp.where` with the condition `uniform[:, 1:] < rate`, no loop and no index. The start "
        "token goes in front."
    ),
    part=Part(
        goes="ScheduledSampling(coin=...)",
        example=_second_step,
        through=_one_token,
        taught=False,
    ),
)
