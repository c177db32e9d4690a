"""Exercise: reading facts, from scores to weights to what is read."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.kernels.masks import masked_softmax
from course_lib.lessons.checking import softmaxes
from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Args, Case, Function, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.gradients import unreached
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, Unread, describe, number
from course_lib.lessons.checking.softmaxes import filled, zeroed

Array = np.ndarray
Pair = tuple[Array, Array]


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


def _loop(scores: Array, mask: Array, facts: Array) -> Pair:
    places = [j for j in range(len(scores)) if mask[j]]
    top = max(float(scores[j]) for j in places)
    powers = {j: np.exp(float(scores[j]) - top) for j in places}
    weights, context = np.zeros(len(scores)), np.zeros(facts.shape[1])
    for j, power in powers.items():
        weights[j] = power / sum(powers.values())
        context += weights[j] * facts[j]
    return context, weights


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
    wanted = _loop(*args)[1]
    j = int(np.abs(weights - wanted).argmax())
    if abs(weights[j] - wanted[j]) <= TOLERANCE:
        return None
    return f"the weight of fact {j} is {number(weights[j])} where {number(wanted[j])} is right"


def _by(weigh: Function) -> Function:
    """The whole read by other weights, of which `weigh` makes a table of one row."""

    def answer(scores: Array, mask: Array, facts: Array) -> Pair:
        weights = weigh(scores[None], mask)[0]
        return weights @ facts, weights

    return answer


def _reads(read: Function) -> Function:
    """The right weights, by which another context is read."""

    def answer(scores: Array, mask: Array, facts: Array) -> tuple[Any, Array]:
        weights = _loop(scores, mask, facts)[1]
        return read(weights, mask, facts), weights

    return answer


def _by_all(weigh: tuple[Function, ...]) -> tuple[Function, ...]:
    return tuple(_by(one) for one in weigh)


def _even(scores: Array, mask: Array) -> Array:
    return np.broadcast_to(mask / mask.sum(), scores.shape)


def _one_hot(scores: Array, mask: Array) -> Array:
    return np.eye(scores.shape[1])[filled(scores, mask, -np.inf).argmax(axis=1)]


def _softened(scores: Array, mask: Array, added: float) -> Array:
    powers = np.exp(filled(scores, mask, -np.inf) - filled(scores, mask, -np.inf).max())
    return powers / (powers.sum() + added)


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
    reference=_loop,
    reading=_joined,
    properties=(
        Property("no weight is negative", _negative),
        Property("padding gets exactly 0", _zero_on_padding),
        Property("weights sum to 1", _sum_to_one),
        Property("the context is read by them", _reads_by_them),
        Property("the weights are a softmax", _by_scores),
    ),
    wrong=(
        Misconception(
            "mask ignored",
            "padding takes part like any real fact: the mask is not used",
            _by(lambda s, m: softmax(s)),
        ),
        Misconception(
            "mask inverted",
            "the padding gets all the weight and the real facts none: True means real",
            _by(lambda s, m: softmax(filled(s, ~m, -np.inf))),
            also=_by_all(
                (
                    lambda s, m: np.nan_to_num(softmax(filled(s, ~m, -np.inf))),
                    lambda s, m: softmax(filled(s, ~m, -1e9)),
                )
            ),
        ),
        Misconception(
            "score 0 for padding",
            "padding gets the score 0, and exp(0) is 1, not 0: it still takes its share",
            _by(lambda s, m: softmax(filled(s, m, 0.0))),
            also=_by_all((lambda s, m: zeroed(softmax(filled(s, m, 0.0)), m),)),
        ),
        Misconception(
            "padding not low enough",
            "a number such as -100 stands in for minus infinity: real scores may lie far below "
            "it, and then padding takes all the weight",
            _by(softmaxes.NOT_LOW_ENOUGH[0]),
            also=_by_all(softmaxes.NOT_LOW_ENOUGH[1:2]),
        ),
        Misconception(
            "a penalty too small",
            "a number such as 1000 is taken off the scores of padding: where they stand as far "
            "above the real ones, padding has its share all the same. Put minus infinity in "
            "their place by jnp.where",
            _by(lambda s, m: softmax(s - 1e3 * ~m)),
            also=_by_all(
                (
                    lambda s, m: softmax(s - 1e2 * ~m),
                    lambda s, m: zeroed(softmax(s - 1e3 * ~m), m),
                )
            ),
        ),
        Misconception(
            "a number added to the sum",
            "a number is added to the sum by which the weights are divided, so they sum to less "
            "than 1: at least one fact is real, and the sum is never 0",
            _by(lambda s, m: _softened(s, m, 0.01)),
            also=_by_all((lambda s, m: _softened(s, m, 0.1), lambda s, m: _softened(s, m, 1.0))),
        ),
        Misconception(
            "mask after the softmax",
            "the weights lose what padding had taken: the mask comes after the softmax, and "
            "nothing shares that weight out again",
            _by(lambda s, m: zeroed(softmax(s), m)),
        ),
        Misconception(
            "maximum over padding",
            "the largest score is looked for in the padding too. Where padding stands far above, "
            "exp of every real score is 0: take the maximum over the real facts (a softmax whose "
            "padding is set to 0 and divided out afterwards does the same)",
            _by(softmaxes.MAXIMUM_OVER_PADDING[0]),
            also=_by_all(softmaxes.MAXIMUM_OVER_PADDING[1:]),
        ),
        Misconception(
            "overflow",
            "large scores give NaN: exp(400) is infinite, and infinity divided by infinity is NaN; "
            "take the largest real score off first",
            _by(softmaxes.OVERFLOW[0]),
            also=_by_all(softmaxes.OVERFLOW[1:]),
        ),
        Misconception(
            "equal weights",
            "all real facts get the same weight: the scores are not used",
            _by(_even),
        ),
        Misconception(
            "all weight on one",
            "the fact with the highest score gets all the weight: that is hard attention, and a "
            "softmax gives each fact its share",
            _by(_one_hot),
        ),
        Misconception(
            "no exp",
            "each score is divided by the sum of the scores: the exponential is missing",
            _by(lambda s, m: zeroed(s, m) / zeroed(s, m).sum(axis=1, keepdims=True)),
        ),
        Misconception(
            "sigmoid",
            "each weight is a sigmoid of its score, and knows nothing of the others: a softmax "
            "divides one sum among them",
            _by(lambda s, m: zeroed(1 / (1 + np.exp(-s)), m)),
        ),
        Misconception(
            "mean of the facts",
            "the context is the plain mean of the facts: the weights are not used",
            _reads(lambda w, m, f: f[m].mean(axis=0)),
            also=(_reads(lambda w, m, f: f.mean(axis=0)),),
        ),
        Misconception(
            "the best fact alone",
            "the context is the fact with the largest weight: all of them are added, each times "
            "its weight",
            _reads(lambda w, m, f: f[w.argmax()]),
        ),
        Misconception(
            "divided by J",
            "the context is divided by the number of facts: the weights sum to 1 already",
            _reads(lambda w, m, f: w @ f / len(f)),
            also=(_reads(lambda w, m, f: w @ f / m.sum()),),
        ),
        Misconception(
            "padding read",
            "the weights come out right, and the context is read by weights that padding has a "
            "share of",
            lambda s, m, f: (softmax(s) @ f, _loop(s, m, f)[1]),
        ),
        Misconception(
            "weights first",
            "weights and context have changed places: the context comes first",
            lambda s, m, f: _loop(s, m, f)[::-1],
        ),
        Misconception(
            "wrong axis",
            "the weights meet the numbers of a fact, which fits only where E equals J: each fact, "
            "a row, has one weight, so it is weights @ facts",
            _reads(lambda w, m, f: jnp.asarray(f) @ jnp.asarray(w, jnp.float32)),
            also=(_reads(lambda w, m, f: jnp.asarray(w, jnp.float32) @ jnp.asarray(f).T),),
        ),
        Misconception(
            "not summed",
            "the context is still a table of one row per fact, [J, E]: nothing adds them up",
            _reads(lambda w, m, f: w[:, None] * f),
        ),
        Misconception(
            "the context alone",
            "one array comes out, the context: the weights are wanted beside it",
            lambda s, m, f: _loop(s, m, f)[0],
        ),
    ),
    right=(
        _plain,
        _by_exp,
        _by_the_library,
        lambda *args: _loop(*map(np.asarray, args)),
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
