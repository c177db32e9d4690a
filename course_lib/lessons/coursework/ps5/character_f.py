"""Problem: how many characters of a text are right, in their order (Popović 2015)."""

from collections import Counter
from typing import Any

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps5.bank.character_f_mistakes import WRONG, score

Array = Any  # NumPy's in the bank, JAX's in a check


def _draw(rng: np.random.Generator) -> list[Case]:
    letters = dict(zip("abcdefghijklm", rng.permutation(list("rstlnemoiauhg")), strict=True))

    def case(label: str, written: str, reference: str, order: int) -> Case:
        def told(text: str) -> str:
            return "".join(letters.get(one, one) for one in text)

        return Case(label, (told(written), told(reference), order))

    return [
        case("a word left out", "abc defa gh", "abc defa ijk gh", 6),
        case("a word too many", "abc de abcf gh i", "abc de gh", 4),
        case("a letter too often", "aaab aa", "ab acd", 2),
        case("another order of the words", "abcd efg", "efg abcd", 3),
        case("the same text", "ab cd", "ab cd", 3),
        case("shorter than the order", "ab", "abc", 6),
        case("nothing in common", "abc", "def g", 2),
        case("nothing was written", "", "abc", 3),
        case("spaces at other places", "a bcd ef", "abc def", 4),
        case("a digit wrong", "112", "1123", 6),
    ]


def _between_0_and_1(_: Args, found: np.ndarray) -> str | None:
    value = float(found)
    if -1e-6 <= value <= 1 + 1e-6:
        return None
    return f"the score lies between 0 and 1; it is {number(value)}"


def _the_same_text_has_1(args: Args, found: np.ndarray) -> str | None:
    if args[0] != args[1] or abs(float(found) - 1) < 1e-5:
        return None
    return f"what is written as the reference has it gets 1; it gets {number(found)}"


def _nothing_in_common_has_0(args: Args, found: np.ndarray) -> str | None:
    if set(args[0]) & set(args[1]) - {" "} or abs(float(found)) < 1e-6:
        return None
    return f"texts without a character in common get 0; they get {number(found)}"


def _by_counters(written: str, reference: str, order: int) -> Array:
    a, b = written.replace(" ", ""), reference.replace(" ", "")
    most = min(order, len(a), len(b))
    if not most:
        return 0.0
    precision = recall = 0.0
    for n in range(1, most + 1):
        ours = Counter(a[k : k + n] for k in range(len(a) - n + 1))
        theirs = Counter(b[k : k + n] for k in range(len(b) - n + 1))
        hits = sum((ours & theirs).values())
        precision, recall = precision + hits / ours.total(), recall + hits / theirs.total()
    precision, recall = precision / most, recall / most
    return 5 * precision * recall / (4 * precision + recall) if precision else 0.0


def _by_lists(written: str, reference: str, order: int) -> Array:
    texts = ["".join(text.split()) for text in (written, reference)]
    shares = []
    for n in range(1, order + 1):
        ours, left = ([text[k : k + n] for k in range(len(text) - n + 1)] for text in texts)
        sizes = len(ours), len(left)
        if 0 in sizes:
            break
        for gram in ours:
            if gram in left:
                left.remove(gram)
        hits = sizes[1] - len(left)
        shares.append([hits / sizes[0], hits / sizes[1]])
    p, r = np.mean(shares, axis=0) if shares else (0.0, 0.0)
    return np.float64(0.0) if p == 0 else (1 + 2**2) / (1 / p + 2**2 / r)


def _by_sorted_kinds(written: str, reference: str, order: int) -> Array:
    texts = [text.replace(" ", "") for text in (written, reference)]
    a, b = (np.array([ord(one) for one in text], int) for text in texts)
    most = min(order, len(a), len(b))
    p, r = np.zeros(most), np.zeros(most)
    for n in range(1, most + 1):
        ours, theirs = (np.lib.stride_tricks.sliding_window_view(one, n) for one in (a, b))
        kinds, where = np.unique(np.concatenate([ours, theirs]), axis=0, return_inverse=True)
        one = np.bincount(where.ravel()[: len(ours)], minlength=len(kinds))
        other = np.bincount(where.ravel()[len(ours) :], minlength=len(kinds))
        hits = np.minimum(one, other).sum()
        p[n - 1], r[n - 1] = hits / len(ours), hits / len(theirs)
    if most == 0 or p.sum() == 0:
        return 0
    return 5 * p.mean() * r.mean() / (4 * p.mean() + r.mean())


def _in_jax(written: str, reference: str, order: int) -> Array:
    a, b = written.replace(" ", ""), reference.replace(" ", "")

    def share(n: int) -> tuple[float, float]:
        ours = [a[k : k + n] for k in range(len(a) - n + 1)]
        theirs = [b[k : k + n] for k in range(len(b) - n + 1)]
        hits = sum(min(ours.count(gram), theirs.count(gram)) for gram in set(ours))
        return hits / len(ours), hits / len(theirs)

    shares = jnp.array([share(n) for n in range(1, min(order, len(a), len(b)) + 1)]).reshape(-1, 2)
    p, r = shares.sum(axis=0) / max(len(shares), 1)
    return 5 * p * r / jnp.maximum(4 * p + r, 1e-12)


character_f = Problem(
    Exercise(
        name="character_f",
        arguments=("written", "reference", "order"),
        wanted=(
            "two texts and a whole number `order` to one number from 0 to 1: the F score with beta "
            "2 of the mean precision and the mean recall of character n-grams, n from 1 to `order` "
            "or to the length of the shorter text, if that is less. Spaces do not count."
        ),
        draw=_draw,
        reference=score,
        properties=(
            Property("between 0 and 1", _between_0_and_1),
            Property("the same text has 1", _the_same_text_has_1),
            Property("nothing in common has 0", _nothing_in_common_has_0),
        ),
        wrong=WRONG,
        right=(_by_counters, _by_lists, _by_sorted_kinds, _in_jax),
        hint=(
            "Take out the spaces first. For each n count both texts' n-grams with a Counter; "
            "(ours & theirs).total() matches. Collect the precisions in one list and the recalls "
            "in another, and take two means before the one F score."
        ),
        numpy=True,
    )
)
