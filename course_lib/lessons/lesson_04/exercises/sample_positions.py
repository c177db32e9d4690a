"""Exercise: a position drawn from each row of weights, by the Gumbel-max trick."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.kernels.masks import masked_softmax
from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Args, Case, Function, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import number
from course_lib.model.alignments import hard

Array = np.ndarray
MARGIN = 1e-4  # between the best position and the next, so that rounding decides no draw


def _gumbel(uniform: Array) -> Array:
    return -np.log(-np.log(uniform.astype(np.float64)))


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, weights: Array) -> Case:
        weights = weights.astype(np.float32)
        uniform = np.zeros_like(weights)
        close = np.ones(len(weights), bool)
        while close.any():
            drawn = rng.uniform(1e-5, 1 - 1e-5, size=(close.sum(), weights.shape[1]))
            uniform[close] = drawn.astype(np.float32)
            if weights.shape[1] == 1:
                break
            best = np.sort(np.log(weights) + _gumbel(uniform), axis=1)[:, -2:]
            close = ~(best[:, 1] - best[:, 0] > MARGIN)
        return Case(label, (weights, uniform))

    padded = softmax(rng.normal(size=(60, 6), scale=1.5))
    padded[:, 4:] = 0
    one = rng.permutation([0.5, 0.3, 0.15, 0.05])
    with np.errstate(divide="ignore"):
        return [
            case("weights of 0 on padding", padded / padded.sum(axis=1, keepdims=True)),
            case("flat weights", np.full((50, 5), 0.2)),
            case("one source position", np.ones((3, 1))),
            case("all the weight on one position", np.eye(5)[rng.integers(0, 5, size=8)]),
            case("4000 steps with the same weights", np.tile(one, (4000, 1))),
        ]


def _reference(weights: Array, uniform: Array) -> Array:
    # A race: position j arrives at a time that is exponential with rate w_j; the first one wins.
    with np.errstate(divide="ignore"):
        times = -np.log(uniform.astype(np.float64)) / weights
    return np.array([row.index(min(row)) for row in times.tolist()])


def _there_is_such_a_position(args: Args, positions: Array) -> str | None:
    sources = args[0].shape[1]
    wrong = positions[(positions < 0) | (positions >= sources)]
    if wrong.size:
        return f"positions count from 0 to {sources - 1}: one is {wrong[0]}"
    return None


def _never_without_weight(args: Args, positions: Array) -> str | None:
    weights, _ = args
    none = np.flatnonzero(weights[np.arange(len(positions)), positions] == 0)
    if none.size:
        t = none[0]
        return (
            f"a position of weight 0 must never be drawn: step {t} draws {positions[t]}, and its "
            f"weights are {[float(number(w)) for w in weights[t]]}"
        )
    return None


def _as_often_as_it_weighs(args: Args, positions: Array) -> str | None:
    weights, _ = args
    if len(weights) < 1000:
        return None
    share = np.bincount(positions, minlength=weights.shape[1]) / len(positions)
    error = np.sqrt(weights[0] * (1 - weights[0]) / len(positions))
    far = np.abs(share - weights[0]) / error
    if far.max() < 6:
        return None
    j = int(far.argmax())
    return (
        f"a position must be drawn as often as it weighs: position {j} weighs "
        f"{number(weights[0, j])}, and {len(positions)} steps draw it {number(share[j])} of the "
        f"time"
    )


def _one_step(answer: Function, scores: jax.Array, mask: jax.Array, key: jax.Array) -> jax.Array:
    """A model has scores and a key where the exercise has their weights and the key's numbers."""
    weights, numbers = masked_softmax(scores, mask), hard.uniform(key, scores.size)
    return answer(weights[None], numbers[None])[0]


def _some_key(weights: Array, uniform: Array) -> Args:
    with np.errstate(divide="ignore"):
        return np.log(weights[0]), weights[0] > 0, jax.random.key(0)


sample_positions = Exercise(
    name="sample_positions",
    arguments=("weights", "uniform"),
    wanted=(
        "weights [T, J], rows that sum to 1 (0 on padding), and uniform [T, J], numbers between 0 "
        "and 1, to positions [T] (int): one drawn from each row, by the Gumbel-max trick with that "
        "row's own noise."
    ),
    draw=_draw,
    reference=_reference,
    properties=(
        Property("positions of the source", _there_is_such_a_position),
        Property("never a position of weight 0", _never_without_weight),
        Property("as often as it weighs", _as_often_as_it_weighs),
    ),
    wrong=(
        Misconception(
            "noise added to the weights",
            "the noise is added to the weights as they are (log_softmax of the weights comes to "
            "the same, for it takes the same number off all): it belongs on their logarithms, "
            "log w",
            lambda w, u: (w + _gumbel(u)).argmax(axis=1),
        ),
        Misconception(
            "uniform noise",
            "the uniform numbers are added as they are: they must become Gumbel noise first, by "
            "two logarithms",
            lambda w, u: (np.log(w) + u).argmax(axis=1),
        ),
        Misconception(
            "sign of the noise",
            "the noise has the wrong sign: its long tail must point upwards",
            lambda w, u: (np.log(w) - _gumbel(u)).argmax(axis=1),
        ),
        Misconception(
            "one logarithm",
            "the noise is -log u, with one logarithm: that is exponential noise, not Gumbel noise",
            lambda w, u: (np.log(w) - np.log(u)).argmax(axis=1),
        ),
        Misconception(
            "same noise for every step",
            "all steps share the noise of the first: their draws are no longer independent",
            lambda w, u: (np.log(w) + _gumbel(u[:1])).argmax(axis=1),
        ),
        Misconception(
            "no noise",
            "the likeliest position comes out each time: nothing is drawn",
            lambda w, u: w.argmax(axis=1),
        ),
        Misconception(
            "softmax, not argmax",
            "a row of weights comes out for each step: a softmax stands where the argmax belongs",
            lambda w, u: softmax(np.log(w) + _gumbel(u)),
        ),
        Misconception(
            "one-hot",
            "one-hot rows come out, [T, J]; the number of the position is asked for",
            lambda w, u: np.eye(w.shape[1])[_reference(w, u)],
        ),
        Misconception(
            "over the targets",
            "one position comes out for each column: the argmax runs over the steps",
            lambda w, u: (np.log(w) + _gumbel(u)).argmax(axis=0),
        ),
        Misconception(
            "counted from 1",
            "every position is one too large: they count from 0",
            lambda w, u: _reference(w, u) + 1,
        ),
        Misconception(
            "largest noise",
            "the position with the largest noise comes out, whatever it weighs",
            lambda w, u: u.argmax(axis=1),
        ),
        Misconception(
            "summed weights",
            "it draws rightly, but from one uniform number per step and the running sums of the "
            "weights; here the Gumbel-max trick is asked for",
            lambda w, u: (w.cumsum(axis=1) <= u[:, :1]).sum(axis=1).clip(max=w.shape[1] - 1),
        ),
        Misconception(
            "one position for all",
            "one number comes out: the argmax runs over the whole table, and needs an axis",
            lambda w, u: (np.log(w) + _gumbel(u)).argmax(),
        ),
        Misconception(
            "argmin",
            "the position with the smallest sum comes out: the largest one wins",
            lambda w, u: (np.log(w) + _gumbel(u)).argmin(axis=1),
        ),
        Misconception(
            "weight times noise",
            "the noise multiplies the weight: it is added to the logarithm of the weight",
            lambda w, u: (w * _gumbel(u)).argmax(axis=1),
        ),
    ),
    right=(
        lambda weights, uniform: jnp.argmax(jnp.log(weights) - jnp.log(-jnp.log(uniform)), axis=-1),
        lambda weights, uniform: jnp.argmin(-jnp.log(uniform) / weights, axis=1),
        lambda weights, uniform: jax.vmap(
            lambda w, u: jnp.argmax(jnp.where(w > 0, jnp.log(w), -jnp.inf) - jnp.log(-jnp.log(u)))
        )(jnp.asarray(weights), jnp.asarray(uniform)),
    ),
    hint=(
        "Gumbel noise is -log(-log u). Add it to the logarithm of the weights (minus infinity for "
        "a weight of 0 is just right) and take the argmax of each row."
    ),
    part=Part(
        goes="Parts(choose_position=...)",
        example=_some_key,
        through=_one_step,
        taught=False,
    ),
)
