"""Problem: how much each sampled answer has in common with the others (minimum Bayes risk)."""

from collections import Counter
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps2.bank.consensus_mistakes import WRONG

Array = Any  # NumPy's in the bank, JAX's in a check
WORDS = 10


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, *texts: str, length: int = 6) -> Case:
        """Each text as letters, a for the first word; which word a letter is, is drawn."""
        names = dict(zip("abcdefg", rng.permutation(np.arange(3, WORDS)), strict=True))
        answers = np.zeros((len(texts), length), np.int32)
        for row, text in zip(answers, texts, strict=True):
            tokens = [names[letter] for letter in text] + [2] * (len(text) < length)
            row[: len(tokens)] = tokens
        return Case(label, (answers, WORDS))

    return [
        case("answers of several lengths", "abc", "abde", "ab", "cf"),
        case("a word several times", "aab", "aacd", "aab", "bcd"),
        case("the same words in another order", "abc", "cab", "abd"),
        case("an empty answer", "ab", "", "abc"),
        case("two empty answers", "", "abc", "", "acd"),
        case("nothing in common", "ab", "cd", "efg"),
        case("an answer without an end sign", "abcd", "abef", "gab", length=4),
        case("two answers", "abcc", "acd"),
    ]


def _from_0_to_1(args: Args, gains: np.ndarray) -> str | None:
    k = int(np.argmax(np.abs(gains - 0.5)))
    if -1e-5 <= gains[k] <= 1 + 1e-5:
        return None
    return f"a mean of similarities lies between 0 and 1; answer {k} gets {number(gains[k])}"


def _strangers_get_nothing(args: Args, gains: np.ndarray) -> str | None:
    sets = [{int(token) for token in row if token > 2} for row in args[0]]
    for k, own in enumerate(sets):
        rest = [other for j, other in enumerate(sets) if j != k]
        if own and not any(own & other for other in rest) and gains[k] > 1e-5:
            return f"answer {k} shares no word with any other, and gets {number(gains[k])}"
    return None


def _same_bag_same_gain(args: Args, gains: np.ndarray) -> str | None:
    bags = [sorted(int(token) for token in row if token > 2) for row in args[0]]
    for a in range(len(bags)):
        for b in range(a):
            if bags[a] == bags[b] and abs(gains[a] - gains[b]) > 1e-4:
                return (
                    f"answers {b} and {a} hold the same words, so they gain the same; they get "
                    f"{number(gains[b])} and {number(gains[a])}"
                )
    return None


def _loop(answers: Array, words: int) -> Array:
    bags = [Counter(int(token) for token in row if token > 2) for row in np.asarray(answers)]

    def alike(one: Counter[int], other: Counter[int]) -> float:
        together = one.total() + other.total()
        return 2 * (one & other).total() / together if together else 1.0

    return np.array(
        [
            sum(alike(one, other) for other in bags if other is not one) / (len(bags) - 1)
            for one in bags
        ]
    )


def _by_one_hot(answers: Array, words: int) -> Array:
    bags = (jax.nn.one_hot(answers, words) * (answers > 2)[..., None]).sum(axis=1)
    common = jnp.minimum(bags[:, None], bags).sum(axis=-1)
    both = bags.sum(axis=1)[:, None] + bags.sum(axis=1)
    alike = jnp.where(both > 0, 2 * common / jnp.maximum(both, 1), 1.0)
    return (alike.sum(axis=1) - 1) / (len(answers) - 1)


def _by_vmap(answers: Array, words: int) -> Array:
    bags = jax.vmap(lambda row: jnp.bincount(row, length=words).at[:3].set(0))(answers)

    def alike(one: Array, other: Array) -> Array:
        both = one.sum() + other.sum()
        return jnp.where(both == 0, 1.0, 2 * jnp.minimum(one, other).sum() / (both + (both == 0)))

    table = jax.vmap(jax.vmap(alike, (None, 0)), (0, None))(bags, bags)
    apart = ~jnp.eye(len(answers), dtype=bool)
    return jnp.mean(table, axis=1, where=apart)


def _by_differences(answers: Array, words: int) -> Array:
    """What two bags have in common is half of what their sizes exceed their difference by."""
    bags = np.stack([(np.asarray(answers) == word).sum(axis=1) for word in range(3, words)], 1)
    sizes = bags.sum(axis=1)
    both = sizes[:, None] + sizes
    apart = np.abs(bags[:, None] - bags).sum(axis=-1)
    alike = np.ones(both.shape)
    alike[both > 0] = 1 - apart[both > 0] / both[both > 0]
    np.fill_diagonal(alike, 0)
    return jnp.array(alike.sum(axis=0) / (len(alike) - 1))


consensus = Problem(
    Exercise(
        name="consensus",
        arguments=("answers", "words"),
        wanted=(
            "answers [S, T] (whole numbers; the tokens above 2 are words) and `words`, the size of "
            "the vocabulary, to [S]: for each answer the mean over the S - 1 others of F1 = 2 "
            "common / (length + length of the other); 1 for two answers without a word."
        ),
        draw=_draw,
        reference=_loop,
        properties=(
            Property("between 0 and 1", _from_0_to_1),
            Property("nothing shared, nothing gained", _strangers_get_nothing),
            Property("the same words, the same gain", _same_bag_same_gain),
        ),
        wrong=WRONG,
        right=(_by_one_hot, _by_vmap, _by_differences, _loop),
        hint=(
            "Count the words of each answer, [S, V]: jax.nn.one_hot(answers, words), zeros where "
            "the token is 2 or less, summed over the positions. jnp.minimum(counts[:, None], "
            "counts[None]) compares all pairs at once."
        ),
    )
)
