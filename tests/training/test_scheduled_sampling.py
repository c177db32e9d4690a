"""Scheduled sampling: its two ends, its coins, its gradient, and what `fit` makes of it."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from tiny import ROWS, CopyStream, close, copies, forced, fresh, params_of, same, stepper

from course_lib.data.batches import shift_right
from course_lib.data.vocab import END, PAD, START
from course_lib.kernels.losses import token_loss
from course_lib.search import greedy
from course_lib.training.fit import fit, train_chunk
from course_lib.training.recipe import Recipe
from course_lib.training.scheduled_sampling import ScheduledSampling, mixed
from course_lib.training.schedules import Constant, Exponential, Linear
from course_lib.training.teacher_forcing import teacher_forced

BATCH = copies(["abca", "cb", "a"], 5)
SOURCE, INPUTS = BATCH.source[0], shift_right(BATCH.target)[0]
COINS, KEY = jax.random.key(3), jax.random.key(4)


@functools.cache
def program(name, pick="sampled", dropout=0.0):
    """`mixed` of a small model of one row, compiled once: (rate, coins, key) -> Mixed."""
    model = fresh(name, dropout=dropout)
    return jax.jit(
        lambda rate, coins, key: mixed(model, SOURCE, INPUTS, rate, coins, key, pick=pick)
    )


def in_python(name, pick, rate, coins):
    """The same by a loop over steps, one call of the decoder's step after the other."""
    start, step = stepper(fresh(name))
    prepared, state = start(SOURCE)
    own, seen, read = INPUTS[0], [], []
    for t in range(INPUTS.size):
        coin, draw = jax.random.split(jax.random.fold_in(coins, t))
        token = INPUTS[t] if jax.random.uniform(coin) < rate else own
        state, logits, _ = step(prepared, state, token, t)
        able = logits.at[jnp.array([PAD, START])].set(-jnp.inf)
        own = jax.random.categorical(draw, able) if pick == "sampled" else able.argmax()
        own = own.astype(INPUTS.dtype)
        seen.append(logits)
        read.append(int(token))
    return np.stack(seen), read


@pytest.mark.thin(6)
@pytest.mark.parametrize("name", ROWS)
def test_the_two_ends_of_every_row(name):
    """Rate 1 is teacher forcing; rate 0 is a loop in Python that reads nothing but itself."""
    told = program(name)(1.0, COINS, None)
    np.testing.assert_allclose(told.logits, forced(name)(SOURCE, INPUTS)[0], atol=1e-6)
    assert told.read.tolist() == INPUTS.tolist()
    free = program(name)(0.0, COINS, None)
    wanted, read = in_python(name, "sampled", 0.0, COINS)
    np.testing.assert_allclose(free.logits, wanted, atol=1e-5)
    assert free.read.tolist() == read
    assert read != INPUTS.tolist()


@pytest.mark.parametrize("name", ["static_context", "luong_general", "bahdanau"])
def test_dropout_draws_as_in_teacher_forcing(name):
    found = program(name, dropout=0.4)(1.0, COINS, KEY)
    wanted = jax.jit(fresh(name, dropout=0.4).forced)(SOURCE, INPUTS, KEY)[0]
    np.testing.assert_allclose(found.logits, wanted, atol=1e-6)
    assert np.abs(found.logits - forced(name)(SOURCE, INPUTS)[0]).max() > 0.01


def test_the_likeliest_pick_is_greedy_whatever_the_coins():
    found = [program("init_state", "likeliest")(0.0, jax.random.key(k), None) for k in (0, 1)]
    wanted, read = in_python("init_state", "likeliest", 0.0, COINS)
    np.testing.assert_allclose(found[0].logits, wanted, atol=1e-5)
    assert found[0].read.tolist() == found[1].read.tolist() == read
    # The same as greedy search, up to its end: here it never comes to one.
    written = program("bahdanau", "likeliest")(0.0, COINS, None).read[1:].tolist()
    searched = jax.jit(lambda: greedy(fresh("bahdanau"), SOURCE, INPUTS.size))().tokens.tolist()
    assert END not in searched
    assert written == searched[:-1]


@pytest.mark.parametrize(
    ("name", "pick"), [("luong_general", "sampled"), ("init_state", "likeliest")]
)
def test_in_between_equals_a_loop_in_python(name, pick):
    coins = jax.random.key(8)
    found = program(name, pick)(0.5, coins, None)
    wanted, read = in_python(name, pick, 0.5, coins)
    np.testing.assert_allclose(found.logits, wanted, atol=1e-5)
    assert found.read.tolist() == read
    assert program(name, pick)(0.0, coins, None).read.tolist() != read != INPUTS.tolist()


def test_samples_follow_the_models_own_distribution():
    """What is read at step 1 was drawn from p(. | start, x) of step 0."""
    keys = jax.random.split(jax.random.key(0), 4000)
    found = jax.vmap(lambda coins: program("init_state")(0.0, coins, None))(keys)
    wanted = np.exp(np.asarray(found.logits[0, 0], np.float64))
    wanted[[PAD, START]] = 0
    wanted /= wanted.sum()
    share = np.bincount(np.asarray(found.read[:, 1]), minlength=wanted.size) / 4000
    np.testing.assert_allclose(share, wanted, atol=0.03)
    assert wanted.max() < 0.9  # and that is no argmax


def test_a_coin_falls_for_every_token_of_every_sentence():
    """Not one a batch, not one a sentence: both would give rates of 0 and 1 alone."""
    keys = jax.random.split(jax.random.key(0), 2000)
    found = jax.vmap(lambda coins: program("init_state")(0.3, coins, None))(keys)
    true = np.asarray(INPUTS[1:])
    told = np.asarray(found.read)[:, 1:] == true
    # An own token can be the true one by luck, so the likeliness of that is added.
    own = jax.vmap(lambda coins: program("init_state")(0.0, coins, None))(keys)
    luck = (np.asarray(own.read)[:, 1:] == true).mean()
    assert told.mean() == pytest.approx(0.3 + 0.7 * luck, abs=0.03)
    each = told.mean(axis=1)
    alike = (each == 0) | (each == 1)
    assert alike.mean() < 0.6  # one coin a sentence: at least 0.3 + 0.7 * P(no luck), over 0.7
    between = np.corrcoef(told[:, 0], told[:, 1])[0, 1]
    assert abs(between) < 0.1  # one coin a sentence: about 1


def test_one_program_serves_all_rates():
    run = program("init_state")
    for rate in (0.0, 0.25, 1.0):
        run(rate, COINS, None)
    assert run._cache_size() == 1


def test_no_gradient_passes_through_a_choice():
    """With what was read held as given, the loss and its gradient are the same."""
    model = fresh("init_state")
    graph, params = nnx.split(model, nnx.Param)
    target = BATCH.target[0]

    def of_mixed(params):
        model = nnx.merge(graph, params)
        found = mixed(model, SOURCE, INPUTS, 0.4, COINS)
        return token_loss(found.logits, target)[0], found.read

    (loss, read), grads = jax.jit(jax.value_and_grad(of_mixed, has_aux=True))(params)
    assert read.tolist() != INPUTS.tolist()

    def of_given(params):
        return token_loss(nnx.merge(graph, params).forced(SOURCE, read)[0], target)[0]

    wanted, wanted_grads = jax.jit(jax.value_and_grad(of_given))(params)
    np.testing.assert_allclose(loss, wanted, rtol=1e-5)
    close(nnx.to_pure_dict(grads), nnx.to_pure_dict(wanted_grads))


@pytest.mark.parametrize("dropout", [0.0, 0.3])
def test_the_objective_at_rate_one_is_teacher_forced(dropout):
    model = fresh("init_state", dropout=dropout)
    step = jnp.int32(5)
    found = jax.jit(ScheduledSampling(Constant(1.0)))(model, BATCH, KEY, step)
    wanted = jax.jit(teacher_forced)(model, BATCH, KEY, step)
    np.testing.assert_allclose(found, wanted, atol=1e-6)


def test_the_objective_follows_its_schedule():
    model = fresh("init_state")
    objective = jax.jit(ScheduledSampling(Linear(steps=10)))
    told = teacher_forced(model, BATCH, KEY, jnp.int32(0))[0]
    free = ScheduledSampling(Constant(0.0))(model, BATCH, KEY, jnp.int32(0))[0]
    assert abs(told - free) > 1e-4
    np.testing.assert_allclose(objective(model, BATCH, KEY, jnp.int32(0))[0], told, atol=1e-6)
    np.testing.assert_allclose(objective(model, BATCH, KEY, jnp.int32(10))[0], free, atol=1e-6)


def test_padding_changes_no_loss():
    model, objective = fresh("init_state"), jax.jit(ScheduledSampling(Constant(0.5)))
    step = jnp.int32(0)
    short = objective(model, copies(["abca", "cb", "a"], 4), KEY, step)
    long = objective(model, copies(["abca", "cb", "a"], 9), KEY, step)
    np.testing.assert_allclose(short, long, rtol=1e-5)


def test_equal_objectives_share_a_program_and_others_do_not():
    recipe = Recipe(steps=4, chunk=2, warmup=1)
    train_chunk.clear_cache()

    def train(schedule, seed):
        model = fresh("init_state", hidden=4, cell="gru", seed=seed)
        objective = ScheduledSampling(schedule)
        fit(model, CopyStream(), recipe, objective=objective, progress=False)
        return train_chunk._cache_size()

    assert train(Exponential(half=3), 0) == 1
    assert train(Exponential(half=3), 1) == 1
    assert train(Exponential(half=4), 1) == 2


def test_a_checkpoint_tells_schedules_apart(tmp_path):
    path, recipe = tmp_path / "run.npz", Recipe(steps=4, chunk=2, warmup=1)

    def train(schedule, **options):
        model = fresh("init_state", hidden=4, cell="gru")
        objective = ScheduledSampling(schedule)
        fit(model, CopyStream(), recipe, objective=objective, progress=False, **options)
        return model

    train(Linear(steps=3), checkpoint=path, stop=lambda history: True)
    with pytest.raises(ValueError, match=r"its objective.schedule.steps is 3 and this run's is 4"):
        train(Linear(steps=4), checkpoint=path)
    with pytest.raises(ValueError, match="its objective is"):
        fit(
            fresh("init_state", hidden=4, cell="gru"),
            CopyStream(),
            recipe,
            progress=False,
            checkpoint=path,
        )
    assert same(params_of(train(Linear(steps=3), checkpoint=path)), params_of(train(Linear(3))))


def test_errors_name_what_came():
    with pytest.raises(ValueError, match="pick must be sampled or likeliest, got 'best'"):
        ScheduledSampling(Constant(1.0), pick="best")
    with pytest.raises(ValueError, match="got 'best'"):
        mixed(fresh("init_state"), SOURCE, INPUTS, 0.5, COINS, pick="best")
