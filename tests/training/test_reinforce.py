"""REINFORCE as an objective: rewards, baselines, and what it remembers."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from tiny import RECIPE, STREAM, close, copies, fresh, named, params_of, same

from course_lib.training.fit import Remembering, fit
from course_lib.training.reinforce import (
    BASELINES,
    REWARDS,
    Average,
    Drawn,
    Reinforce,
    draw,
    entropy,
    others_mean,
    returns,
)
from course_lib.training.teacher_forcing import teacher_forced

LOG_P = jnp.array([[-1.0, -2.0, -4.0], [-8.0, -16.0, 0.0]])
REAL = jnp.array([[True, True, True], [True, True, False]])
SHORT, LONG = copies(["abca", "cb", "a"]), copies(["abca", "cb", "a"], longest=7)
STEP = jnp.zeros((), int)


def parts(log_p=LOG_P, log_draw=-0.5, entropy=0.2):
    return Drawn(log_p, *(jnp.where(REAL, value, 0.0) for value in (log_draw, entropy)))


@pytest.mark.parametrize(
    ("reward", "wanted"),
    [
        ("total", [[-7, -7, -7], [-24, -24, -24]]),
        ("to_go", [[-7, -6, -4], [-24, -16, 0]]),
        ("immediate", [[-1, -2, -4], [-8, -16, 0]]),
    ],
)
def test_rewards_by_hand(reward, wanted):
    assert returns(LOG_P, reward).tolist() == wanted


def test_entropy_by_hand():
    weights = jnp.array([[0.25, 0.25, 0.25, 0.25], [0.0, 1.0, 0.0, 0.0], [0.5, 0.5, 0.0, 0.0]])
    np.testing.assert_allclose(entropy(weights), [np.log(4), 0, np.log(2)], atol=1e-6)
    assert jnp.isfinite(jax.grad(lambda w: entropy(w).sum())(weights)).all()


def test_the_others_mean_leaves_the_own_reward_out_and_counts_real_steps_only():
    assert others_mean(LOG_P, REAL).tolist() == [[-8, -16, 0], [-1, -2, -4]]
    three = jnp.array([[3.0], [6.0], [9.0]])
    assert others_mean(three, jnp.ones((3, 1), bool)).tolist() == [[7.5], [6], [4.5]]


@pytest.mark.parametrize(("reward", "baseline"), [("total", "none"), ("to_go", "moving"),
                                                   ("immediate", "per_step")])  # fmt: skip
def test_the_loss_pulls_at_each_part_as_the_equation_says(reward, baseline):
    """d loss / d log p is -1/N, d loss / d log p(s) is -(R - b)/N, d loss / dH is -lambda/N."""
    estimator = Reinforce(reward, baseline, entropy=0.3, strength=2.0)
    memory = Average(jnp.asarray(-3.0), jnp.asarray(0.5)) if baseline == "moving" else None
    (loss, _), pull = jax.value_and_grad(
        lambda drawn: estimator.loss(drawn, REAL, STEP, memory), has_aux=True
    )(parts())
    rewards = returns(LOG_P, reward)
    expected = {"none": 0.0, "moving": -6.0, "per_step": others_mean(rewards, REAL)}[baseline]
    assert loss == pytest.approx(31 / 5)  # the mean negative log-likelihood of five real tokens
    np.testing.assert_allclose(pull.log_p, np.where(REAL, -1 / 5, 0), atol=1e-6)
    np.testing.assert_allclose(
        pull.log_draw, np.where(REAL, -2 * (rewards - expected) / 5, 0), atol=1e-5
    )
    np.testing.assert_allclose(pull.entropy, np.where(REAL, -0.3 / 5, 0), atol=1e-6)


def test_the_moving_average_is_that_of_earlier_batches_corrected_for_its_start():
    estimator = Reinforce("immediate", "moving", decay=0.9)
    memory = estimator.start()
    for log_p, wanted in ((LOG_P, -31 / 5), (2 * LOG_P, (0.9 * -31 / 5 + -62 / 5) / 1.9)):
        _, memory = estimator.loss(parts(log_p), REAL, STEP, memory)
        assert memory.value == pytest.approx(wanted, rel=1e-5)
    assert estimator.start().value == 0


def test_the_entropy_bonus_falls_linearly_to_nothing():
    estimator = Reinforce(entropy=0.4, anneal=10)
    for step, wanted in ((0, 0.4), (5, 0.2), (10, 0.0), (20, 0.0)):
        pull = jax.grad(lambda d, s=step: estimator.loss(d, REAL, s, estimator.start())[0])(parts())
        np.testing.assert_allclose(pull.entropy[0, 0], -wanted / 5, atol=1e-6)


@functools.cache
def graded(reward="to_go", baseline="per_step"):
    graph, params = nnx.split(fresh("luong_general_hard"), nnx.Param)
    estimator = Reinforce(reward, baseline, entropy=0.1)

    def loss_of(params, batch, key):
        model = nnx.merge(graph, params)
        return estimator(model, batch, key, STEP, estimator.start())[0]

    return jax.jit(jax.value_and_grad(loss_of)), params


def test_every_parameter_has_a_gradient_the_scores_among_them():
    run, params = graded()
    loss, grads = run(params, SHORT, jax.random.key(0))
    assert jnp.isfinite(loss)
    grads = named(nnx.to_pure_dict(grads))
    assert all(np.isfinite(g).all() and g.any() for g in grads.values())


def test_padding_changes_neither_loss_nor_gradient():
    run, params = graded()
    for key in jax.random.split(jax.random.key(1), 3):
        close(run(params, LONG, key), run(params, SHORT, key))


def test_the_draw_sets_padding_to_zero_and_is_one_of_the_sentence():
    model = fresh("luong_general_hard")
    drawn, right = jax.jit(lambda key: draw(model, SHORT, key))(jax.random.key(0))
    real = SHORT.target != 0
    for part in drawn:
        assert (part[~real] == 0).all()
        assert (part[:2][real[:2]] != 0).all()  # the third source has one place to look at
        assert (part is drawn.log_p) == bool((part[2][real[2]] != 0).all())
    assert right.shape == real.shape


def test_a_model_that_draws_nothing_is_refused():
    with pytest.raises(ValueError, match=r"alignment that draws positions.*got 'soft'"):
        jax.eval_shape(lambda: draw(fresh("luong_general"), SHORT, jax.random.key(0)))


def hard():
    return fresh("luong_general_hard", hidden=4, cell="gru")


def test_fit_carries_the_moving_average_on_and_a_checkpoint_holds_it(tmp_path):
    """A run that is cut in the middle goes on exactly; one that forgot its average would not."""
    whole, half, path = hard(), hard(), tmp_path / "run.npz"
    objective = Reinforce(baseline="moving")
    assert isinstance(objective, Remembering)
    assert not isinstance(teacher_forced, Remembering)
    fit(whole, STREAM, RECIPE, objective=objective, progress=False)
    options = {"objective": objective, "checkpoint": path, "save_every": 1, "progress": False}
    fit(half, STREAM, RECIPE, stop=lambda history: history.steps == 6, **options)
    with np.load(path) as file:
        saved = [file[name] for name in file.files if name.startswith("memory/")]
        kept = {name: file[name] for name in file.files}
    assert len(saved) == 2
    assert saved[1] == pytest.approx(1 - 0.9**6, rel=1e-5)
    fit(half, STREAM, RECIPE, **options)
    assert same(params_of(half), params_of(whole))
    forgot, other = tmp_path / "forgot.npz", hard()
    np.savez(forgot, **{k: 0 * v if k.startswith("memory/") else v for k, v in kept.items()})
    fit(other, STREAM, RECIPE, **{**options, "checkpoint": forgot})
    assert not same(params_of(other), params_of(whole))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reward": "late"}, "reward must be one of total, to_go, immediate, got 'late'"),
        ({"baseline": "best"}, "baseline must be one of none, moving, per_step, got 'best'"),
        ({"decay": 1.0}, "decay must be at least 0 and below 1, as a float32, got 1.0"),
        ({"anneal": 0}, "anneal must be a whole number of at least 1, got 0"),
    ],
)
def test_wrong_settings_are_named(changes, message):
    with pytest.raises(ValueError, match=message):
        Reinforce(**changes)


def test_only_a_moving_average_is_remembered():
    starts = {baseline: Reinforce(baseline=baseline).start() for baseline in BASELINES}
    assert [name for name, start in starts.items() if start is not None] == ["moving"]
    assert len(REWARDS) == len(BASELINES) == 3
