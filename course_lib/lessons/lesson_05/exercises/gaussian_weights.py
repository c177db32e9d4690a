"""Exercise: local-p's weights, the softmax over a window times a Gaussian around its centre."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import TOLERANCE, number

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, sources: int, centre: float, half: int, flat: bool = False) -> Case:
        scores = rng.normal(size=sources, scale=0.0 if flat else 1.5).astype(np.float32)
        return Case(label, (scores, centre, half))

    between = float(rng.uniform(4.2, 4.4))
    return [
        case("a centre between two positions", 10, between, 3),
        case("a centre on a position", 9, 3.0, 2),
        case("a window over the source's end", 8, 6.7, 3),
        case("a wide window", 12, 5.6, 5),
        case("equal scores", 9, 2.8, 3, flat=True),
        case("a window of one to each side", 5, 1.2, 1),
    ]


def _loop(scores: Array, centre: float, half_width: int) -> Array:
    weights = np.zeros(len(scores))
    inside = [j for j in range(len(scores)) if abs(j - centre) <= half_width]
    total = sum(np.exp(np.float64(scores[j])) for j in inside)
    deviation = half_width / 2
    for j in inside:
        bell = np.exp(-((j - centre) ** 2) / (2 * deviation**2))
        weights[j] = np.exp(np.float64(scores[j])) / total * bell
    return weights


def _none_outside(args: Args, weights: Array) -> str | None:
    _, centre, half = args
    far = np.abs(np.arange(len(weights)) - centre)
    wrong = np.flatnonzero((far > half) & (np.abs(weights) > TOLERANCE))
    if wrong.size:
        j = int(wrong[0])
        return (
            f"position {j} is {number(far[j])} from the centre, and D is {half}: its weight must "
            f"be 0 and is {number(weights[j])}"
        )
    return None


def _all_of_the_window(args: Args, weights: Array) -> str | None:
    _, centre, half = args
    far = np.abs(np.arange(len(weights)) - centre)
    wrong = np.flatnonzero((far <= half) & (weights <= 0))
    if wrong.size:
        j = int(wrong[0])
        return (
            f"position {j} is {number(far[j])} from the centre, and D is {half}: it is in the "
            f"window, and its weight is {number(weights[j])}"
        )
    return None


def _at_most_the_softmax(args: Args, weights: Array) -> str | None:
    scores, centre, half = args
    inside = np.abs(np.arange(len(scores)) - centre) <= half
    powers = np.exp(scores) * inside
    plain = powers / powers.sum()
    wrong = np.flatnonzero(weights > plain + TOLERANCE)
    if wrong.size:
        j = int(wrong[0])
        return (
            f"the Gaussian is at most 1, so no weight exceeds its softmax over the window: "
            f"position {j} has {number(weights[j])}, and its softmax is {number(plain[j])}"
        )
    return None


def _highest_at_the_centre(args: Args, weights: Array) -> str | None:
    scores, centre, _ = args
    far = np.abs(np.arange(len(weights)) - centre)
    nearest, highest = int(far.argmin()), int(weights.argmax())
    if np.ptp(scores) == 0 and highest != nearest:
        return (
            f"with equal scores the position nearest to the centre {number(centre)} weighs most; "
            f"here it is position {highest}"
        )
    return None


def _window(scores: Array, centre: float, half: int) -> Array:
    return (np.abs(np.arange(len(scores)) - centre) <= half).astype(float)


def _plain(scores: Array, centre: float, half: int) -> Array:
    return _over(scores, _window(scores, centre, half))


def _over(scores: Array, inside: Array) -> Array:
    powers = np.exp(scores.astype(float)) * inside
    return powers / powers.sum()


def _bell(scores: Array, centre: float, deviation: float) -> Array:
    return np.exp(-((np.arange(len(scores)) - centre) ** 2) / (2 * deviation**2))


gaussian_weights = Exercise(
    name="gaussian_weights",
    arguments=("scores", "centre", "half_width"),
    wanted=(
        "scores [J], all real, a centre p (float, from 0) and a half-width D (int) to weights [J]: "
        "the softmax over the positions at most D from p, times exp(-(j - p)^2 / (2 sigma^2)) with "
        "sigma = D / 2; zero elsewhere."
    ),
    draw=_draw,
    reference=_loop,
    properties=(
        Property("nothing outside the window", _none_outside),
        Property("all of the window", _all_of_the_window),
        Property("at most the softmax", _at_most_the_softmax),
        Property("highest at the centre", _highest_at_the_centre),
    ),
    wrong=(
        Misconception(
            "centred on a whole position",
            "the Gaussian stands on the position nearest to the centre: it must stand on the "
            "centre itself, or the centre gets no gradient to learn from",
            lambda e, p, d: _plain(e, p, d) * _bell(e, float(np.round(p)), d / 2),
            also=(lambda e, p, d: _plain(e, p, d) * _bell(e, float(np.floor(p)), d / 2),),
        ),
        Misconception(
            "centred in the source",
            "the Gaussian stands in the middle of the source, not on the centre",
            lambda e, p, d: _plain(e, p, d) * _bell(e, (len(e) - 1) / 2, d / 2),
            also=(lambda e, p, d: _plain(e, p, d) * _bell(e, len(e) / 2, d / 2),),
        ),
        Misconception(
            "centred at zero",
            "the Gaussian falls from the source's start on: the centre is not taken off",
            lambda e, p, d: _plain(e, p, d) * _bell(e, 0.0, d / 2),
        ),
        Misconception(
            "centred on the best score",
            "the Gaussian stands on the position with the highest score, not on the centre",
            lambda e, p, d: _plain(e, p, d) * _bell(e, float(_plain(e, p, d).argmax()), d / 2),
        ),
        Misconception(
            "sigma is D",
            "the Gaussian is too wide: sigma is D / 2, so that the window ends at two sigmas",
            lambda e, p, d: _plain(e, p, d) * _bell(e, p, d),
        ),
        Misconception(
            "variance for deviation",
            "D / 2 is taken for sigma squared; it is sigma",
            lambda e, p, d: _plain(e, p, d) * _bell(e, p, np.sqrt(d / 2)),
        ),
        Misconception(
            "no 2 below",
            "the 2 in front of sigma squared is missing: the Gaussian is too narrow",
            lambda e, p, d: _plain(e, p, d) * _bell(e, p, d / 2 / np.sqrt(2)),
        ),
        Misconception(
            "a density",
            "the Gaussian is divided by sigma and the root of 2 pi: it is a factor that is 1 at "
            "the centre here, not a density",
            lambda e, p, d: _plain(e, p, d) * _bell(e, p, d / 2) / (d / 2 * np.sqrt(2 * np.pi)),
        ),
        Misconception(
            "made to sum to one",
            "the weights are divided by their sum; in the paper they are not, and sum to less "
            "than 1",
            lambda e, p, d: (
                _plain(e, p, d) * _bell(e, p, d / 2) / (_plain(e, p, d) * _bell(e, p, d / 2)).sum()
            ),
        ),
        Misconception(
            "Gaussian inside the softmax",
            "the scores are changed by the Gaussian before the softmax; it comes after it",
            lambda e, p, d: _plain(e * _bell(e, p, d / 2), p, d),
            also=(lambda e, p, d: _plain(e + _bell(e, p, d / 2), p, d),),
        ),
        Misconception(
            "no Gaussian",
            "every position of the window weighs by its score alone: the Gaussian is missing",
            _plain,
        ),
        Misconception(
            "Gaussian alone",
            "the scores have no say: the softmax is missing",
            lambda e, p, d: _window(e, p, d) * _bell(e, p, d / 2),
        ),
        Misconception(
            "no window",
            "the softmax is over the whole source: the positions far from the centre take their "
            "share",
            lambda e, p, d: softmax(e.astype(float)) * _bell(e, p, d / 2),
            also=(
                lambda e, p, d: softmax(e.astype(float)) * _bell(e, p, d / 2) * _window(e, p, d),
            ),
        ),
        Misconception(
            "edge left out",
            "a position at exactly D from the centre is left out: at most D means <=, not <",
            lambda e, p, d: _over(e, np.abs(np.arange(len(e)) - p) < d) * _bell(e, p, d / 2),
        ),
        Misconception(
            "distance not squared",
            "the exponent holds the distance itself, not its square",
            lambda e, p, d: (
                _plain(e, p, d) * np.exp(-np.abs(np.arange(len(e)) - p) / (2 * (d / 2) ** 2))
            ),
        ),
        Misconception(
            "sign of the exponent",
            "the minus in the exponent is missing: the weight grows with the distance",
            lambda e, p, d: _plain(e, p, d) / _bell(e, p, d / 2),
        ),
    ),
    right=(
        lambda scores, centre, half_width: (
            lambda far: (
                jax.nn.softmax(jnp.where(jnp.abs(far) <= half_width, scores, -jnp.inf))
                * jnp.exp(-2 * (far / half_width) ** 2)
            )
        )(jnp.arange(len(scores)) - centre),
        _loop,
    ),
    hint=(
        "Three steps: far = arange(J) - centre; the softmax of the scores over |far| <= D; times "
        "exp(-far^2 / (2 sigma^2)). Nothing is divided by its sum after that."
    ),
)
