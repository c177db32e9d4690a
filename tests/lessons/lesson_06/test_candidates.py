"""Candidates for a misspelling: which words are near, and how they are put in order."""

import numpy as np
import pytest
from jaxtyping import TypeCheckError
from rapidfuzz.distance import OSA

from course_lib.data import Pair, SpellingCorrection, misspellings
from course_lib.data.spelling.misspellings import MISSPELLINGS, ranked, read_columns, zipf
from course_lib.data.spelling.task import channel
from course_lib.lessons.lesson_06 import candidates, outside
from course_lib.model import build

REFUSED = (ValueError, TypeCheckError)
TEXTS = ["teh", "acess", "frend"]


def test_one_step_is_a_distance_of_one():
    found = candidates.one_step("cat", "ab")
    assert {"at", "act", "bat", "cata", "acat"} <= found
    assert all(OSA.distance("cat", text) == 1 for text in found - {"cat"})
    lengths = [len(candidates.one_step("x" * n, "ab")) for n in (1, 3)]
    assert lengths == [1 + 2 + 4, 1 + 1 + 6 + 8]  # the swap of "xxx" is itself


def test_the_nearest_words_and_the_frequent_ones_of_them_come_first():
    near = candidates.nearest(TEXTS, 6)
    for text, row, distance, frequency in zip(TEXTS, *near, strict=True):
        assert [OSA.distance(text, word) for word in row] == distance.tolist()
        order = list(zip(distance, -frequency, strict=True))
        assert order == sorted(order)
        np.testing.assert_allclose(frequency, [zipf(word) for word in row])
        left_out = min(OSA.distance(text, word) for word in set(ranked(1)) - {*row})
        assert left_out >= distance[-1]
    assert [row[0] for row in near.words] == ["the", "access", "friend"]


def test_the_likeliest_word_is_that_of_the_largest_rate_and_frequency():
    """Against a search through all of the list; "xqzvw" is one step from no word."""
    counted, words = channel(), ranked(1)
    texts = ["acess", "frend", "untill", "wich"]
    for weight in (0.0, 1.0, 3.0):
        wanted = []
        for text in texts:
            score = {
                word: np.log(rate) + weight * zipf(word)
                for word in words
                if OSA.distance(text, word) == 1
                for edit, rate in counted.steps(word)
                if edit.apply(word) == text
            }
            wanted.append(max(score, key=score.get))
        assert candidates.likeliest(texts, counted, weight) == wanted
    assert candidates.likeliest(["xqzvw"], counted, 1.0) == [
        candidates.nearest(["xqzvw"]).words[0][0]
    ]
    with pytest.raises(REFUSED, match="channel"):
        candidates.likeliest(texts, None, 1.0)
    with pytest.raises(REFUSED, match="weight"):
        candidates.likeliest(texts, counted, "much")


def test_log_rates_are_those_of_the_one_step():
    near = candidates.nearest(["acess"], 4)
    found = candidates.log_rates(["acess"], near, channel())[0]
    rates = {edit.apply("access"): rate for edit, rate in channel().steps("access")}
    assert found[near.words[0].index("access")] == pytest.approx(np.log(rates["acess"]))
    assert np.isneginf(
        candidates.log_rates(["xqzvw"], candidates.nearest(["xqzvw"]), channel())
    ).all()
    with pytest.raises(REFUSED, match="channel"):
        candidates.log_rates(["acess"], near, None)


def test_no_misspelling_is_near_more_words_than_are_looked_at():
    texts = [pair.source for part in misspellings().values() for pair in part[::10]]
    far = candidates.nearest(texts, candidates.MOST_NEAR).distance
    assert (far == 1).sum(axis=1).max() < candidates.MOST_NEAR / 2


def test_log_probabilities_are_those_of_each_candidate_alone():
    model = build("luong", SpellingCorrection().source, hidden=8, embedding=4, max_length=32)
    near = candidates.nearest(TEXTS, 3)
    found = candidates.log_probabilities(model, TEXTS, near)
    single = candidates.log_probabilities(
        model, TEXTS[1:2], candidates.Candidates(near.words[1:2], *(a[1:2] for a in near[1:]))
    )
    assert found.shape == (3, 3)
    np.testing.assert_allclose(found[1:2], single, rtol=1e-4)
    with pytest.raises(ValueError, match="rows"):
        candidates.log_probabilities(model, TEXTS[:2], near)


def test_weights_are_those_that_help():
    """The model always prefers the right word a little, and the distance misleads."""
    rng = np.random.default_rng(0)
    right = np.eye(4, dtype=bool)[rng.integers(0, 4, 50)]
    log_p = 2.0 * right + rng.normal(size=right.shape, scale=0.1)
    near = candidates.Candidates(
        [["a", "b", "c", "d"]] * 50, rng.uniform(0, 3, right.shape), rng.uniform(0, 7, right.shape)
    )
    weights = candidates.best_weights(log_p, near, right)
    assert candidates.first_right(log_p, near, right, weights).mean() == 1.0
    without = candidates.best_weights(log_p, near, right, with_model=False)
    assert candidates.first_right(0 * log_p, near, right, without).mean() < 0.6
    order = candidates.rescore(log_p[0], near.distance[0], near.zipf[0], weights)
    assert right[0, order[0]]


def test_outside_lists_lose_what_the_course_holds(tmp_path, monkeypatch):
    assert outside.outside("norvig1") == () or len(outside.outside("norvig1")) > 50
    own = read_columns(MISSPELLINGS)[0]
    (tmp_path / "misspellings").mkdir()
    lines = ["\t".join(own), "wrng\twrong", "xyzzq\tnotaword", "O'Hare\tthe", "one column"]
    (tmp_path / "misspellings" / "norvig1.tsv").write_text("\n".join(lines))
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    assert outside.outside("norvig1") == (Pair("wrng", "wrong"),)
    assert outside.outside("wikipedia") == ()
    with pytest.raises(ValueError, match="name"):
        outside.outside("other")


def test_right_ones_are_marked():
    near = candidates.nearest(TEXTS, 4)
    pairs = [Pair("teh", "the"), Pair("acess", "access"), Pair("frend", "zebra")]
    assert candidates.right_ones(pairs, near).sum(axis=1).tolist() == [1, 1, 0]
    assert len(misspellings()["known"]) > 2000


@pytest.mark.parametrize("texts", [[], "teh", [""], [3]])
def test_what_are_no_texts_is_refused(texts):
    with pytest.raises(REFUSED):
        candidates.nearest(texts if texts != [""] else [])
