"""What a beam held at each step, where it lost greedy's target, and two searches compared."""

from itertools import pairwise

import numpy as np
import pytest
from searching import sharp
from tiny import VOCAB, fresh

from course_lib.analysis.search_errors import Compared, compare, edits, tally
from course_lib.data.characters import Characters
from course_lib.search import Beam, Greedy, Transduction, lost, n_best, trace, transduce

TEXTS = ["abca", "b", "cc", "bacab", "cab", "aa", "ccb", "abab", "bbb", "cacb"]
LIMIT = 8


@pytest.mark.parametrize("penalty", [0.0, 0.7])
def test_the_last_beam_of_a_trace_is_what_the_search_returns(penalty):
    model, search = sharp("luong_general", 6), Beam(4, penalty)
    held = [trace(model, text, search=search, limit=LIMIT) for text in TEXTS]
    for steps, found in zip(held, n_best(model, TEXTS, search=search, limit=LIMIT), strict=True):
        assert [list(kept.tokens) for kept in steps[-1]] == [one.target_tokens for one in found]
        for name in ("log_probability", "score"):
            last = [getattr(kept, name) for kept in steps[-1]]
            np.testing.assert_allclose(last, [getattr(one, name) for one in found], atol=1e-4)
    assert len({len(steps) for steps in held}) > 1  # some stop early
    assert max(map(len, held)) <= LIMIT


def test_a_trace_grows_by_a_token_a_step():
    model = sharp("luong_general", 3)
    steps = trace(model, "abca", search=Beam(9), limit=LIMIT)
    assert len(steps[0]) == 4  # the end and three letters; the other rows hold nothing
    for t, (before, after) in enumerate(pairwise(steps), 2):
        assert len(after) == 9
        told = {kept.tokens: kept.log_probability for kept in before}
        for kept in after:
            if kept.tokens in told:
                assert kept.tokens[-1] == "</s>"
            else:
                assert len(kept.tokens) == t
                assert kept.log_probability <= told[kept.tokens[:-1]]


def test_what_is_lost_is_not_in_the_beam_and_the_only_way_to_a_lower_probability():
    """Each case where a beam of 2 ends lower than greedy search lost greedy's target, and the step
    named is the first where no hypothesis in the beam begins it."""
    vocab, rng = Characters("abcdefgh"), np.random.default_rng(0)
    texts = ["".join(rng.choice([*vocab.characters], rng.integers(2, 8))) for _ in range(64)]
    model, search, limit = sharp("luong_general", 1, vocab, 4.0), Beam(2), 10
    lower = kept_to_the_end = 0
    for one in compare(model, texts, Greedy(), search, limit=limit):
        text, wanted = one.first.source, tuple(one.first.target_tokens)
        steps = trace(model, text, search=search, limit=limit)
        begins = [any(k.tokens == wanted[: t + 1] for k in beam) for t, beam in enumerate(steps)]
        found = lost(model, text, search=search, limit=limit)
        lower += one.gain < -1e-5
        if found is None:
            assert all(begins)
            assert one.gain > -1e-5
            kept_to_the_end += 1
            continue
        assert begins.index(False) == found.step - 1
        assert found.prefix.tokens == wanted[: found.step]
        assert found.beam == steps[found.step - 1]
        assert all(k.log_probability >= found.prefix.log_probability for k in found.beam)
    assert lower > 0
    assert kept_to_the_end > 0


def test_lost_is_none_where_nothing_is_dropped():
    assert lost(sharp(), "ab", search=Beam(60), limit=3) is None
    assert lost(sharp(), "ab", search=Beam(1), limit=LIMIT) is None


def test_a_trace_refuses_what_transduce_refuses():
    model = fresh("luong_dot")
    with pytest.raises(ValueError, match="limit must be a whole number of at least 1, got 0"):
        trace(model, "ab", search=Beam(2), limit=0)
    with pytest.raises(ValueError, match="got an empty string"):
        trace(model, "", search=Beam(2))


def test_compared_is_what_each_search_finds():
    model = sharp("luong_general", 2)
    found = compare(model, TEXTS[:3], Greedy(), Beam(4), limit=LIMIT)
    for text, one in zip(TEXTS, found, strict=False):
        assert one.first.target == transduce(model, text, limit=LIMIT).target
        assert one.second.target == transduce(model, text, search=Beam(4), limit=LIMIT).target


def written(target, log_p):
    return Transduction("abc", target, None, [*"abc"], [*target, "</s>"], log_p, log_p)


def test_counts_and_edits():
    found = [
        Compared(written("ab", -1.0), written("ab", -1.0000001)),  # rounded apart, yet the same
        Compared(written("ab", -2.0), written("ac", -1.0)),
        Compared(written("ab", -2.0), written("", -1.5)),
        Compared(written("ab", -2.0), written("abb", -2.5)),
    ]
    counts = tally(found)
    assert counts[:3] == (1, 2, 1)
    np.testing.assert_allclose([counts.higher_share, counts.gain], [2 / 3, 0.25])
    assert edits(found, ["ab", "ac", "ab", "b"]).tolist() == [[0, 0], [1, 0], [0, 2], [1, 2]]
    assert np.isnan(tally(found[:1]).higher_share)
    with pytest.raises(ValueError, match="compared must be 1 or more"):
        tally([])
    with pytest.raises(ValueError, match="holds 4 sentences, gold 1"):
        edits(found, [VOCAB.characters])
