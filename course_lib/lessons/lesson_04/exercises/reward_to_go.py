"""Exercise: reward to go, what a step can still be credited with."""

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, lengths: list[int], size: int) -> Case:
        rewards = -rng.uniform(0.1, 3.0, size=(len(lengths), size)).astype(np.float32)
        return Case(label, (rewards, np.arange(size)[None] < np.array(lengths)[:, None]))

    return [
        case("padding at the end", [3, 5, 6], 6),
        case("no padding", [4, 4, 4, 4], 4),
        case("one sequence", [4], 7),
        case("one step each", [1, 1], 1),
        case("one real step", [1, 3], 3),
    ]


def _reference(rewards: Array, mask: Array) -> Array:
    found = np.zeros(rewards.shape)
    for b, length in enumerate(mask.sum(axis=1)):
        for t in range(length):
            found[b, t] = sum(float(reward) for reward in rewards[b, t:length])
    return found


def _nothing_on_padding(args: Args, found: Array) -> str | None:
    wrong = np.argwhere((found != 0) & ~args[1])
    if not wrong.size:
        return None
    b, t = wrong[0]
    return f"padding must have 0: row {b} has {number(found[b, t])} at step {t}, which is padding"


def _last_step(args: Args, found: Array) -> str | None:
    rewards, mask = args
    for b, last in enumerate(mask.sum(axis=1) - 1):
        if abs(found[b, last] - rewards[b, last]) > 1e-4:
            return (
                f"the last real step has its own reward left and nothing else: in row {b} that is "
                f"{number(rewards[b, last])}, and it has {number(found[b, last])}"
            )
    return None


def _falls_by_its_reward(args: Args, found: Array) -> str | None:
    rewards, mask = args
    both = mask[:, :-1] & mask[:, 1:]
    gap = np.where(both, np.abs(found[:, :-1] - found[:, 1:] - rewards[:, :-1]), 0)
    if not gap.size or gap.max() < 1e-3:
        return None
    b, t = np.unravel_index(int(gap.argmax()), gap.shape)
    return (
        f"from one step to the next exactly the first one's reward is gone: row {b} goes from "
        f"{number(found[b, t])} to {number(found[b, t + 1])} after step {t}, whose reward is "
        f"{number(rewards[b, t])}"
    )


def _back(rewards: Array, axis: int = 1) -> Array:
    return np.flip(np.cumsum(np.flip(rewards, axis), axis=axis, dtype=np.float64), axis)


reward_to_go = Exercise(
    name="reward_to_go",
    arguments=("rewards", "mask"),
    wanted=(
        "rewards [B, T] and mask [B, T] (True = real) to [B, T]: at each real step the sum of the "
        "rewards of its row from that step on, its own included, over real steps; 0 on padding."
    ),
    draw=_draw,
    reference=_reference,
    properties=(
        Property("0 on padding", _nothing_on_padding),
        Property("the last step has its own reward", _last_step),
        Property("each step takes its reward off", _falls_by_its_reward),
    ),
    wrong=(
        Misconception(
            "summed forwards",
            "the rewards *up to* each step come out, and a choice cannot change what came "
            "before it: sum each row from its end. If you turn the rewards round, look at which "
            "axis turns: [::-1] turns the batch, [:, ::-1] the steps",
            lambda r, m: np.cumsum(r * m, axis=1) * m,
            also=(lambda r, m: np.cumsum(r * m, axis=1),),
        ),
        Misconception(
            "own reward left out",
            "the sum begins one step late: the step's own reward is the first that it can change",
            lambda r, m: (_back(r * m) - r) * m,
        ),
        Misconception(
            "the total at every step",
            "every step has the whole row's sum, past rewards among them",
            lambda r, m: (r * m).sum(axis=1, keepdims=True) * m,
            also=(lambda r, m: np.repeat((r * m).sum(axis=1, keepdims=True), r.shape[1], axis=1),),
        ),
        Misconception(
            "padding counted",
            "the rewards of padding are added in: mask them before the sum, not after it",
            lambda r, m: _back(r) * m,
            also=(lambda r, m: _back(r),),
        ),
        Misconception(
            "immediate reward",
            "each step has its own reward alone; what follows is left out",
            lambda r, m: r * m,
        ),
        Misconception(
            "along the batch",
            "the sum runs from sequence to sequence: axis 0 is the batch",
            lambda r, m: _back(r * m, axis=0) * m,
            also=(lambda r, m: _back(r * m, axis=0),),
        ),
        Misconception(
            "left in reverse",
            "the rewards are turned round, summed, and not turned back",
            lambda r, m: np.cumsum((r * m)[:, ::-1], axis=1) * m,
            also=(lambda r, m: np.cumsum((r * m)[:, ::-1], axis=1),),
        ),
        Misconception(
            "averaged",
            "the rewards to come are averaged, not added",
            lambda r, m: _reference(r, m) / np.maximum(_back(m.astype(float)), 1),
        ),
        Misconception(
            "one sum per row",
            "one number per row comes out, its total: each step has a sum of its own",
            lambda r, m: (r * m).sum(axis=1),
            also=(lambda r, m: r.sum(axis=1),),
        ),
        Misconception(
            "the next reward alone",
            "each step has its own reward and the next one: all later ones count",
            lambda r, m: (r * m + np.pad((r * m)[:, 1:], ((0, 0), (0, 1)))) * m,
        ),
    ),
    right=(
        lambda rewards, mask: jnp.cumsum((rewards * mask)[:, ::-1], axis=1)[:, ::-1],
        lambda rewards, mask: (
            (
                jnp.sum(rewards * mask, axis=1, keepdims=True)
                - jnp.cumsum(rewards * mask, axis=1)
                + rewards
            )
            * mask
        ),
        lambda rewards, mask: (rewards * mask) @ jnp.tril(jnp.ones((rewards.shape[1],) * 2)),
    ),
    hint=(
        "Set the rewards of padding to 0. Then turn each row round, take cumsum along it, and turn "
        "it back."
    ),
)
