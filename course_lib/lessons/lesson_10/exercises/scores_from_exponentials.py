"""Exercise: the additive score from exponentials that are made once per query and once per key."""

from collections.abc import Sequence

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Function, Misconception, Property
from course_lib.lessons.checking.costs import operations
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number

Array = np.ndarray


def draw_exponentials(rng: np.random.Generator) -> list[Case]:
    """a, b and v: several sizes, no query, one key against many units, and all of v alike."""

    def case(label: str, targets: int, sources: int, width: int, spread: float = 0.7) -> Case:
        sizes = (targets, width), (sources, width)
        a, b = (np.exp(2 * spread * rng.normal(size=size)).astype(np.float32) for size in sizes)
        return Case(label, (a, b, rng.normal(size=width).astype(np.float32)))

    silent = case("queries of zero", 2, 4, 5)
    silent.args[0][:] = 1.0
    plain = case("one step, one position, one unit, v 1", 1, 1, 1)
    plain.args[2][:] = 1.0
    return [
        case("five steps", 5, 7, 6),
        case("as many steps as positions", 4, 4, 4),
        silent,
        plain,
        case("large queries and keys", 3, 2, 5, spread=4.0),
    ]


def _loop(a: Array, b: Array, v: Array) -> Array:
    q, k = (np.log(x.astype(np.float64)) / 2 for x in (a, b))
    scores = np.zeros((len(q), len(k)))
    for t in range(len(q)):
        for j in range(len(k)):
            scores[t, j] = sum(v[i] * np.tanh(q[t, i] + k[j, i]) for i in range(len(v)))
    return scores


def _bounded(args: Args, scores: Array) -> str | None:
    limit = float(np.abs(args[2]).sum())
    worst = scores.flat[np.abs(scores).argmax()]
    if abs(worst) > limit * (1 + TOLERANCE) + TOLERANCE:
        return (
            f"v times numbers between -1 and 1 is at most the sum of |v|, {number(limit)}: one "
            f"score is {number(worst)}"
        )
    return None


def _odd(args: Args, scores: Array) -> str | None:
    a, b, v = (arg.astype(np.float64) for arg in args)
    rising = a[:, None] * b[None] > 1
    for sign, above in ((1, rising.all(axis=2)), (-1, (~rising).all(axis=2))):
        where = above & (v > 0).all()
        if (sign * scores[where] < -TOLERANCE).any():
            side = "positive" if sign > 0 else "negative"
            return f"with q + k {side} in every unit and v positive, a score has the other sign"
    return None


def _hidden(a: Array, b: Array) -> Array:
    return 1 - 2 / (1 + a[:, None] * b[None])


def _one(a: jax.Array, b: jax.Array, v: jax.Array) -> jax.Array:
    return v @ (1 - 2 / (1 + a * b))


def _by_units(a: jax.Array, b: jax.Array, v: jax.Array) -> jax.Array:
    def add(total: jax.Array, unit: tuple[jax.Array, ...]) -> tuple[jax.Array, None]:
        x, y, w = unit
        return total + w / (1 + x[:, None] * y[None]), None

    start = jnp.zeros((a.shape[0], b.shape[0]))
    return v.sum() - 2 * jax.lax.scan(add, start, (a.T, b.T, v))[0]


def _detour(answer: Function, cases: Sequence[Case]) -> str | None:
    used = operations(answer, cases[0].args) & {"tanh", "log", "logistic"}
    if not used:
        return None
    return (
        f"the numbers are right, and the program holds {' and '.join(sorted(used))}, which was to "
        f"be left out: a, b and v with +, * and / are enough"
    )


scores_from_exponentials = Exercise(
    name="scores_from_exponentials",
    arguments=("a", "b", "v"),
    wanted=(
        "a = e^2q [T, K], b = e^2k [J, K] and v [K] to scores [T, J]: "
        "e_tj = sum_k v_k tanh(q_tk + k_jk)."
    ),
    draw=draw_exponentials,
    reference=_loop,
    properties=(Property("bounded by v", _bounded), Property("the sign of q + k", _odd)),
    wrong=(
        Misconception(
            "one for two",
            "it is 1 - 1 / (1 + ab), a sigmoid; tanh takes twice the quotient",
            lambda a, b, v: (1 - 1 / (1 + a[:, None] * b[None])) @ v,
        ),
        Misconception(
            "one left out",
            "the 1 in front of the quotient is missing: every score is too small by the sum of v",
            lambda a, b, v: (-2 / (1 + a[:, None] * b[None])) @ v,
        ),
        Misconception(
            "sign",
            "every score has the wrong sign: 2 / (1 + ab) - 1 is minus the tanh",
            lambda a, b, v: -_hidden(a, b) @ v,
        ),
        Misconception(
            "added",
            "the exponentials are added; e^2(q + k) is their product",
            lambda a, b, v: (1 - 2 / (1 + a[:, None] + b[None])) @ v,
        ),
        Misconception(
            "taken twice",
            "a and b are squared, as if they were e^q and e^k; they are e^2q and e^2k already",
            lambda a, b, v: _hidden(a**2, b**2) @ v,
        ),
        Misconception(
            "exponential of the exponential",
            "exp is taken once more: a and b are exponentials already",
            lambda a, b, v: np.tanh(a[:, None] + b[None]) @ v,
        ),
        Misconception(
            "v left out",
            "the hidden numbers are added up with equal say: v is missing",
            lambda a, b, v: _hidden(a, b).sum(axis=-1),
            also=(lambda a, b, v: v.size - 2 * (1 / (1 + a[:, None] * b[None])).sum(axis=-1),),
        ),
        Misconception(
            "K for the sum of v",
            "K stands where the sum of v belongs: sum_k v_k (1 - 2R) is sum_k v_k - 2 sum_k v_k R",
            lambda a, b, v: v.size - 2 * (1 / (1 + a[:, None] * b[None])) @ v,
        ),
        Misconception(
            "v inside",
            "v is multiplied into the exponential; it belongs outside of the quotient",
            lambda a, b, v: _hidden(a * v, b).sum(axis=-1),
        ),
        Misconception(
            "transposed",
            "positions run down and steps run across: [J, T]",
            lambda a, b, v: (_hidden(a, b) @ v).T,
        ),
        Misconception(
            "not added up",
            "the hidden numbers are still there, [T, J, K]: a product with v takes the last "
            "axis away",
            lambda a, b, v: _hidden(a, b),
            also=(lambda a, b, v: _hidden(a, b) * v,),
        ),
        Misconception(
            "step with position",
            "step t meets position t alone: a [T, K] and b [J, K] are multiplied row by row. "
            "Each needs an axis of length 1 where the other has its own",
            lambda a, b, v: (1 - 2 / (1 + a * b)) @ v,
        ),
    ),
    right=(
        lambda a, b, v: (1 - 2 / (1 + a[:, None] * b[None])) @ v,
        lambda a, b, v: jax.vmap(lambda x: jax.vmap(lambda y: _one(x, y, v))(b))(a),
        _by_units,
    ),
    hint=(
        "tanh(q + k) = 1 - 2 / (1 + ab). An axis of length 1 in a and in b makes the product "
        "[T, J, K]; v takes the last axis away."
    ),
    barred=_detour,
    part=Part("the scores of the fast kernel", lambda a, b, v: (a, b, v)),
)
