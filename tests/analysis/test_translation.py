"""BLEU and chrF: by hand on small texts, in buckets, and with several references."""

import math
from typing import NamedTuple

import pytest

from course_lib.analysis import bleu, bleu_by_length, bleu_on, chrf, translation
from course_lib.analysis.translation import references_of
from course_lib.data import Pair, Words
from course_lib.model import build
from course_lib.search import transduce_all

GOLD = ["the cat sat on the mat .", "a dog runs through the wet grass ."]


def test_bleu_by_hand():
    """Seven words, six of them right; of 2-grams 4 of 6, of 3-grams 2 of 5, of 4-grams 1 of 4."""
    found = bleu(["the cat sat on a mat ."], GOLD[:1])
    wanted = [6 / 7, 4 / 6, 2 / 5, 1 / 4]
    assert found.precisions == pytest.approx([100 * p for p in wanted])
    assert found.score == pytest.approx(100 * math.prod(wanted) ** 0.25)
    assert found.brevity == 1.0
    assert "tok:13a" in found.signature
    assert "case:mixed" in found.signature


def test_a_text_too_short_pays():
    found = bleu(["the cat sat on"], GOLD[:1])
    assert found.precisions == (100, 100, 100, 100)
    assert found.brevity == pytest.approx(math.exp(1 - 7 / 4))
    assert found.score == pytest.approx(100 * found.brevity)


def test_counts_are_of_the_corpus_and_no_mean_of_sentences():
    written = [GOLD[0], "a dog ."]
    together = bleu(written, GOLD).score
    apart = [bleu([one], [gold]).score for one, gold in zip(written, GOLD, strict=True)]
    assert together != pytest.approx(sum(apart) / 2, abs=1.0)


def test_capital_letters_count_unless_they_are_told_not_to():
    written = [text.capitalize() for text in GOLD]
    assert bleu(written, GOLD).score < 99
    assert bleu(written, GOLD, lower=True).score == pytest.approx(100)
    assert "case:lc" in bleu(written, GOLD, lower=True).signature


def test_any_of_several_references_is_right():
    others = [["a cat sat there", GOLD[0]], [GOLD[1]]]
    assert bleu(GOLD, others).score == pytest.approx(100)
    assert bleu(GOLD, [["a cat sat there"], [GOLD[1]]]).score < 80


def test_chrf_counts_letters():
    close, far = chrf(["das Haus"], ["das Hause"]), chrf(["das Haus"], ["ein Hund"])
    assert close.score > 80 > 40 > far.score
    assert close.signature.startswith("nrefs:1|")


def test_buckets_of_source_lengths():
    written, gold = [*GOLD, "no word is right here"], [*GOLD, "all of them are wrong"]
    found = bleu_by_length(written, gold, [3, 9, 12], (0, 5, 10, 15, 20))
    assert [(one.low, one.high, one.sentences) for one in found] == [
        (0, 5, 1), (5, 10, 1), (10, 15, 1), (15, 20, 0),
    ]  # fmt: skip
    assert found[0].score == pytest.approx(100)
    assert found[2].score < 10
    assert math.isnan(found[3].score)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bleu(GOLD, GOLD[:1]), "references must be as many as written, 2, got 1"),
        (lambda: bleu([], []), "written must be one text or more, got none"),
        (lambda: bleu(GOLD, [[], GOLD]), r"references\[0\] must be one text or more"),
        (lambda: bleu_by_length(GOLD, GOLD, [3], (0, 9)), "lengths must be one for each of 2"),
        (lambda: bleu_by_length(GOLD, GOLD, [3, 12], (0, 9)), "within 0 to 9, got 3 to 12"),
        (lambda: bleu_by_length(GOLD, GOLD, [3, 4], (9, 0)), "edges must be two or more rising"),
        (lambda: bleu_on([]), "pairs must be 1 or more"),
    ],
)
def test_what_cannot_be_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_measure_for_validation_takes_all_targets_of_a_source(monkeypatch):
    """Each of two sources is asked for once, and any of its targets is right."""
    pairs = [Pair("a", "x y x y"), Pair("b", "y y y x"), Pair("a", "y x y x"), Pair("a", "y x y x")]
    assert references_of(pairs) == {"a": ["x y x y", "y x y x"], "b": ["y y y x"]}
    answers = {"a": "y x y x", "b": "y y y x"}

    class Found(NamedTuple):
        target: str

    def written(model, sources, *, search, batch):
        assert sources == ["a", "b"]
        return [Found(answers[source]) for source in sources]

    monkeypatch.setattr(translation, "transduce_all", written)
    assert bleu_on(pairs)(None) == pytest.approx(100)
    answers["a"] = "x x x x"
    assert bleu_on(pairs)(None) < 80


def test_a_model_is_measured():
    model = build("luong", Words(("a", "b")), Words(("x", "y")), hidden=4, embedding=4)
    pairs = [Pair("a b", "x y"), Pair("b", "y")]
    written = [one.target for one in transduce_all(model, ["a b", "b"])]
    assert bleu_on(pairs)(model) == bleu(written, ["x y", "y"]).score
