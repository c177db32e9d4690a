"""Erasing source letters: against a loop, by hand, and on a model that looks where it should."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from tiny import fresh

from course_lib.analysis import erasure
from course_lib.data import WORD_REVERSAL, Pair, Words
from course_lib.data.characters import Characters
from course_lib.data.vocab import START
from course_lib.model.table import build

SPACED, WORDS = Characters("abc "), Words(("a", "b", "c"))
PAIRS = [Pair("ab c", "ba c", (1, 0, 2, 3)), Pair("bca", "acb", (2, 1, 0))]


@functools.cache
def model(name="luong_general"):
    return build(name, SPACED, hidden=8, embedding=6, max_length=12, seed=1)


@jax.jit
def forced_pass(source, read, hidden):
    """One forced pass, in steps, without the position `hidden` (none where it is -1)."""
    made = model()
    prepared = made.encode(source)
    memory = prepared.memory
    seen = memory.mask & (jnp.arange(len(source)) != hidden)
    prepared = prepared._replace(memory=memory._replace(mask=seen))
    return jax.nn.softmax(made.decoder.logits(prepared, made.decoder.forced(prepared, read)))


def probabilities(pair, source, hidden=-1):
    read = [START, *SPACED.encode(pair.target)]
    return np.asarray(forced_pass(jnp.array(source, jnp.int32), jnp.array(read), hidden))


def test_hiding_is_what_a_loop_over_positions_gives():
    for pair, found in zip(PAIRS, erasure.erase(model(), PAIRS, way="hide"), strict=True):
        source = SPACED.encode(pair.source)
        before = probabilities(pair, source)
        columns = [j for j, c in enumerate(pair.source) if c != " "]
        rows = [t for t, c in enumerate(pair.target) if c != " "]
        assert found.drop.shape == found.weights.shape == (len(rows), len(columns))
        for k, j in enumerate(columns):
            after = probabilities(pair, source, hidden=j)
            for r, t in enumerate(rows):
                choice = before[t].argmax()
                assert found.drop[r, k] == pytest.approx(before[t, choice] - after[t, choice],
                                                         abs=1e-5)  # fmt: skip
                assert found.changed[r, k] == (after[t].argmax() != choice)


def test_replacing_is_one_of_the_other_letters():
    (found,) = erasure.erase(model(), PAIRS[1:], way="replace")
    pair, letters = PAIRS[1], SPACED.encode("abc")
    source = SPACED.encode(pair.source)
    before = probabilities(pair, source)
    for j in range(3):
        drops = []
        for other in set(letters) - {source[j]}:
            after = probabilities(pair, [*source[:j], other, *source[j + 1 :]])
            drops.append([before[t].max() - after[t, before[t].argmax()] for t in range(3)])
        assert any(np.allclose(found.drop[:, j], drop, atol=1e-5) for drop in drops)


def test_another_letter_is_never_the_same_and_never_a_space():
    source = np.tile(np.arange(3, 7, dtype=np.int32), (200, 1))
    drawn = erasure._others(source, SPACED, np.random.default_rng(0))
    assert (drawn != source).all()
    assert set(np.unique(drawn)) == set(SPACED.encode("abc"))
    counts = np.bincount(drawn[:, 0], minlength=7)[[4, 5]]  # for "a": "b" or "c"
    assert counts.min() > 60


def test_another_word_is_never_the_same_and_never_the_unknown_one():
    source = np.tile(np.array(WORDS.encode("a b c x"), np.int32), (200, 1))
    drawn = erasure._others(source, WORDS, np.random.default_rng(0))
    assert (drawn != source).all()
    assert set(np.unique(drawn)) == set(WORDS.encode("a b c"))


def test_words_are_erased_as_letters_are_whatever_the_lengths():
    made = build("luong_general", WORDS, Words(("x", "y")), hidden=8, embedding=6, max_length=12)
    pairs = [Pair("a b", "x y x y x y"), Pair("c", "x")]
    for way in erasure.WAYS:
        shapes = [one.drop.shape for one in erasure.erase(made, pairs, way=way)]
        assert shapes == [(6, 2), (1, 1)]


def test_the_order_of_the_pairs_is_kept_and_a_seed_gives_the_same():
    pairs = WORD_REVERSAL.test_set(5, (3, 6))
    made = build("luong_general", WORD_REVERSAL.vocab, hidden=8, embedding=6, max_length=12)
    found = erasure.erase(made, pairs)
    for pair, one in zip(pairs, found, strict=True):
        assert one.weights.shape == (len(pair.target.replace(" ", "")),) * 2
    for one, again in zip(found, erasure.erase(made, pairs), strict=True):
        np.testing.assert_array_equal(one.drop, again.drop)


def test_summary_by_hand():
    weights = np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]])
    drop = np.array([[0.9, 0.1, 0.0], [0.5, 0.2, 0.4]])
    found = erasure.summary([erasure.Erased(weights, drop, drop > 0.45)])
    assert found["most"] == {"drop": pytest.approx(0.65), "changed": 0.5}
    assert found["least"] == {"drop": pytest.approx(0.25), "changed": 0.5}
    assert 0 <= found["random"]["drop"] <= 0.9
    # Ranks 3 2 1 with 3 2 1, then 1 2 3 with 3 1 2: correlations 1 and -1/2.
    assert found["spearman"] == [pytest.approx(0.25)]


def test_agreement_is_that_of_ranks_and_equal_values_share_theirs():
    weights, drop = np.array([[0.3, 0.1, 0.3, 0.9]]), np.array([[1.0, 0.0, 5.0, 2.0]])
    # Ranks 2.5 1 2.5 4 and 2 1 4 3: covariance 3 / 4, variances 4.5 / 4 and 5 / 4.
    wanted = 3 / np.sqrt(4.5 * 5)
    assert erasure.rank_agreement(weights, drop) == pytest.approx(wanted)
    assert erasure.rank_agreement(weights, -drop) == pytest.approx(-wanted)
    assert np.isnan(erasure.rank_agreement(np.ones((2, 3)), np.ones((2, 3))))


def test_errors_name_what_came():
    with pytest.raises(ValueError, match="way must be one of replace, hide, got 'burn'"):
        erasure.erase(model(), PAIRS, way="burn")
    with pytest.raises(ValueError, match="alignment 'summary' has none"):
        erasure.erase(fresh("init_state"), [Pair("ab", "ba", (1, 0))])
