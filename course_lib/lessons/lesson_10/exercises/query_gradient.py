"""Exercise: the additive score's gradient by the queries, from the exponentials."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.lesson_10.exercises.scores_from_exponentials import draw_exponentials

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def incoming(case: Case) -> Case:
        a, b, _ = case.args
        g = rng.normal(size=(len(a), len(b))).astype(np.float32)
        return Case(case.label, (*case.args, g))

    cases = [incoming(case) for case in draw_exponentials(rng)[:-1]]
    quiet = incoming(draw_exponentials(rng)[0])
    quiet.args[3][-1] = 0.0
    return [*cases, Case("a step whose scores do not matter", quiet.args)]


def _loop(a: Array, b: Array, v: Array, g: Array) -> Array:
    q, k = (np.log(x.astype(np.float64)) / 2 for x in (a, b))
    found = np.zeros(a.shape)
    for t in range(len(q)):
        for j in range(len(k)):
            found[t] += g[t, j] * v * (1 - np.tanh(q[t] + k[j]) ** 2)
    return found


def _quiet(args: Args, gradient: Array) -> str | None:
    for t, row in enumerate(args[3]):
        if not row.any() and (np.abs(gradient[t]) > TOLERANCE).any():
            worst = gradient[t].flat[np.abs(gradient[t]).argmax()]
            return (
                f"g is zero for step {t}, so its query has no gradient: one number is "
                f"{number(worst)}"
            )
    return None


def _bounded(args: Args, gradient: Array) -> str | None:
    _, _, v, g = args
    limit = np.abs(g).sum(axis=1)[:, None] * np.abs(v)
    over = np.abs(gradient) - limit
    if (over > TOLERANCE * (1 + limit)).any():
        t, k = np.unravel_index(int(over.argmax()), over.shape)
        return (
            f"tanh rises by at most 1, so the gradient at [{t}, {k}] is at most |v| times the sum "
            f"of |g|, {number(limit[t, k])}; it is {number(gradient[t, k])}"
        )
    return None


def _r(a: Array, b: Array) -> Array:
    return 1 / (1 + a[:, None] * b[None])


def _sum(g: Array, hidden: Array) -> Array:
    return np.einsum("tj,tjk->tk", g, hidden)


def _by_jax(a: jax.Array, b: jax.Array, v: jax.Array, g: jax.Array) -> jax.Array:
    def loss(q: jax.Array) -> jax.Array:
        return jnp.sum(g * (jnp.tanh(q[:, None] + jnp.log(b)[None] / 2) @ v))

    return jax.grad(loss)(jnp.log(a) / 2)


query_gradient = Exercise(
    name="query_gradient",
    arguments=("a", "b", "v", "g"),
    wanted=(
        "a = e^2q [T, K], b = e^2k [J, K], v [K] and g [T, J], the loss's derivative by each "
        "score, to the loss's derivative by q, [T, K]."
    ),
    draw=_draw,
    reference=_loop,
    properties=(
        Property("no gradient where g is zero", _quiet),
        Property("bounded by v and g", _bounded),
    ),
    wrong=(
        Misconception(
            "two for four",
            "it is half of what is right: one 2 is that of the quotient, another comes from "
            "a = e^2q, whose derivative is 2a",
            lambda a, b, v, g: 2 * v * a * _sum(g, _r(a, b) ** 2 * b[None]),
        ),
        Misconception(
            "R not squared",
            "the derivative of R = 1 / (1 + ab) by a is -b R^2, not -b R",
            lambda a, b, v, g: 4 * v * a * _sum(g, _r(a, b) * b[None]),
        ),
        Misconception(
            "a left out",
            "this is twice the derivative by a; the chain goes on to q, da/dq = 2a",
            lambda a, b, v, g: 4 * v * _sum(g, _r(a, b) ** 2 * b[None]),
        ),
        Misconception(
            "derivative by a",
            "this is the derivative by a = e^2q; the chain goes on to q, da/dq = 2a",
            lambda a, b, v, g: 2 * v * _sum(g, _r(a, b) ** 2 * b[None]),
        ),
        Misconception(
            "b left out",
            "b is missing: the derivative of ab by a is b",
            lambda a, b, v, g: 4 * v * a * _sum(g, _r(a, b) ** 2),
        ),
        Misconception(
            "v left out",
            "v is missing: unit k enters the score with v_k",
            lambda a, b, v, g: 4 * a * _sum(g, _r(a, b) ** 2 * b[None]),
        ),
        Misconception(
            "g left out",
            "what comes in from behind, g, is missing: this is the derivative of the plain sum of "
            "all scores",
            lambda a, b, v, g: 4 * v * a * (_r(a, b) ** 2 * b[None]).sum(axis=1),
        ),
        Misconception(
            "sign",
            "every number has the wrong sign: two minus signs meet, -2 of the score and -R^2 b",
            lambda a, b, v, g: -4 * v * a * _sum(g, _r(a, b) ** 2 * b[None]),
        ),
        Misconception(
            "tanh for its derivative",
            "g meets the tanh itself, 1 - 2R; it should meet the tanh's derivative, 4abR^2",
            lambda a, b, v, g: v * _sum(g, 1 - 2 * _r(a, b)),
        ),
        Misconception(
            "summed over the steps",
            "the same row stands at every step: the sum is over positions, each query has its own",
            lambda a, b, v, g: np.tile(
                (4 * v * a * _sum(g, _r(a, b) ** 2 * b[None])).sum(axis=0), (len(a), 1)
            ),
        ),
        Misconception(
            "eight for four",
            "it is twice what is right: a 2 comes from the quotient and a 2 from da/dq, and "
            "there is no third",
            lambda a, b, v, g: 8 * v * a * _sum(g, _r(a, b) ** 2 * b[None]),
        ),
        Misconception(
            "averaged over the positions",
            "the sum over the positions is divided by J: it is a sum",
            lambda a, b, v, g: 4 * v * a * _sum(g, _r(a, b) ** 2 * b[None]) / len(b),
        ),
        Misconception(
            "v squared",
            "v is multiplied in twice: unit k enters the score with v_k once",
            lambda a, b, v, g: 4 * v**2 * a * _sum(g, _r(a, b) ** 2 * b[None]),
        ),
        Misconception(
            "gradient by the keys",
            "this is the derivative by the keys k, [J, K]: there the sum runs over the steps",
            lambda a, b, v, g: 4 * v * b * np.einsum("tj,tjk->jk", g, _r(a, b) ** 2 * a[:, None]),
        ),
    ),
    right=(
        lambda a, b, v, g: (
            4
            * v[None]
            * a
            * jnp.einsum("tj,tjk,jk->tk", g, (1 / (1 + a[:, None] * b[None])) ** 2, b)
        ),
        lambda a, b, v, g: (
            v[None] * jnp.einsum("tj,tjk->tk", g, 1 - (1 - 2 / (1 + a[:, None] * b[None])) ** 2)
        ),
        _by_jax,
    ),
    hint=(
        "For one unit: dq = 4 v a (S b) with S = g R^2 and R = 1 / (1 + ab), [T, J]. Which of a, b "
        "and v may stand outside the sum over positions?"
    ),
    part=Part("the gradient of the fast kernel", lambda a, b, v, g: (a, b, v, g), taught=False),
)
