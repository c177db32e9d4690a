"""One step between a word and its misspelling: found, applied, and told from two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from course_lib.data.spelling.edits import BEGIN, KINDS, Edit, edit_of

WORDS = st.text("abc", min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("wrong", "right", "edit"),
    [
        ("acess", "access", ("deletion", 2, "c", "c")),
        ("nd", "and", ("deletion", 0, BEGIN, "a")),
        ("accesss", "access", ("insertion", 6, "s", "s")),
        ("tthe", "the", ("insertion", 1, "t", "t")),
        ("athe", "the", ("insertion", 0, BEGIN, "a")),
        ("teh", "the", ("transposition", 1, "h", "e")),
        ("definately", "definitely", ("substitution", 5, "i", "a")),
    ],
)
def test_steps_by_hand(wrong, right, edit):
    assert edit_of(wrong, right) == Edit(*edit)
    assert Edit(*edit).apply(right) == wrong


@given(WORDS, WORDS)
def test_a_step_is_found_just_where_the_distance_is_one(wrong, right):
    edit = edit_of(wrong, right)
    assert (edit is not None) == (OSA.distance(wrong, right) == 1)
    if edit is not None:
        assert edit.kind in KINDS
        assert edit.apply(right) == wrong


@pytest.mark.parametrize(
    "edit",
    [
        Edit("deletion", 0, BEGIN, "x"), Edit("deletion", 3, "t", "s"), Edit("none", 0, "c", "a"),
        Edit("insertion", 1, BEGIN, "x"), Edit("insertion", 9, "t", "x"),
        Edit("substitution", 0, "a", "b"), Edit("transposition", 2, "t", "s"),
    ],
)  # fmt: skip
def test_a_step_that_cannot_be_taken_on_a_word_is_refused(edit):
    with pytest.raises(ValueError, match="word must be one on which"):
        edit.apply("cat")
