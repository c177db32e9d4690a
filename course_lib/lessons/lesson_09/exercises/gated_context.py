"""Exercise: a gate that says how much of what was seen counts for this word."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.gradients import unreached
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.checking.telling import drawn_until_telling
from course_lib.lessons.lesson_09.gated_context_mistakes import WRONG
from course_lib.lessons.lesson_09.gating_ways import loop

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    return drawn_until_telling(_cases, rng, loop, WRONG)


def _cases(rng: np.random.Generator) -> list[Case]:
    def case(label: str, context: int, query: int, score: float, bias: float) -> Case:
        """Arrays of these widths, none of whose numbers is near 0, with weight @ query = score."""
        seen, asking, weight = (
            rng.choice([-1, 1], width) * rng.uniform(0.5, 1.5, width)
            for width in (context, query, query)
        )
        weight += (score - weight @ asking) * asking / (asking @ asking)
        values = (seen, asking, weight, np.array(bias))
        return Case(label, tuple(value.astype(np.float32) for value in values))

    low, high = (float(rng.uniform(*ends)) for ends in ((-1.4, -0.9), (0.5, 1.0)))
    return [
        case("a wide context", 6, 3, high, low),
        case("a wide query", 2, 5, low, high / 2),
        case("context and query of the same width", 4, 4, high, high / 2),
        case("one number to ask by", 3, 1, low, 2.0),
        case("no bias", 3, 4, high, 0.0),
        case("a score of several hundreds", 3, 3, 400.0, 0.5),
        case("a score of minus several hundreds", 4, 3, -400.0, 0.5),
    ]


def _between(args: Args, made: Array) -> str | None:
    context = args[0]
    for e, (came, seen) in enumerate(zip(made, context, strict=True)):
        if came * seen < 0 or abs(came) > abs(seen) + TOLERANCE:
            return (
                f"the gate lies between 0 and 1, so each number comes out between 0 and itself: "
                f"number {e} is {number(came)}, and was {number(seen)}"
            )
    return None


def _one_gate(args: Args, made: Array) -> str | None:
    """By how much each number of the context is multiplied."""
    shares = made / args[0]
    e = int(np.abs(shares - shares[0]).argmax())
    if abs(shares[e] - shares[0]) <= 10 * TOLERANCE:
        return None
    return (
        f"there is one gate for the whole context: number 0 is multiplied by "
        f"{number(shares[0])}, and number {e} by {number(shares[e])}"
    )


def _by_exp(context: Any, query: Any, weight: Any, bias: Any) -> Any:
    return context / (1 + jnp.exp(-(jnp.sum(weight * query) + bias)))


gated_context = Exercise(
    name="gated_context",
    arguments=("context", "query", "weight", "bias"),
    wanted=(
        "what was seen, context [E], a query [D], a weight [D] and a bias (one number) to the "
        "gated context [E]: sigmoid(weight . query + bias), one number for the whole context, "
        "times the context."
    ),
    draw=_draw,
    reference=loop,
    properties=(Property("between 0 and itself", _between), Property("one gate", _one_gate)),
    wrong=WRONG,
    right=(
        lambda context, query, weight, bias: jax.nn.sigmoid(weight @ query + bias) * context,
        _by_exp,
        lambda c, q, w, b: (jnp.tanh((jnp.dot(q, w) + b) / 2) + 1) / 2 * c,
        lambda c, q, w, b: jnp.stack([one * jax.nn.sigmoid(jnp.inner(w, q) + b) for one in c]),
        lambda *args: loop(*map(np.asarray, args)),
    ),
    hint=(
        "weight @ query is one number, and so is the bias: beta = jax.nn.sigmoid(weight @ query + "
        "bias). The context times beta has the shape of the context."
    ),
    remark=unreached(("context", "query", "weight", "bias")),
    part=Part(goes="Parts(gate=...)", example=lambda *args: args),
)
