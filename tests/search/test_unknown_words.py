"""Unknown words are replaced by what the model looked at."""

import numpy as np

from course_lib.data import Characters, Words
from course_lib.model import build
from course_lib.search import Transduction, replace_unknown

SOURCE = Words(("der", "mann", "in"), written=True, lower=True)
TARGET = Words(("the", "man", "in", "!"), written=True, lower=True)
MODEL = build("luong", SOURCE, TARGET, hidden=4, embedding=4)
TEXT = "Der Mann in Paris"
WEIGHTS = np.eye(6, 4)[[0, 1, 2, 3, 0, 0]]  # the 4th word looks at Paris, the end at "der"


def found(words, weights=WEIGHTS):
    seen = ["der", "mann", "in", "<unk>"]
    return Transduction(TEXT, "", weights, seen, words, -1.0, -1.0)


def test_a_name_is_copied_and_a_known_word_looked_up():
    words = ["the", "man", "in", "<unk>", "!", "</s>"]
    assert replace_unknown(MODEL, found(words)) == "the man in paris!"
    assert replace_unknown(MODEL, found(words), {"paris": "berlin"}) == "the man in berlin!"


def test_a_target_that_did_not_end_keeps_its_last_word():
    assert replace_unknown(MODEL, found(["the", "<unk>"], WEIGHTS[[0, 3]])) == "the paris"


def test_without_unknown_words_or_weights_nothing_changes():
    assert replace_unknown(MODEL, found(["the", "man", "</s>"], WEIGHTS[:3])) == "the man"
    blind = build("init_state", SOURCE, TARGET, hidden=4, embedding=4)
    told = found(["the", "<unk>", "</s>"], None)._replace(target="the <unk>")
    assert replace_unknown(blind, told) == "the <unk>"
    letters = build("luong", Characters("ab"), hidden=4, embedding=4)
    assert (
        replace_unknown(
            letters, Transduction("ab", "b", np.eye(2), ["a", "b"], ["b", "</s>"], 0.0, 0.0)
        )
        == "b"
    )
