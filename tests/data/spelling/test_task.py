"""The task of spelling: endless misspellings of common words, with true alignments."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jaxtyping import TypeCheckError

from course_lib.data import Batches, PairTask
from course_lib.data.spelling.misspellings import commonest
from course_lib.data.spelling.task import SPELLING_CORRECTION, SpellingCorrection
from course_lib.data.splits import split_of

REFUSED = (ValueError, TypeCheckError)
PHRASES = SpellingCorrection(300, phrase=(2, 3), share=0.7)


def drawn(task, count=200, split="train", lengths=(1, 40), seed=0):
    return task.draw(count, split, lengths, np.random.default_rng(seed))


def test_it_is_a_task_of_pairs():
    assert isinstance(SPELLING_CORRECTION, PairTask)
    stream = Batches(
        SPELLING_CORRECTION, batch=4, lengths=(2, 14), edges=(8, 14), target_edges=(10, 16)
    )
    assert stream.chunk(0, 2).source.shape[:2] == (2, 4)


@pytest.mark.parametrize("task", [SPELLING_CORRECTION, PHRASES], ids=["words", "phrases"])
def test_targets_are_common_words_and_most_sources_are_not(task):
    pairs = drawn(task)
    words = [word for pair in pairs for word in pair.target.split(" ")]
    assert set(words) <= set(commonest(task.words))
    assert all(task.phrase[0] <= pair.target.count(" ") + 1 <= task.phrase[1] for pair in pairs)
    right = np.mean([
        got == want
        for pair in pairs
        for got, want in zip(pair.source.split(" "), pair.target.split(" "), strict=True)
    ])  # fmt: skip
    assert right == pytest.approx(1 - task.share, abs=0.1)


@given(st.integers(0, 50))
def test_the_alignment_tells_from_where_each_letter_comes(seed):
    for pair in drawn(PHRASES, 5, seed=seed):
        assert len(pair.alignment) == len(pair.target)
        known = [j for j in pair.alignment if j >= 0]
        assert len(known) == len(set(known))
        assert max(known) < len(pair.source)
        # Spaces come from spaces: no letter comes out of another word.
        for letter, j in zip(pair.target, pair.alignment, strict=True):
            assert letter != " " or pair.source[j] == " "
            if letter != " " and j >= 0:
                assert pair.source[j] != " "


def test_a_split_never_shows_what_another_has():
    for split in ("train", "valid", "test"):
        assert {split_of(pair.source) for pair in drawn(SPELLING_CORRECTION, 50, split)} == {split}


def test_draws_are_repeatable_and_of_the_lengths_asked_for():
    one, other = (
        drawn(SPELLING_CORRECTION, 30, lengths=(5, 6)),
        drawn(SPELLING_CORRECTION, 30, lengths=(5, 6)),
    )
    assert one == other
    assert {len(pair.source) for pair in one} == {5, 6}
    assert SPELLING_CORRECTION.test_set(9, (3, 9)) == SPELLING_CORRECTION.test_set(9, (3, 9))
    assert SPELLING_CORRECTION.test_set(9, (3, 9)) != SPELLING_CORRECTION.test_set(
        9, (3, 9), seed=1
    )


def test_lengths_that_no_words_have_are_refused():
    with pytest.raises(ValueError, match="lengths must be those of SpellingCorrection"):
        drawn(SPELLING_CORRECTION, 1, lengths=(60, 70))


@pytest.mark.parametrize(
    "fields",
    [{"words": 0}, {"words": 10**6}, {"phrase": (3, 2)}, {"phrase": (0, 1)}, {"share": 1.1}],
)
def test_what_cannot_be_is_refused(fields):
    with pytest.raises(REFUSED, match=next(iter(fields))):
        SpellingCorrection(**fields)
