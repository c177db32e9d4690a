"""Exercise: the vocabulary of a corpus, made of its training texts alone."""

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

import numpy as np

from course_lib.data.word_vocab import SIGNS
from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.words import listed, places_of, times

Array = np.ndarray
Splits = dict[str, list[str]]
Order = Callable[[dict[str, int], str], Any]  # from the counts and a word to what it sorts by

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


def _count(texts: Iterable[str]) -> dict[str, int]:
    """How often each word comes; the words in the order of the texts."""
    counts: dict[str, int] = {}
    for text in texts:
        for word in text.split():
            counts[word] = counts.get(word, 0) + 1
    return counts


def _documents(texts: Iterable[str]) -> dict[str, int]:
    """In how many texts each word comes."""
    return _count(" ".join(dict.fromkeys(text.split())) for text in texts)


def _by_count(counts: dict[str, int], word: str) -> tuple[int, str]:
    return -counts[word], word


def _kept(counts: dict[str, int], least: int, order: Order | None = _by_count) -> list[str]:
    words = [word for word in counts if counts[word] >= least]
    return words if order is None else sorted(words, key=lambda word: order(counts, word))


def _loop(splits: Splits, least: int) -> list[str]:
    counts = _count(splits["train"])
    found: list[str] = []
    for count in range(max(counts.values()), least - 1, -1):
        found += sorted(word for word in counts if counts[word] == count)
    return found


def _known(args: Args) -> list[str]:
    return sorted(_count(text for texts in args[0].values() for text in texts))


def _of_the_texts(args: Args, places: Array) -> str | None:
    if places[-2]:
        return f"{places[-2]} of its entries are no words of the texts: words stand between spaces"
    return None


def _each_once(args: Args, places: Array) -> str | None:
    if places[-1]:
        return f"each word stands in the list once; {places[-1]} of its entries are there already"
    return None


def _seen_in_training(args: Args, places: Array) -> str | None:
    counts = _count(args[0]["train"])
    for word in listed(_known(args), places):
        if word not in counts:
            return (
                f"{word!r} is in the list and in no training text: nothing but the training texts "
                f"may decide what a model knows"
            )
    return None


def _often_enough(args: Args, places: Array) -> str | None:
    splits, least = args
    counts = _count(splits["train"])
    for word in listed(_known(args), places):
        if counts[word] < least:
            return (
                f"{word!r} is in the list, and comes {times(counts[word])} in the training texts: "
                f"least is {least}"
            )
    return None


def _none_missing(args: Args, places: Array) -> str | None:
    splits, least = args
    counts = _count(splits["train"])
    missing = set(_loop(splits, least)) - {*listed(_known(args), places)}
    if missing:
        word = min(missing)
        return (
            f"{word!r} is missing: it comes {times(counts[word])} in the training texts, and "
            f"least is {least}"
        )
    return None


def _frequent_first(args: Args, places: Array) -> str | None:
    counts = _count(args[0]["train"])
    words = listed(_known(args), places)
    for one, other in pairwise(words):
        if counts[one] < counts[other]:
            return (
                f"the most frequent word stands first: {one!r} ({times(counts[one])}) stands "
                f"before {other!r} ({times(counts[other])})"
            )
    return None


def _ties_by_alphabet(args: Args, places: Array) -> str | None:
    counts = _count(args[0]["train"])
    words = listed(_known(args), places)
    for one, other in pairwise(words):
        if counts[one] == counts[other] and one > other:
            return (
                f"equally frequent words stand in the order of the alphabet: {one!r} stands before "
                f"{other!r}, and both come {times(counts[one])}"
            )
    return None


def _letters(splits: Splits, least: int) -> list[str]:
    return _kept(Counter("".join(splits["train"])), least)


def _again_and_again(splits: Splits, least: int) -> list[str]:
    counts = _count(splits["train"])
    words = [word for text in splits["train"] for word in text.split() if counts[word] >= least]
    return sorted(words, key=lambda word: (-counts[word], word))


def _pairs(splits: Splits, least: int) -> list[tuple[str, int]]:
    counts = _count(splits["train"])
    return [(word, counts[word]) for word in _kept(counts, least)]


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
    reference=_loop,
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
    wrong=(
        Misconception(
            "made of the test texts",
            "the words of the test texts are counted: they stand for what nobody has seen yet, so "
            'count those of splits["train"]',
            lambda s, n: _kept(_count(s["test"]), n),
        ),
        Misconception(
            "made of all splits",
            "the texts of other splits are counted as well: then the test is no longer of words "
            'that nobody has seen. Count those of splits["train"] alone',
            lambda s, n: _kept(_count([*s["train"], *s["valid"], *s["test"]]), n),
            also=(
                lambda s, n: _kept(_count([*s["train"], *s["valid"]]), n),
                lambda s, n: _kept(_count([*s["train"], *s["test"]]), n),
            ),
        ),
        Misconception(
            "small letters",
            "capital letters are made small: here the words stand in the list as they stand in the "
            "texts, and whoever wants small letters prepares the texts",
            lambda s, n: _kept(_count(text.lower() for text in s["train"]), n),
        ),
        Misconception(
            "more than least",
            "words that come exactly `least` times are left out: at least is >=, and not >",
            lambda s, n: _kept(_count(s["train"]), n + 1),
        ),
        Misconception(
            "least ignored",
            "every word of the training texts is in the list: rare ones must go, and `least` says "
            "which",
            lambda s, n: _kept(_count(s["train"]), 1),
        ),
        Misconception(
            "once a text",
            "it counts in how many texts a word comes: a word that stands twice in one text counts "
            "twice",
            lambda s, n: _kept(_documents(s["train"]), n),
        ),
        Misconception(
            "the rarest first",
            "the words are right, and the rarest stands first: sort by minus the count, or turn "
            "the order of the counts round",
            lambda s, n: _kept(_count(s["train"]), n, lambda c, w: (c[w], w)),
            also=(lambda s, n: _loop(s, n)[::-1],),
        ),
        Misconception(
            "ties against the alphabet",
            "equally frequent words stand from z to a: reverse=True turns round their alphabet as "
            "well. Sort by (-count, word)",
            lambda s, n: sorted(
                sorted(_loop(s, n), reverse=True), key=lambda w: -_count(s["train"])[w]
            ),
        ),
        Misconception(
            "ties in the order of the texts",
            "equally frequent words stand in the order in which the texts have them (as "
            "most_common leaves them): sort by (-count, word)",
            lambda s, n: _kept(_count(s["train"]), n, lambda c, w: -c[w]),
        ),
        Misconception(
            "by alphabet alone",
            "the words are right, and sorted by alphabet alone: the count comes first, and the "
            "alphabet decides between equal counts",
            lambda s, n: _kept(_count(s["train"]), n, lambda c, w: w),
        ),
        Misconception(
            "not sorted",
            "the words are right, and stand in the order of the texts: sort them by (-count, word)",
            lambda s, n: _kept(_count(s["train"]), n, None),
        ),
        Misconception(
            "a set",
            "a set has no order, and its words no numbers: make it a list, sorted by "
            "(-count, word)",
            lambda s, n: set(_loop(s, n)),
            also=(lambda s, n: frozenset(_loop(s, n)),),
        ),
        Misconception(
            "counts come out",
            "the counts come out: they are for sorting, and the words themselves are asked for",
            lambda s, n: [count for _, count in _pairs(s, n)],
        ),
        Misconception(
            "words with their counts",
            "each word comes with its count (a dict, a Counter, or pairs): the words alone are "
            "asked for, in a list",
            _pairs,
            also=(
                lambda s, n: dict(_pairs(s, n)),
                lambda s, n: Counter(dict(_pairs(s, n))),
                lambda s, n: [[word, count] for word, count in _pairs(s, n)],
            ),
        ),
        Misconception(
            "special tokens in front",
            "padding, start, end and the unknown word stand in the list: their numbers are given, "
            "0 to 3, and the list holds words of the texts alone",
            lambda s, n: [*SIGNS, *_loop(s, n)],
            also=(lambda s, n: [*SIGNS[:3], *_loop(s, n)],),
        ),
        Misconception(
            "letters counted",
            "letters are counted and not words: a loop over a text gives its characters, one over "
            "text.split() its words",
            _letters,
            also=(lambda s, n: _kept(Counter("".join(s["train"]).replace(" ", "")), n),),
        ),
        Misconception(
            "again and again",
            "a word stands in the list as often as in the texts: once is enough",
            _again_and_again,
            also=(
                lambda s, n: [
                    word
                    for text in s["train"]
                    for word in text.split()
                    if _count(s["train"])[word] >= n
                ],
            ),
        ),
    ),
    right=(
        lambda splits, least: [
            word
            for word, count in sorted(
                Counter(" ".join(splits["train"]).split()).items(),
                key=lambda item: (-item[1], item[0]),
            )
            if count >= least
        ],
        _loop,
        lambda splits, least: _kept(_count(splits["train"]), least),
    ),
    hint=(
        "Count first (a Counter, updated with text.split() for every training text). Keep the "
        "words whose count is at least `least`. Then sorted(words, key=lambda word: "
        "(-counts[word], word)): the minus turns round the order of the counts alone."
    ),
)
