"""Counted neighbours: by hand, and on the hundred sentences."""

import math

import numpy as np
import pytest

from course_lib.data import WORD_IN_CONTEXT, Pair
from course_lib.data.spelling.context import Confused, confused_sentences
from course_lib.lessons.lesson_06 import neighbours

CASES = (Confused("fill in the _", "form", "from"), Confused("cheese _ the farm", "from", "form"))


def counted():
    texts = ["fill in the form", "this form is new", "bread from the baker"]
    return neighbours.Neighbours.of([Pair(text, text) for text in texts])


def test_neighbours_are_counted_at_each_side():
    found = counted()
    assert found.total == {"form": 2, "from": 1}
    assert found.beside["form", -1, "the"] == found.beside["form", 1, "</s>"] == 1
    assert found.beside["from", 1, "the"] == 1
    assert found.beside["from", -1, "the"] == 0


def test_a_word_fits_by_the_sum_of_its_logarithms():
    wanted = math.log(1.5 / 102) + math.log(1.5 / 102)  # "the" before it, the end behind it
    assert counted().fits(CASES[0].sentence, "form") == pytest.approx(wanted)
    assert neighbours.prefers(counted(), CASES).tolist() == [True, True]
    turned = [one._replace(right=one.wrong, wrong=one.right) for one in CASES]
    assert neighbours.prefers(counted(), turned).tolist() == [False, False]


def test_more_sentences_tell_more_and_none_tell_nothing():
    """The bound of the lesson; with no sentence counted, neither word is preferred."""
    sentences = confused_sentences()
    pairs = WORD_IN_CONTEXT.draw(4000, "train", (8, 40), np.random.default_rng(0))
    assert neighbours.prefers(neighbours.Neighbours.of(pairs), sentences).mean() > 0.85
    assert not neighbours.prefers(neighbours.Neighbours(), sentences).any()
    config = {**neighbours.EXPERIMENT.entries["few"], "sentences": 50}
    assert 0 <= neighbours.run(config, 0)["preferred"] <= 1
