"""Exercise: the query of the second look, made of the first one and what it found."""

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.gradients import unreached
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, width: int, facts: int) -> Case:
        """Numbers of which none is near 0, so that a sign or a term left out shows."""
        sizes = (width,), (facts,), (facts, width)
        return Case(
            label,
            tuple(
                (rng.choice([-1, 1], size) * rng.uniform(0.4, 1.6, size)).astype(np.float32)
                for size in sizes
            ),
        )

    nothing, plain = case("a context of zeros", 4, 3), case("the identity as weight", 4, 4)
    nothing.args[1][:] = 0.0
    plain.args[2][:] = np.eye(4)
    return [
        case("query and context of the same width", 5, 5),
        case("a wider context", 3, 6),
        case("a wider query", 6, 2),
        nothing,
        plain,
    ]


def _loop(query: Array, context: Array, weight: Array) -> Array:
    found = query.astype(np.float64)
    for value, row in zip(context, weight, strict=True):
        found = found + np.float64(value) * row
    return found


def _nothing_found(args: Args, made: Array) -> str | None:
    query, context, _ = args
    worst = int(np.abs(made - query).argmax())
    if context.any() or abs(made[worst] - query[worst]) <= TOLERANCE:
        return None
    return (
        f"the context is 0 here, so the next query is the query: number {worst} is "
        f"{number(made[worst])}, and was {number(query[worst])}"
    )


def _only_adds(args: Args, made: Array) -> str | None:
    query, context, weight = args
    if not np.array_equal(weight, np.eye(*weight.shape)):
        return None
    worst = int(np.abs(made - query - context).argmax())
    if abs(made[worst] - query[worst] - context[worst]) <= TOLERANCE:
        return None
    return (
        f"the weight is the identity here, so the context itself is added: number {worst} is "
        f"{number(made[worst])}, and {number(query[worst])} + {number(context[worst])} is right"
    )


next_query = Exercise(
    name="next_query",
    arguments=("query", "context", "weight"),
    wanted=(
        "a query [D], the context [E] that it found and a weight [E, D] to the query [D] of the "
        "second look: the query plus the context, which the weight brings to the query's width."
    ),
    draw=_draw,
    reference=_loop,
    properties=(
        Property("nothing found, nothing changed", _nothing_found),
        Property("the context is added", _only_adds),
    ),
    wrong=(
        Misconception(
            "replaced",
            "the query is left out: the second look no longer knows what was asked",
            lambda q, c, w: c @ w,
        ),
        Misconception(
            "subtracted",
            "what was found is subtracted: it is added",
            lambda q, c, w: q - c @ w,
        ),
        Misconception(
            "the query subtracted",
            "the query is subtracted: the two are added",
            lambda q, c, w: c @ w - q,
        ),
        Misconception(
            "weight transposed",
            "the weight is turned round, which fits only where E equals D: its rows belong to the "
            "numbers of the context, so it is context @ weight",
            lambda q, c, w: jnp.asarray(q) + jnp.asarray(w) @ jnp.asarray(c),
            also=(lambda q, c, w: jnp.asarray(q) + jnp.asarray(c) @ jnp.asarray(w).T,),
        ),
        Misconception(
            "no weight",
            "the context is added as it is, which fits only where E equals D: the weight makes a "
            "query of it",
            lambda q, c, w: jnp.asarray(q) + jnp.asarray(c),
        ),
        Misconception(
            "the query weighted",
            "the weight multiplies the query, and the context is added as it is: it belongs to "
            "the context",
            lambda q, c, w: jnp.asarray(q) @ jnp.asarray(w) + jnp.asarray(c),
            also=(lambda q, c, w: jnp.asarray(w) @ jnp.asarray(q) + jnp.asarray(c),),
        ),
        Misconception(
            "both weighted",
            "query and context are added before the product, which fits only where E equals D: "
            "the weight belongs to the context alone",
            lambda q, c, w: (jnp.asarray(q) + jnp.asarray(c)) @ jnp.asarray(w),
        ),
        Misconception(
            "tanh",
            "a tanh is taken of the sum: it is a sum and no more",
            lambda q, c, w: np.tanh(q + c @ w),
        ),
        Misconception(
            "tanh of what was found",
            "a tanh is taken of what is added: it is the product and no more",
            lambda q, c, w: q + np.tanh(c @ w),
        ),
        Misconception(
            "ReLU",
            "negative numbers become 0: it is a sum and no more",
            lambda q, c, w: np.maximum(q + c @ w, 0),
            also=(lambda q, c, w: q + np.maximum(c @ w, 0),),
        ),
        Misconception(
            "the mean of both",
            "the sum is divided by 2",
            lambda q, c, w: (q + c @ w) / 2,
        ),
        Misconception(
            "divided by a width",
            "what was found is divided by a width or its root: it is the product and no more",
            lambda q, c, w: q + c @ w / np.sqrt(len(c)),
            also=(
                lambda q, c, w: q + c @ w / np.sqrt(len(q)),
                lambda q, c, w: q + c @ w / len(c),
                lambda q, c, w: q + c @ w / len(q),
                lambda q, c, w: (q + c @ w) / np.sqrt(len(q)),
            ),
        ),
        Misconception(
            "multiplied",
            "query and context are multiplied, number by number: they are added",
            lambda q, c, w: q * (c @ w),
        ),
        Misconception(
            "a softmax",
            "the numbers sum to 1: a softmax makes weights, and a query is a vector",
            lambda q, c, w: softmax(q + c @ w),
        ),
        Misconception(
            "the query unchanged",
            "the query comes out as it went in: what was found changes nothing",
            lambda q, c, w: q,
        ),
    ),
    right=(
        lambda query, context, weight: query + context @ weight,
        lambda query, context, weight: weight.T @ context + query,
        lambda query, context, weight: query + jnp.sum(context[:, None] * weight, axis=0),
    ),
    hint=(
        "First a vector as wide as a query: the context times the weight, context @ weight. Then "
        "add it to the query."
    ),
    remark=unreached(("query", "context", "weight")),
    part=Part(goes="Parts(next_query=...)", example=lambda *args: args),
)
