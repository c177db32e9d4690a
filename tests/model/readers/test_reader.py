"""The contracts of readers, held open by a reader of images: nothing behind it takes text."""

import functools
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from grids import GridReader, GridReading, image
from tiny import RECIPE, ROWS, VOCAB, close, quick_key

from course_lib.analysis import force_all
from course_lib.data.batches import Batch, shift_right
from course_lib.data.vocab import END, pad
from course_lib.diagrams.graphs import graph
from course_lib.model import MODELS, Memory, Reader, Reading, TextReading, build
from course_lib.model.readers import READINGS
from course_lib.search import Beam, Greedy, Sample, n_best, transduce, transduce_all
from course_lib.training import fit, load_model, save_model
from course_lib.training.reinforce import Reinforce
from course_lib.training.scheduled_sampling import ScheduledSampling
from course_lib.training.schedules import Constant


def grid(name="luong_general", **changes):
    sizes = {"hidden": 8, "embedding": 6, "max_length": 16, "seed": 1, "target": VOCAB}
    return build(name, **{**sizes, "reading": GridReading(), **changes})


@dataclass(frozen=True)
class Brightest:
    """Images of 2 to 6 patches; the caption names the brightest channel of each patch."""

    batch: int = 4
    seed: int = 0

    def chunk(self, number, steps):
        rng = np.random.default_rng((self.seed, number))
        made = [self.one(rng) for _ in range(steps)]
        return jax.tree.map(lambda *arrays: jnp.stack(arrays), *made)

    def one(self, rng):
        images = [image(rng, 2, int(n)) for n in rng.integers(1, 4, self.batch)]
        reading = GridReading()
        source = reading.stack([reading.encode(None, one) for one in images], 8)
        captions = [caption(one) for one in images]
        target = pad([[*VOCAB.encode(text), END] for text in captions], 8)
        return Batch(jax.tree.map(jnp.asarray, source), jnp.asarray(target))


def caption(picture):
    return "".join("abc"[k] for k in picture.reshape(-1, 3).argmax(axis=1))


IMAGES = [image(np.random.default_rng(k), 2, columns) for k, columns in enumerate((2, 1, 3))]


def test_both_readings_keep_the_contracts():
    for reading, model in ((GridReading(), grid()), (TextReading(), build("cho", VOCAB))):
        assert isinstance(reading, Reading)
        assert isinstance(model.reader, Reader)
    assert all(issubclass(kind, Reading) for kind in READINGS.values())


# Without attention, fed and unfed, with a place to look at, with a past, drawn: the ways in which a
# decoder reads a memory. Every row's gradients with padding are looked at in test_table.
GRADED = {
    "init_state",
    "bahdanau_coverage",
    "luong_dot_unfed",
    "luong_local_p",
    "luong_general_hard",
}


@pytest.mark.thin(3)
@pytest.mark.parametrize("name", [name for name in ROWS if not MODELS[name].copies])
def test_every_row_reads_images(name):
    """And extra filling changes no logit, weight, loss or gradient: the mask is the reader's."""
    model = grid(name, dropout=0.3)
    reading = GridReading()
    encoded = [reading.encode(None, one) for one in IMAGES]
    captions = [caption(one) for one in IMAGES]
    target = jnp.asarray(pad([[*VOCAB.encode(text), END] for text in captions], 7))
    structure, params = nnx.split(model, nnx.Param)
    keys = jax.random.split(quick_key(0), len(IMAGES))

    @jax.jit
    def run(params, source):
        def loss_of(params):
            model = nnx.merge(structure, params)
            said, output = jax.vmap(model.said)(source, shift_right(target), keys)
            return model.decoder.readout.loss(said, target)[0], (said.features, output.weights)

        if name in GRADED:
            return jax.value_and_grad(loss_of, has_aux=True)(params)
        return loss_of(params), None

    (loss, (said, weights)), grads = run(params, reading.stack(encoded, 8))
    (other, (padded, wider)), padded_grads = run(params, reading.stack(encoded, 12))
    close((other, padded), (loss, said))
    close(padded_grads, grads)
    if MODELS[name].weighs:
        close(wider[:, :, :8], weights)
        assert not np.asarray(wider)[:, :, 8:].any()


@functools.cache
def trained_grid():
    model = grid(hidden=24)
    history = fit(model, Brightest(16), RECIPE_LONG, progress=False)
    return model, history


RECIPE_LONG = RECIPE.__class__(steps=200, chunk=20, warmup=10, learning_rate=1e-2)


def test_a_reader_of_images_learns_by_the_same_fit():
    _, history = trained_grid()
    assert np.mean(history.loss[-20:]) < 0.5 * np.mean(history.loss[:20])


@pytest.mark.parametrize(
    "objective", [ScheduledSampling(Constant(0.5)), Reinforce("total", "none")], ids=str
)
def test_the_other_objectives_take_images_too(objective):
    row = "luong_general_hard" if isinstance(objective, Reinforce) else "luong_general"
    history = fit(grid(row), Brightest(), RECIPE, objective=objective, progress=False)
    assert np.isfinite(history.loss).all()


@pytest.mark.parametrize("search", [Greedy(), Beam(2), Sample(0.5)], ids=str)
def test_every_search_decodes_images(search):
    model, _ = trained_grid()
    found = transduce_all(model, IMAGES, search=search, limit=8)
    for one, picture in zip(found, IMAGES, strict=True):
        assert one.weights.shape == (len(one.target_tokens), picture.shape[0] * picture.shape[1])
        assert len(one.source_tokens) == one.weights.shape[1]
    alone = transduce(model, IMAGES[0], search=search, limit=8)
    assert alone.target == found[0].target


def test_forced_decoding_takes_images():
    model, _ = trained_grid()
    gold = [caption(one) for one in IMAGES]
    forced = force_all(model, list(zip(IMAGES, gold, strict=True)))
    for one, text, picture in zip(forced, gold, IMAGES, strict=True):
        assert one.weights.shape == (len(text) + 1, picture.shape[0] * picture.shape[1])
    best = [hypotheses[0] for hypotheses in n_best(model, IMAGES, search=Beam(2), limit=8)]
    again = force_all(model, [(i, b.target) for i, b in zip(IMAGES, best, strict=True)])
    for one, other in zip(again, best, strict=True):
        if other.target_tokens[-1] == "</s>":
            assert one.log_probability == pytest.approx(other.log_probability, abs=1e-4)


def test_a_missing_patch_gets_no_weight():
    model, _ = trained_grid()
    picture = IMAGES[0].copy()
    picture[0, 1] = np.nan
    assert not transduce(model, picture, limit=8).weights[:, 1].any()


def test_what_cannot_be_read_is_refused_by_the_reader():
    with pytest.raises(ValueError, match=r"an image must be \[rows, columns, 3\], got \(2, 2\)"):
        transduce_all(grid(), [np.zeros((2, 2))])
    with pytest.raises(ValueError, match="needs a vocabulary to write in"):
        build("luong_general", reading=GridReading())


def test_a_picture_of_the_model_names_its_reader():
    wiring = grid().spec.wiring
    assert graph(wiring).node("memory").title == "grid of patches"


def test_a_reading_in_the_table_can_be_written_down(tmp_path, monkeypatch):
    model, _ = trained_grid()
    with pytest.raises(ValueError, match=r"GridReading: it is not in model\.readers\.READINGS"):
        save_model(tmp_path / "model.npz", model)
    monkeypatch.setitem(READINGS, "grid", GridReading)
    save_model(tmp_path / "model.npz", model)
    again = load_model(tmp_path / "model.npz")
    assert again.spec == model.spec
    assert isinstance(again.reader, GridReader)
    found, wanted = (transduce(one, IMAGES[2], limit=8) for one in (again, model))
    assert found.target == wanted.target


def test_a_memory_is_all_that_the_decoder_sees():
    model = grid()
    memory = model.reader(jax.tree.map(jnp.asarray, GridReading().encode(None, IMAGES[0])))
    assert isinstance(memory, Memory)
    assert memory.summary.shape == (model.reader.summary_width,)
