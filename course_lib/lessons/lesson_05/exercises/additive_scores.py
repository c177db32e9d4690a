"""Exercise: the additive score of all steps, its keys made once per source."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Args, Case, Function, Misconception, Property
from course_lib.lessons.checking.costs import Cost
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, targets: int, sources: int, state: int, width: int, key: int) -> Case:
        sizes = (targets, state), (sources, width), (state, key), (width, key), (key,)
        return Case(label, tuple(rng.normal(size=size).astype(np.float32) for size in sizes))

    alike = case("two steps that ask the same", 3, 3, 4, 4, 5)
    alike.args[0][1] = alike.args[0][0]
    plain = case("one step, one position, all of v 1", 1, 1, 2, 4, 3)
    plain.args[4][:] = 1.0
    return [
        case("eight steps", 8, 7, 4, 5, 6),
        case("one step", 1, 5, 3, 4, 4),
        case("as many steps as positions", 4, 4, 5, 5, 5),
        alike,
        plain,
    ]


def _loop(queries: Array, states: Array, w: Array, u: Array, v: Array) -> Array:
    scores = np.zeros((len(queries), len(states)))
    for t, query in enumerate(queries.astype(np.float64)):
        for j, state in enumerate(states.astype(np.float64)):
            scores[t, j] = sum(
                v[k] * np.tanh(query @ w[:, k] + state @ u[:, k]) for k in range(len(v))
            )
    return scores


def _bounded(args: Args, scores: Array) -> str | None:
    limit = float(np.abs(args[4]).sum())
    if (np.abs(scores) > limit * (1 + TOLERANCE)).any():
        worst = scores.flat[np.abs(scores).argmax()]
        return (
            f"v times numbers between -1 and 1 is at most the sum of |v|, {number(limit)}: one "
            f"score is {number(worst)}"
        )
    return None


def _same_question(args: Args, scores: Array) -> str | None:
    queries = args[0]
    for t in range(1, len(queries)):
        gap = np.abs(scores[t] - scores[0]).max()
        if np.array_equal(queries[t], queries[0]) and gap > TOLERANCE:
            return f"steps 0 and {t} ask the same and score differently, by up to {number(gap)}"
    return None


def _inner(q: Array, h: Array, w: Array, u: Array) -> Array:
    return (q @ w)[:, None, :] + (h @ u)[None, :, :]


def _enough(args: Args) -> int:
    queries, states, w, u, v = args
    steps, positions, keys = len(queries), len(states), len(v)
    return keys * (steps * len(w) + positions * len(u) + steps * positions)


def _one(query: jax.Array, state: jax.Array, w: jax.Array, u: jax.Array, v: jax.Array) -> jax.Array:
    return jnp.tanh(query @ w + state @ u) @ v


def _already_projected(
    answer: Function, query: jax.Array, keys: jax.Array, v: jax.Array
) -> jax.Array:
    """A model has made W s and U h_j before: both weights are then the one that changes nothing."""
    same = jnp.eye(v.size, dtype=v.dtype)
    return answer(query[None], keys, same, same, v)[0]


additive_scores = Exercise(
    name="additive_scores",
    arguments=("queries", "states", "query_weight", "key_weight", "v"),
    wanted=(
        "queries [T, D], states [J, E], query_weight [D, K], key_weight [E, K] and v [K] to scores "
        "[T, J]: e_tj = v . tanh(query_t query_weight + state_j key_weight)."
    ),
    draw=_draw,
    reference=_loop,
    properties=(
        Property("bounded by v", _bounded),
        Property("the same question, the same scores", _same_question),
    ),
    wrong=(
        Misconception(
            "tanh on the score",
            "the tanh is taken of the finished score; it belongs on the hidden layer, before v. "
            "Without it there every query ranks the positions alike",
            lambda q, h, w, u, v: np.tanh(_inner(q, h, w, u) @ v),
        ),
        Misconception(
            "no tanh",
            "the tanh is missing: the query adds the same number to every position then, and the "
            "softmax does not see it",
            lambda q, h, w, u, v: _inner(q, h, w, u) @ v,
        ),
        Misconception(
            "two tanhs",
            "query and key go through a tanh each before they are added; it is one, of their sum",
            lambda q, h, w, u, v: (np.tanh(q @ w) @ v)[:, None] + (np.tanh(h @ u) @ v)[None, :],
        ),
        Misconception(
            "multiplied",
            "query and key are multiplied inside the tanh, not added",
            lambda q, h, w, u, v: np.tanh((q @ w)[:, None, :] * (h @ u)[None, :, :]) @ v,
        ),
        Misconception(
            "v left out",
            "the hidden numbers are added up with equal say: v is missing",
            lambda q, h, w, u, v: np.tanh(_inner(q, h, w, u)).sum(axis=-1),
        ),
        Misconception(
            "softmax taken",
            "every row sums to 1: these are weights, and scores were asked for",
            lambda q, h, w, u, v: softmax(np.tanh(_inner(q, h, w, u)) @ v),
        ),
        Misconception(
            "query left out",
            "every step gives the same scores: the query is missing",
            lambda q, h, w, u, v: np.tile(np.tanh(h @ u) @ v, (len(q), 1)),
        ),
        Misconception(
            "transposed",
            "positions run down and steps run across: [J, T]",
            lambda q, h, w, u, v: (np.tanh(_inner(q, h, w, u)) @ v).T,
        ),
        Misconception(
            "sigmoid",
            "the hidden layer goes through a sigmoid, not a tanh",
            lambda q, h, w, u, v: (1 / (1 + np.exp(-_inner(q, h, w, u)))) @ v,
        ),
        Misconception(
            "step with position",
            "step t meets position t alone: queries [T, K] and keys [J, K] are added row by "
            "row. Each needs an axis of length 1 where the other has its own",
            lambda q, h, w, u, v: np.tanh(q @ w + h @ u) @ v,
        ),
        Misconception(
            "not added up",
            "the hidden numbers are still there, [T, J, K]: a product with v takes the last "
            "axis away",
            lambda q, h, w, u, v: np.tanh(_inner(q, h, w, u)) * v,
            also=(lambda q, h, w, u, v: np.tanh(_inner(q, h, w, u)),),
        ),
        Misconception(
            "key left out",
            "every position gets the same score: the key is missing",
            lambda q, h, w, u, v: np.tile((np.tanh(q @ w) @ v)[:, None], (1, len(h))),
        ),
    ),
    right=(
        lambda queries, states, query_weight, key_weight, v: (
            jnp.tanh((queries @ query_weight)[:, None] + (states @ key_weight)[None]) @ v
        ),
        lambda queries, states, query_weight, key_weight, v: jax.vmap(
            lambda query: jax.vmap(lambda state: _one(query, state, query_weight, key_weight, v))(
                states
            )
        )(queries),
        lambda queries, states, query_weight, key_weight, v: (
            lambda keys: jax.lax.map(
                lambda q: jnp.tanh((q @ query_weight)[None] + keys) @ v, queries
            )
        )(states @ key_weight),
        lambda queries, states, query_weight, key_weight, v: (
            lambda a, b: (1 - 2 / (1 + a[:, None] * b[None])) @ v
        )(jnp.exp(2 * (queries @ query_weight)), jnp.exp(2 * (states @ key_weight))),
    ),
    hint=(
        "Project the states once, keys = states @ key_weight, [J, K], and the queries, [T, K]. An "
        "axis of length 1 in each makes the sum [T, J, K]; v takes the last axis away."
    ),
    cost=Cost(
        _enough,
        "The keys, states @ key_weight, depend on the source alone: make them once, before the "
        "steps, and not at every step",
        slow=(
            lambda queries, states, query_weight, key_weight, v: jnp.stack(
                [jnp.tanh((q @ query_weight)[None] + states @ key_weight) @ v for q in queries]
            ),
            lambda queries, states, query_weight, key_weight, v: jax.lax.map(
                lambda q: jnp.tanh((q @ query_weight)[None] + states @ key_weight) @ v, queries
            ),
            lambda queries, states, query_weight, key_weight, v: jnp.stack(
                [
                    jnp.stack([_one(q, h, query_weight, key_weight, v) for h in states])
                    for q in queries
                ]
            ),
        ),
        slack=2.0,  # tanh by exponentials multiplies each pair twice, and is the faster way
    ),
    part=Part(
        goes="Parts(additive=...)",
        example=lambda queries, states, w, u, v: (queries[0] @ w, states @ u, v),
        through=_already_projected,
    ),
)
