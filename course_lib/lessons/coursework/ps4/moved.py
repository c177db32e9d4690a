"""Problem: the centre of a look that only goes forward, moved by one step."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps4.bank.moved_mistakes import WRONG, forward

Array = Any  # NumPy's in the bank, JAX's in a check


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, centre: float, total: float, length: int, width: int = 4) -> Case:
        """A push that adds up to `total`, of which the bias is a good part."""
        hidden = rng.choice([-1.0, 1.0], width) * rng.uniform(0.3, 0.9, width)
        weight = np.sign(hidden) * rng.uniform(0.5, 1.5, width)  # so that nothing cancels
        bias = rng.choice([-1.0, 1.0]) * rng.uniform(0.6, 0.9)
        weight *= (total - bias) / (hidden @ weight)
        push = {"weight": weight.astype(np.float32), "bias": np.float32(bias).reshape(())}
        return Case(
            label, (np.float32(centre).reshape(()), hidden.astype(np.float32), push, length)
        )

    return [
        case("somewhere in the middle", rng.uniform(2.1, 2.4), rng.uniform(0.4, 0.7), 12),
        case("before the first position", -1.0, rng.uniform(0.8, 1.1), 9, 3),
        case("a push below zero", rng.uniform(3.1, 3.4), -rng.uniform(0.4, 0.7), 12),
        case("at the end", rng.uniform(6.6, 6.9), rng.uniform(1.5, 2.0), 8),
        case("a source of two positions", rng.uniform(0.2, 0.5), rng.uniform(2.5, 3.0), 2),
        case("a very large push", 4.25, rng.uniform(110, 140), 400),
        case("a push far below zero", rng.uniform(5.1, 5.4), -rng.uniform(40, 60), 30),
    ]


def _never_back(args: Args, centre: np.ndarray) -> str | None:
    if centre >= args[0] - TOLERANCE:
        return None
    return f"the centre was at {number(args[0])} and goes back to {number(centre)}"


def _in_the_source(args: Args, centre: np.ndarray) -> str | None:
    if centre <= args[3] - 1 + TOLERANCE:
        return None
    return (
        f"the source has {args[3]} characters, so that the last place is {args[3] - 1}; the centre "
        f"stands at {number(centre)}"
    )


def by_softplus(centre: Array, hidden: Array, push: Array, length: int) -> Array:
    step = jax.nn.softplus(hidden @ push["weight"] + push["bias"])
    return jnp.minimum(centre + step, length - 1)


def _by_logaddexp(centre: Array, hidden: Array, push: Array, length: int) -> Array:
    total = jnp.vdot(push["weight"], hidden) + push["bias"]
    after = centre + jnp.logaddexp(0.0, total)
    return jnp.where(after < length - 1, after, length - 1.0)


def _by_hand(centre: Array, hidden: Array, push: Array, length: int) -> Array:
    total = push["bias"] + (push["weight"] * hidden).sum()
    step = jnp.maximum(total, 0) + jnp.log1p(jnp.exp(-jnp.abs(total)))
    return jnp.clip(centre + step, -1.0, length - 1)


def _by_what_is_left(centre: Array, hidden: Array, push: Array, length: int) -> Array:
    total = jnp.einsum("d,d->", hidden, push["weight"]) + push["bias"]
    step = -jax.nn.log_sigmoid(-total)
    return centre + jnp.minimum(step, length - 1 - centre)


moved = Problem(
    Exercise(
        name="moved",
        arguments=("centre", "hidden", "push", "length"),
        wanted=(
            "centre (a number), hidden [D], push (a dict: weight [D], bias a number) and the "
            "source's length (a whole number) to one number: the centre moved by "
            "softplus(hidden . weight + bias), and at most length - 1."
        ),
        draw=_draw,
        reference=forward,
        properties=(
            Property("never back", _never_back),
            Property("in the source", _in_the_source),
        ),
        wrong=WRONG,
        right=(by_softplus, _by_logaddexp, _by_hand, _by_what_is_left),
        hint=(
            "One number comes of hidden @ weight + bias. jax.nn.softplus makes a step of it that "
            "is never below 0, and takes large numbers, too. Then jnp.minimum keeps the centre in "
            "the source."
        ),
    )
)
