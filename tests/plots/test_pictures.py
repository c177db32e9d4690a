"""Which pixels a word looks at, which boxes are its own, how that is said, and what is refused."""

import numpy as np
import pytest
from picturing import GOLD, PIXELS, SCENE, WEIGHTS, WORDS, by_loop, found

from course_lib.data import SCENES, Pair, Scene
from course_lib.plots.pictures import LIGHT, checked_picture, short

FORM = {"patch": 8, "stride": 4}


def picture(image=SCENE, words=WORDS, weights=WEIGHTS, gold=None, **form):
    return checked_picture(image, words, weights, gold=gold, **FORM | form)


def test_overlapping_patches_add_up_on_pixels():
    rng = np.random.default_rng(0)
    weights = rng.dirichlet(np.ones(12), 3)
    made = picture(weights=weights)
    for t in range(3):
        np.testing.assert_allclose(made.on_pixels(t), by_loop(weights[t]), atol=1e-12)
    one = picture().on_pixels(0)
    assert [one[2, 2], one[2, 6], one[6, 6], one[6, 10], one[10, 10], one[15, 0]] == [
        0.5, 0.75, 1.0, 0.5, 0.25, 0.0,
    ]  # fmt: skip


def test_patches_that_do_not_overlap():
    made = picture(weights=np.eye(3, 20), patch=4)
    assert made.square(6) == (4, 4, 8, 8)
    assert made.on_pixels(1).sum() == 16


def test_paper_takes_on_the_light_and_ink_stays_ink():
    pixels = np.zeros((8, 8), np.float32)
    pixels[0, 0], pixels[0, 1] = 1.0, np.nan
    made = picture(pixels, ["a", "b"], np.array([[1.0], [0.5]]))
    assert LIGHT == "#D55E00"
    assert made.painted(0)[1, 1].tolist() == [0xD5, 0x5E, 0x00]
    assert made.painted(1)[1, 1].tolist() == [234, 174, 128]  # half way to white
    assert made.painted(None)[1, 1].tolist() == [255, 255, 255]
    assert made.painted(None)[0, 1].tolist() == [128, 128, 128]
    for t in (0, 1, None):
        assert made.painted(t)[0, 0].tolist() == [0, 0, 0]


def test_what_a_word_looks_at_is_said():
    made = picture(gold=GOLD)
    # the middles of patches 1, 5 and 11 lie on the edge of a box
    assert [made.sentence(t) for t in range(3)] == [
        "looks most at the top left: .50 on the patch in row 1, column 1. In its box, top left: 1.",
        "looks most at the bottom right: 1 on the patch in row 3, column 4. "
        "In its boxes, top left and bottom centre: 1.",
        "looks at nothing with a weight of .01 or more.",
    ]
    assert "box" not in picture().sentence(0)
    assert (made.largest(1), made.largest(2)) == (11, None)


@pytest.mark.parametrize(("weight", "told"), [(0.834, ".83"), (0.999, "1"), (0.0, "0"), (1.0, "1")])
def test_a_weight_has_two_decimals(weight, told):
    assert short(weight) == told


def test_the_boxes_of_a_word_are_framed_or_all_where_nobody_knows():
    first, second = SCENE.boxes
    made = picture(gold=GOLD)
    assert [made.framed(t) for t in (0, 1, 2, None)] == [(first,), (first, second), (), ()]
    assert picture().framed(0) == picture().framed(None) == (first, second)


def test_a_pair_is_gold_where_its_caption_has_as_many_words():
    pair = Pair(SCENE, "two ones", (0, 0), ((1,), (1,)))
    assert picture(gold=pair).gold == ((0, 1), (0, 1), ())  # the end token comes from nowhere
    assert picture(gold=pair._replace(alignment=(1, -1), possible=None)).gold == ((1,), (), ())
    assert picture(gold=Pair(SCENE, "one", (0,))).gold is None
    assert picture(words=["one", "<b>", "c"], gold=pair).gold is None
    real = SCENES.test_set(1, (2, 2))[0]
    made = checked_picture(
        real.source, real.target.split(), np.full((7, 64), 1 / 64), gold=real, **FORM
    )
    assert made.gold == ((0,), (0,), (0,), (), (1,), (1,), (1,))


def test_the_end_token_may_be_left_out_of_gold():
    assert picture(gold=[0, 1]).gold == picture(gold=[0, 1, -1]).gold == ((0,), (1,), ())


def test_a_transduction_brings_image_words_and_weights():
    made = checked_picture(found(), None, None, gold=None, **FORM)
    assert made.words == tuple(WORDS)
    assert made.boxes == SCENE.boxes
    np.testing.assert_array_equal(made.pixels, PIXELS)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"image": PIXELS * 255}, r"image must be 0 \(paper\) to 1 \(ink\), .* got 0 to 255"),
        ({"image": PIXELS * np.nan}, "image must be 0 .* got no pixel"),
        ({"image": PIXELS[0]}, r"image must be numbers \[H W\]"),
        ({"image": "text"}, r"image must be numbers \[H W\]"),
        ({"patch": 7}, "patch must be a multiple of stride=4, got 7"),
        ({"stride": 0}, "stride must be a whole number of at least 1, got 0"),
        ({"image": PIXELS[:15]}, "height must be a multiple of stride=4"),
        ({"words": None}, "words must be a list"),
        ({"words": "one"}, "words must be a list"),
        ({"words": []}, "words must be 1 or more"),
        ({"words": ["one"]}, r"weights: shape \(3, 12\); wanted \(1, 12\)"),
        ({"weights": None}, "no attention weights"),
        ({"weights": WEIGHTS[:, :11]}, r"wanted \(3, 12\).*3 by 4 patches \(patch=8, stride=4\)"),
        ({"weights": WEIGHTS * 3}, "weights: .* wanted 0 to 1"),
        ({"image": found()}, "words and weights must be left out beside a Transduction"),
        ({"gold": [0]}, "gold must have for each of 3 words"),
        ({"gold": [0, 1, 2]}, "gold must have .* -1 to 1"),
        ({"gold": Pair(SCENE, "a b")}, "alignment must be known"),
        ({"gold": [0, 0, 0], "image": Scene(PIXELS)}, "gold must have"),
    ],
)
def test_what_is_no_captioned_image_is_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        picture(**wrong)
