"""Exercise: reading facts, from scores to weights to what is read."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.kernels.masks import masked_softmax
from course_lib.lessons.checking.bank import Args, Case, Function, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.gradients import unreached
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, Unread, describe, number
from course_lib.lessons.lesson_08.read_facts_mistakes import WRONG, Pair, loop

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(
        label: str, real: list[int], width: int, level: float, padding: float, spread: float = 1.5
    ) -> Case:
        """Scores around `level`; those of padding around another; facts of padding are not 0."""
        mask = np.array(real, bool)
        scores = np.where(mask, level, padding) + rng.normal(size=mask.size, scale=spread)
        facts = rng.uniform(0.5, 2.0, (mask.size, width)) * rng.choice([-1, 1], (mask.size, width))
        return Case(label, (scores.astype(np.float32), mask, facts.astype(np.float32)))

    some = [1, 1, 1, 0, 0]
    return [
        case("some padding", some, 3, 0.0, 2.0),
        case("no padding", [1] * 4, 6, 0.0, 0.0),
        case("as many facts as each has numbers", [1, 1, 1, 0], 4, 0.0, 1.0),
        case("padding that is not at the end", [0, 1, 1, 0, 1, 1], 2, 0.0, 1.0),
        case("scores of several hundreds", some, 3, 400.0, 0.0),
        case("padding far above the real scores", some, 3, 0.0, 400.0),
        case("scores of minus several hundreds", some, 3, -400.0, 0.0),
        case("padding a thousand above the real scores", some, 3, -499.0, 500.0, spread=0.4),
    ]


def _joined(output: Any, args: Args) -> Any:
    """The context and behind it the weights, as one row."""
    if output is None:
        return None
    wanted = "wanted two arrays, (context [E], weights [J])"
    try:
        parts = list(output)
    except TypeError:
        raise Unread("no pair", f"it returns {describe(output)}; {wanted}") from None
    if len(parts) != 2:
        raise Unread("no pair", f"it returns {describe(output)}; {wanted}")
    _, mask, facts = args
    count, width = facts.shape
    if list(map(np.shape, parts)) == [(width,), (mask.sum(),)] and mask.sum() < count:
        raise Unread(
            "weights of another shape",
            f"its weights have shape [{mask.sum()}], one for each real fact; padding keeps its "
            f"place, with weight 0: {wanted}, here [{width}] and [{count}]",
        )
    for name, part, size in zip(("context", "weights"), parts, (width, count), strict=True):
        found = np.shape(part)
        if found != (size,):
            raise Unread(
                f"{name} of another shape",
                f"its {name} has shape {list(found)}; {wanted}, here [{width}] and [{count}]",
            )
    return np.concatenate([np.asarray(part) for part in parts])


def _parts(args: Args, row: Array) -> Pair:
    width = args[2].shape[1]
    return row[:width], row[width:]


def _negative(args: Args, row: Array) -> str | None:
    _, weights = _parts(args, row)
    if (weights < 0).any():
        return f"a weight cannot be negative: the smallest is {number(weights.min())}"
    return None


def _zero_on_padding(args: Args, row: Array) -> str | None:
    _, weights = _parts(args, row)
    leaks = np.flatnonzero((weights != 0) & ~args[1])
    if not leaks.size:
        return None
    return f"fact {leaks[0]} is padding, and its weight is {number(weights[leaks[0]])}, not 0"


def _sum_to_one(args: Args, row: Array) -> str | None:
    _, weights = _parts(args, row)
    total = weights.sum()
    if abs(total - 1) <= TOLERANCE:
        return None
    why = " (is something added to the divisor?)" if 0.99 < total < 1 else ""
    return f"the weights of the real facts must sum to 1: yours sum to {number(total)}{why}"


def _reads_by_them(args: Args, row: Array) -> str | None:
    context, weights = _parts(args, row)
    wanted = weights @ args[2]
    e = int(np.abs(context - wanted).argmax())
    if abs(context[e] - wanted[e]) <= 10 * TOLERANCE:
        return None
    return (
        f"the context is the sum of the facts times their weights: with these weights number {e} "
        f"is {number(wanted[e])}, and it gives {number(context[e])}"
    )


def _by_scores(args: Args, row: Array) -> str | None:
    _, weights = _parts(args, row)
    wanted = loop(*args)[1]
    j = int(np.abs(weights - wanted).argmax())
    if abs(weights[j] - wanted[j]) <= TOLERANCE:
        return None
    return f"the weight of fact {j} is {number(weights[j])} where {number(wanted[j])} is right"


def _in_order(
    answer: Function, scores: jax.Array, states: jax.Array, mask: jax.Array
) -> tuple[jax.Array, jax.Array]:
    return answer(scores, mask, states)


def _plain(scores: Any, mask: Any, facts: Any) -> tuple[Any, Any]:
    weights = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    return weights @ facts, weights


def _by_the_library(scores: Any, mask: Any, facts: Any) -> tuple[Any, Any]:
    weights = masked_softmax(jnp.asarray(scores), jnp.asarray(mask))
    return jnp.einsum("j,je->e", weights, facts), weights


def _by_exp(scores: Any, mask: Any, facts: Any) -> tuple[Any, Any]:
    top = jnp.max(jnp.where(mask, scores, -jnp.inf))
    powers = jnp.where(mask, jnp.exp(jnp.where(mask, scores - top, 0.0)), 0.0)
    weights = powers / powers.sum()
    return jnp.sum(weights[:, None] * facts, axis=0), weights


read_facts = Exercise(
    name="read_facts",
    arguments=("scores", "mask", "facts"),
    wanted=(
        "the scores [J] of J facts, mask [J] (True = a real fact) and the facts [J, E] to a pair, "
        "(context [E], weights [J]): the weights are the softmax of the scores over the real "
        "facts, exactly 0 on padding, and the context is the sum of the facts times their weights."
    ),
    draw=_draw,
    reference=loop,
    reading=_joined,
    properties=(
        Property("no weight is negative", _negative),
        Property("padding gets exactly 0", _zero_on_padding),
        Property("weights sum to 1", _sum_to_one),
        Property("the context is read by them", _reads_by_them),
        Property("the weights are a softmax", _by_scores),
    ),
    wrong=WRONG,
    right=(
        _plain,
        _by_exp,
        _by_the_library,
        lambda *args: loop(*map(np.asarray, args)),
    ),
    hint=(
        "Put minus infinity in the place of the scores of padding (jnp.where), then "
        "jax.nn.softmax, which takes the largest off by itself. The context is weights @ facts; "
        "return both, the context first."
    ),
    remark=unreached(("scores", "mask", "facts")),
    part=Part(
        goes="Parts(attend=...)",
        example=lambda scores, mask, facts: (scores, facts, mask),
        through=_in_order,
    ),
)
