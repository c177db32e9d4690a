"""Exercise: three matrices in a row, and which product to take first."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.costs import Cost
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, targets: int, sources: int, width: int, out: int) -> Case:
        weights = softmax(rng.normal(size=(targets, sources)) * 2)
        arrays = weights, rng.normal(size=(sources, width)), rng.normal(size=(width, out))
        return Case(label, tuple(array.astype(np.float32) for array in arrays))

    flat = case("one position", 3, 1, 4, 2)
    return [
        case("few steps, many positions", 2, 16, 6, 7),
        case("many steps, few positions", 16, 2, 6, 7),
        case("all sizes alike", 4, 4, 4, 4),
        flat,
        case("a wide state, a narrow result", 6, 8, 12, 2),
    ]


def _loop(weights: Array, states: Array, matrix: Array) -> Array:
    found = np.zeros((len(weights), matrix.shape[1]))
    for t, row in enumerate(weights.astype(np.float64)):
        context = sum(row[j] * states[j].astype(np.float64) for j in range(len(states)))
        found[t] = [float(context @ matrix[:, g]) for g in range(matrix.shape[1])]
    return found


def _between(args: Args, projected: Array) -> str | None:
    _, states, matrix = args
    each = states.astype(np.float64) @ matrix
    slack = TOLERANCE * (1 + np.abs(each).max())
    low, high = each.min(axis=0) - slack, each.max(axis=0) + slack
    outside = (projected < low) | (projected > high)
    if outside.any():
        t, g = np.unravel_index(int(outside.argmax()), outside.shape)
        return (
            f"weights that sum to one give a mean: {number(projected[t, g])} at [{t}, {g}] is "
            f"outside of what single positions give, {number(low[g])} to {number(high[g])}"
        )
    return None


def _own_row(args: Args, projected: Array) -> str | None:
    weights = args[0]
    for t in range(1, len(projected)):
        apart = np.abs(weights[t] - weights[0]).max() > 0.2 and len(args[1]) > 1
        if apart and np.array_equal(projected[t], projected[0]):
            return f"steps 0 and {t} weigh the positions differently and get the same result"
    return None


def _both(args: Args) -> tuple[int, int]:
    """The multiplications of (weights states) matrix, and of weights (states matrix)."""
    weights, _, matrix = args
    (targets, sources), (width, out) = weights.shape, matrix.shape
    first = targets * sources * width + targets * width * out
    return first, sources * width * out + targets * sources * out


def _thrifty(weights: jax.Array, states: jax.Array, matrix: jax.Array) -> jax.Array:
    first, second = _both((weights, states, matrix))
    return (weights @ states) @ matrix if first <= second else weights @ (states @ matrix)


projected_contexts = Exercise(
    name="projected_contexts",
    arguments=("weights", "states", "matrix"),
    wanted=(
        "weights [T, J], states [J, E] and matrix [E, O] to the projected contexts [T, O]: "
        "weights times states times matrix."
    ),
    draw=_draw,
    reference=_loop,
    properties=(
        Property("between single positions", _between),
        Property("each step its own", _own_row),
    ),
    wrong=(
        Misconception(
            "matrix left out",
            "these are the contexts, cut to O columns: the matrix is missing",
            lambda w, h, m: np.resize(w @ h, (len(w), m.shape[1])),
        ),
        Misconception(
            "weights ignored",
            "all positions count alike: the weights are not in it",
            lambda w, h, m: np.tile((h @ m).mean(axis=0), (len(w), 1)),
        ),
        Misconception(
            "sum for the mean",
            "the projected states are added up: the weights are not in it",
            lambda w, h, m: np.tile((h @ m).sum(axis=0), (len(w), 1)),
        ),
        Misconception(
            "softmax again",
            "a softmax is taken of the weights; they are weights already",
            lambda w, h, m: softmax(w) @ h @ m,
        ),
        Misconception(
            "heaviest position only",
            "only the heaviest position is read: that is hard attention",
            lambda w, h, m: h[w.argmax(axis=1)] @ m,
        ),
        Misconception(
            "tanh added",
            "a tanh is taken of the result; nothing but products was asked for",
            lambda w, h, m: np.tanh(w @ h @ m),
        ),
        Misconception(
            "transposed",
            "steps run across and the result's units run down: [O, T]",
            lambda w, h, m: (w @ h @ m).T,
        ),
        Misconception(
            "divided by J",
            "every result is divided by the number of positions: the weights sum to 1 already",
            lambda w, h, m: w @ h @ m / len(h),
        ),
        Misconception(
            "states first",
            "the product is in another order: the axis J of the weights must meet the axis J of "
            "the states",
            lambda w, h, m: jnp.asarray(h) @ jnp.asarray(m) @ jnp.asarray(w),
            also=(lambda w, h, m: jnp.asarray(h) @ jnp.asarray(w) @ jnp.asarray(m),),
        ),
    ),
    right=(
        _thrifty,
        lambda weights, states, matrix: jnp.linalg.multi_dot([weights, states, matrix]),
        lambda weights, states, matrix: (
            jax.vmap(lambda w: (w @ states) @ matrix)(weights)
            if _both((weights, states, matrix))[0] <= _both((weights, states, matrix))[1]
            else jax.vmap(lambda w: w @ (states @ matrix))(weights)
        ),
    ),
    hint=(
        "A product of [X, Y] and [Y, Z] takes X Y Z multiplications. Write down both sums; neither "
        "order is always the better one."
    ),
    cost=Cost(
        lambda args: min(_both(args)),
        "The two orders give the same and cost differently: let the shapes decide, they are known "
        "while tracing",
        slow=(
            lambda weights, states, matrix: (weights @ states) @ matrix,
            lambda weights, states, matrix: weights @ (states @ matrix),
        ),
    ),
    part=Part("the product that is timed", lambda w, h, m: (w, h, m), taught=False),
)
