"""Reading an image: patches against loops, what is missing, and every row on one grid."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from jaxtyping import TypeCheckError
from tiny import ROWS, close

from course_lib.analysis import force_all
from course_lib.data import Batches, Scene, Scenes
from course_lib.model import MODELS, GridReading, Parts, Reader, Reading, Sizes, build
from course_lib.search import Beam, Greedy, transduce, transduce_all
from course_lib.training import Recipe, fit, load_model, save_model

TASK = Scenes(digits=(1, 2), place=8)
VOCAB = TASK.target
SIDE = TASK.side  # 24 pixels: 5 by 5 patches
E = 6
PLAIN = GridReading(SIDE, SIDE)
KINDS = [
    PLAIN,
    GridReading(SIDE, SIDE, summary="mean", positions=False),
    GridReading(SIDE, SIDE, filters=2),
]
REFUSED = (ValueError, TypeCheckError)
SCENES = [pair.source for pair in TASK.test_set(3, (1, 2))]
IMAGE = SCENES[0].pixels


def made_sizes(rate=0.0, longest=25):
    return Sizes(
        width=E, embedding=4, cell="gru", longest=longest, dropout=rate, embedding_start=1.0,
        vocab=None,
    )  # fmt: skip


def made(reading, rate=0.0):
    return reading.make(made_sizes(rate), rngs=nnx.Rngs(0))


def model(name="luong_general", **changes):
    sizes = {"hidden": E, "embedding": 4, "max_length": 25, "seed": 1, "cell": "gru"}
    return build(name, target=VOCAB, **{**sizes, "reading": PLAIN, **changes})


def missing(image, row, column):
    gone = image.copy()
    gone[row, column] = np.nan
    return gone


def by_hand(reader, image):
    """The memory of an image without missing pixels: loops over patches and pixels."""
    reading, (height, width) = reader.reading, image.shape
    image = np.asarray(reader.light(jnp.asarray(image)), np.float64)
    size, stride, channels = reading.patch, reading.stride, image[:, :, None]
    if reading.filters:
        padded = np.pad(image, 1)
        found = np.zeros((height, width, reading.filters))
        for y in range(height):
            for x in range(width):
                around = padded[y : y + 3, x : x + 3].reshape(-1)
                found[y, x] = np.maximum(
                    around @ reader.filter_weight[...] + reader.filter_bias[...], 0.0
                )
        channels = np.zeros((height // 2, width // 2, reading.filters))
        for y in range(height // 2):
            for x in range(width // 2):
                channels[y, x] = found[2 * y : 2 * y + 2, 2 * x : 2 * x + 2].mean(axis=(0, 1))
        size, stride = size // 2, stride // 2
    states = []
    for row in range(reading.rows):
        for column in range(reading.columns):
            y, x = row * stride, column * stride
            patch = channels[y : y + size, x : x + size].reshape(-1)
            inner = np.maximum(patch @ reader.first_weight[...] + reader.first_bias[...], 0.0)
            state = np.tanh(inner @ reader.second_weight[...] + reader.second_bias[...])
            if reading.positions:
                state = state + reader.row[...][row] + reader.column[...][column]
            states.append(state)
    states = np.array(states)
    if reading.summary == "mean":
        return states, states.mean(axis=0)
    return states, states.reshape(-1) @ reader.summary_weight[...] + reader.summary_bias[...]


@pytest.mark.parametrize("reading", KINDS, ids=str)
def test_a_memory_is_that_of_loops_over_patches(reading):
    reader = made(reading)
    assert isinstance(reading, Reading)
    assert isinstance(reader, Reader)
    for scene in SCENES[:2]:
        states, summary = by_hand(reader, scene.pixels)
        memory = reader(jnp.asarray(scene.pixels))
        close(memory.states, states, 1e-4)
        close(memory.summary, summary, 1e-4)
        assert memory.length == len(states) == len(reading.shown(made_sizes(), scene))
        assert memory.summary.shape == (reader.summary_width,)


def test_names_are_rows_and_columns_and_boxes_hold_the_patches_in_them():
    names = PLAIN.shown(made_sizes(), SCENES[0])
    assert names[:6] == ["1,1", "1,2", "1,3", "1,4", "1,5", "2,1"]
    assert np.flatnonzero(PLAIN.inside((0, 0, 8, 8))).tolist() == [0, 1, 5, 6]
    assert np.flatnonzero(PLAIN.inside((4, 8, 12, 16))).tolist() == [1, 2, 3, 6, 7, 8, 11, 12, 13]
    for box in ((0, 0, 24, 24), (8, 16, 16, 24)):
        middle = [(4 + 4 * row, 4 + 4 * column) for row in range(5) for column in range(5)]
        wanted = [box[0] <= y <= box[2] and box[1] <= x <= box[3] for y, x in middle]
        assert PLAIN.inside(box).tolist() == wanted


def test_a_patch_with_a_missing_pixel_is_no_position():
    """And its other pixels say nothing either."""
    for reading in KINDS[:2]:
        reader = made(reading)
        one = missing(IMAGE, 0, 1)
        other = one.copy()
        other[1, 0] = 0.7  # in the same patch alone
        memory, again = (reader(jnp.asarray(image)) for image in (one, other))
        assert memory.mask.tolist() == [False] + [True] * 24
        assert not np.asarray(memory.states)[0].any()
        assert np.isfinite(memory.summary).all()
        close(again.states, memory.states)
        close(again.summary, memory.summary)
    found = transduce(model(), missing(IMAGE, 0, 1), limit=4)
    assert found.weights.shape[1] == 25
    assert not found.weights[:, 0].any()
    np.testing.assert_allclose(found.weights.sum(axis=1), 1.0, atol=1e-5)


def test_without_positions_and_with_a_mean_nothing_says_where():
    """The same patches elsewhere give the same summary; otherwise they do not."""
    moved = np.roll(IMAGE, 8, axis=1)
    blind, sees = (made(GridReading(SIDE, SIDE, 8, 8, 0, on, how))
                   for on, how in ((False, "mean"), (True, "grid")))  # fmt: skip
    close(blind(jnp.asarray(moved)).summary, blind(jnp.asarray(IMAGE)).summary)
    apart = sees(jnp.asarray(moved)).summary - sees(jnp.asarray(IMAGE)).summary
    assert np.abs(apart).max() > 1e-3


def test_dropout_is_the_keys():
    reader = made(PLAIN, rate=0.4)
    image = jnp.asarray(IMAGE)
    one, again, other = (reader(image, jax.random.key(k)).states for k in (0, 0, 1))
    close(one, again)
    assert (one != other).any()
    assert (reader(image).states == made(PLAIN)(image).states).all()


@pytest.mark.thin(5)
@pytest.mark.parametrize("name", [name for name in ROWS if not MODELS[name].copies])
def test_every_row_reads_images(name):
    made = model(name)
    said, output = made.said(jnp.asarray(IMAGE), jnp.array([1, 5, 6]), jax.random.key(0))
    assert said.features.shape[0] == 3
    assert np.isfinite(made.decoder.readout.logits(said)).all()
    assert (output.weights is None) != MODELS[name].weighs


def test_every_search_answers_and_a_scene_is_its_pixels():
    asked = model()
    for search in (Greedy(), Beam(2)):
        found = transduce_all(asked, SCENES, search=search, limit=5)
        assert [len(one.source_tokens) for one in found] == [25] * 3
        assert all(one.weights.shape == (len(one.target_tokens), 25) for one in found)
    alone = transduce(asked, SCENES[1].pixels, search=Beam(2), limit=5)
    assert alone.target == found[1].target
    forced = force_all(asked, [(scene, "top left one") for scene in SCENES])
    assert [one.weights.shape for one in forced] == [(4, 25)] * 3


def test_a_checkpoint_reads_as_before(tmp_path):
    first = model(reading=KINDS[2])
    save_model(tmp_path / "model.npz", first)
    again = load_model(tmp_path / "model.npz")
    assert again.spec == first.spec
    a, b = (transduce(one, SCENES[0], limit=4) for one in (first, again))
    assert (a.target, a.log_probability) == (b.target, b.log_probability)


def test_patches_of_ones_own_are_read():
    def rows_first(image, size, stride):
        count = (image.shape[0] - size) // stride + 1, (image.shape[1] - size) // stride + 1
        cut = [
            image[y * stride : y * stride + size, x * stride : x * stride + size].reshape(-1)
            for y in range(count[0])
            for x in range(count[1])
        ]
        return jnp.stack(cut)

    def columns_first(image, size, stride):
        return rows_first(image.T, size, stride)

    own = {"equal": rows_first, "other": columns_first}
    asked = {name: model(parts=Parts(patches=one)) for name, one in own.items()}
    asked["library"] = model()
    states = {name: one.encode(jnp.asarray(IMAGE)).memory.states for name, one in asked.items()}
    close(states["equal"], states["library"])
    assert np.abs(states["other"] - states["library"]).max() > 1e-3


def test_vectors_of_places_are_added_by_ones_own():
    calls = []

    def one_by_one(states, row, column):
        calls.append(states.shape)
        places = [divmod(j, len(column)) for j in range(len(states))]
        return jnp.stack([states[j] + row[r] + column[c] for j, (r, c) in enumerate(places)])

    def turned(states, row, column):
        return one_by_one(states, column, row)

    states = {}
    for name, parts in (("library", Parts()), ("equal", Parts(placed=one_by_one)),
                        ("other", Parts(placed=turned))):  # fmt: skip
        states[name] = model(parts=parts).encode(jnp.asarray(IMAGE)).memory.states
    assert set(calls) == {(25, E)}
    close(states["equal"], states["library"])
    assert np.abs(states["other"] - states["library"]).max() > 1e-3
    one = model(parts=Parts(placed=one_by_one)).encode(jnp.asarray(missing(IMAGE, 0, 1)))
    assert not np.asarray(one.memory.states)[0].any(), "a missing patch stays no position"


def test_a_reader_without_positions_places_nothing():
    assert PLAIN.made_of == ("patches", "placed")
    assert KINDS[1].made_of == ("patches",)
    with pytest.raises(ValueError, match=r"would never call placed; its own .* patches"):
        model(reading=KINDS[1], parts=Parts(placed=lambda states, row, column: states))


def test_images_are_learned_by_the_same_fit():
    """One digit in an empty scene: the loss of its place falls."""
    task = Scenes(digits=(1, 1), place=8, clutter=0, noise=0.0)
    asked = model(hidden=16, embedding=16)
    stream = Batches(task, batch=16, lengths=(1, 1), edges=(1,), target_edges=(3,))
    recipe = Recipe(steps=40, chunk=20, warmup=5, learning_rate=1e-2)
    history = fit(asked, stream, recipe, progress=False)
    assert np.mean(history.loss[-5:]) < 0.6 * np.mean(history.loss[:5])


def test_what_is_no_image_is_refused():
    asked = model()
    for wrong, message in (
        ("a b", r"image must be numbers \[H W\]"),
        (np.zeros((24, 24, 3)), r"image must be numbers \[H W\]"),
        (np.zeros((24, 25)), "image must be of 24 by 24 pixels, .* got 24 by 25"),
        (np.full((24, 24), np.inf), "image must hold pixels of at most"),
        (np.full((24, 24), np.nan), "image must have a patch without a missing pixel"),
        (Scene(np.zeros((9, 9), np.float32)), "image must be of 24 by 24 pixels"),
    ):
        with pytest.raises(ValueError, match=message):
            transduce(asked, wrong)
    with pytest.raises(REFUSED, match="source"):
        asked.encode(jnp.zeros((8, 8)))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"patch": 7}, "patch must be a multiple of stride=4, got 7"),
        ({"patch": 2}, "patch must be a multiple of stride=4, got 2"),
        ({"height": 38}, "height must be a multiple of stride=4"),
        ({"width": 4}, "width must be .* at least size=8"),
        ({"filters": 4, "patch": 9, "stride": 3}, "stride must be even with filters"),
        ({"summary": "sum"}, "summary must be grid or mean"),
    ],
)
def test_what_cannot_be_is_refused(changes, message):
    with pytest.raises(REFUSED, match=message):
        replace(GridReading(), **changes)


def test_a_model_needs_room_for_all_patches():
    with pytest.raises(ValueError, match="max_length must be at least the 25 patches"):
        model(max_length=24)
