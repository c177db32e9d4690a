"""Exercise: the clipped matches of n-grams, what BLEU counts."""

from collections import Counter

import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.words import times
from course_lib.lessons.lesson_07.clipped_matches_mistakes import WRONG, grams_of, loop

Array = np.ndarray

NAMES = (
    "cat", "dog", "bird", "river", "moon", "sings", "waits", "sleeps", "green", "old", "small",
    "near", "under", "blue", "bread", "table",
)  # fmt: skip
# The first is a part of the second.
WITHIN = (("he", "the"), ("own", "town"), ("art", "party"), ("hat", "that"), ("rain", "train"))

# Without the space they are the same.
RUNS = (
    (("now", "here"), ("no", "where")),
    (("the", "men"), ("them", "en")),
    (("to", "day"), ("tod", "ay")),
)


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, written: str, reference: str, n: int) -> Case:
        """Each letter of a pattern is a word."""
        names = [str(name) for name in rng.permutation(NAMES)]
        part, whole = WITHIN[int(rng.integers(len(WITHIN)))]
        words = dict(zip("ABCDEFGH", names, strict=False)) | {"p": part, "w": whole}
        said, right = ([words[sign] for sign in pattern] for pattern in (written, reference))
        return Case(label, (said, right, n))

    run = int(rng.integers(len(RUNS)))
    return [
        case("one word again and again", "AAAAA", "ABA", 1),
        case("a word that the reference has more often", "ABCD", "EAABAAA", 1),
        case("pairs of words", "ABABCDE", "FABEDCABD", 2),
        case("a pair of words again and again", "ABABABC", "DABCE", 2),
        case("groups of three", "ABCDEFG", "BCDAEFGH", 3),
        case("groups of four, the same text", "ABCDEF", "ABCDEF", 4),
        case("the same words in another order", "ABC", "CBAD", 2),
        case("a text of n words", "ABC", "DABC", 3),
        case("a text shorter than n", "AB", "CABDEF", 4),
        case("a reference shorter than n", "ABCDE", "AB", 3),
        case("a word that is a part of another", "pA", "wBA", 1),
        Case("words that run together alike", (list(RUNS[run][0]), list(RUNS[run][1]), 2)),
    ]


def _how_many(args: Args, found: Array) -> str | None:
    written, _, n = args
    total = max(len(written) - n + 1, 0)
    if found[1] != total:
        group = "words" if n == 1 else f"groups of {n} words"
        return (
            f"a text of {len(written)} words has {total} {group} that follow each other; "
            f"it gives {found[1]}"
        )
    return None


def _no_more_than_there_are(args: Args, found: Array) -> str | None:
    if not 0 <= found[0] <= found[1]:
        return f"of {found[1]} n-grams no more than {found[1]} can match; it gives {found[0]}"
    return None


def _no_more_than_the_reference_has(args: Args, found: Array) -> str | None:
    written, reference, n = args
    for gram, count in Counter(grams_of(written, n)).items():
        there = grams_of(reference, n).count(gram)
        others = len(grams_of(written, n)) - count
        if found[0] > there + others:
            return (
                f"{' '.join(gram)!r} stands {times(count)} in the text and {times(there)} in the "
                f"reference, so that {there} of them match, and {there + others} in all at most; "
                f"it gives {found[0]}"
            )
    return None


clipped_matches = Exercise(
    name="clipped_matches",
    arguments=("written", "reference", "n"),
    wanted=(
        "written and reference (lists of words) and n (int) to two whole numbers: how many n-grams "
        "of `written` match, each counted at most as often as it stands in `reference`; and how "
        'many n-grams `written` has. With ["the", "the", "cat"], ["the", "cat", "sleeps"] and n = '
        "1 it is (2, 3). A text shorter than n gives (0, 0)."
    ),
    draw=_draw,
    reference=loop,
    properties=(
        Property("how many there are", _how_many),
        Property("no more than there are", _no_more_than_there_are),
        Property("no more than the reference has", _no_more_than_the_reference_has),
    ),
    wrong=WRONG,
    right=(
        lambda written, reference, n: (
            sum((Counter(grams_of(written, n)) & Counter(grams_of(reference, n))).values()),
            max(len(written) - n + 1, 0),
        ),
        loop,
        lambda written, reference, n: [
            sum(
                min(grams_of(written, n).count(gram), grams_of(reference, n).count(gram))
                for gram in {*grams_of(written, n)}
            ),
            len(grams_of(written, n)),
        ],
    ),
    hint=(
        "Make the n-grams of each text: tuple(words[k : k + n]) for each k in range(len(words) - n "
        "+ 1). Count both with a Counter. Counter & Counter keeps of each the smaller count, and "
        "that is the clipping."
    ),
)
