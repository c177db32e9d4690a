"""Exercise: attention for one query, from scores to weights to the context."""

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Function
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.gradients import unreached
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import Unread, pair
from course_lib.lessons.checking.weighing import weighing
from course_lib.lessons.lesson_03.attention_mistakes import WRONG, loop
from course_lib.model.alignments.aligned import attend

Array = np.ndarray
NAMES = ("query", "keys", "states", "mask")
WANTED = "wanted two arrays, (context [E], weights [J])"


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(
        label: str, real: list[int], key: int, width: int, level: float = 0.0, padding: float = 0.0
    ) -> Case:
        """Real scores around `level`, those of padding around another.

        All numbers are multiples of 1/4 or of 1/2, so that float32 has every score exactly.
        """
        mask = np.array(real, bool)
        wanted = np.where(mask, level, padding) + rng.integers(-12, 13, mask.size) / 4
        query = rng.choice([-2.0, -1.0, -0.5, 0.5, 1.0, 2.0], key)
        query[-1] = rng.choice([-0.5, 0.5])
        keys = rng.integers(-6, 7, (mask.size, key)) / 4
        keys[:, -1] = (wanted - keys[:, :-1] @ query[:-1]) / query[-1]
        states = rng.uniform(0.5, 2.0, (mask.size, width)) * rng.choice([-1, 1], (mask.size, width))
        arrays = (one.astype(np.float32) for one in (query, keys, states))
        return Case(label, (*arrays, mask))

    some = [1, 1, 1, 0, 0]
    return [
        case("some padding", some, 3, 4, padding=2.0),
        case("no padding", [1] * 4, 2, 6),
        case("as many positions as each state has numbers", [1, 1, 1, 0], 3, 4, padding=1.0),
        case("keys as wide as the states", [1, 1, 1, 1, 0, 0], 4, 4, padding=1.0),
        case("padding that is not at the end", [0, 1, 1, 0, 1, 1], 3, 2, padding=1.0),
        case("scores of several hundreds", some, 3, 4, level=400.0),
        case("padding far above the real scores", some, 3, 4, padding=400.0),
        case("scores of minus several hundreds", some, 3, 4, level=-400.0),
        case("padding a thousand above the real scores", some, 3, 4, level=-500.0, padding=500.0),
    ]


def _joined(output: Any, args: Args) -> Any:
    """The context and behind it the weights, as one row."""
    if output is None:
        return None
    *_, states, mask = args
    sizes = {"context": states.shape[1], "weights": len(mask)}
    parts = pair(output, WANTED)
    for (name, size), part in zip(sizes.items(), parts, strict=True):
        if (found := np.shape(part)) != (size,):
            raise Unread(
                f"{name} of another shape",
                f"its {name} has shape {list(found)}; {WANTED}, here [{sizes['context']}] and "
                f"[{sizes['weights']}]. Padding keeps its place",
            )
    return np.concatenate([np.asarray(part) for part in parts])


def _trains(student: Function, cases: Sequence[Case]) -> str | None:
    """What to say of an answer that is right and cannot be trained: a gradient with NaN in it, or
    none at all."""
    for case in cases:
        *floats, mask = map(jnp.asarray, case.args)
        if len(mask) != 5:  # another shape is compiled anew, and has nothing new to tell
            continue
        try:
            total = lambda *given, m=mask: jnp.sum(student(*given, m)[0] ** 2)  # noqa: E731
            slopes = jax.grad(total, argnums=(0, 1, 2))(*floats)
        except Exception:  # it leaves JAX: `yours_or` tells
            return None
        if not all(np.isfinite(slope).all() for slope in slopes):
            return (
                f"Right, and its gradient is NaN for {case.label}, so a model that meets such "
                f"scores stops learning: an infinity on the way spoils the gradient, even where "
                f"jnp.where hides it afterwards. Put minus infinity where padding is *before* you "
                f"take the largest score off."
            )
    return unreached(NAMES)(student, cases)


def _after_scores(
    answer: Function, scores: jax.Array, states: jax.Array, mask: jax.Array
) -> tuple[jax.Array, jax.Array]:
    """The row has scored already: keys of one number each, and a query of 1, give these scores."""
    return answer(jnp.ones(1, scores.dtype), scores[:, None], states, mask)


def _by_steps(query: Any, keys: Any, states: Any, mask: Any) -> tuple[Any, Any]:
    scores = jnp.where(mask, keys @ query, -jnp.inf)
    powers = jnp.exp(scores - scores.max())
    weights = powers / powers.sum()
    return weights @ states, weights


def _plain(query: Any, keys: Any, states: Any, mask: Any) -> tuple[Any, Any]:
    scores = jnp.einsum("k,jk->j", query, keys)
    weights = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    return jnp.einsum("j,je->e", weights, states), weights


def _by_where(query: Any, keys: Any, states: Any, mask: Any) -> tuple[Any, Any]:
    weights = jax.nn.softmax(keys @ query, where=mask)
    return jnp.sum(weights[:, None] * states, axis=0), weights


def _by_the_library(query: Any, keys: Any, states: Any, mask: Any) -> tuple[Any, Any]:
    keys, query, states = jnp.asarray(keys), jnp.asarray(query), jnp.asarray(states)
    return attend(keys @ query, states, jnp.asarray(mask))


attention = Exercise(
    name="attention",
    arguments=NAMES,
    wanted=(
        "a query [K], the keys [J, K], the states [J, E] and mask [J] (True = real) to a pair, "
        "(context [E], weights [J]): the weights are the softmax of the dot products of query and "
        "keys over the real positions, exactly 0 on padding, and the context is the sum of the "
        "states times their weights."
    ),
    draw=_draw,
    reference=loop,
    reading=_joined,
    properties=weighing("position", 3, loop),
    wrong=WRONG,
    right=(
        _by_steps,
        _plain,
        _by_where,
        _by_the_library,
        lambda *args: loop(*map(np.asarray, args)),
    ),
    hint=(
        "scores = keys @ query. Put minus infinity in the place of the scores of padding "
        "(jnp.where), take the largest off, then exp, then divide by the sum. The context is "
        "weights @ states; return both, the context first."
    ),
    remark=_trains,
    part=Part(
        goes="Parts(attend=...)",
        example=lambda query, keys, states, mask: (keys @ query, states, mask),
        through=_after_scores,
    ),
)
