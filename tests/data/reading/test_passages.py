"""Passages as numbers and arrays, and batches of them."""

import numpy as np
import pytest
from jaxtyping import TypeCheckError

from course_lib.data import END, WHEREABOUTS, Batches, Pair, Passage, Words, pairs_to_batch
from course_lib.data.reading.passages import (
    Numbered,
    check_passage,
    number_passage,
    stack_passages,
)

REFUSED = (ValueError, TypeCheckError)
VOCAB = Words(("a", "b", "c"))
PASSAGE = Passage("a b", ("c", "b c a"))


def test_a_passage_in_numbers():
    assert number_passage(PASSAGE, VOCAB) == Numbered([4, 5], [[6], [5, 6, 4]])
    assert number_passage(("a", ["x c"]), VOCAB) == Numbered([4], [[3, 6]])


@pytest.mark.parametrize(
    ("passage", "message"),
    [
        ("a b", r"text must be a Passage\(question, facts\), got 'a b'"),
        (("a",), r"text must be a Passage\(question, facts\)"),
        ((1, ("a",)), r"text must be a Passage\(question, facts\)"),
        (("a", "b"), r"text\.facts must be a list, each of it a text, got 'b'"),
        (("a", ()), r"text\.facts must be 1 or more, each a text"),
        (("a", ("b", 1)), r"text\.facts\[1\] must be a text, got 1"),
    ],
)
def test_what_is_no_passage_is_refused(passage, message):
    with pytest.raises(ValueError, match=message):
        check_passage("text", passage)


@pytest.mark.parametrize(
    ("passage", "message"),
    [(Passage("", ("b",)), r"text\.question: .* at least one word"),
     (Passage("a", ("b", " ")), r"text\.facts\[1\]: .* at least one word")],
)  # fmt: skip
def test_what_the_vocabulary_cannot_encode_is_named(passage, message):
    with pytest.raises(ValueError, match=message):
        number_passage(passage, VOCAB, "text")


def test_passages_are_padded_to_whole_facts_and_rounded_words():
    numbered = [number_passage(PASSAGE, VOCAB), number_passage(Passage("c", ("a",)), VOCAB)]
    question, facts = stack_passages(numbered, 3, rounds=2)
    assert question.tolist() == [[4, 5], [6, 0]]
    assert facts.tolist() == [
        [[6, 0, 0, 0], [5, 6, 4, 0], [0, 0, 0, 0]],
        [[4, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]],
    ]
    with pytest.raises(ValueError, match=r"numbered\[0\] has 2 facts; wanted 1 to facts=1"):
        stack_passages(numbered, 1)
    with pytest.raises(ValueError, match="numbered must be 1 or more"):
        stack_passages([], 1)


def test_a_batch_of_passages_keeps_words_answers_and_gold():
    pairs = [Pair(PASSAGE, "c", (0,)), Pair(Passage("a", ("b b",)), "b a", (0, 0))]
    batch = pairs_to_batch(pairs, VOCAB, 4, target_size=3, aligned=True)
    assert batch.source.facts.shape == (2, 4, 8)
    assert batch.source.facts[1, 0, :3].tolist() == [5, 5, 0]
    assert batch.target.tolist() == [[6, END, 0], [5, 4, END]]
    assert batch.gold.tolist() == [[0, -1, -1], [0, 0, -1]]
    assert batch.tokens == 5


def test_texts_among_passages_are_refused():
    with pytest.raises(ValueError, match=r"pair\.source must be a Passage"):
        pairs_to_batch([Pair(PASSAGE, "c"), Pair("a", "b")], VOCAB, 2)


def test_batches_of_passages_are_a_function_of_seed_and_number():
    stream = Batches(WHEREABOUTS, batch=3, lengths=(2, 5), edges=(5,), target_edges=(2,))
    first, again = stream.chunk(1, 2), stream.chunk(1, 2)
    assert first.source.facts.shape == (2, 3, 5, 8)
    assert first.source.question.shape == (2, 3, 8)
    assert first.target.shape == (2, 3, 3)
    np.testing.assert_array_equal(first.source.facts, again.source.facts)
    counts = (np.asarray(first.source.facts) != 0).any(axis=-1).sum(axis=-1)
    assert ((counts >= 2) & (counts <= 5)).all()
    assert not np.array_equal(stream.chunk(0, 2).source.facts, first.source.facts)
