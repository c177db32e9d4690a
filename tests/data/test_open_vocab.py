"""Numbers lent to unknown words: the same in all of one source, and none beyond it."""

import pytest

from course_lib.data import END, UNK, Characters, OpenWords, Pair, Vocab, Words, pairs_to_batch
from course_lib.data.open_vocab import beside, beyond
from course_lib.data.vocab_kinds import vocab_from_json, vocab_to_json

VOCAB = OpenWords(("in", "was"))
V = 6


def test_unknown_words_are_numbered_in_their_order():
    assert len(VOCAB) == V
    assert VOCAB.encode("x was in y x") == [6, 5, 4, 7, 6]
    assert VOCAB.encode("in was") == [4, 5]
    assert VOCAB.encode("y x") == [6, 7]  # anew for each text
    assert VOCAB.encode("<unk> y <s>") == [UNK, 6, UNK]  # the signs are no words
    assert isinstance(VOCAB, Vocab)


def test_a_target_is_encoded_and_decoded_beside_its_source():
    own = beside(VOCAB, "x was in y")
    assert type(own) is Words
    assert own.encode("y in z") == [7, 4, UNK]
    assert own.decode([6, 5, 7, END]) == "x was y"
    assert own.unknown("y z") == ["z"]
    with pytest.raises(ValueError, match="token number 8 is outside a vocabulary of 8"):
        own.decode([8])


@pytest.mark.parametrize(
    "vocab", [Words(("in",)), Characters("in")], ids=lambda v: type(v).__name__
)
def test_other_kinds_lend_nothing(vocab):
    assert beside(vocab, "nin") is vocab
    assert beyond(vocab, 9) == 0
    assert beyond(VOCAB, 9) == 9


def test_written_texts_lend_numbers_too():
    own = OpenWords.from_texts(["In it was."], written=True, lower=True)
    assert own.encode("Ruvo, in it.")[0] == len(own)
    assert own.beside("Ruvo was.").decode([len(own)]) == "ruvo"


def test_a_file_holds_one():
    again = vocab_from_json(vocab_to_json(VOCAB))
    assert again == VOCAB
    assert type(again) is OpenWords


def test_a_text_without_words_is_refused():
    with pytest.raises(ValueError, match="at least one word"):
        VOCAB.encode(" ")


def test_batches_lend_to_both_sides():
    pairs = [Pair("x was y", "y x"), Pair("in z", "z was w")]
    batch = pairs_to_batch(pairs, VOCAB, 3, target_size=4)
    assert batch.source.tolist() == [[6, 5, 7], [4, 6, 0]]
    assert batch.target.tolist() == [[7, 6, END, 0], [6, 5, UNK, END]]
    closed = pairs_to_batch(pairs, Words(VOCAB.words), 3, target_size=4)
    assert closed.source.tolist() == [[UNK, 5, UNK], [4, UNK, 0]]
    assert closed.target.tolist() == [[UNK, UNK, END, 0], [UNK, 5, UNK, END]]
