"""A search held to a lexicon: the best of all words, by forced decoding of each."""

import jax.numpy as jnp
import numpy as np
import pytest
from jaxtyping import TypeCheckError
from searching import SOURCE, found_for, log_probabilities, sharp
from tiny import VOCAB, fresh

from course_lib.data.characters import Characters
from course_lib.data.vocab import END, PAD
from course_lib.search import Beam, Trie, beam_step, constrained_step, transduce, transduce_all
from course_lib.search.trace import trace
from course_lib.search.trie import NOWHERE

REFUSED = (ValueError, TypeCheckError)
AB = Characters("ab")
WORDS = ("a", "abc", "abcb", "bca", "cab", "cc", "c")


def test_the_table_by_hand():
    table = Trie(("a", "ab"), AB).table
    a, b = AB.encode("ab")
    assert table.shape == (3, len(AB))
    assert table[0, a] == 1
    assert table[1, b] == 2
    assert table[1, END] == table[2, END] == 0
    assert (table != NOWHERE).sum() == 4


def test_it_holds_its_words_and_nothing_else():
    trie = Trie(WORDS, VOCAB)
    assert all(trie.holds(word) for word in WORDS)
    assert not any(trie.holds(text) for text in ("ab", "b", "abcbb", "ca", "a?"))
    phrases = Trie(("ab", "a"), Characters("ab "), between=" ")
    assert all(phrases.holds(text) for text in ("ab", "a ab", "ab ab a"))
    assert not any(phrases.holds(text) for text in ("b", "a ", "ab b", " a", "aab"))


@pytest.mark.thin(3)
@pytest.mark.parametrize("name", ["luong_general", "bahdanau", "init_state"])
@pytest.mark.parametrize("seed", range(3))
def test_a_wide_beam_finds_all_words_in_the_order_of_their_probability(name, seed):
    model = sharp(name, seed)
    trie = Trie(WORDS, VOCAB)
    found = found_for(Beam(len(WORDS) + 4, words=trie), model, SOURCE, 6)
    rows = [[*VOCAB.encode(word), END] for word in WORDS]
    targets = np.array([row + [PAD] * (6 - len(row)) for row in rows])
    log_p = log_probabilities(model, SOURCE, targets)[0]
    order = np.argsort(-log_p)
    real = np.isfinite(found.log_probability)
    assert real.sum() == len(WORDS)
    written = [VOCAB.decode(row) for row in np.asarray(found.tokens)[real]]
    assert written == [WORDS[i] for i in order]
    np.testing.assert_allclose(np.asarray(found.log_probability)[real], log_p[order], rtol=1e-4)


def test_narrow_beams_write_words_and_an_unheld_one_does_not():
    sources = ["abca", "b", "cc", "bacab"]
    for seed in range(3):
        model, trie = sharp("luong_general", seed), Trie(WORDS, VOCAB)
        for width in (1, 2):
            found = transduce_all(model, sources, search=Beam(width, words=trie))
            assert all(one.target in WORDS for one in found)
        free = transduce_all(model, sources, search=Beam(2))
        assert not all(one.target in WORDS for one in free)


def test_phrases_are_words_of_the_lexicon_joined():
    vocab = Characters("abc ")
    model = sharp("luong_general", 1, vocab)
    trie = Trie(("ab", "c"), vocab, between=" ")
    for text in ("abc ab", "c c b", "bca"):
        written = transduce(model, text, search=Beam(4, words=trie)).target
        assert set(written.split(" ")) <= {"ab", "c"}, written


def test_each_step_of_the_trace_can_lead_to_a_word():
    trie = Trie(WORDS, VOCAB)
    for beam in trace(sharp(), "abca", search=Beam(3, words=trie)):
        for kept in beam:
            text = "".join(token for token in kept.tokens if token != "</s>")
            assert any(word.startswith(text) for word in WORDS)


def test_the_step_by_hand_and_in_a_search():
    scores, finished = jnp.array([-1.0, -2.0]), jnp.array([False, True])
    log_p = jnp.log(jnp.array([[0.1, 0.1, 0.2, 0.5, 0.1], [0.2] * 5]))
    allowed = jnp.array([[False, False, True, False, True], [False] * 5])
    # The likeliest token is not allowed; the finished hypothesis stays, whatever is allowed.
    assert constrained_step(scores, log_p, finished, allowed).tolist() == [[1, 0], [0, 2]]
    assert beam_step(scores, log_p, finished).tolist() == [[0, 3], [1, 0]]
    trie, model = Trie(WORDS, VOCAB), sharp()
    library = found_for(Beam(3, words=trie), model, SOURCE, 6)
    mine = Beam(3, words=trie, step=lambda e, p, f, a: constrained_step(e, p, f, a))
    np.testing.assert_array_equal(found_for(mine, model, SOURCE, 6).tokens, library.tokens)
    bare = Beam(3, words=trie, step=lambda e, p, f, a: beam_step(e, p, f))
    assert not np.array_equal(found_for(bare, model, SOURCE, 6).tokens, library.tokens)


def test_what_is_no_trie_of_the_model_is_refused():
    with pytest.raises(ValueError, match="vocabulary that the model writes in"):
        transduce(fresh("luong_general"), "abca", search=Beam(2, words=Trie(("a",), AB)))
    with pytest.raises(REFUSED, match="words"):
        Beam(2, words=("a", "b"))
    with pytest.raises(ValueError, match="length_penalty"):
        Beam(2, 0.5, words=Trie(("a",), AB), step=lambda e, p, f, a: beam_step(e, p, f))


@pytest.mark.parametrize(
    ("words", "between"),
    [((), ""), (("a", ""), ""), (("a", "x"), ""), (("a",), "x"), (("a",), "ab"), (("a", 1), "")],
)
def test_words_that_cannot_be_are_refused(words, between):
    with pytest.raises(REFUSED):
        Trie(words, AB, between)
