"""Words in context: what is drawn, the hundred sentences, and that they are apart."""

from collections import Counter

import numpy as np
import pytest
from jaxtyping import TypeCheckError

from course_lib.data.spelling import context
from course_lib.data.spelling.context import (
    GAP,
    OTHER,
    WORD_IN_CONTEXT,
    Confused,
    WordInContext,
    confused_sentences,
    typed_for,
)
from course_lib.data.spelling.frames import FILLERS, FRAMES, PAIRS
from course_lib.data.spelling.misspellings import ranked
from course_lib.data.task import LOWER_CASE

REFUSED = (ValueError, TypeCheckError)


def around(text):
    """All runs of words of a text that hold its gap, each with where the gap stands in it."""
    words = text.split()
    gap = words.index(GAP)
    starts, ends = range(gap + 1), range(gap + 1, len(words) + 1)
    return {(*words[i:j], gap - i) for i in starts for j in ends}


def test_frames_have_one_gap_and_fillers_for_their_slots():
    assert set(FRAMES) == {word for pair in PAIRS for word in pair}
    for word, frames in FRAMES.items():
        assert word in ranked(1)
        assert len(set(frames)) == len(frames)
        for frame in frames:
            slots = [part for part in frame.split() if part != GAP and not part.islower()]
            assert set(slots) <= set(FILLERS), frame
            assert frame.split().count(GAP) == 1, frame
    for fillers in FILLERS.values():
        assert len(set(fillers)) == len(fillers)
        assert not any(LOWER_CASE.unknown(filler) for filler in fillers)


def test_the_hundred_sentences_are_five_for_each_word():
    found = confused_sentences()
    assert Counter(one.right for one in found) == dict.fromkeys(OTHER, 5)
    assert len({one.sentence for one in found}) == 100
    for one in found:
        assert OTHER[one.right] == one.wrong
        assert not LOWER_CASE.unknown(one.filled(one.right))


def test_no_four_words_around_a_gap_are_in_training_and_in_the_test():
    for one in confused_sentences():
        for frame in FRAMES[one.right]:
            alike = around(one.sentence) & around(frame)
            longest = max(len(run) - 1 for run in alike)
            assert longest < 4, (one.sentence, frame)
            assert longest < 3 or longest < len(frame.split()), (one.sentence, frame)


def test_half_of_what_is_drawn_holds_the_wrong_word():
    pairs = WORD_IN_CONTEXT.draw(600, "train", (8, 40), np.random.default_rng(0))
    wrong = [pair for pair in pairs if pair.source != pair.target]
    assert 0.4 < len(wrong) / len(pairs) < 0.6
    for pair in wrong:
        ((typed, right),) = (
            words
            for words in zip(pair.source.split(), pair.target.split(), strict=True)
            if words[0] != words[1]
        )
        assert OTHER[right] == typed
    assert all(8 <= len(pair.source) <= 40 for pair in pairs)


def test_splits_share_no_sentence():
    rng = np.random.default_rng(1)
    drawn = {
        split: {pair.target for pair in WORD_IN_CONTEXT.draw(300, split, (8, 40), rng)}
        for split in ("train", "test")
    }
    assert not drawn["train"] & drawn["test"]


def test_the_alignment_follows_the_letters():
    pair = typed_for("this _ is new", "form", "from")
    assert pair.source == "this from is new"
    assert pair.target == "this form is new"
    assert pair.alignment == (0, 1, 2, 3, 4, 5, 7, 6, *range(8, 16))
    longer = typed_for("_ is it", "where", "were")
    assert (longer.source, longer.target) == ("were is it", "where is it")
    assert len(longer.alignment) == len(longer.target)
    assert longer.alignment[1] == -1  # the "h" was left out


def test_what_cannot_be_is_refused(tmp_path, monkeypatch):
    with pytest.raises(REFUSED, match="share"):
        WordInContext(share=1.5)
    with pytest.raises(REFUSED, match="gap"):
        typed_for("no gap here", "form", "from")
    with pytest.raises(ValueError, match="lengths"):
        WORD_IN_CONTEXT.draw(1, "train", (200, 300), np.random.default_rng(0))
    with pytest.raises(REFUSED, match="word"):
        Confused("a _", "b", "c").filled("")
    (tmp_path / "bad.tsv").write_text("a sentence\tform\tfrom\n")
    monkeypatch.setattr(context, "CONFUSED", tmp_path / "bad.tsv")
    confused_sentences.cache_clear()
    with pytest.raises(ValueError, match=r"bad.tsv.*line 1|line 1"):
        confused_sentences()
    confused_sentences.cache_clear()
