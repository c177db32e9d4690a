"""Exercise: candidates ranked by a model, by their distance and by how frequent they are."""

from collections.abc import Callable
from itertools import pairwise

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, count: int, weights: tuple[float, float]) -> Case:
        """Scores that differ enough for float32; candidates that are not in order already."""
        while True:
            log_p = -rng.uniform(0.5, 9.0, count).astype(np.float32)
            distance = rng.integers(1, 4, count).astype(np.float32)
            zipf = rng.uniform(1.0, 7.0, count).round(2).astype(np.float32)
            score = _score(log_p, distance, zipf, np.array(weights))
            apart = np.diff(np.sort(score)).min() > 0.05
            if apart and np.diff(log_p).max() > 0 and np.diff(score).max() > 0:
                return Case(label, (log_p, distance, zipf, np.array(weights, np.float32)))

    return [
        case("all three count", 7, (2.0, 1.5)),
        case("frequency does not count", 6, (3.0, 0.0)),
        case("the model alone", 5, (0.0, 0.0)),
        case("frequency counts most", 8, (1.0, 4.0)),
        case("two candidates", 2, (1.5, 0.5)),
    ]


def _score(log_p: Array, distance: Array, zipf: Array, weights: Array) -> Array:
    return log_p.astype(np.float64) - weights[0] * distance + weights[1] * zipf


def _loop(log_p: Array, distance: Array, zipf: Array, weights: Array) -> Array:
    scored = [
        (-(float(p) - float(weights[0]) * float(d) + float(weights[1]) * float(z)), n)
        for n, (p, d, z) in enumerate(zip(log_p, distance, zipf, strict=True))
    ]
    return np.array([n for _, n in sorted(scored)])


def _ranked(score: Callable[..., Array]) -> Callable[..., Array]:
    return lambda *args: np.argsort(-score(*args), kind="stable")


def _each_once(args: Args, order: Array) -> str | None:
    if sorted(order.tolist()) != list(range(len(args[0]))):
        return f"each of the {len(args[0])} candidates stands in the order once: {order.tolist()}"
    return None


def _better_first(args: Args, order: Array) -> str | None:
    score = _score(*args)
    for one, other in pairwise(order):
        if score[one] < score[other] - 1e-4:
            return (
                f"candidate {one} (score {score[one]:.2f}) stands before candidate {other} "
                f"({score[other]:.2f})"
            )
    return None


rescore = Exercise(
    name="rescore",
    arguments=("log_p", "distance", "zipf", "weights"),
    wanted=(
        "for N candidates log p of each [N], its distance from what was typed [N] and its "
        "frequency [N], and the weights (lambda, mu) [2], to their order [N], whole numbers: the "
        "candidate with the highest log_p - lambda * distance + mu * zipf first."
    ),
    draw=_draw,
    reference=_loop,
    properties=(Property("each once", _each_once), Property("better ones first", _better_first)),
    wrong=(
        Misconception(
            "the worst first",
            "the order rises: argsort puts the smallest first, so sort by minus the score",
            lambda *args: np.argsort(_score(*args), kind="stable"),
        ),
        Misconception(
            "distance added",
            "the distance is added: a word that is farther away should score less",
            _ranked(lambda p, d, z, w: p + w[0] * d + w[1] * z),
        ),
        Misconception(
            "frequency subtracted",
            "the frequency is subtracted: a frequent word should score more",
            _ranked(lambda p, d, z, w: p - w[0] * d - w[1] * z),
        ),
        Misconception(
            "weights swapped",
            "the weights are swapped: the first is the distance's, the second the frequency's",
            _ranked(lambda p, d, z, w: p - w[1] * d + w[0] * z),
        ),
        Misconception(
            "the model left out",
            "log p does not count: this is distance and frequency alone",
            _ranked(lambda p, d, z, w: -w[0] * d + w[1] * z),
        ),
        Misconception(
            "probabilities",
            "the model's *probability* is weighed against the distance, exp(log_p): it is at most "
            "1 and hardly counts. The three are added as logarithms",
            _ranked(lambda p, d, z, w: np.exp(p) - w[0] * d + w[1] * z),
        ),
        Misconception(
            "distance not weighed",
            "the distance counts with weight 1, whatever lambda is",
            _ranked(lambda p, d, z, w: p - d + w[1] * z),
        ),
        Misconception(
            "frequency not weighed",
            "the frequency counts with weight 1, whatever mu is",
            _ranked(lambda p, d, z, w: p - w[0] * d + z),
        ),
        Misconception(
            "numbered from 1",
            "the candidates are numbered from 1: the first is candidate 0",
            lambda *args: _loop(*args) + 1,
        ),
        Misconception(
            "ranks, not an order",
            "argsort of argsort gives each candidate its rank; wanted are the candidates, in order",
            lambda *args: np.argsort(np.argsort(-_score(*args))),
        ),
        Misconception(
            "scores come out",
            "the scores come out: the candidates' numbers are asked for, best first",
            lambda *args: np.sort(_score(*args))[::-1],
            also=(_score,),
        ),
        Misconception(
            "only the best",
            "one number comes out, the best candidate: all of them are wanted, in order",
            lambda *args: np.argmax(_score(*args)),
        ),
    ),
    right=(
        lambda p, d, z, w: jnp.argsort(-(p - w[0] * d + w[1] * z)),
        _ranked(lambda p, d, z, w: p - w[0] * d + w[1] * z),
        lambda *args: _loop(*map(np.asarray, args)),
    ),
    hint="One line for the score, log_p - weights[0] * distance + weights[1] * zipf, and argsort.",
)
