"""Scenes: digits where their boxes are, by the writers of the split, and true captions."""

import numpy as np
import pytest
from jaxtyping import TypeCheckError

from course_lib.data import SCENES, Batches, Pair, PairTask, Scene, Scenes, pairs_to_batch
from course_lib.data.images.captions import NUMBERS, references
from course_lib.data.images.composing import INK, bent
from course_lib.data.images.digits import SIDE, split_digits
from course_lib.data.images.task import VOCAB

REFUSED = (ValueError, TypeCheckError)
PLAIN = Scenes(clutter=0, noise=0.0, augment=False)


def drawn(task, count=40, lengths=(1, 4), split="train", seed=0):
    return task.draw(count, split, lengths, np.random.default_rng(seed))


@pytest.mark.parametrize("split", ["train", "valid", "test"])
def test_what_a_box_holds_is_a_digit_of_the_split_and_the_caption_names_it(split):
    """Found again among all digits of the split, whatever its ink; nothing lies outside boxes."""
    digits = split_digits(split)
    flat = digits.images.reshape(len(digits.labels), -1)
    flat = flat / np.linalg.norm(flat, axis=1, keepdims=True)
    for pair in drawn(PLAIN, 20, split=split):
        pixels, words = pair.source.pixels.copy(), pair.target.split()
        for k, (top, left, bottom, right) in enumerate(pair.source.boxes):
            assert (bottom - top, right - left) == (SIDE, SIDE)
            inside = pixels[top:bottom, left:right].reshape(-1)
            like = flat @ inside / np.linalg.norm(inside)
            assert like.max() == pytest.approx(1.0, abs=1e-4)
            assert 0.5 * INK[0] < inside.max() <= 1.0
            assert words[4 * k + 2] == NUMBERS[digits.labels[like.argmax()]]
            place = ["top", "middle", "bottom"][top // 12], ["left", "centre", "right"][left // 12]
            assert tuple(words[4 * k : 4 * k + 2]) == place
            assert bottom <= 12 * (top // 12 + 1)
        for top, left, bottom, right in pair.source.boxes:
            pixels[top:bottom, left:right] = 0.0
        assert not pixels.any()


def test_digits_stand_anywhere_in_their_places_and_in_any_place():
    task = Scenes(digits=(1, 9), place=10, step=1)
    pairs = drawn(task, 400, (1, 9))
    assert pairs[0].source.pixels.shape == (task.side, task.side) == (30, 30)
    counts = np.bincount([len(pair.source.boxes) for pair in pairs], minlength=10)
    assert counts[0] == 0
    assert counts[1:].min() > 20
    corners = {(top % 10, left % 10) for pair in pairs for top, left, *_ in pair.source.boxes}
    assert corners == {(y, x) for y in range(3) for x in range(3)}
    corners = {(y % 12, x % 12) for pair in drawn(SCENES, 200) for y, x, *_ in pair.source.boxes}
    assert corners == {(y, x) for y in (0, 4) for x in (0, 4)}


def test_clutter_noise_and_augmentation_are_where_they_are_asked_for():
    def ink(**changes):
        pairs = drawn(Scenes(**{"clutter": 0, "noise": 0.0, "augment": False, **changes}), 100)
        found = []
        for pair in pairs:
            around = pair.source.pixels.copy()
            for top, left, bottom, right in pair.source.boxes:
                around[top:bottom, left:right] = 0.0
            found.append(around)
        return np.array(found)

    assert not ink().any()
    assert not ink(augment=True).any()
    assert 0.001 < (ink(clutter=4) > 0).mean() < 0.05
    assert (ink(noise=0.1) > 0).mean() > 0.3
    noisy = np.array([pair.source.pixels for pair in drawn(Scenes(noise=0.5), 10)])
    assert noisy.min() >= 0.0
    assert noisy.max() <= 1.0
    # The test is never augmented.
    one, other = (Scenes(augment=on).test_set(3, (2, 4)) for on in (True, False))
    assert all((a.source.pixels == b.source.pixels).all() for a, b in zip(one, other, strict=True))


def test_bent_digits_are_the_same_a_little_moved():
    images = split_digits("train").images[:200]
    moved = bent(images, np.random.default_rng(0))
    assert moved.shape == images.shape
    assert np.isfinite(moved).all()
    assert 0.02 < np.abs(moved - images).mean() < 0.2
    assert moved.sum() == pytest.approx(images.sum(), rel=0.15)


def test_other_captions_and_other_orders():
    for says in ("relations", "counts"):
        for pair in drawn(Scenes(says, (2, 4)), 20, (2, 4)):
            assert len(pair.alignment) == len(pair.target.split())
            assert max(pair.alignment) < len(pair.source.boxes)
    reading, any_order = drawn(SCENES, 60), drawn(Scenes(order="any"), 60)
    both = list(zip(reading, any_order, strict=True))
    same = [a.target == b.target for a, b in both if len(a.source.boxes) > 1]
    assert not all(same)
    for pair in any_order:
        words = pair.target.split()
        for t, digit in enumerate(pair.alignment):
            if digit >= 0 and t % 4 == 0:
                top, left, *_ = pair.source.boxes[digit]
                assert words[t] == ["top", "middle", "bottom"][top // 12]
                assert words[t + 1] == ["left", "centre", "right"][left // 12]
        assert pair.target in references(pair.target)


def test_a_task_is_drawn_alike_for_a_seed_and_longest_is_the_longest():
    assert isinstance(SCENES, PairTask)
    one, two = drawn(SCENES, 5), drawn(SCENES, 5)
    assert [pair.target for pair in one] == [pair.target for pair in two]
    assert all((a.source.pixels == b.source.pixels).all() for a, b in zip(one, two, strict=True))
    for says in ("places", "relations", "counts"):
        task = Scenes(says, (2, 4))
        sizes = [len(pair.target.split()) for pair in drawn(task, 200, (4, 4))]
        assert max(sizes) <= task.longest
        if says == "places":
            assert set(sizes) == {task.longest}


def test_batches_hold_images():
    stream = Batches(SCENES, batch=3, lengths=(1, 2), edges=(2,), target_edges=(7,))
    batch = stream.chunk(0, steps=2)
    assert batch.source.shape == (2, 3, 36, 36)
    assert batch.target.shape == (2, 3, 8)
    pairs = SCENES.test_set(2, (1, 1))
    alone = pairs_to_batch(pairs, None, 1, target=VOCAB, target_size=4)
    np.testing.assert_array_equal(alone.source[1], pairs[1].source.pixels)
    assert VOCAB.decode(alone.target[0].tolist()) == pairs[0].target
    with pytest.raises(ValueError, match="aligned must be False for images"):
        pairs_to_batch(pairs, None, 1, target=VOCAB, target_size=4, aligned=True)
    small = Pair(Scene(np.zeros((4, 4), np.float32)), "one")
    with pytest.raises(ValueError, match="images of one size"):
        pairs_to_batch([*pairs, small], None, 1, target=VOCAB, target_size=4)
    with pytest.raises(ValueError, match="source must be a vocabulary"):
        pairs_to_batch([Pair("a", "one")], None, 1, target=VOCAB)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"says": "colours"}, "says must be one of"),
        ({"says": "relations"}, r"digits\[0\] must be a whole number of at least 2"),
        ({"digits": (1, 10)}, r"digits\[1\] must be a whole number of at most 9"),
        ({"place": 7}, "place must be a whole number of at least 8"),
        ({"step": 0}, "step must be a whole number of at least 1"),
        ({"order": "random"}, "order must be reading or any"),
        ({"noise": -1.0}, "noise must be at least 0"),
    ],
)
def test_what_cannot_be_is_refused(changes, message):
    with pytest.raises(REFUSED, match=message):
        Scenes(**changes)


def test_lengths_that_no_scene_has_are_refused():
    with pytest.raises(ValueError, match="lengths must meet 1 to 4 digits"):
        drawn(SCENES, lengths=(5, 6))
