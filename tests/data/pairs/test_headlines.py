"""Reports and headlines: what is copied, from where, and which names are whose."""

import numpy as np
import pytest
from jaxtyping import TypeCheckError

from course_lib.data import HEADLINES, Headlines, OpenWords, PairTask, Words
from course_lib.data.pairs.headlines import EVENTS, KNOWN, known_names
from course_lib.data.splits import split_of

REFUSED = (ValueError, TypeCheckError)


def drawn(task=HEADLINES, split="train", count=300, lengths=(8, 50)):
    return task.draw(count, split, lengths, np.random.default_rng(0))


def names(pair):
    words = pair.target.split()
    return words[0], words[2]


def test_a_headline_is_made_of_the_report():
    shorts = {short: event.split() for event, short, _ in EVENTS}
    for pair in drawn():
        report, headline = pair.source.split(), pair.target.split()
        assert len(pair.alignment) == len(headline)
        for word, place in zip(headline, pair.alignment, strict=True):
            if place >= 0 and word != headline[3]:
                assert report[place] == word
        assert (headline[1], pair.alignment[1]) == ("of", -1)
        event = shorts[" ".join(headline[3:])]
        assert report[pair.alignment[3]] == event[1]  # the verb, in another form
        assert report[pair.alignment[3] - 1] == "has"


def test_a_report_names_others_too():
    others = [len(set(p.source.split()) - set(HEADLINES.source.words)) for p in drawn(count=200)]
    assert max(others) == 4
    assert 0 in others


def test_names_of_the_test_are_in_no_training():
    known = {name for part in known_names() for name in part}
    training = {name for pair in drawn(count=1000) for name in names(pair)}
    assert {split_of(name) for name in training} == {"train"}
    assert 0.3 < np.mean([name in known for pair in drawn() for name in names(pair)]) < 0.7
    for pair in HEADLINES.test_set(200, (8, 50)):
        assert {split_of(name) for name in names(pair)} == {"test"}
        assert set(Headlines(open=False).source.unknown(pair.target)) == set(names(pair))
    for pair in Headlines(names="known").test_set(100, (8, 50)):
        assert set(names(pair)) <= known
        assert split_of(pair.source) == "test"
    assert len(known) == 2 * KNOWN


def test_the_vocabulary_holds_all_but_names_and_lends_numbers_where_it_is_open():
    for task, kind in ((HEADLINES, OpenWords), (Headlines(open=False), Words)):
        assert isinstance(task, PairTask)
        assert type(task.source) is kind
        assert task.source == task.target
        for pair in drawn(task, count=50):
            own = names(pair)
            assert set(task.source.unknown(pair.target)) <= set(own)
    assert HEADLINES.source.words == Headlines(open=False).source.words


def test_lengths_are_kept_or_refused():
    assert {len(pair.source.split()) for pair in drawn(lengths=(12, 15))} <= {12, 13, 14, 15}
    with pytest.raises(ValueError, match="lengths must be those of reports, got 100 to 120"):
        drawn(lengths=(100, 120))
    with pytest.raises(REFUSED, match="names must be unseen or known, got 'both'"):
        Headlines(names="both")
    with pytest.raises(REFUSED, match="open"):
        Headlines(open="no")
