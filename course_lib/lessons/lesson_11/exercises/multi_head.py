"""Exercise: what one query finds with several heads."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.kernels.heads import multi_head as library
from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.gradients import unreached
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, Unread, number, pair
from course_lib.lessons.lesson_11.multi_head_mistakes import WRONG, found_by, loop

Array = np.ndarray
NAMES = ("query", "keys", "values", "mask", "heads")
WANTED = "wanted two arrays, (found [V], weights [H, J])"
WIDE = 4  # numbers in a head's query: its root is a whole number, so that scores are exact


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(
        label: str, real: list[int], heads: int, read: int, level: float = 0.0, padding: float = 0.0
    ) -> Case:
        """Real scores around `level`, those of padding around another, in every head."""
        mask = np.array(real, bool)
        query = rng.choice([-2.0, -1.0, -0.5, 0.5, 1.0, 2.0], (heads, WIDE))
        query[:, -1] = rng.choice([-0.5, 0.5], heads)
        keys = rng.integers(-6, 7, (mask.size, heads, WIDE)) / 4
        around = np.where(mask, level, padding)[:, None]
        wanted = 2.0 * (around + rng.integers(-12, 13, (mask.size, heads)) / 4)
        rest = np.einsum("hk,jhk->jh", query[:, :-1], keys[..., :-1])
        keys[..., -1] = (wanted - rest) / query[:, -1]
        size = (mask.size, heads * read)
        values = rng.uniform(0.5, 2.0, size) * rng.choice([-1, 1], size)
        parts = (query.reshape(-1), keys.reshape(mask.size, -1), values)
        return Case(label, (*(part.astype(np.float32) for part in parts), mask, heads))

    some = [1, 1, 1, 0, 0]
    return [
        case("two heads", some, 2, 3, padding=2.0),
        case("no padding", [1] * 4, 3, 2),
        case("one head", [1, 1, 1, 1, 0], 1, 4, padding=1.0),
        case("values as wide as the keys", [1, 1, 1, 1, 0, 0], 2, 4, padding=1.0),
        case("as many heads as positions", [1, 1, 1, 1], 4, 2),
        case("padding that is not at the end", [0, 1, 1, 0, 1, 1], 2, 2, padding=1.0),
        case("scores of several hundreds", some, 2, 3, level=400.0),
        case("padding far above the real scores", some, 2, 3, padding=400.0),
        case("scores of minus several hundreds", some, 2, 3, level=-400.0),
        case("padding a thousand above the real scores", some, 2, 3, level=-500.0, padding=500.0),
    ]


def _joined(output: Any, args: Args) -> Any:
    """What is found and behind it the weights, as one row."""
    if output is None:
        return None
    _, _, values, mask, heads = args
    wanted = {"found": (values.shape[1],), "weights": (heads, len(mask))}
    parts = pair(output, WANTED)
    for (name, shape), part in zip(wanted.items(), parts, strict=True):
        if (found := np.shape(part)) != shape:
            raise Unread(
                f"{name} of another shape",
                f"its {name} has shape {list(found)}; {WANTED}, here {list(wanted['found'])} and "
                f"{list(wanted['weights'])}",
            )
    return np.concatenate([np.asarray(part).reshape(-1) for part in parts])


def _apart(args: Args, row: Array) -> tuple[Array, Array]:
    width, heads = args[2].shape[1], args[4]
    return row[:width], row[width:].reshape(heads, -1)


def _zero_on_padding(args: Args, row: Array) -> str | None:
    weights = _apart(args, row)[1]
    for head, line in enumerate(weights):
        leaks = np.flatnonzero((line != 0) & ~args[3])
        if leaks.size:
            return (
                f"position {leaks[0]} is padding, and head {head} gives it the weight "
                f"{number(line[leaks[0]])}, not 0"
            )
    return None


def _sum_to_one(args: Args, row: Array) -> str | None:
    for head, line in enumerate(_apart(args, row)[1]):
        if abs(line.sum() - 1) > TOLERANCE:
            return f"the weights of head {head} must sum to 1: yours sum to {number(line.sum())}"
    return None


def _by_scores(args: Args, row: Array) -> str | None:
    weights, wanted = _apart(args, row)[1], loop(*args)[1]
    h, j = np.unravel_index(int(np.abs(weights - wanted).argmax()), wanted.shape)
    if abs(weights[h, j] - wanted[h, j]) <= TOLERANCE:
        return None
    return (
        f"the weight of position {j} in head {h} is {number(weights[h, j])} where "
        f"{number(wanted[h, j])} is right"
    )


def _read_by_them(args: Args, row: Array) -> str | None:
    found, weights = _apart(args, row)
    wanted = found_by(weights, args[2], args[4])
    at = int(np.abs(found - wanted).argmax())
    if abs(found[at] - wanted[at]) <= 10 * TOLERANCE:
        return None
    return (
        f"head h reads its own part of the values by its own weights, and the heads stand side by "
        f"side: number {at} of what is found is {number(found[at])} where {number(wanted[at])} is "
        f"right"
    )


def _by_einsum(query: Any, keys: Any, values: Any, mask: Any, heads: int) -> Any:
    parts = query.reshape(heads, -1)
    scores = jnp.einsum("hk,jhk->hj", parts, keys.reshape(len(keys), heads, -1))
    scores = jnp.where(mask, scores / parts.shape[1] ** 0.5, -jnp.inf)
    weights = jax.nn.softmax(scores, axis=1)
    split = values.reshape(len(values), heads, -1)
    return jnp.einsum("hj,jhv->hv", weights, split).reshape(-1), weights


def _head_by_head(query: Any, keys: Any, values: Any, mask: Any, heads: int) -> Any:
    found, weights = [], []
    columns = (jnp.split(query, heads), jnp.split(keys, heads, 1), jnp.split(values, heads, 1))
    for q, k, v in zip(*columns, strict=True):
        weights.append(jax.nn.softmax(k @ q / jnp.sqrt(len(q)), where=mask))
        found.append(weights[-1] @ v)
    return jnp.concatenate(found), jnp.stack(weights)


def _mapped(query: Any, keys: Any, values: Any, mask: Any, heads: int) -> Any:
    def head(q: Any, k: Any, v: Any) -> Any:
        scores = jnp.where(mask, k @ q / jnp.sqrt(q.size), -jnp.inf)
        powers = jnp.exp(scores - scores.max())
        weights = powers / powers.sum()
        return weights @ v, weights

    parts = [jnp.asarray(part).reshape(len(mask), heads, -1) for part in (keys, values)]
    found, weights = jax.vmap(head, (0, 1, 1))(jnp.asarray(query).reshape(heads, -1), *parts)
    return found.reshape(-1), weights


def _by_the_library(query: Any, keys: Any, values: Any, mask: Any, heads: int) -> Any:
    query, keys = jnp.asarray(query), jnp.asarray(keys)
    return library(query, keys, jnp.asarray(values), jnp.asarray(mask), heads)


def _by_the_loop(query: Any, keys: Any, values: Any, mask: Any, heads: int) -> Any:
    query, keys = np.asarray(query), np.asarray(keys)
    return loop(query, keys, np.asarray(values), np.asarray(mask), heads)


multi_head = Exercise(
    name="multi_head",
    arguments=NAMES,
    wanted=(
        "a query [K], keys [J, K], values [J, V], mask [J] (True = real) and the number of heads H "
        "to a pair, (found [V], weights [H, J]): head h has the h-th of H equal parts of query, "
        "keys and values; its weights are the softmax of q_h . k_hj / sqrt(K / H) over the real "
        "positions, exactly 0 on padding; what the heads read stands side by side."
    ),
    draw=_draw,
    reference=loop,
    reading=_joined,
    properties=(
        Property("padding gets exactly 0", _zero_on_padding),
        Property("each head's weights sum to 1", _sum_to_one),
        Property("the weights are a softmax of the scaled scores", _by_scores),
        Property("the values are read by them", _read_by_them),
    ),
    wrong=WRONG,
    right=(
        _by_einsum,
        _head_by_head,
        _mapped,
        _by_the_library,
        _by_the_loop,
    ),
    hint=(
        "query.reshape(heads, -1) is [H, K / H], keys.reshape(len(keys), heads, -1) is [J, H, "
        'K / H]: jnp.einsum("hk,jhk->hj", ...) gives the scores of all heads. Divide them by '
        "sqrt(K / H), mask, softmax along j. Then the same with the values, and .reshape(-1)."
    ),
    remark=unreached(NAMES),
    part=Part(goes="Parts(multi_head=...)", example=lambda *args: args),
)
