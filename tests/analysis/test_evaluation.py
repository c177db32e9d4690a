"""`evaluate` and forced decoding, on a model whose behaviour is known."""

import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from course_lib.analysis.evaluation import (
    alignment_quality,
    evaluate,
    gold_in_window,
    gold_positions,
)
from course_lib.analysis.forced_decoding import Forced, force_all
from course_lib.data import COPY, FULL_REVERSAL, WORD_REVERSAL, Pair, Words
from course_lib.data.batches import shift_right
from course_lib.data.vocab import END
from course_lib.kernels.losses import negative_log_likelihood
from course_lib.model.table import build

PAIRS = WORD_REVERSAL.test_set(7, (4, 23))


@pytest.fixture(scope="module")
def model():
    return build("luong_general", WORD_REVERSAL.vocab, hidden=8, embedding=6)


def test_forced_decoding_equals_one_pair_at_a_time(model):
    pairs, vocab = PAIRS[:4], WORD_REVERSAL.vocab
    found = force_all(model, [(p.source, p.target) for p in pairs], batch=3)
    for pair, forced in zip(pairs, found, strict=True):
        target = jnp.array([*vocab.encode(pair.target), END])
        source = jnp.array(vocab.encode(pair.source))
        logits, output = model.forced(source, shift_right(target[None])[0])
        log_p = -negative_log_likelihood(logits, target).sum()
        np.testing.assert_allclose(forced.log_probability, log_p, rtol=1e-4)
        np.testing.assert_allclose(forced.weights, output.weights, atol=1e-5)
        assert forced.right.tolist() == (logits.argmax(-1) == target).tolist()
        assert forced.weights.shape == (len(pair.target) + 1, len(pair.source))


def test_a_model_that_writes_one_letter_is_graded_as_such(model):
    """All logits but one letter's are pushed down: what comes out is that letter, forever."""
    silly = nnx.clone(model)
    letter = WORD_REVERSAL.vocab.encode("e")[0]
    silly.decoder.readout.weight[...] = jnp.zeros_like(silly.decoder.readout.weight[...])
    silly.decoder.readout.bias[...] = jnp.zeros(len(WORD_REVERSAL.vocab)).at[letter].set(9.0)
    results = evaluate(silly, PAIRS, edges=(4, 10, 23), bins=2)
    letters = "".join(pair.target for pair in PAIRS)
    assert results["exact"] == 0.0
    np.testing.assert_allclose(results["character"], letters.count("e") / len(letters))
    assert sum(results["by_length"]["count"]) == len(PAIRS)
    assert len(results["by_position"]) == len(results["by_position_forced"]) == 2
    # It never ends, and is right about the same letters whether it is told the truth or not.
    np.testing.assert_allclose(results["by_position"], results["by_position_forced"])
    assert set(results["alignment"]) == {"-1", "0", "1"}


def test_a_possible_link_is_no_error():
    """Looks by hand at source positions 1, 0, 2; the third word comes from nowhere."""
    words = Words(("a", "b", "c"))
    read = [Forced(0.0, np.ones(4, bool), np.eye(3)[[1, 0, 2, 2]])]
    one = Pair("a b c", "b b a", (1, 1, -1))
    plain = alignment_quality([one], read, words)
    assert plain["aer"] == pytest.approx(1 - (1 + 1) / (2 + 2))  # links 1 and 0, of which 1 is sure
    doubted = alignment_quality([one._replace(possible=((), (0,), ()))], read, words)
    assert doubted["aer"] == pytest.approx(1 - (1 + 2) / (2 + 2))
    counted = alignment_quality([one._replace(possible=((), (0,), (2,)))], read, words)
    assert counted["aer"] == pytest.approx(1 - (1 + 3) / (3 + 2))
    assert plain["alignment"] == doubted["alignment"]


def test_a_model_without_attention_has_no_alignment():
    fixed = build("init_state", WORD_REVERSAL.vocab, hidden=8, embedding=6)
    results = evaluate(fixed, PAIRS, edges=(4, 23))
    assert "alignment" not in results
    assert 0.0 <= results["exact"] <= 1.0


def test_what_the_window_covers_is_counted_by_hand():
    """local-m looks at t +- D: all of a copy, and of full reversal the letters near the middle."""
    local = build("luong_local_m", COPY.vocab, hidden=8, embedding=6, window=1)
    for task, wanted in [(COPY, 1.0), (FULL_REVERSAL, 2 / 6)]:
        pair = task.pair("abcdef")
        assert evaluate(local, [pair], edges=(4, 23))["in_window"] == pytest.approx(wanted)
        # Sought at one place throughout: what lies within 1 of it.
        still = Forced(0.0, np.ones(7, bool), None, np.full(7, 4.0))
        assert gold_in_window([pair], [still], 1) == pytest.approx(3 / 6)
    soft = build("luong_dot", COPY.vocab, hidden=8, embedding=6)
    assert "in_window" not in evaluate(soft, [COPY.pair("abc")], edges=(1, 23))


def test_gold_positions_leave_out_spaces():
    assert gold_positions(COPY.pair("a bc")).tolist() == [0, -1, 2, 3]
    assert gold_positions(WORD_REVERSAL.pair("a bc")).tolist() == [0, -1, 3, 2]


def test_gold_positions_are_of_tokens_and_must_be_known():
    words, pair = Words(("any",)), Pair("the old cat", "le chat vieux", (0, 2, 1))
    assert gold_positions(pair, words).tolist() == [0, 2, 1]
    with pytest.raises(ValueError, match=r"each of the 13 characters of 'le chat vieux', got 3"):
        gold_positions(pair)
    with pytest.raises(ValueError, match="alignment must be known, got None for 'the old cat'"):
        gold_positions(pair._replace(alignment=None), words)


def test_where_one_alignment_is_not_known_none_is_judged(model):
    pairs = [*PAIRS[:-1], PAIRS[-1]._replace(alignment=None)]
    results, whole = (evaluate(model, some, edges=(4, 23)) for some in (pairs, PAIRS))
    assert set(results) == {"exact", "cer", "character", "by_length"}
    assert set(whole) - set(results) == {"by_position", "by_position_forced", "alignment", "aer"}
    assert all(results[name] == whole[name] for name in results)
