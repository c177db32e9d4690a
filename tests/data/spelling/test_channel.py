"""The noisy channel: estimated from misspellings, it misspells as they do."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jaxtyping import TypeCheckError

from course_lib.data import Pair
from course_lib.data.spelling.channel import NoisyChannel
from course_lib.data.spelling.edits import KINDS, edit_of
from course_lib.data.spelling.misspellings import misspellings
from course_lib.data.spelling.task import channel

REFUSED = (ValueError, TypeCheckError)
SEEN = [Pair("acess", "access"), Pair("teh", "the"), Pair("thhe", "the"), Pair("xx", "the")]


def test_counts_and_shares_by_hand():
    made = NoisyChannel.from_pairs(SEEN)
    assert made.counts == (
        ("deletion", "c", "c", 1, 1), ("insertion", "h", "h", 1, 3),
        ("transposition", "h", "e", 1, 3),
    )  # fmt: skip
    assert made.more == 0.25
    assert made.shares == dict(zip(KINDS, (1 / 3, 1 / 3, 0, 1 / 3), strict=True))


def test_only_steps_that_a_word_allows_are_taken():
    made = NoisyChannel.from_pairs(SEEN[:3])
    found = {made.misspell("the", Random(seed))[0] for seed in range(40)}
    assert found == {"teh", "thhe"}
    assert made.misspell("dog", Random(0)) == ("dog", (0, 1, 2))


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=9).filter(bool), st.integers(0, 99))
def test_each_letter_comes_from_where_it_is_said_to(word, seed):
    wrong, places = channel().misspell(word, Random(seed))
    assert len(wrong) == len(places)
    known = [j for j in places if j >= 0]
    assert len(known) == len(set(known))
    single = edit_of(wrong, word)
    if single is not None and single.kind != "substitution":
        assert all(wrong[t] == word[j] for t, j in enumerate(places) if j >= 0)


def test_what_is_drawn_has_the_shares_of_what_was_seen():
    """A channel estimated from its own misspellings is nearly itself. Drawn by counts and not by
    rates, insertions, which have the most places in a word, would be more than half."""
    real, random = channel(), Random(0)
    words = [pair.target for pair in misspellings()["train"]][::2]
    drawn = NoisyChannel.from_pairs(
        Pair(wrong, word) for word in words if (wrong := real.misspell(word, random)[0]) != word
    )
    for kind in KINDS:
        assert drawn.shares[kind] == pytest.approx(real.shares[kind], abs=0.03)
    # Some of two steps undo each other, or come to one.
    assert 0.5 * real.more < drawn.more <= real.more * 1.05
    often = [step[:3] for step in sorted(real.counts, key=lambda step: -step[3])[:40]]
    again = [step[:3] for step in sorted(drawn.counts, key=lambda step: -step[3])[:60]]
    assert len(set(often) & set(again)) >= 30


def test_more_says_how_often_two_steps_are_taken():
    always = NoisyChannel((("insertion", "a", "b", 1, 1), ("insertion", "b", "b", 1, 1)), more=1.0)
    never = NoisyChannel(always.counts, more=0.0)
    assert {len(always.misspell("a", Random(seed))[0]) for seed in range(9)} == {3}
    assert {len(never.misspell("a", Random(seed))[0]) for seed in range(9)} == {2}


def test_frequent_steps_are_drawn_more_often():
    made = NoisyChannel((("substitution", "a", "b", 9, 10), ("substitution", "a", "c", 1, 10)))
    drawn = Counter(made.misspell("a", Random(seed))[0] for seed in range(500))
    assert 0.85 < drawn["b"] / 500 < 0.95


@pytest.mark.parametrize(
    "counts",
    [
        (), (("insertion", "a", "b", 1),), (("addition", "a", "b", 1, 1),),
        (("deletion", "a", "", 1, 1),), (("deletion", "a", "b", 0, 1),),
        (("deletion", "a", "b", 2, 1),), ("deletion",), None,
        (("deletion", "a", "b", 1, 1), ("deletion", "a", "b", 2, 2)),
    ],
)  # fmt: skip
def test_what_are_no_counts_is_refused(counts):
    with pytest.raises(REFUSED):
        NoisyChannel(counts)


@pytest.mark.parametrize(
    "pairs", [[], [Pair("xx", "the")], [*SEEN, Pair("the", "the")], [("a", "b")], None]
)
def test_pairs_without_a_step_are_refused(pairs):
    with pytest.raises(REFUSED, match="pairs"):
        NoisyChannel.from_pairs(pairs)
