"""A list of words is read, and what is none is told in plain words."""

from collections import Counter

import numpy as np
import pytest

from course_lib.lessons.checking.running import Unread, run_student
from course_lib.lessons.checking.words import listed, places_of, times
from course_lib.lessons.checks import Case, Exercise, Misconception, Property

KNOWN = ("ant", "bee", "cow")
read = places_of(lambda args: args[0])


@pytest.mark.parametrize(
    ("output", "places"),
    [
        (["bee", "ant", "cow"], [2, 1, 3, 0, 0]),
        (("cow",), [0, 0, 1, 0, 0]),
        (np.array(["bee", "cow"]), [0, 1, 2, 0, 0]),
        ([], [0, 0, 0, 0, 0]),
        (["bee", "dog", "bee", "ant"], [4, 1, 0, 1, 1]),
    ],
)
def test_each_word_has_its_place(output, places):
    assert read(output, (KNOWN,)).tolist() == places


def test_the_way_back():
    for words in (["bee", "ant", "cow"], ["cow", "ant"], []):
        assert listed(KNOWN, read(words, (KNOWN,))) == words


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("ant bee", "it returns the text 'ant bee'; wanted a list of words"),
        ({"ant", "bee"}, "it returns a set of 2; wanted a list of words"),
        (Counter(KNOWN), "it returns a Counter of 3; wanted a list of words"),
        (7, "it returns the number 7; wanted a list of words"),
        ([3, 2], "it returns a list of 2 that holds the number 3; wanted words alone"),
        ([("ant", 3)], "it returns a list of 1 that holds a tuple of 2; wanted words alone"),
        (np.ones(2), "it returns float64 [2] that holds the number 1.0; wanted words alone"),
        (["ant", None], "it returns a list of 2 that holds None; wanted words alone"),
    ],
)
def test_what_is_no_list_of_words_is_told(output, said):
    with pytest.raises(Unread) as error:
        read(output, (KNOWN,))
    assert str(error.value) == said
    outcome = run_student(lambda: read(output, (KNOWN,)), ())
    assert outcome.problem == said
    assert outcome.raised.startswith("Unread a ")


def test_how_often():
    assert [times(count) for count in range(4)] == ["never", "once", "twice", "3 times"]


@pytest.fixture
def backwards():
    return Exercise(
        name="backwards",
        arguments=("words",),
        wanted="a list of words to the same words, the last one first.",
        draw=lambda rng: [
            Case("three words", (["cow", "ant", "bee"],)),
            Case("two words", (["bee", "ant"],)),
        ],
        reference=lambda words: words[::-1],
        reading=read,
        properties=(Property("all", lambda args, places: None if places.min() >= 0 else "none"),),
        wrong=(
            Misconception("a set", "a set has no order", set),
            Misconception("sorted", "they are sorted", sorted),
        ),
        right=(),
        hint="Count down.",
    )


def changing(words):
    words.reverse()
    return words


def emptied(words):
    found = words[::-1]
    words.clear()
    return found


def stub(words):
    raise NotImplementedError


@pytest.mark.parametrize(
    ("student", "said", "name"),
    [
        (lambda words: {*words}, "it returns a set of 3; wanted a list of words", "a set"),
        (lambda words: sorted(words), "it gives 1 at [1] where 2 is right", "sorted"),
        (lambda words: None, "it returns None; is a `return` missing?", "no return"),
        (lambda words: [len(word) for word in words], "holds the number 3; wanted words", None),
        (lambda words: words[7], "it raises IndexError", "an index out of range"),
        (changing, "it changes its inputs", "inputs changed"),
        (emptied, "it changes its inputs", "inputs changed"),
        (stub, "it is not written yet", None),
    ],
)
def test_an_exercise_of_words(backwards, student, said, name):
    result = backwards(student, tell="all")
    assert not result
    assert said in result.broken
    assert result.misconception == name, result.message


def test_a_right_list_of_words_passes(backwards):
    assert backwards(lambda words: words[::-1])
    assert backwards(lambda words: tuple(reversed(words)))
    assert backwards(lambda words: np.array(words)[::-1])
