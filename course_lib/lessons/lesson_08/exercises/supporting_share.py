"""Exercise: how often the largest weight lies on a fact that supports the answer."""

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.lesson_08.supporting_share_mistakes import WRONG, among, real, tops

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
    wrong=WRONG,
    right=(
        lambda w, n, s: np.mean(among(tops(np.asarray(w), n), np.asarray(s))),
        lambda w, n, s: jnp.mean(
            jnp.any(s == jnp.argmax(jnp.where(real(w, n), w, -jnp.inf), axis=1)[:, None], axis=1)
        ),
        lambda w, n, s: _loop(*map(np.asarray, (w, n, s))),
        lambda w, n, s: (tops(w, n)[:, None] == s).sum(1).mean(),
        _filled,
    ),
    hint=(
        "Write it for one question: top = weights[n, :counts[n]].argmax() is a number from 0 to "
        "counts[n] - 1, so that it never equals the filling -1; is it among supporting[n]? Then "
        "the mean over the questions."
    ),
    numpy=True,
)
