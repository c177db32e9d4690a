"""Exercise: all texts that are one step away from a word."""

from itertools import product
from string import ascii_lowercase
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import Unread, describe

Array = np.ndarray
Found = set[str]


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, pattern: str, letters: int) -> Case:
        """Different letters in the pattern are different ones in the word."""
        names = [str(letter) for letter in rng.permutation(list("abcdef"))]
        word = "".join(names["xyz".index(sign)] for sign in pattern)
        return Case(label, (word, "".join(sorted(names[-letters:]))))

    return [
        case("three letters", "xyz", 2),
        case("a doubled letter", "xxy", 2),
        case("two letters", "xy", 3),
        case("one letter", "x", 2),
    ]


def _deleted(word: str, letters: str) -> Found:
    return {word[:i] + word[i + 1 :] for i in range(len(word))}


def _swapped(word: str, letters: str) -> Found:
    return {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}


def _replaced(word: str, letters: str, before: str = "") -> Found:
    return {before + word[:i] + c + word[i + 1 :] for i in range(len(word)) for c in letters}


def _inserted(word: str, letters: str, first: int = 0, past: int = 1) -> Found:
    return {word[:i] + c + word[i:] for i in range(first, len(word) + past) for c in letters}


PARTS = {
    "deletions": (_deleted, "a letter is left out"),
    "swaps": (_swapped, "two neighbours change places"),
    "substitutions": (_replaced, "a letter is replaced by one of `letters`"),
    "insertions": (_inserted, "one of `letters` is put in, at the start and at the end as well"),
}


def _all(word: str, letters: str, but: str = "") -> Found:
    return {
        text for name, (part, _) in PARTS.items() if name != but for text in part(word, letters)
    }


def _loop(word: str, letters: str) -> list[str]:
    found = []
    for i in range(len(word) + 1):
        for letter in letters:
            found.append(word[:i] + letter + word[i:])
            if i < len(word):
                found.append(word[:i] + letter + word[i + 1 :])
        if i < len(word):
            found.append(word[:i] + word[i + 1 :])
        if i + 1 < len(word):
            found.append(word[:i] + word[i + 1] + word[i] + word[i + 2 :])
    return found


def _texts(args: Args) -> list[str]:
    """All texts that any answer could hold but the word, shortest first."""
    word, letters = args
    signs = sorted({*word, *letters})
    sizes = range(max(len(word) - 2, 0), len(word) + 3)
    return ["".join(t) for size in sizes for t in product(signs, repeat=size) if "".join(t) != word]


def _read(output: Any, args: Args) -> Any:
    """1 for each of `_texts` that is there, and how many others are; the word does not matter."""
    if output is None:
        return None
    if isinstance(output, np.ndarray):
        output = output.tolist()
    if not isinstance(output, set | frozenset | list | tuple | dict):
        raise Unread(f"a {type(output).__name__}", f"it returns {describe(output)}; wanted a set")
    if wrong := [entry for entry in output if not isinstance(entry, str)]:
        raise Unread("no texts", f"it returns a set that holds {describe(wrong[0])}; wanted texts")
    texts, held = _texts(args), set(output) - {args[0]}
    return np.array([*(int(text in held) for text in texts), len(held - set(texts))])


def _other_letter(args: Args, text: str) -> str | None:
    """The letter of the word, not one of `letters`, that a step must write to make `text`."""
    word, letters = args
    for letter in sorted({*word} - {*letters}):
        if text in _replaced(word, letter) | _inserted(word, letter):
            return letter
    return None


def _none_too_many(args: Args, there: Array) -> str | None:
    wanted = _all(*args)
    for text, held in zip(_texts(args), there, strict=False):
        if held and text not in wanted:
            if letter := _other_letter(args, text):
                return (
                    f"for {text!r} the letter {letter!r} was written into {args[0]!r}, and it is "
                    f"none of `letters`, {args[1]!r}"
                )
            return f"{text!r} is more than one step away from {args[0]!r}, or none of the four"
    if there[-1]:
        return (
            f"{there[-1]} of the texts are more than two steps away, or hold a letter that is in "
            f"neither {args[0]!r} nor `letters`, {args[1]!r}"
        )
    return None


def _none_missing(args: Args, there: Array) -> str | None:
    word, letters = args
    for text, held in zip(_texts(args), there, strict=False):
        for name, (part, words) in PARTS.items():
            if not held and text in part(word, letters):
                return f"{text!r} is missing, which {name} of {word!r} make: {words}"
    return None


def _forgotten(name: str, looks_like: str) -> Misconception:
    return Misconception(f"no {name}", looks_like, lambda w, c: _all(w, c, but=name))


one_step = Exercise(
    name="one_step",
    arguments=("word", "letters"),
    wanted=(
        "a word and the letters that may be written (two str) to the set of all texts (str) that "
        "one step makes of it: a letter left out, two neighbours swapped, a letter replaced by one "
        "of `letters`, one of `letters` put in anywhere. Whether the word itself is among them "
        "does not matter."
    ),
    draw=_draw,
    reference=_loop,
    reading=_read,
    properties=(
        Property("one step each", _none_too_many),
        Property("none is missing", _none_missing),
    ),
    wrong=(
        _forgotten("deletions", "no letter is left out: word[:i] + word[i + 1:] for each i"),
        _forgotten("swaps", "no neighbours change places: 'teh' is one step from 'the'"),
        _forgotten("substitutions", "no letter is replaced: word[:i] + c + word[i + 1:]"),
        _forgotten("insertions", "no letter is put in: word[:i] + c + word[i:]"),
        Misconception(
            "no insertion at the end",
            "no letter is put in behind the last one: a word of n letters has n + 1 places",
            lambda w, c: _all(w, c, but="insertions") | _inserted(w, c, past=0),
        ),
        Misconception(
            "no insertion at the start",
            "no letter is put in before the first one: begin with i = 0",
            lambda w, c: _all(w, c, but="insertions") | _inserted(w, c, first=1),
        ),
        Misconception(
            "letters of the word",
            "only letters of the word itself are written; any of `letters` may be",
            lambda w, c: _all(w, "".join(sorted(set(w)))),
        ),
        Misconception(
            "letters is ignored",
            "letters is ignored: other letters are written as well, such as a to z. Only those of "
            "`letters` may be",
            lambda w, c: _all(w, ascii_lowercase),
            also=(
                lambda w, c: _all(w, c) | _replaced(w, ascii_lowercase),
                lambda w, c: _all(w, c) | _inserted(w, ascii_lowercase),
                lambda w, c: _all(w, f"{ascii_lowercase}'"),
                lambda w, c: _all(w, f"{ascii_lowercase} "),
            ),
        ),
        Misconception(
            "letters and the word's own",
            "letters of the word itself are written as well, beside `letters`: only those of "
            "`letters` may be",
            lambda w, c: _all(w, w + c),
        ),
        Misconception(
            "the first letter kept",
            "the first letter is never replaced: begin with i = 0",
            lambda w, c: _all(w, c, but="substitutions") | _replaced(w[1:], c, before=w[:1]),
        ),
        Misconception(
            "the last letter kept",
            "the last letter is never replaced: i goes to len(word) - 1",
            lambda w, c: (
                _all(w, c, but="substitutions") | {t + w[-1:] for t in _replaced(w[:-1], c)}
            ),
        ),
        Misconception(
            "the last two not swapped",
            "the last two letters never change places: the last swap begins at i = len(word) - 2, "
            "so it is range(len(word) - 1)",
            lambda w, c: _all(w, c, but="swaps") | {t + w[-1:] for t in _swapped(w[:-1], c)},
        ),
        Misconception(
            "the rest lost after a swap",
            "a swap drops what follows the two letters: ... + word[i + 2:]",
            lambda w, c: (
                _all(w, c, but="swaps") | {w[:i] + w[i + 1] + w[i] for i in range(len(w) - 1)}
            ),
        ),
        Misconception(
            "counted",
            "how many texts there are comes out; the set of the texts is asked for",
            lambda w, c: len(_all(w, c)),
        ),
        Misconception(
            "any two swapped",
            "letters that are no neighbours change places; one step swaps neighbours",
            lambda w, c: _all(w, c) | {w[-1] + w[1:-1] + w[0] for _ in range(len(w) > 2)},
        ),
        Misconception(
            "two steps",
            "a second step is taken from every text of the first: one_step is called on its own "
            "results, which is for later",
            lambda w, c: {t for near in _all(w, c) for t in _all(near, c)} | _all(w, c),
            also=(lambda w, c: {t for near in _all(w, c) for t in _all(near, c)},),
        ),
        Misconception(
            "the four at once",
            "only the deletions come out: a `return` ends the function after the first kind",
            _deleted,
        ),
    ),
    right=(_all, _loop, lambda w, c: sorted(_all(w, c) - {w})),
    hint=(
        "Cut the word at every place i into word[:i] and word[i:], from 0 to len(word). Leave out, "
        "swap, replace or put in what stands right behind the cut, and add the result to a set."
    ),
)
