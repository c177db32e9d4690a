"""One digit elsewhere: nothing else changes, and what is said of the scene stays true."""

import numpy as np
import pytest

from course_lib.analysis import regions_of
from course_lib.data import PLACES, Pair, Scene, Scenes, free_places, moved, split_digits
from course_lib.data.images.captions import NUMBERS, references
from course_lib.model import GridReading

SAYS = ("places", "relations", "counts")


def scenes(says="places", count=12, **more):
    task = Scenes(says=says, digits=(2, 5), **more)
    return task.test_set(count, (2, 5))


def stands(pair):
    """The pixels in each box, and the place of its box, in the order of the boxes."""
    place = len(pair.source.pixels) // 3
    return [
        (pair.source.pixels[t:b, left:r], PLACES[3 * (t // place) + left // place])
        for t, left, b, r in pair.source.boxes
    ]


@pytest.mark.parametrize("says", SAYS)
@pytest.mark.parametrize("more", [{}, {"order": "any"}, {"place": 10, "step": 1}])
def test_a_digit_stands_where_it_was_sent_and_the_others_where_they_were(says, more):
    for pair in scenes(says, **more):
        before = stands(pair)
        for digit in range(len(before)):
            for to in free_places(pair):
                after = stands(moved(pair, digit, to))
                wanted = [*before]
                wanted[digit] = before[digit][0], to
                wanted.sort(key=lambda one: PLACES.index(one[1]))
                assert [place for _, place in after] == [place for _, place in wanted]
                for (one, _), (other, _) in zip(after, wanted, strict=True):
                    np.testing.assert_array_equal(one, other)


def test_caption_and_gold_regions_follow():
    reading = GridReading()
    for pair in scenes():
        words = [pair.target.split()[4 * k : 4 * k + 3] for k in range(len(pair.source.boxes))]
        for to in free_places(pair):
            new, sent = moved(pair, 1, to), [*to.split(), words[1][2]]
            wanted = [words[0], sent, *words[2:]]
            wanted.sort(key=lambda clause: PLACES.index(" ".join(clause[:2])))
            assert new.target.split(" and ") == [" ".join(clause) for clause in wanted]
            regions = regions_of(reading, new)
            at = wanted.index(sent)
            inside = reading.inside(new.source.boxes[at])
            for t in range(4 * at, 4 * at + 3):
                np.testing.assert_array_equal(regions[t], inside)


def test_relations_are_told_anew():
    """Of each digit to the next one in reading order, as their boxes lie."""
    for pair in scenes("relations"):
        new = moved(pair, 0, free_places(pair)[-1])
        at = [PLACES.index(place) for _, place in stands(new)]
        clauses = new.target.split(" and ")
        assert len(clauses) == len(at) - 1
        for clause, one, other in zip(clauses, at, at[1:], strict=False):
            told, across = clause.split(), np.sign(other % 3 - one % 3)
            assert ("above" in told) == (one // 3 < other // 3)
            assert ("left" in told, "right" in told) == (across > 0, across < 0)


def test_of_counts_nothing_changes():
    for pair in scenes("counts"):
        assert moved(pair, 0, free_places(pair)[-1]).target == pair.target


def test_the_way_back_gives_the_old_scene():
    for pair in scenes():
        home, to = stands(pair)[0][1], free_places(pair)[-1]
        there = moved(pair, 0, to)
        at = [place for _, place in stands(there)].index(to)
        back = moved(there, at, home)
        np.testing.assert_array_equal(back.source.pixels, pair.source.pixels)
        assert back[1:] == pair[1:]
        assert back.source.boxes == pair.source.boxes
        assert not np.array_equal(there.source.pixels, pair.source.pixels)


def test_the_pair_itself_is_left_alone():
    pair = scenes()[0]
    before = pair.source.pixels.copy()
    moved(pair, 0, free_places(pair)[0], becomes=3)
    np.testing.assert_array_equal(pair.source.pixels, before)


def test_another_digit_is_written_by_a_hand_of_the_test():
    digits = split_digits("test")
    pair = scenes()[0]
    for becomes, hand in [(0, 0), (7, 0), (7, 5)]:
        new = moved(pair, 1, becomes=becomes, hand=hand)
        np.testing.assert_array_equal(
            stands(new)[1][0], digits.images[digits.labels == becomes][hand]
        )
        assert new.target.split()[6] == NUMBERS[becomes]
        assert new.source.boxes == pair.source.boxes
    both = moved(pair, 0, free_places(pair)[0], becomes=4)
    assert f"{free_places(pair)[0]} four" in both.target


def test_two_of_a_kind_are_counted_together():
    pair = next(p for p in scenes("counts") if len(p.source.boxes) == 2)
    new = moved(moved(pair, 0, becomes=6), 1, becomes=6)
    assert (new.target, new.alignment, new.possible) == ("two sixes", (0, 0), ((1,), (1,)))
    assert moved(new, 1, becomes=5).target == "one five and one six"


def test_staying_where_it_is_is_no_error():
    pair = scenes()[0]
    same = moved(pair, 0, stands(pair)[0][1])
    np.testing.assert_array_equal(same.source.pixels, pair.source.pixels)
    assert same.target in references(pair.target)


def test_what_cannot_be_is_refused():
    pair = scenes()[0]
    taken = stands(pair)[1][1]
    for arguments, message in [
        ((pair, 9, "top left"), r"digit must be 0 to \d in this scene, got 9"),
        ((pair, 0, taken), f"to must be one of .*, got '{taken}'"),
        ((pair, 0, "centre"), "to must be one of top left, .*, got 'centre'"),
        ((Pair(pair.source.pixels, pair.target, pair.alignment), 0), "pair's source must be"),
        ((Pair(Scene(pair.source.pixels), pair.target, pair.alignment), 0), "pair must be one of"),
        ((pair._replace(alignment=None), 0), "alignment must be known"),
        ((pair._replace(target="top left one"), 0), "pair must "),
    ]:
        with pytest.raises(ValueError, match=message):
            moved(*arguments)
    with pytest.raises(ValueError, match="becomes must be a whole number of at most 9, got 10"):
        moved(pair, 0, becomes=10)
    with pytest.raises(ValueError, match="hand must be a whole number of at most"):
        moved(pair, 0, becomes=1, hand=1000)


def test_a_caption_of_another_scene_is_refused():
    pair = scenes()[0]
    place = free_places(pair)[0].split()
    words = [*place, *pair.target.split()[2:]]
    with pytest.raises(ValueError, match="true caption"):
        moved(pair._replace(target=" ".join(words)), 0)
