"""The sentences that a playground begins with."""

import pytest
from tiny import VOCAB

from course_lib.data import WORD_REVERSAL, Pair
from course_lib.plots.in_browser.examples import EACH, MOST, Example, beginning, examples_of


def test_a_text_a_pair_or_a_list():
    pair = Pair("abc", "cba")
    assert examples_of("abc", VOCAB, None, 9) == (Example("abc", 3, None),)
    assert examples_of(pair, VOCAB, None, 9) == (Example("abc", 3, "cba"),)
    assert examples_of(["a", pair], VOCAB, None, 9) == (Example("a", 1), Example("abc", 3, "cba"))


def test_a_task_draws_test_sentences_of_each_length():
    found = examples_of(WORD_REVERSAL, WORD_REVERSAL.source, (5, 9), 128)
    assert [one.length for one in found] == [n for n in range(5, 10) for _ in range(EACH)]
    assert all(len(one.source) == one.length for one in found)
    assert all(one.target == WORD_REVERSAL.pair(one.source).target for one in found)
    assert found == examples_of(WORD_REVERSAL, WORD_REVERSAL.source, (5, 9), 128)
    assert {one.length for one in beginning(found)[:1]} == {7}
    assert sorted(beginning(found)) == sorted(found)


def test_many_lengths_are_thinned_and_those_without_sentences_left_out():
    found = examples_of(WORD_REVERSAL, WORD_REVERSAL.source, (1, 128), 128)
    lengths = sorted({one.length for one in found})
    assert len(lengths) <= MOST
    assert lengths[0] > 1
    assert lengths[-1] == 128


@pytest.mark.parametrize(
    ("example", "lengths", "message"),
    [
        (5, None, "example must be a list, each of it a text or a Pair, or a task, got 5"),
        ([], None, "example must be 1 or more"),
        ("abd", None, r"example must be a text that the model reads: .*\['d'\]"),
        ("abcabcabca", None, "example must have at most 9 tokens, got 10"),
        ("abc", (1, 2), "lengths must be None where no task draws"),
        (WORD_REVERSAL, None, r"lengths must be \(shortest, longest\) where a task draws"),
        (WORD_REVERSAL, (5, 10), "lengths must be at most 9, as the model has it, got 10"),
        (WORD_REVERSAL, (1, 1), "lengths must be some that the task has sentences of"),
        (WORD_REVERSAL, (9, 5), "lengths must be .*low"),
    ],
)
def test_what_are_no_examples_is_refused(example, lengths, message):
    with pytest.raises(ValueError, match=message):
        examples_of(example, VOCAB, lengths, 9)
