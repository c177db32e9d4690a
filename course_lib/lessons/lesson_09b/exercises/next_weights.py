"""Exercise: the next look, by what stands at a place and by where the last look was."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.gradients import unreached
from course_lib.lessons.checking.part import Called
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.checking.telling import drawn_until_telling
from course_lib.lessons.lesson_09b.looking_ways import loop
from course_lib.lessons.lesson_09b.next_weights_mistakes import WRONG

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    return drawn_until_telling(_cases, rng, loop, WRONG)


def _cases(rng: np.random.Generator) -> list[Case]:
    def case(label: str, positions: int, filters: int, width: int) -> Case:
        sizes = (width,), (positions, width), (positions, filters), (filters, width), (width,)
        drawn = [rng.normal(size=size).astype(np.float32) for size in sizes]
        drawn[2] = np.abs(drawn[2])
        return Case(label, tuple(drawn))

    first = case("the first step, before which nothing was looked at", 5, 2, 4)
    first.args[2][:] = 0.0
    alike = case("two places where the same stands", 6, 2, 5)
    alike.args[1][4] = alike.args[1][1]
    return [
        case("six positions", 6, 2, 4),
        alike,
        case("as many filters as units", 5, 3, 3),
        case("as many positions as units", 4, 2, 4),
        first,
        case("one position", 1, 2, 3),
    ]


def _sums_to_one(args: Args, weights: Array) -> str | None:
    if abs(weights.sum() - 1) > TOLERANCE * 10:
        return f"the weights sum to 1: they sum to {number(weights.sum())}"
    return None


def _not_alike(args: Args, weights: Array) -> str | None:
    """Where the same stands at two places, the features alone tell which."""
    keys = args[1]
    for j in range(len(keys)):
        for i in range(j):
            same = np.array_equal(keys[i], keys[j]) and args[2].any()
            if same and abs(weights[i] - weights[j]) <= 1e-7:
                return (
                    f"the same stands at positions {i} and {j}, and the features differ, so their "
                    f"weights differ: both are {number(weights[i])}"
                )
    return None


def _one_by_one(query: Any, keys: Any, features: Any, V: Any, v: Any) -> Any:
    def score(key: Any, feature: Any) -> Any:
        return jnp.dot(v, jnp.tanh(query + key + feature @ V))

    return jax.nn.softmax(jax.vmap(score)(keys, features))


def _written(query: Any, keys: Any, features: Any, V: Any, v: Any) -> Any:
    inner = query[None] + keys + jnp.einsum("jf,fk->jk", features, V)
    powers = jnp.exp(jnp.sum(v[None] * jnp.tanh(inner), axis=-1))
    return powers / powers.sum()


def _in_rows(query: Any, keys: Any, features: Any, V: Any, v: Any) -> Any:
    """All at once, as one product."""
    both = jnp.concatenate([keys, features], axis=1)
    through = jnp.concatenate([jnp.eye(len(v)), V])
    return jax.nn.softmax(v @ jnp.tanh(query[:, None] + (both @ through).T))


next_weights = Exercise(
    name="next_weights",
    arguments=("query", "keys", "features", "V", "v"),
    wanted=(
        "the query [K], which is W s, the keys [J, K], which are U h_j, what the filters found, "
        "features [J, k], V [k, K] and v [K] to weights [J]: the softmax over the positions of v . "
        "tanh(query + keys_j + features_j V)."
    ),
    draw=_draw,
    reference=loop,
    properties=(
        Property("sum to 1", _sums_to_one),
        Property("the same at two places", _not_alike),
    ),
    wrong=WRONG,
    right=(
        lambda q, h, f, V, v: jax.nn.softmax(jnp.tanh(q[None] + h + f @ V) @ v),
        _one_by_one,
        _written,
        _in_rows,
        lambda *args: loop(*map(np.asarray, args)),
    ),
    hint=(
        "features @ V is [J, K], as the keys are, and the query is added to each row. Their tanh "
        "@ v is one score per position, [J], and jax.nn.softmax makes the weights."
    ),
    remark=unreached(("query", "keys", "features", "V", "v")),
    part=Called("the toy's look"),
)
