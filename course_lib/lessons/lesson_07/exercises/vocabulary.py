"""Exercise: the vocabulary of a corpus, made of its training texts alone."""

from collections import Counter
from itertools import pairwise

import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.words import listed, places_of, times
from course_lib.lessons.lesson_07.vocabulary_mistakes import (
    WRONG,
    Splits,
    counted,
    kept,
    loop,
)

Array = np.ndarray

POOL = (
    "apple", "basket", "candle", "dragon", "engine", "forest", "garden", "hammer", "island",
    "jacket", "kettle", "ladder", "mirror", "needle", "orange", "pencil", "rocket", "saddle",
    "tunnel", "violin", "window", "yellow",
)  # fmt: skip


def _draw(rng: np.random.Generator) -> list[Case]:
    def splits() -> Splits:
        chosen = [str(word) for word in rng.choice(POOL, size=9, replace=False)]
        # The frequent words by alphabet: no order of a mistake is the right one by chance.
        a, d, b, top, c, e = sorted(chosen[:6])
        once, unseen, novel = chosen[6:]
        # In training `top` comes 5 times or more; a, b and c three times; d and e twice.
        return {
            "train": [
                f"{b} {top} {c} {c} {c} {top}",
                f"{top} {a} {e} {b} {d}",
                f"{d} {top} {a} {b}",
                " ".join([e, once, a, *[top] * int(rng.integers(1, 4))]),
            ],
            "valid": [f"{once} {novel} {e}", f"{novel} {top}"],
            "test": [f"{unseen} {top} {unseen} {a}", f"{unseen} {once}"],
        }

    x, y = (str(word) for word in rng.choice(POOL, size=2, replace=False))
    small = {"train": [f"{x} {y} {x}"], "valid": [y], "test": [x]}
    capitals = {"train": [f"{x} {y.upper()} {x} {y}"], "valid": [y], "test": [x.upper()]}
    return [
        Case("words that come twice", (splits(), 2)),
        Case("every word of the training texts", (splits(), 1)),
        Case("words that come three times", (splits(), 3)),
        Case("one short text in each split", (small, 1)),
        Case("a capital letter makes another word", (capitals, 1)),
    ]


def _known(args: Args) -> list[str]:
    return sorted(counted(text for texts in args[0].values() for text in texts))


def _of_the_texts(args: Args, places: Array) -> str | None:
    if places[-2]:
        return f"{places[-2]} of its entries are no words of the texts: words stand between spaces"
    return None


def _each_once(args: Args, places: Array) -> str | None:
    if places[-1]:
        return f"each word stands in the list once; {places[-1]} of its entries are there already"
    return None


def _seen_in_training(args: Args, places: Array) -> str | None:
    counts = counted(args[0]["train"])
    for word in listed(_known(args), places):
        if word not in counts:
            return (
                f"{word!r} is in the list and in no training text: nothing but the training texts "
                f"may decide what a model knows"
            )
    return None


def _often_enough(args: Args, places: Array) -> str | None:
    splits, least = args
    counts = counted(splits["train"])
    for word in listed(_known(args), places):
        if counts[word] < least:
            return (
                f"{word!r} is in the list, and comes {times(counts[word])} in the training texts: "
                f"least is {least}"
            )
    return None


def _none_missing(args: Args, places: Array) -> str | None:
    splits, least = args
    counts = counted(splits["train"])
    missing = set(loop(splits, least)) - {*listed(_known(args), places)}
    if missing:
        word = min(missing)
        return (
            f"{word!r} is missing: it comes {times(counts[word])} in the training texts, and "
            f"least is {least}"
        )
    return None


def _frequent_first(args: Args, places: Array) -> str | None:
    counts = counted(args[0]["train"])
    words = listed(_known(args), places)
    for one, other in pairwise(words):
        if counts[one] < counts[other]:
            return (
                f"the most frequent word stands first: {one!r} ({times(counts[one])}) stands "
                f"before {other!r} ({times(counts[other])})"
            )
    return None


def _ties_by_alphabet(args: Args, places: Array) -> str | None:
    counts = counted(args[0]["train"])
    words = listed(_known(args), places)
    for one, other in pairwise(words):
        if counts[one] == counts[other] and one > other:
            return (
                f"equally frequent words stand in the order of the alphabet: {one!r} stands before "
                f"{other!r}, and both come {times(counts[one])}"
            )
    return None


vocabulary = Exercise(
    name="vocabulary",
    arguments=("splits", "least"),
    wanted=(
        'splits (a dict of lists of texts: "train", "valid", "test") and least (int) to a list of '
        "words (str): those that come at least `least` times in the training texts, the most "
        "frequent first, equally frequent ones by alphabet. Words stand between spaces: with the "
        'training texts ["b a b", "a c"] and least=2 it is ["a", "b"].'
    ),
    draw=_draw,
    reference=loop,
    reading=places_of(_known),
    properties=(
        Property("words of the texts", _of_the_texts),
        Property("each word once", _each_once),
        Property("seen in training", _seen_in_training),
        Property("often enough", _often_enough),
        Property("none is missing", _none_missing),
        Property("the most frequent first", _frequent_first),
        Property("ties by alphabet", _ties_by_alphabet),
    ),
    wrong=WRONG,
    right=(
        lambda splits, least: [
            word
            for word, count in sorted(
                Counter(" ".join(splits["train"]).split()).items(),
                key=lambda item: (-item[1], item[0]),
            )
            if count >= least
        ],
        loop,
        lambda splits, least: kept(counted(splits["train"]), least),
    ),
    hint=(
        "Count first (a Counter, updated with text.split() for every training text). Keep the "
        "words whose count is at least `least`. Then sorted(words, key=lambda word: "
        "(-counts[word], word)): the minus turns round the order of the counts alone."
    ),
)
