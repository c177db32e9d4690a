"""Exercise: how far luck goes. The bootstrap interval of a share of right answers."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.checking.telling import drawn_until_telling
from course_lib.lessons.lesson_06.interval_mistakes import ENDS, WRONG, by_hand, shares

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    return drawn_until_telling(_cases, rng, by_hand, WRONG)


def _cases(rng: np.random.Generator) -> list[Case]:
    def case(label: str, right: Array, repeats: int) -> Case:
        picks = rng.integers(0, len(right), (repeats, len(right))).astype(np.int32)
        return Case(label, (rng.permutation(right), picks))

    def answers(count: int, share: float) -> Array:
        return np.arange(count) < round(share * count)

    def uneven() -> Case:
        """The ends lie between two different shares, and the outermost shares are others."""
        while True:
            drawn = case("a hundred answers", answers(100, 0.7), 60)
            found = np.sort(shares(*drawn.args))
            if len(set(found[:3])) == len(set(found[-3:])) == 3:
                return drawn

    gained = answers(40, 0.3).astype(np.int32) - answers(40, 0.1)[::-1]
    return [
        case("most are right", answers(30, 0.8), 200),
        case("few are right", answers(50, 0.2), 400),
        case("a small test", answers(12, 0.5), 300),
        case("all are right", answers(20, 1.0), 100),
        uneven(),
        case("a difference of two", gained, 300),
    ]


def _means_only(args: Args, ends: Array) -> str | None:
    low, high = int(args[0].min() < 0) * -1, 1
    if ends.min() < low - 1e-6 or ends.max() > high + 1e-6:
        return (
            f"means of `right` lie between {low} and {high}; the ends are {number(ends[0])} and "
            f"{number(ends[1])}"
        )
    return None


def _low_first(args: Args, ends: Array) -> str | None:
    if ends[0] > ends[1] + 1e-6:
        return f"the lower end comes first; it gives {number(ends[0])} and {number(ends[1])}"
    return None


def _a_range(args: Args, ends: Array) -> str | None:
    right, _ = args
    if right.min() < right.max() and ends[1] - ends[0] < 1e-6:
        return f"the ends are the same, {number(ends[0])}: the repeats differ by luck"
    return None


interval = Exercise(
    name="interval",
    arguments=("right", "picks"),
    wanted=(
        "right [N] (bool, which answers are right; or -1, 0 and 1, a difference of two correctors) "
        "and picks [R, N] (whole numbers: each row is a new test, N answers drawn from the N with "
        "repetition) to [2]: the 2.5 and the 97.5 percentile of the R means of right[row]. Between "
        "two of them a percentile is interpolated, as jnp.percentile does."
    ),
    draw=_draw,
    reference=by_hand,
    properties=(
        Property("means", _means_only),
        Property("the lower end first", _low_first),
        Property("a range", _a_range),
    ),
    wrong=WRONG,
    right=(
        lambda r, k: jnp.percentile(r[k].mean(axis=1), jnp.array(ENDS)),
        lambda r, k: jnp.quantile(
            jax.vmap(lambda row: jnp.mean(r[row].astype(jnp.float32)))(k), jnp.array([0.025, 0.975])
        ),
        lambda r, k: by_hand(np.asarray(r), np.asarray(k)),
    ),
    hint=(
        "right[picks] has the answers of all new tests at once, [R, N]. Its mean over axis 1 gives "
        "R shares; jnp.percentile(shares, jnp.array([2.5, 97.5])) their ends."
    ),
)
