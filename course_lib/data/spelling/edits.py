"""The four ways to misspell a word by one step.

Damerau 1964, "A technique for computer detection and correction of spelling errors": four of five
misspellings are one such step away from the word.
"""

import os
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from course_lib.devices import settings

BEGIN = "^"
"""What stands before a word's first letter."""

KINDS = ("insertion", "deletion", "substitution", "transposition")
"""A letter too many, one left out, a wrong one, two that changed places."""


class Edit(NamedTuple):
    """One step: its kind, where in the right word, and the two signs that it is about.

    insertion: after `first`, `second` was written; deletion: after `first`, `second` was left out;
    substitution: for `first`, `second` was written; transposition: `first` and `second` changed
    places. These are the four tables of Kernighan, Church & Gale 1990.
    """

    kind: str
    place: int
    first: str
    second: str

    def apply(self, word: str) -> str:
        """The word after this step. ValueError for a word on which it cannot be taken."""
        settings.text("word", word)
        before, here, after = word[: self.place], word[self.place :], word[self.place + 1 :]
        stands = (before or BEGIN)[-1]
        possible = {
            "insertion": stands == self.first and self.place <= len(word),
            "deletion": stands == self.first and here[:1] == self.second,
            "substitution": here[:1] == self.first,
            "transposition": here[:2] == self.first + self.second,
        }
        if not possible.get(self.kind, False):
            raise ValueError(f"word must be one on which {self} can be made, got {word!r}")
        if self.kind == "insertion":
            return before + self.second + here
        if self.kind == "deletion":
            return before + after
        if self.kind == "substitution":
            return before + self.second + after
        return before + self.second + self.first + here[2:]


def edit_of(wrong: str, right: str) -> Edit | None:
    """The one step from the right word to the wrong one; None if there is none, or it takes more.

    Of several places (a doubled letter) the last. ValueError for what is no text.

    >>> edit_of("acess", "access")
    Edit(kind='deletion', place=2, first='c', second='c')
    >>> edit_of("freind", "friend")
    Edit(kind='transposition', place=2, first='i', second='e')
    >>> edit_of("definately", "definitely").kind
    'substitution'
    """
    settings.text("wrong", wrong)
    settings.text("right", right)
    place = len(os.path.commonprefix([wrong, right]))
    read, written = right[place:], wrong[place:]
    stands = (right[:place] or BEGIN)[-1]
    if written[1:] == read and written:
        return Edit("insertion", place, stands, written[0])
    if read[1:] == written and read:
        return Edit("deletion", place, stands, read[0])
    if read[1:] == written[1:] and read and written:
        return Edit("substitution", place, read[0], written[0])
    if len(read) > 1 and read[:2] == written[:2][::-1] and read[2:] == written[2:]:
        return Edit("transposition", place, read[0], read[1])
    return None


def letters_from(wrong: str, right: str) -> tuple[int, ...]:
    """From which letter of the misspelling each letter of the word comes; -1: it was left out.

    Of the shortest ways from one to the other; a substituted letter comes from the one that was
    written for it. Two letters that changed places are told where nothing else is wrong. ValueError
    for what is no text.

    >>> letters_from("acess", "access"), letters_from("teh", "the")
    ((0, 1, -1, 2, 3, 4), (0, 2, 1))
    """
    single = edit_of(wrong, right)
    if single is not None and single.kind == "transposition":
        i = single.place
        return (*range(i), i + 1, i, *range(i + 2, len(right)))
    places = [-1] * len(right)
    for code in Levenshtein.opcodes(wrong, right):
        if code.tag in ("equal", "replace"):
            places[code.dest_start : code.dest_end] = range(code.src_start, code.src_end)
    return tuple(places)
