"""The grammar of captions: words read back into a scene, and all ways to say the same."""

import numpy as np
import pytest

from course_lib.data.images.captions import (
    AND,
    COLUMNS,
    MANY,
    NUMBERS,
    OPPOSITE,
    ROWS,
    SAYS,
    VOCAB,
    clauses,
    joined,
    kind_of,
    references,
    turned,
)


def scenes(count=60, least=1):
    rng = np.random.default_rng(0)
    for _ in range(count):
        size = int(rng.integers(least, 6))
        places = sorted(rng.choice(9, size, replace=False).tolist())
        yield rng.integers(10, size=size).tolist(), places


def test_places_are_read_back():
    for labels, places in scenes():
        caption = joined(clauses("places", labels, places))
        words = caption.text.split()
        read = []
        for row, column, digit in zip(words[::4], words[1::4], words[2::4], strict=True):
            read.append((NUMBERS.index(digit), 3 * ROWS.index(row) + COLUMNS.index(column)))
        assert read == list(zip(labels, places, strict=True))
        assert set(words[3::4]) <= {AND}
        assert caption.alignment == tuple(
            -1 if word == AND else k // 4 for k, word in enumerate(words)
        )


def test_relations_are_true_of_their_scene_and_turned_ones_too():
    for labels, places in scenes(least=2):
        caption = joined(clauses("relations", labels, places))
        for k, part in enumerate(caption.text.split(f" {AND} ")):
            for words, first, second in ((part, k, k + 1), (turned(part), k + 1, k)):
                told = words.split()
                assert told[0] == NUMBERS[labels[first]]
                assert told[-1] == NUMBERS[labels[second]]
                (y, x), (v, u) = (divmod(places[at], 3) for at in (first, second))
                assert ("above" in told, "below" in told) == (y < v, y > v)
                assert ("left" in told, "right" in told) == (x < u, x > u)
                assert ("of" in told) == (x != u)
            assert turned(turned(part)) == part
    assert set(OPPOSITE) == set(OPPOSITE.values())


def test_counts_add_up_and_point_at_all_that_they_count():
    for labels, places in scenes():
        caption = joined(clauses("counts", labels, places))
        words, pointed = caption.text.split(), zip(caption.alignment, caption.possible, strict=True)
        counted = {}
        for word, (sure, further) in zip(words, pointed, strict=True):
            if word == AND:
                assert (sure, further) == (-1, ())
                continue
            own = (sure, *further)
            counted[own] = (*counted.get(own, ()), word)
        assert sorted(k for own in counted for k in own) == list(range(len(labels)))
        for own, (count, word) in counted.items():
            (label,) = {labels[k] for k in own}
            assert NUMBERS.index(count) == len(own)
            assert word == (NUMBERS if len(own) == 1 else MANY)[label]


def test_references_are_all_orders_each_once():
    for labels, places in scenes(20):
        caption = joined(clauses("places", labels, places)).text
        found = references(caption)
        assert found[0] == caption
        assert len(set(found)) == len(found) == int(np.prod(range(1, len(labels) + 1)))
        assert {tuple(sorted(one.split(" and "))) for one in found} == {
            tuple(sorted(caption.split(" and ")))
        }
    assert set(references("one above two")) == {"one above two", "two below one"}
    assert len(references("one above two and two left of three")) == 8
    assert references("one one") == ("one one",)


def test_every_word_is_known_and_of_one_kind():
    for says in SAYS:
        for labels, places in scenes(20, 2):
            assert not VOCAB.unknown(joined(clauses(says, labels, places)).text)
    kinds = [kind_of(word) for word in ("top", "centre", "seven", "sixes", "and", "above")]
    assert kinds == ["row", "column", "digit", "digit", None, None]


def test_what_cannot_be_is_refused():
    for labels, places in (([1], [9]), ([1, 2], [3, 3]), ([1, 2], [4, 3]), ([1], [1, 2])):
        with pytest.raises(ValueError, match="places must rise"):
            clauses("places", labels, places)
    with pytest.raises(ValueError, match="labels must be 0 to 9"):
        clauses("places", [10], [0])
    with pytest.raises(ValueError, match="says must be one of"):
        clauses("colours", [1], [0])
    with pytest.raises(ValueError, match="parts must be 1 or more"):
        joined([])
