"""The exposure gap on models whose behaviour is known."""

import jax.numpy as jnp
import numpy as np
import pytest
from tiny import VOCAB, fresh

from course_lib.analysis.exposure_gap import Exposure, measure_exposure
from course_lib.analysis.forced_decoding import force_all
from course_lib.data import Pair
from course_lib.data.vocab import END
from course_lib.search import transduce_all

PAIRS = [Pair("abc", "aab", (0, 0, 1)), Pair("b", "ba", (0, 0)), Pair("ca", "a", (1,))]
TOKENS = 4 + 3 + 2  # each sentence's end counts


def writing(letter):
    """A model that says `letter`, or its end, whatever it reads."""
    model = fresh("init_state")
    token = END if letter is None else VOCAB.encode(letter)[0]
    readout = model.decoder.readout
    readout.weight[...] = jnp.zeros_like(readout.weight[...])
    readout.bias[...] = jnp.zeros(len(VOCAB)).at[token].set(9.0)
    return model


def test_a_model_that_writes_one_letter():
    """It says "aaaa...": right at "aa" of "aab", at the second place of "ba", at all of "a"."""
    found = measure_exposure(writing("a"), PAIRS)
    assert found.forced == pytest.approx(4 / TOKENS)
    assert found.free == pytest.approx(4 / TOKENS)  # it reads what it wrote and does not care
    assert found.gap == pytest.approx(0.0)
    assert found.exact == 0.0
    sure, other = np.log([np.exp(9), 1]) - np.log(np.exp(9) + len(VOCAB) - 1)
    assert found.loss == pytest.approx(-(4 * sure + 5 * other) / TOKENS, rel=1e-4)


def test_an_end_that_comes_at_once_is_wrong_everywhere():
    """Told the truth it is right at the three ends; alone it ends before the first character."""
    found = measure_exposure(writing(None), PAIRS)
    assert found.forced == pytest.approx(3 / TOKENS)
    assert found.free == 0.0
    assert found.gap == pytest.approx(3 / TOKENS)


def test_a_trained_model_against_a_count_by_hand(trained):
    model, _ = trained
    texts = ["abcab", "ccba", "b", "bcabca"]
    pairs = [Pair(text, text, tuple(range(len(text)))) for text in texts]
    found = measure_exposure(model, pairs)
    written = transduce_all(model, texts)
    right = 0
    for text, one in zip(texts, written, strict=True):
        gold = [*text, "</s>"]
        for place, token in enumerate(gold):
            right += place < len(one.target_tokens) and one.target_tokens[place] == token
    tokens = sum(len(text) + 1 for text in texts)
    assert found.free == pytest.approx(right / tokens)
    forced = force_all(model, [(text, text) for text in texts])
    assert found.forced == pytest.approx(sum(one.right.sum() for one in forced) / tokens)
    assert found.forced >= found.free > 0.5


def test_no_pairs_is_an_error():
    with pytest.raises(ValueError, match="pairs must be 1 or more"):
        measure_exposure(fresh("init_state"), [])
    assert Exposure(0.75, 0.5, 1.0, 0.1).gap == 0.25
