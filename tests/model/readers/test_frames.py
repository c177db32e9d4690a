"""Reading a sound: frames against loops, silence that is no filling, and every row on one sound."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from jaxtyping import TypeCheckError
from tiny import ROWS, close

from course_lib.analysis import force_all
from course_lib.data import STRINGS, Batches, Sound
from course_lib.data.sounds.padded import Heard
from course_lib.kernels.stacking import stack_frames
from course_lib.model import MODELS, FramesReading, Parts, Reader, Reading, Sizes, build, run
from course_lib.model.cells import CELLS
from course_lib.search import Beam, Greedy, transduce, transduce_all
from course_lib.training import Recipe, fit, load_model, save_model

TASK = replace(STRINGS, digits=(1, 2))
E, BANDS = 6, 5
KINDS = [
    FramesReading(BANDS),
    FramesReading(BANDS, stacked=1, centred=False),
    FramesReading(BANDS, stacked=3, layers=2),
    FramesReading(BANDS, stacked=2, layers=3),
]
REFUSED = (ValueError, TypeCheckError)
FRAMES = np.random.default_rng(0).normal(-40, 12, (22, BANDS)).astype(np.float32)
PAIRS = TASK.test_set(3, TASK.reach)
SOUNDS = [pair.source for pair in PAIRS]


def made_sizes(rate=0.0, width=E):
    return Sizes(
        width=width, embedding=4, cell="gru", longest=40, dropout=rate, embedding_start=1.0,
        vocab=None,
    )  # fmt: skip


def made(reading, rate=0.0):
    return reading.make(made_sizes(rate), rngs=nnx.Rngs(0))


def model(name="luong_general", **changes):
    sizes = {"hidden": E, "embedding": 4, "max_length": 40, "seed": 1, "cell": "gru"}
    return build(
        name, target=TASK.target, **{**sizes, "reading": FramesReading(stacked=8), **changes}
    )


def heard(frames, size, fill=0.0):
    padded = np.full((size, frames.shape[1]), fill, np.float32)
    padded[: len(frames)] = frames
    return Heard(jnp.asarray(padded), jnp.int32(len(frames)))


def by_hand(reader, frames):
    """The states and the summary of an unpadded sound: rows joined in Python, no mask."""
    reading = reader.reading
    middle = frames.mean(axis=0) if reading.centred else -42.0
    states = (frames - middle) / 12.0
    for number, layer in enumerate(reader.layers):
        each = 2 if number else reading.stacked
        rows = []
        for at in range(0, len(states), each):
            row = [*states[at : at + each].reshape(-1)]
            rows.append(row + [0.0] * (each * states.shape[1] - len(row)))
        inputs, mask = jnp.asarray(rows, jnp.float32), jnp.ones(len(rows), bool)
        forward, last = run(layer.first, inputs, mask)
        backward, first = run(layer.second, inputs, mask, reverse=True)
        states = np.concatenate([forward, backward], axis=1)
        summary = np.concatenate([last.hidden, first.hidden])
    return states, summary


@pytest.mark.thin(2)
@pytest.mark.parametrize("reading", KINDS, ids=str)
def test_a_memory_is_that_of_a_loop(reading):
    reader = made(reading)
    assert isinstance(reading, Reading)
    assert isinstance(reader, Reader)
    for count in (22, 24 - 1, 9):
        frames = np.resize(FRAMES, (count, BANDS))
        memory = reader(heard(frames, count))
        states, summary = by_hand(reader, frames)
        close(memory.states, states, 1e-4)
        close(memory.summary, summary, 1e-4)
        assert memory.mask.all()
        assert len(states) == len(reading.shown(made_sizes(), frames)) == -(-count // reading.span)


@pytest.mark.thin(4)
@pytest.mark.parametrize("reading", KINDS, ids=str)
@pytest.mark.parametrize("rate", [0.0, 0.4])
def test_filling_changes_nothing_whatever_it_is(reading, rate):
    """More of it, or other numbers in it; with dropout and its key, too."""
    reader, key = made(reading, rate), jax.random.key(0) if rate else None
    short = reader(heard(FRAMES, 24), key)
    real = int(short.mask.sum())
    assert real == -(-len(FRAMES) // reading.span)
    for size, fill in ((24, 7.0), (48, 0.0), (48, 1e3)):
        long = reader(heard(FRAMES, size, fill), key)
        assert int(long.mask.sum()) == real
        close(long.states[:real], short.states[:real])
        close(long.summary, short.summary)
        assert not np.asarray(long.states[real:]).any()

    def loss(frames, size):
        padded = jnp.zeros((size, BANDS)).at[: len(FRAMES)].set(frames)
        return (reader(Heard(padded, jnp.int32(len(FRAMES))), key).states ** 2).sum()

    close(*(jax.grad(loss)(jnp.asarray(FRAMES), size) for size in (24, 48)))


def test_a_silent_frame_is_no_filling():
    """A sound of zeros, and one that ends in them, are as long as they say."""
    reader = made(FramesReading(BANDS, stacked=2, centred=False))
    ends = FRAMES.copy()
    ends[-8:] = 0.0
    for frames in (ends, np.zeros_like(FRAMES)):
        memory = reader(heard(frames, 30))
        assert memory.length == 11
        assert np.abs(memory.states[10]).max() > 1e-4
        assert np.abs(memory.summary - reader(heard(frames[:-8], 30)).summary).max() > 1e-5


def test_what_is_centred_does_not_hear_how_loud_a_sound_is():
    louder = FRAMES + np.arange(BANDS, dtype=np.float32)
    for centred in (True, False):
        reader = made(FramesReading(BANDS, centred=centred))
        a, b = (reader(heard(frames, 24)).states for frames in (FRAMES, louder))
        assert (np.abs(a - b).max() < 1e-4) == centred


def test_positions_of_a_span_by_hand():
    reading = FramesReading(stacked=4)
    assert np.flatnonzero(reading.inside((0, 8), 20)).tolist() == [0, 1]
    assert np.flatnonzero(reading.inside((3, 11), 20)).tolist() == [1, 2]
    assert np.flatnonzero(reading.inside((3, 5), 20)).tolist() == [1]  # no middle in it
    assert len(reading.inside((3, 5), 21)) == 6
    assert FramesReading(stacked=2, layers=3).span == 8
    for wrong in ((3, 3), (0, 21), (5, 3), (1, 2, 3), "ab"):
        with pytest.raises(REFUSED, match="span"):
            reading.inside(wrong, 20)


def test_names_are_seconds():
    assert FramesReading(BANDS).shown(made_sizes(), FRAMES)[:3] == ["0.00", "0.08", "0.16"]


@pytest.mark.thin(5)
@pytest.mark.parametrize("name", [name for name in ROWS if not MODELS[name].copies])
def test_every_row_reads_sounds_and_padding_changes_none(name):
    asked = model(name)
    frames = SOUNDS[0].frames
    inputs, key = jnp.array([1, 5, 6]), jax.random.key(0)
    read = jax.jit(asked.said)
    room = -(-len(frames) // 8) * 8
    (said, output), (longer, other) = (
        read(heard(frames, size, fill), inputs, key)
        for size, fill in ((room, 0.0), (room + 40, 5.0))
    )
    close(longer.features, said.features, 1e-4)
    assert np.isfinite(said.features).all()
    assert (output.weights is None) != MODELS[name].weighs
    if MODELS[name].weighs:
        columns = output.weights.shape[1]
        close(other.weights[:, :columns], output.weights, 1e-4)
        assert not np.asarray(other.weights[:, columns:]).any()


def test_every_search_answers_for_sounds_of_all_lengths():
    asked = model()
    alone = [transduce(asked, one, search=Beam(2), limit=5) for one in SOUNDS]
    for search in (Greedy(), Beam(2)):
        found = transduce_all(asked, SOUNDS, search=search, limit=5)
        positions = [-(-len(one.frames) // 8) for one in SOUNDS]
        assert [len(one.source_tokens) for one in found] == positions
        assert [one.weights.shape[1] for one in found] == positions
    assert [one.target for one in alone] == [one.target for one in found]
    assert transduce(asked, SOUNDS[0].frames, search=Beam(2), limit=5).target == alone[0].target
    forced = force_all(asked, [(one, "12") for one in SOUNDS])
    assert [one.weights.shape for one in forced] == [(3, count) for count in positions]


def test_a_checkpoint_reads_as_before(tmp_path):
    first = model(reading=FramesReading(stacked=4, layers=2, centred=False))
    save_model(tmp_path / "model.npz", first)
    again = load_model(tmp_path / "model.npz")
    assert again.spec == first.spec
    a, b = (transduce(one, SOUNDS[0], limit=4) for one in (first, again))
    assert (a.target, a.log_probability) == (b.target, b.log_probability)


def test_stacking_of_ones_own_is_read():
    def joined(frames, stack):
        missing = -len(frames) % stack
        whole = jnp.concatenate([frames, jnp.zeros((missing, frames.shape[1]))])
        return jnp.concatenate([whole[k::stack] for k in range(stack)], axis=1)

    def backwards(frames, stack):
        return joined(frames, stack)[:, ::-1]

    own = {name: model(parts=Parts(stack_frames=one)) for name, one in
           {"equal": joined, "other": backwards, "library": stack_frames}.items()}  # fmt: skip
    source = heard(SOUNDS[0].frames, 160)
    states = {name: one.encode(source).memory.states for name, one in own.items()}
    close(states["equal"], states["library"])
    assert np.abs(states["other"] - states["library"]).max() > 1e-3


def test_sounds_are_learned_by_the_same_fit():
    """Which of two digits is said: the loss falls."""
    task = replace(STRINGS, digits=(1, 1), voice="slt")
    asked = model(hidden=16, embedding=16, reading=FramesReading(stacked=8))
    stream = Batches(task, batch=16, lengths=(1, 80), edges=(80,), target_edges=(1,))
    recipe = Recipe(steps=40, chunk=20, warmup=5, learning_rate=1e-2)
    history = fit(asked, stream, recipe, progress=False)
    assert np.mean(history.loss[-5:]) < 0.6 * np.mean(history.loss[:5])


def test_what_is_no_sound_is_refused():
    asked = model()
    for wrong, message in (
        ("a b", r"sound must be numbers \[F M\]"),
        (np.zeros(32), r"sound must be numbers \[F M\]"),
        (np.zeros((8, 31)), "sound must be frames of 32 bands, got 31"),
        (np.zeros((0, 32)), "sound must have at least one frame"),
        (np.full((8, 32), np.nan), "sound must be frames of at most"),
        (Sound(np.zeros((999, 32), np.float32)), "at most 40 positions of 8 frames, got 125"),
    ):
        with pytest.raises(ValueError, match=message):
            transduce(asked, wrong)
    for wrong in (jnp.zeros((8, 32)), Heard(jnp.zeros((8, 31)), jnp.int32(3))):
        with pytest.raises(REFUSED, match="source"):
            asked.encode(wrong)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"stacked": 0}, "stacked must be"),
        ({"layers": 9}, "layers must be"),
        ({"bands": 1.5}, "bands"),
        ({"centred": 1}, "centred"),
    ],
)
def test_what_cannot_be_is_refused(changes, message):
    with pytest.raises(REFUSED, match=message):
        replace(FramesReading(), **changes)


def test_two_directions_need_an_even_width():
    with pytest.raises(ValueError, match="even width"):
        model(hidden=7)


def test_cells_of_all_kinds_read():
    for cell in CELLS:
        assert transduce(model(cell=cell), SOUNDS[0], limit=2).weights is not None
