"""Exercise: how often the largest weight lies on a fact that supports the answer."""

from collections.abc import Callable

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import TOLERANCE, number

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def row(columns: int, facts: int, top: int) -> Array:
        """Weights whose largest real one is at `top`, the smallest behind it, and then the
        second-largest; columns of padding hold more than any."""
        raw = rng.uniform(0.3, 0.35, facts)
        raw[(top + 1) % facts], raw[(top + 2) % facts] = rng.uniform([0.1, 0.4], [0.2, 0.5])
        raw[top] = rng.uniform(0.7, 0.75)
        return np.concatenate([raw / raw.sum(), rng.uniform(2.0, 3.0, columns - facts)])

    def case(label: str, columns: int, questions: list[tuple[int, int, list[int]]]) -> Case:
        """Of each question the number of facts, where the largest weight lies, what supports."""
        most = max(len(supporting) for _, _, supporting in questions)
        filled = [[*s, *[-1] * (most - len(s))] for _, _, s in questions]
        rows = np.array([row(columns, facts, top) for facts, top, _ in questions])
        facts = np.array([facts for facts, _, _ in questions], np.int32)
        order = rng.permutation(len(questions))
        values = rows.astype(np.float32), facts, np.array(filled, np.int32)
        return Case(label, tuple(value[order] for value in values))

    return [
        # (facts, largest, supporting): three of five hit.
        case("one supporting fact each", 6, [
            (6, 3, [3]), (6, 0, [0]), (6, 2, [2]), (6, 2, [1]), (6, 1, [5]),
        ]),
        case("two supporting facts each", 6, [
            (6, 3, [3, 1]), (6, 2, [4, 2]), (6, 1, [5, 1]), (6, 0, [2, 3]),
        ]),
        case("some with one supporting fact, filled with -1", 5, [
            (5, 4, [2, -1]), (5, 0, [2, -1]), (5, 4, [1, -1]), (5, 1, [1, -1]), (5, 3, [0, 3]),
            (5, 2, [3, 0]), (5, 0, [0, 2]),
        ]),
        case("columns of padding, with junk in them", 7, [
            (4, 2, [2, -1]), (3, 1, [0, 1]), (5, 4, [0, -1]), (4, 3, [3, 0]), (7, 6, [6, 5]),
        ]),
        case("none of the largest weights", 5, [(5, 0, [1, 2]), (4, 3, [0, 1]), (5, 2, [4, 3])]),
        case("one question", 4, [(3, 2, [0, 2, 1])]),
    ]  # fmt: skip


def _loop(weights: Array, counts: Array, supporting: Array) -> float:
    hits = 0
    for row, count, wanted in zip(weights, counts, supporting, strict=True):
        top = 0
        for j in range(int(count)):
            if row[j] > row[top]:
                top = j
        hits += any(int(fact) == top for fact in wanted)
    return hits / len(weights)


def _real(weights: Array, counts: Array) -> Array:
    return np.arange(weights.shape[1])[None] < np.asarray(counts)[:, None]


def _tops(weights: Array, counts: Array, place: int = -1) -> Array:
    """Where the largest real weight lies, or with -2 the second-largest."""
    return np.argsort(np.where(_real(weights, counts), weights, -1.0), axis=1)[:, place]


def _among(top: Array, supporting: Array) -> Array:
    return np.any(supporting == np.asarray(top)[:, None], axis=1)


def _with(choose: Callable[[Array, Array], Array]) -> Callable[..., Array]:
    return lambda w, n, s: np.mean(_among(choose(w, n), s))


def _marked(weights: Array, supporting: Array) -> Array:
    """[N, J]: 1 at the supporting facts."""
    places = np.arange(weights.shape[1])[None, None]
    return np.any(np.asarray(supporting)[:, :, None] == places, axis=1).astype(np.float32)


def _heavy(weights: Array, supporting: Array) -> Array:
    """Whether a supporting fact has more than half of the weight by itself."""
    return np.any(weights * _marked(weights, supporting) > 0.5, axis=1)


def _indexed(weights: Array, counts: Array, supporting: Array) -> Array:
    """[N]: the weight of the supporting facts, the filling -1 taken as an index like the others."""
    return np.array([row[wanted].sum() for row, wanted in zip(weights, supporting, strict=True)])


def _indexed_real(weights: Array, counts: Array, supporting: Array) -> Array:
    """The same, of the real columns alone."""
    triples = zip(weights, counts, supporting, strict=True)
    return np.array([row[:count][wanted].sum() for row, count, wanted in triples])


def _filled(weights: Array, counts: Array, supporting: Array) -> float:
    weights = weights.copy()
    weights[np.arange(weights.shape[1]) >= counts[:, None]] = -1
    pairs = zip(weights, supporting, strict=True)
    return float(np.mean([int(row.argmax()) in set(wanted) for row, wanted in pairs]))


def _a_share(args: Args, share: Array) -> str | None:
    if not 0 <= share <= 1:
        return f"a share lies between 0 and 1: it is {number(share)}"
    return None


def _whole_questions(args: Args, share: Array) -> str | None:
    hits = float(share) * len(args[0])
    if abs(hits - round(hits)) > 100 * TOLERANCE:
        return (
            f"each of the {len(args[0])} questions is hit or missed, so the share is a whole "
            f"number divided by {len(args[0])}: it is {number(share)}"
        )
    return None


supporting_share = Exercise(
    name="supporting_share",
    arguments=("weights", "counts", "supporting"),
    wanted=(
        "for N questions the weights [N, J] of their facts, how many of the J columns are real "
        "facts, counts [N] (the first ones; what stands in the others means nothing), and the "
        "numbers of the facts that support the answer [N, S], different ones, from 0 and filled "
        "with -1, to one number: the share of the questions whose largest real weight lies on one "
        "of its supporting facts."
    ),
    draw=_draw,
    reference=_loop,
    properties=(Property("a share", _a_share), Property("whole questions", _whole_questions)),
    wrong=(
        Misconception(
            "the largest over padding",
            "columns of padding are looked at too: only the first counts[n] of a row are real",
            _with(lambda w, n: w.argmax(axis=1)),
        ),
        Misconception(
            "the last fact left out",
            "the last real fact is never looked at: counts[n] is how many there are, so they are "
            "weights[n, :counts[n]], without a - 1",
            _with(lambda w, n: _tops(w, np.asarray(n) - 1)),
        ),
        Misconception(
            "-1 is the last column",
            "the filling -1 is taken as an index, and that is the last column: -1 is no fact",
            lambda w, n, s: np.mean(_among(_tops(w, n), np.where(s < 0, w.shape[1] - 1, s))),
            also=(
                lambda w, n, s: np.mean(
                    _among(_tops(w, n), np.where(s < 0, np.asarray(n)[:, None] - 1, s))
                ),
            ),
        ),
        Misconception(
            "-1 is the first column",
            "the filling -1 is made 0 and then counts as fact 0: -1 is no fact",
            lambda w, n, s: np.mean(_among(_tops(w, n), np.maximum(s, 0))),
        ),
        Misconception(
            "the first supporting fact alone",
            "only the first supporting fact of a question is compared: any of them will do",
            lambda w, n, s: np.mean(_tops(w, n) == s[:, 0]),
        ),
        Misconception(
            "the last supporting fact alone",
            "only the last column of supporting is compared: any of them will do",
            lambda w, n, s: np.mean(_tops(w, n) == s[:, -1]),
        ),
        Misconception(
            "all supporting facts needed",
            "a question counts only if all its supporting facts are hit, and one largest weight "
            "cannot lie on two: any of them will do",
            lambda w, n, s: np.mean(np.all((s == _tops(w, n)[:, None]) | (s < 0), axis=1)),
            also=(lambda w, n, s: np.mean(np.all(s == _tops(w, n)[:, None], axis=1)),),
        ),
        Misconception(
            "pairs counted",
            "the mean runs over all pairs of a question and a supporting fact: count questions",
            lambda w, n, s: np.mean(s == _tops(w, n)[:, None]),
            also=(lambda w, n, s: np.sum(s == _tops(w, n)[:, None]) / np.sum(s >= 0),),
        ),
        Misconception(
            "the weight itself",
            "the weight on the supporting facts is averaged: the question is whether the largest "
            "one lies there",
            lambda w, n, s: np.mean(np.sum(w * _marked(w, s), axis=1)),
            also=(
                lambda w, n, s: np.mean(np.max(w * _marked(w, s), axis=1)),
                lambda w, n, s: np.mean(_indexed(w, n, s)),
                lambda w, n, s: np.mean(_indexed_real(w, n, s)),
            ),
        ),
        Misconception(
            "more than half of the weight",
            "a question counts where its supporting facts have more than half of the weight: the "
            "question is whether the largest one lies there",
            lambda w, n, s: np.mean(np.sum(w * _marked(w, s), axis=1) > 0.5),
            also=(
                lambda w, n, s: np.mean(_heavy(w, s)),
                lambda w, n, s: np.mean(_indexed(w, n, s) > 0.5),
                lambda w, n, s: np.mean(_indexed_real(w, n, s) > 0.5),
            ),
        ),
        Misconception(
            "numbered from 1",
            "the facts are numbered from 1: the first one is fact 0",
            _with(lambda w, n: _tops(w, n) + 1),
        ),
        Misconception(
            "one too early",
            "the fact before the one with the largest weight is compared",
            _with(lambda w, n: np.where(_tops(w, n) > 0, _tops(w, n) - 1, -2)),
        ),
        Misconception(
            "the smallest",
            "it is the smallest weight, and the largest is asked for",
            _with(lambda w, n: np.where(_real(w, n), w, 9.0).argmin(axis=1)),
        ),
        Misconception(
            "the second largest",
            "it is the second-largest weight, and the largest is asked for",
            _with(lambda w, n: _tops(w, n, -2)),
        ),
        Misconception(
            "one of the two largest",
            "a question counts where one of its two largest weights lies on a supporting fact",
            lambda w, n, s: np.mean(_among(_tops(w, n), s) | _among(_tops(w, n, -2), s)),
        ),
        Misconception(
            "one question for all",
            "the largest weight is looked for down a column, among the questions: each question "
            "has a row",
            lambda w, n, s: np.mean(
                [int(t) in row for t, row in zip(w.argmax(axis=0), s.tolist(), strict=False)]
            ),
        ),
        Misconception(
            "a count",
            "the questions are counted: their share is asked for, so divide by N",
            lambda w, n, s: np.sum(_among(_tops(w, n), s)).astype(float),
        ),
        Misconception(
            "the share of misses",
            "it is the share of the questions that miss: one minus what is asked for",
            lambda w, n, s: 1 - np.mean(_among(_tops(w, n), s)),
        ),
    ),
    right=(
        lambda w, n, s: np.mean(_among(_tops(np.asarray(w), n), np.asarray(s))),
        lambda w, n, s: jnp.mean(
            jnp.any(s == jnp.argmax(jnp.where(_real(w, n), w, -jnp.inf), axis=1)[:, None], axis=1)
        ),
        lambda w, n, s: _loop(*map(np.asarray, (w, n, s))),
        lambda w, n, s: (_tops(w, n)[:, None] == s).sum(1).mean(),
        _filled,
    ),
    hint=(
        "Write it for one question: top = weights[n, :counts[n]].argmax() is a number from 0 to "
        "counts[n] - 1, so that it never equals the filling -1; is it among supporting[n]? Then "
        "the mean over the questions."
    ),
    numpy=True,
)
