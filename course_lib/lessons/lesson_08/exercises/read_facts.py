"""Exercise: reading facts, from scores to weights to what is read."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.kernels.masks import masked_softmax
from course_lib.lessons.checking.bank import Args, Case, Function
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.gradients import unreached
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import Unread, pair
from course_lib.lessons.checking.weighing import weighing
from course_lib.lessons.lesson_08.read_facts_mistakes import WRONG, loop

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
    parts = pair(output, wanted)
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
    properties=weighing("fact", 1, loop),
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
