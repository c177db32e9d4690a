"""Exercise: rewards compared with a moving average of those before them."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import TOLERANCE, number

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, count: int, start: float, decay: float) -> Case:
        rewards = -rng.uniform(0.2, 3.0, size=count).astype(np.float32)
        return Case(label, (rewards, start, decay))

    still = np.full(5, -1.5, np.float32)
    return [
        case("ten batches", 10, -3.0, 0.9),
        case("one batch", 1, -2.0, 0.9),
        case("half and half", 6, -3.5, 0.5),
        case("a decay of 0: the last reward alone", 7, 1.0, 0.0),
        case("a decay of 1: it never moves", 5, -1.0, 1.0),
        Case("rewards that do not change", (still, -1.5, 0.8)),
    ]


def _baselines(rewards: Array, start: float, decay: float) -> Array:
    """The baseline before each batch, in closed form."""
    found = np.zeros(len(rewards))
    for n in range(len(rewards)):
        shares = [(1 - decay) * decay ** (n - 1 - k) for k in range(n)]
        old = sum(share * float(r) for share, r in zip(shares, rewards, strict=False))
        found[n] = decay**n * start + old
    return found


def _reference(rewards: Array, start: float, decay: float) -> Array:
    return rewards - _baselines(rewards, start, decay)


def _moved(rewards: Array, start: float, keep: float, take: float, *, late: bool = True) -> Array:
    """Rewards minus a baseline that keeps and takes shares; not `late`: updated before used."""
    found, level = [], float(start)
    for reward in map(float, rewards):
        after = keep * level + take * reward
        found.append(reward - (level if late else after))
        level = after
    return np.array(found)


def _first_has_the_start(args: Args, found: Array) -> str | None:
    rewards, start, _ = args
    if abs(found[0] - (rewards[0] - start)) <= 1e-4:
        return None
    return (
        f"the first reward is compared with the start: {number(rewards[0])} minus {number(start)} "
        f"is {number(rewards[0] - start)}, and it gives {number(found[0])}"
    )


def _no_news(args: Args, found: Array) -> str | None:
    rewards, start, _ = args
    if (rewards == start).all() and np.abs(found).max() > TOLERANCE:
        return (
            f"where every reward equals the start there is nothing to learn and all must be 0: one "
            f"is {number(found[np.abs(found).argmax()])}"
        )
    return None


def _scan(rewards: Array, start: float, decay: float) -> jax.Array:
    def step(level: jax.Array, reward: jax.Array) -> tuple[jax.Array, jax.Array]:
        return decay * level + (1 - decay) * reward, reward - level

    return jax.lax.scan(step, jnp.float32(start), jnp.asarray(rewards))[1]


def _nudge(rewards: Array, start: float, decay: float) -> list[float]:
    found, level = [], start
    for reward in rewards:
        found.append(float(reward - level))
        level = level + (1 - decay) * (reward - level)
    return found


def _corrected(rewards: Array, start: float, decay: float) -> Array:
    levels = _baselines(rewards, start, decay)
    n = np.arange(1, len(levels))
    return rewards - np.concatenate([levels[:1], levels[1:] / (1 - np.float64(decay) ** n)])


def _late(rewards: Array, start: float, decay: float) -> Array:
    levels = _baselines(rewards, start, decay)
    return rewards - np.concatenate([levels[:1], levels[:-1]])


advantages = Exercise(
    name="advantages",
    arguments=("rewards", "start", "decay"),
    wanted=(
        "rewards [N] of N batches in order, start and decay to [N]: each reward minus the baseline "
        "as it stands before that batch; it is start at first, and after each batch it becomes "
        "decay times itself plus 1 - decay times the reward."
    ),
    draw=_draw,
    reference=_reference,
    properties=(
        Property("the first is compared with the start", _first_has_the_start),
        Property("no news, no advantage", _no_news),
    ),
    wrong=(
        Misconception(
            "updated before it is used",
            "each reward is compared with a baseline that it is already part of: such a baseline "
            "depends on its own sample, and the estimate becomes biased",
            lambda r, s, d: _moved(r, s, d, 1 - d, late=False),
        ),
        Misconception(
            "shares swapped",
            "decay and 1 - decay are swapped: the baseline keeps little and jumps to each reward",
            lambda r, s, d: _moved(r, s, 1 - d, d),
        ),
        Misconception(
            "start ignored",
            "the baseline begins at 0, whatever start says",
            lambda r, s, d: _moved(r, 0.0, d, 1 - d),
        ),
        Misconception(
            "starts at the first reward",
            "the first reward is its own baseline, and teaches nothing",
            lambda r, s, d: _moved(r, r[0], d, 1 - d),
        ),
        Misconception(
            "a sum that fades",
            "the whole reward is added, not its share 1 - decay: the baseline grows too large",
            lambda r, s, d: _moved(r, s, d, 1.0),
        ),
        Misconception(
            "never moves",
            "every reward is compared with the start: the baseline is not carried on",
            lambda r, s, d: _moved(r, s, 1.0, 0.0),
        ),
        Misconception(
            "plain mean",
            "the baseline is the plain mean of all rewards so far: old ones never fade",
            lambda r, s, d: r - np.concatenate([[s], np.cumsum(r)[:-1] / np.arange(1, len(r))]),
        ),
        Misconception(
            "mean of the batch",
            "all rewards are compared with their common mean, later ones among them",
            lambda r, s, d: r - r.mean(),
        ),
        Misconception(
            "the wrong way round",
            "the rewards are taken off the baseline: what went well gets a negative advantage",
            lambda r, s, d: -_reference(r, s, d),
        ),
        Misconception(
            "the baseline itself",
            "the baselines come out; the rewards minus the baselines are asked for",
            lambda r, s, d: _baselines(r, s, d),
        ),
        Misconception(
            "corrected for its start",
            "the baseline is divided by 1 - decay^n, as Adam does with averages that start at "
            "0: this one begins at start",
            _corrected,
        ),
        Misconception(
            "one update late",
            "each reward is compared with the baseline as it stood before the batch before: it "
            "lags by one update",
            _late,
        ),
        Misconception(
            "relative",
            "the difference is divided by the baseline: the difference itself is asked for",
            lambda r, s, d: _reference(r, s, d) / _baselines(r, s, d),
        ),
        Misconception(
            "the reward before",
            "each reward is compared with the one before it: the baseline is a moving average "
            "of all of them",
            lambda r, s, d: r - np.concatenate([[s], r[:-1]]),
        ),
    ),
    right=(
        _scan,
        _nudge,
        lambda rewards, start, decay: _moved(np.asarray(rewards), start, decay, 1 - decay),
    ),
    hint=(
        "Two things at each batch, in this order: give out reward - baseline, then move the "
        "baseline. With lax.scan the carry is the baseline."
    ),
)
