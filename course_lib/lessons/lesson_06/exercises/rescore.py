"""Exercise: candidates ranked by a model, by their distance and by how frequent they are."""

from collections.abc import Callable
from itertools import pairwise

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.telling import drawn_until_telling

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    return drawn_until_telling(_cases, rng, _loop, WRONG)


def _cases(rng: np.random.Generator) -> list[Case]:
    return [
        _case(rng, "all three count", 7, (2.0, 1.5)),
        _case(rng, "frequency does not count", 6, (3.0, 0.0)),
        _case(rng, "the model counts most", 5, (0.2, 0.1)),
        _case(rng, "frequency counts most", 8, (1.0, 4.0)),
        _case(rng, "two candidates", 2, (1.5, 0.5)),
    ]


def _case(rng: np.random.Generator, label: str, count: int, weights: tuple[float, float]) -> Case:
    """No score ties, right or wrong: not every argsort is stable. Nothing is in order already."""
    while True:
        log_p = -rng.uniform(0.5, 9.0, count).astype(np.float32)
        distance = (0.5 * rng.permutation(np.arange(1, count + 1))).astype(np.float32)
        zipf = rng.uniform(1.0, 7.0, count).round(2).astype(np.float32)
        args = (log_p, distance, zipf, np.array(weights, np.float32))
        least = {name: np.diff(np.sort(score(*args))).min() for name, score in SCORES.items()}
        right = _score(*args)
        if (
            min(least.values()) > 1e-6
            and least["right"] > 0.05
            and np.diff(log_p).max() > 0
            and np.diff(right).max() > 0
        ):
            return Case(label, args)


def _score(log_p: Array, distance: Array, zipf: Array, weights: Array) -> Array:
    return log_p.astype(np.float64) - weights[0] * distance + weights[1] * zipf


SCORES: dict[str, Callable[..., Array]] = {
    "right": _score,
    "distance added": lambda p, d, z, w: p + w[0] * d + w[1] * z,
    "frequency subtracted": lambda p, d, z, w: p - w[0] * d - w[1] * z,
    "weights swapped": lambda p, d, z, w: p - w[1] * d + w[0] * z,
    "log p subtracted": lambda p, d, z, w: -p - w[0] * d + w[1] * z,
    "the model left out": lambda p, d, z, w: -w[0] * d + w[1] * z,
    "distance left out": lambda p, d, z, w: p + w[1] * z,
    "frequency left out": lambda p, d, z, w: p - w[0] * d,
    "probabilities": lambda p, d, z, w: np.exp(p) - w[0] * d + w[1] * z,
    "distance not weighed": lambda p, d, z, w: p - d + w[1] * z,
    "frequency not weighed": lambda p, d, z, w: p - w[0] * d + z,
    "weights ignored": lambda p, d, z, w: p - d + z,
}


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


def _scored(name: str, looks_like: str) -> Misconception:
    return Misconception(name, looks_like, _ranked(SCORES[name]))


WRONG = (
    Misconception(
        "the worst first",
        "the order rises: argsort puts the smallest first, so sort by minus the score",
        lambda *args: np.argsort(_score(*args), kind="stable"),
    ),
    _scored(
        "distance added",
        "the distance is added: a word that is farther away should score less",
    ),
    _scored(
        "frequency subtracted",
        "the frequency is subtracted: a frequent word should score more",
    ),
    _scored(
        "weights swapped",
        "the weights are swapped: the first is the distance's, the second the frequency's",
    ),
    _scored(
        "log p subtracted",
        "log p has a minus: a word that the model finds likely should score more. It is negative "
        "already; add it as it is",
    ),
    _scored(
        "the model left out",
        "log p does not count: this is distance and frequency alone",
    ),
    _scored(
        "distance left out",
        "the distance does not count: subtract weights[0] * distance",
    ),
    _scored(
        "frequency left out",
        "the frequency does not count: add weights[1] * zipf",
    ),
    _scored(
        "probabilities",
        "the model's *probability* is weighed against the distance, exp(log_p): it is at most 1 "
        "and hardly counts. The three are added as logarithms",
    ),
    _scored(
        "distance not weighed",
        "the distance counts with weight 1, whatever lambda is",
    ),
    _scored(
        "frequency not weighed",
        "the frequency counts with weight 1, whatever mu is",
    ),
    _scored(
        "weights ignored",
        "the weights are not used: distance and frequency both count with weight 1",
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
)


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
    wrong=WRONG,
    right=(
        lambda p, d, z, w: jnp.argsort(-(p - w[0] * d + w[1] * z)),
        _ranked(lambda p, d, z, w: p - w[0] * d + w[1] * z),
        lambda *args: _loop(*map(np.asarray, args)),
    ),
    hint="One line for the score, log_p - weights[0] * distance + weights[1] * zipf, and argsort.",
)
