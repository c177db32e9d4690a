"""Exercise: the gold alignment of word-wise reversal, against which heat maps are graded."""

from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Called
from course_lib.lessons.checking.running import Unread, describe

Array = np.ndarray

WORDS = ("the", "cat", "read", "green", "letters", "small", "house", "music", "window", "yellow")


def _twice(pair: str) -> str:
    first, second = pair.split(" ")
    return f"{first} {second} {first}"


def _draw_sentences(rng: np.random.Generator) -> list[Case]:
    def words(count: int) -> str:
        return " ".join(rng.choice(WORDS, size=count, replace=False))

    return [
        Case("two words", (words(2),)),
        Case("one word", (words(1),)),
        Case("four words", (words(4),)),
        Case("a word of one letter", (f"a {words(1)} {words(1)}",)),
        Case("a word that reads the same both ways", (f"noon {words(2)}",)),
        Case("one letter", ("a",)),
        Case("a word that comes twice", (_twice(words(2)),)),
    ]


def _align(sentence: str) -> list[int]:
    positions: list[int] = []
    for word in sentence.split(" "):
        start = len(positions)
        positions += range(start + len(word) - 1, start - 1, -1)
        positions.append(len(positions))  # the space after the word
    return positions[:-1]


def _inside(args: Args, positions: Array) -> str | None:
    (sentence,) = args
    outside = positions[(positions < 0) | (positions >= len(sentence))]
    if outside.size:
        last = len(sentence) - 1
        return f"the source has positions 0 to {last}; one of these is {outside[0]}"
    return None


def _each_once(args: Args, positions: Array) -> str | None:
    values, counts = np.unique(positions, return_counts=True)
    if (counts > 1).any():
        worst = int(counts.argmax())
        return f"each position is copied once; {values[worst]} is there {counts[worst]} times"
    return None


def _spells_the_target(args: Args, positions: Array) -> str | None:
    (sentence,) = args
    target = " ".join(word[::-1] for word in sentence.split(" "))
    spelt = "".join(sentence[position] for position in positions)
    if spelt != target:
        return f"the source at these positions spells {spelt!r}; the target is {target!r}"
    return None


def _numbers(output: Any, args: Args) -> Any:
    """What is judged: what was returned, unless that is the letters of a text."""
    letters = list(output) if isinstance(output, str | list | tuple) else []
    if letters and all(isinstance(one, str) and not one.isdigit() for one in letters):
        raise Unread("of letters", f"it returns {describe(output)}: wanted is a list of numbers")
    return output


def _stack(sentence: str) -> list[int]:
    positions: list[int] = []
    word: list[int] = []
    for position, letter in enumerate(sentence):
        if letter != " ":
            word.append(position)
            continue
        while word:
            positions.append(word.pop())
        positions.append(position)
    return positions + word[::-1]


def _mirror(sentence: str) -> np.ndarray:
    positions = np.arange(len(sentence))
    start = 0
    for word in sentence.split(" "):
        positions[start : start + len(word)] = positions[start : start + len(word)][::-1]
        start += len(word) + 1
    return positions


def _within_words(sentence: str) -> list[int]:
    starts = [sentence.rfind(" ", 0, position) + 1 for position in range(len(sentence))]
    aligned = zip(sentence, _align(sentence), starts, strict=True)
    return [position if letter == " " else position - start for letter, position, start in aligned]


def _from_zero(sentence: str) -> list[int]:
    """Each word counts from 0, and so does the space after it."""
    positions: list[int] = []
    for word in sentence.split(" "):
        positions += [*range(len(word) - 1, -1, -1), len(word)]
    return positions[:-1]


def _found(sentence: str, *, spaces_counted: bool = False) -> list[int]:
    positions: list[int] = []
    for word in sentence.split(" "):
        start = sentence.find(word)
        positions += range(start + len(word) - 1, start - 1, -1)
        positions.append(len(positions) if spaces_counted else start + len(word))
    return positions[:-1]


def _words_turned(sentence: str) -> list[int]:
    words: list[list[int]] = [[]]
    for position, letter in enumerate(sentence):
        if letter == " ":
            words += [[position], []]
        else:
            words[-1].append(position)
    return [position for word in reversed(words) for position in word]


gold_alignment = Exercise(
    name="gold_alignment",
    arguments=("sentence",),
    wanted=(
        "a sentence (str, words parted by one space) to a list of int: for each character of its "
        "word-wise reversal, the source position (from 0) it is copied from."
    ),
    draw=_draw_sentences,
    reference=_align,
    reading=_numbers,
    properties=(
        Property("positions in the source", _inside),
        Property("each position once", _each_once),
        Property("spells the target", _spells_the_target),
    ),
    wrong=(
        Misconception(
            "whole sentence reversed",
            "the words change places too: it reverses the sentence, not each word where it stands",
            lambda s: list(range(len(s)))[::-1],
        ),
        Misconception(
            "identity",
            "every character maps to its own place: that is copying, nothing is reversed",
            lambda s: list(range(len(s))),
        ),
        Misconception(
            "counted from 1",
            "every position is one too large: positions count from 0",
            lambda s: [position + 1 for position in _align(s)],
        ),
        Misconception(
            "the character before",
            "every position is one too small: it points at the character before the copied one",
            lambda s: [position - 1 for position in _align(s)],
            also=(lambda s: [max(position - 1, 0) for position in _align(s)],),
        ),
        Misconception(
            "first letters dropped",
            "the first letter of every word has no position: a range ends *before* its second "
            "number",
            lambda s: [p for p in _align(s) if p > 0 and (s[p] == " " or s[p - 1] != " ")],
        ),
        Misconception(
            "spaces dropped",
            "the spaces have no position: they are characters of the target too",
            lambda s: [p for p in _align(s) if s[p] != " "],
        ),
        Misconception(
            "spaces not counted",
            "after each space the positions lag by one more: spaces take a place in the source too",
            lambda s: [p - s[:p].count(" ") for p in _align(s)],
            also=(lambda s: [p - s[:p].count(" ") for p in _align(s) if s[p] != " "],),
        ),
        Misconception(
            "spaces aligned to nothing",
            "the spaces get -1: they are copied too, each from itself",
            lambda s: [p if s[p] != " " else -1 for p in _align(s)],
        ),
        Misconception(
            "a space after the last word",
            "there is one position too many: no space follows the last word",
            lambda s: [*_align(s), len(s)],
        ),
        Misconception(
            "counted within the word",
            "every word starts again from 0: the place where the word starts is not added",
            _within_words,
            also=(_from_zero,),
        ),
        Misconception(
            "words turned, letters kept",
            "the words come in reverse order and their letters in the old one: it is the other way "
            "round",
            _words_turned,
        ),
        Misconception(
            "words found by their letters",
            "the place of a word is looked up by its letters (find or index): that gives its "
            "*first* place, and a word may come twice, or be a part of another. Count along "
            "instead",
            _found,
            also=(lambda s: _found(s, spaces_counted=True),),
        ),
        Misconception(
            "letters looked up",
            "the place of each letter is looked up (find or index): that gives its *first* "
            "place, and letters come again and again",
            lambda s: [s.index(s[p]) for p in _align(s)],
        ),
        Misconception(
            "a list in a list",
            "each position stands in a list of its own: one list of whole numbers is asked for",
            lambda s: [[p] for p in _align(s)],
            also=(lambda s: [_align(s)],),
        ),
        Misconception(
            "numbers of the letters",
            "the letters of the target come out: the positions that they come from are asked for",
            lambda s: [ord(s[p]) for p in _align(s)],
        ),
        Misconception(
            "the characters",
            "these are the characters: wanted are the places they come from",
            lambda s: [s[p] for p in _align(s)],
            also=(lambda s: "".join(s[p] for p in _align(s)),),
        ),
    ),
    right=(_align, _stack, _mirror),
    hint=(
        "Take the words one by one and remember where each starts. A word that starts at s and has "
        "n letters gives s + n - 1 down to s; its space gives itself. Then s grows by n + 1."
    ),
    part=Called("what the map is graded by"),
)
