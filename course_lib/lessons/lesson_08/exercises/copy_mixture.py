"""Exercise: the probabilities of a model that writes words or copies them."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.gradients import unreached
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.lesson_08.copy_mixture_mistakes import WRONG

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, gate: float, tokens: list[int], vocabulary: int, lent: int) -> Case:
        """Shares of which none is small; the first weight is the largest, so that the last one of a
        repeated word is not."""
        written, weights = (rng.uniform(0.5, 1.5, size) for size in (vocabulary, len(tokens)))
        weights[0] += 1.2
        return Case(
            label,
            (
                np.array(gate, np.float32),
                (written / written.sum()).astype(np.float32),
                (weights / weights.sum()).astype(np.float32),
                np.array(tokens, np.int32),
                vocabulary + lent,
            ),
        )

    padded = case("two positions of padding, whose weight is 0", 0.7, [3, 7, 7, 5, 0, 0], 6, 2)
    padded.args[2][4:] = 0.0
    padded.args[2][:4] /= padded.args[2][:4].sum()
    low, high = float(rng.uniform(0.2, 0.35)), float(rng.uniform(0.65, 0.8))
    return [
        case("a lent word that stands twice", low, [6, 2, 6, 5], 5, 3),
        case("a word of the vocabulary that stands twice", high, [4, 2, 6, 4, 1], 6, 2),
        case("nothing lent", low, [3, 1, 3, 2], 5, 0),
        case("every word another one", high, [1, 5, 4], 4, 2),
        case("p_gen = 1, nothing is copied", 1.0, [6, 2, 5], 5, 2),
        case("p_gen = 0, all is copied", 0.0, [6, 2, 6, 5], 5, 3),
        padded,
    ]


def _loop(p_gen: Array, written: Array, weights: Array, tokens: Array, size: int) -> Array:
    made = [0.0] * size
    for v, probability in enumerate(written):
        made[v] += float(p_gen) * float(probability)
    for weight, token in zip(weights, tokens, strict=True):
        made[int(token)] += (1 - float(p_gen)) * float(weight)
    return np.array(made)


def _negative(args: Args, made: Array) -> str | None:
    if (made < 0).any():
        return f"a probability cannot be negative: the smallest is {number(made.min())}"
    return None


def _sum_to_one(args: Args, made: Array) -> str | None:
    if abs(made.sum() - 1) > 10 * TOLERANCE:
        return f"probabilities must sum to 1: yours sum to {number(made.sum())}"
    return None


def _copies_what_it_should(args: Args, made: Array) -> str | None:
    p_gen, written, weights, tokens, size = args
    for v in range(len(written), size):
        wanted = (1 - float(p_gen)) * float(weights[tokens == v].sum())
        if abs(made[v] - wanted) > TOLERANCE:
            return (
                f"number {v} is lent, so it can only be copied: it gets 1 - p_gen times the "
                f"weights where it stands, {number(wanted)}; it gives {number(made[v])}"
            )
    return None


def _scattered(p_gen: Any, written: Any, weights: Any, tokens: Any, size: int) -> Any:
    made = jnp.zeros(size).at[: len(written)].set(p_gen * written)
    return made.at[tokens].add((1 - p_gen) * weights)


copy_mixture = Exercise(
    name="copy_mixture",
    arguments=("p_gen", "written", "weights", "tokens", "size"),
    wanted=(
        "p_gen (one number from 0 to 1), the probabilities written [V] of the vocabulary, the "
        "attention weights [J], the numbers tokens [J] of the source's words, some of which may "
        "be V or more (lent numbers), and size, how many numbers there are in all, to their "
        "probabilities [size]: p_gen times written (0 beyond V) plus (1 - p_gen) times the sum of "
        "the weights at the positions where the number stands."
    ),
    draw=_draw,
    reference=_loop,
    properties=(
        Property("no probability is negative", _negative),
        Property("probabilities sum to 1", _sum_to_one),
        Property("lent numbers are copied", _copies_what_it_should),
    ),
    wrong=WRONG,
    right=(
        _scattered,
        lambda p_gen, written, weights, tokens, size: (
            p_gen * jnp.pad(written, (0, size - len(written)))
            + (1 - p_gen) * weights @ jax.nn.one_hot(tokens, size)
        ),
        lambda p, w, a, x, n: _loop(p, np.asarray(w), np.asarray(a), np.asarray(x), n),
    ),
    hint=(
        "Start with jnp.zeros(size), put p_gen * written into its first V places (.at[:V].set), "
        "and add (1 - p_gen) * weights at the tokens: .at[tokens].add adds up what meets in one "
        "place."
    ),
    remark=unreached(("p_gen", "written", "weights", "tokens", "size")),
    part=Part(goes="Parts(copy_mixture=...)", example=lambda *args: args),
)
