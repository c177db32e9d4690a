"""Training: chunks, endings, and what is kept when a run goes wrong."""

import contextlib
import math
import runpy
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jaxtyping import TypeCheckError
from tiny import RECIPE, STREAM, close, copies, fresh, params_of, same, small

from course_lib.data.batches import shift_right
from course_lib.data.vocab import START
from course_lib.training import recipe as recipes
from course_lib.training.fit import NonFiniteLoss, fit
from course_lib.training.recipe import Recipe
from course_lib.training.teacher_forcing import teacher_forced

# The recipe as students have it: in the tests, beartype would refuse a wrong type before it does.
UNTYPED = runpy.run_path(recipes.__file__)["Recipe"]


def trained_small(recipe=RECIPE, stream=STREAM, **options):
    model = small()
    return model, fit(model, stream, recipe, progress=False, **options)


@pytest.fixture(scope="module")
def whole():
    """A run from start to end, undisturbed."""
    return trained_small()


@dataclass(frozen=True)
class Interrupted:
    """A stream at whose chunk `at` the reader presses the stop button."""

    at: int

    def chunk(self, number, steps):
        if number == self.at:
            raise KeyboardInterrupt
        return STREAM.chunk(number, steps)


def nan_at_seven(model, batch, key, step):
    loss, accuracy = teacher_forced(model, batch, key, step)
    return jnp.where(step == 7, jnp.nan, loss), accuracy


def bad_gradient_at_seven(model, batch, key, step):
    """The loss is fine and its gradient is not: d sqrt(x) at 0."""
    loss, accuracy = teacher_forced(model, batch, key, step)
    loss = jax.lax.cond(step == 7, lambda x: x + jnp.sqrt(0.0 * x), lambda x: x, loss)
    return loss, accuracy


def test_shift_right_by_hand():
    found = shift_right(jnp.array([[5, 4, 2, 0]], jnp.int32))
    assert found.tolist() == [[START, 5, 4, 2]]


def test_training_lowers_the_loss_and_learns(trained):
    _, history = trained
    assert history.steps == 200
    assert np.mean(history.loss[-10:]) < 0.2 * np.mean(history.loss[:10])
    assert np.mean(history.accuracy[-10:]) > 0.9


def test_history_tells_how_it_went(whole):
    _, history = whole
    assert history.stopped == "finished"
    assert history.steps == len(history.loss) == len(history.accuracy) == 12
    assert history.seconds > 0
    assert all(0 <= a <= 1 for a in history.accuracy)
    assert history.loss[0] == pytest.approx(math.log(6), abs=0.7)


def test_equal_seeds_give_equal_runs(whole):
    model, history = trained_small()
    assert same(params_of(model), params_of(whole[0]))
    assert history.loss == whole[1].loss


@pytest.mark.parametrize("chunk", [1, 6])
def test_a_chunk_is_so_many_single_steps(whole, chunk):
    model, history = trained_small(Recipe(steps=12, chunk=chunk, warmup=2))
    close(params_of(model), params_of(whole[0]))
    np.testing.assert_allclose(history.loss, whole[1].loss, rtol=1e-4)


def test_the_first_step_of_a_warm_up_stands_still():
    model = small()
    fit(model, STREAM, RECIPE, stop=lambda history: True, progress=False)
    once = small()
    fit(once, STREAM, Recipe(steps=2, chunk=1, warmup=1), stop=lambda h: True, progress=False)
    assert same(params_of(once), params_of(small()))  # the learning rate begins at zero
    assert not same(params_of(model), params_of(small()))


def test_dropout_draws_anew_at_every_step():
    @dataclass(frozen=True)
    class Same:
        def chunk(self, number, steps):
            one = copies(["abc", "ab"])
            return jax.tree.map(lambda array: jnp.stack([array] * steps), one)

    model = fresh("init_state", hidden=4, cell="gru", dropout=0.5)
    recipe = Recipe(steps=4, chunk=4, warmup=1, learning_rate=1e-30)
    losses = fit(model, Same(), recipe, progress=False).loss
    assert len(set(losses)) == 4


def test_bfloat16_stays_close_and_keeps_float32_parameters(whole):
    model, history = trained_small(Recipe(steps=12, chunk=2, warmup=2, dtype="bfloat16"))
    np.testing.assert_allclose(history.loss, whole[1].loss, rtol=0.03)
    assert history.loss != whole[1].loss
    assert {str(leaf.dtype) for leaf in jax.tree.leaves(params_of(model))} == {"float32"}


@pytest.mark.parametrize("objective", [nan_at_seven, bad_gradient_at_seven])
def test_the_first_bad_step_is_named_and_the_parameters_before_it_kept(objective):
    model = small()
    with pytest.raises(NonFiniteLoss, match=r"not finite at step 7.*smaller learning rate") as e:
        fit(model, STREAM, RECIPE, objective=objective, progress=False)
    assert e.value.step == 7
    assert e.value.history.steps == 7
    assert all(map(math.isfinite, e.value.history.loss))
    # Steps 0 to 6, done alone: the chunks are of one step, so the run can stop there.
    before = small()
    single = Recipe(steps=12, chunk=1, warmup=2)
    fit(before, STREAM, single, stop=lambda history: history.steps == 7, progress=False)
    close(params_of(model), params_of(before))


def test_interrupting_keeps_what_was_learned():
    model, history = trained_small(stream=Interrupted(at=3))
    assert (history.stopped, history.steps) == ("interrupted", 6)
    stopped, _ = trained_small(stop=lambda history: history.steps == 6)
    assert same(params_of(model), params_of(stopped))


def test_stop_ends_early(whole):
    model, history = trained_small(stop=lambda history: history.steps >= 4)
    assert (history.stopped, history.steps) == ("early", 4)
    assert history.loss == whole[1].loss[:4]
    assert not same(params_of(model), params_of(whole[0]))


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ({"steps": 10, "chunk": 3}, "multiple of chunk.*steps=10 and chunk=3"),
        ({"steps": 0}, "steps must be a whole number of at least 1, got 0"),
        ({"steps": 10, "chunk": 10, "warmup": 10}, "warmup must be 0 to steps - 1 = 9, got 10"),
        ({"warmup": -1}, "warmup must be a whole number of at least 0, got -1"),
        ({"steps": 100.0}, "steps must be a whole number of at least 1, got 100.0"),
        ({"steps": 2**31, "chunk": 1}, "steps must be a whole number of at most"),
        ({"warmup": 1.5}, "warmup must be a whole number of at least 0, got 1.5"),
        ({"chunk": True}, "chunk must be a whole number of at least 1, got True"),
        ({"seed": "1"}, "seed must be a whole number of at least 0, got '1'"),
        ({"seed": 2**32}, "seed must be a whole number of at most 4294967295, got 4294967296"),
        ({"seed": -1}, "seed must be a whole number of at least 0, got -1"),
        ({"learning_rate": 0.0}, "learning_rate must be above 0 and at most.*got 0.0"),
        ({"learning_rate": -1.0}, "learning_rate must be .*got -1.0"),
        ({"learning_rate": math.nan}, "learning_rate must be .*got nan"),
        ({"learning_rate": math.inf}, "learning_rate must be .*got inf"),
        ({"learning_rate": 1e39}, r"learning_rate must be .*as a float32, got 1e\+39"),
        ({"learning_rate": 1e-50}, "learning_rate must be .*as a float32, got 1e-50"),
        ({"learning_rate": "fast"}, "learning_rate must be .*got 'fast'"),
        ({"clip": 0.0}, "clip must be above 0, as a float32, got 0.0"),
        ({"clip": -1.0}, "clip must be above 0, .*got -1.0"),
        ({"clip": math.nan}, "clip must be .*got nan"),
        ({"clip": None}, "clip must be .*got None"),
        ({"dtype": "bf16"}, "float32 or bfloat16, got 'bf16'; did you mean 'bfloat16'"),
        ({"dtype": "float23"}, "got 'float23'; did you mean 'float32'"),
        ({"dtype": "int8"}, "dtype must be float32 or bfloat16, got 'int8'$"),
        ({"dtype": "float16"}, "dtype must be float32 or bfloat16, got 'float16'"),
    ],
)
def test_recipe_refuses_what_cannot_be(sizes, message):
    with pytest.raises(ValueError, match=message):
        UNTYPED(**sizes)


def test_recipes_of_equal_numbers_are_equal_and_look_alike():
    plain = Recipe(steps=20, warmup=2, learning_rate=0.5, seed=3)
    other = UNTYPED(np.int64(20), np.float32(0.5), np.int32(2), seed=np.uint32(3))
    assert vars(other) == vars(plain)
    assert repr(other) == repr(plain)


def test_an_infinite_clip_clips_nothing():
    """As much as one that no gradient reaches; the usual one is reached."""
    runs = {clip: trained_small(Recipe(12, 3e-3, 2, clip, 2)) for clip in (math.inf, 1e9, 1e-3)}
    assert runs[math.inf][1].loss == runs[1e9][1].loss
    assert same(params_of(runs[math.inf][0]), params_of(runs[1e9][0]))
    assert runs[math.inf][1].loss != runs[1e-3][1].loss


@pytest.mark.parametrize("name", ["save_every", "watch_every"])
def test_a_number_of_chunks_is_at_least_one(name):
    with pytest.raises(ValueError, match=f"{name} must be a whole number of at least 1, got 0"):
        trained_small(**{name: 0})


def test_the_progress_bar_is_plain_text_and_names_an_early_end(capsys):
    fit(small(), STREAM, RECIPE, name="tiny", stop=lambda h: h.steps >= 4)
    shown = capsys.readouterr()
    assert "tiny (early)" in shown.out
    assert "loss" in shown.out
    assert "tok/s" in shown.out
    assert not shown.err


def test_no_rate_makes_parameters_overflow():
    """Loss and gradient would still be finite at the step that makes them infinite."""
    with pytest.raises(ValueError, match="learning_rate must be above 0 and at most 1000"):
        Recipe(learning_rate=3e38)
    model = small()
    recipe = Recipe(steps=12, chunk=4, warmup=0, learning_rate=1e3)
    with contextlib.suppress(NonFiniteLoss):
        fit(model, STREAM, recipe, progress=False)
    assert all(np.isfinite(leaf).all() for leaf in jax.tree.leaves(params_of(model)))


@pytest.mark.parametrize(
    ("given", "message"),
    [({"recipe": 5}, "recipe must be a Recipe"), ({"stream": 5}, "stream must be data")],
)
def test_what_is_no_recipe_or_stream_is_refused(given, message):
    with pytest.raises((ValueError, TypeCheckError), match=message.partition(" ")[0]):
        trained_small(**given)
