"""REINFORCE against the exact gradient: all 25 paths, one test at one level, and its variance."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from tiny import close

from course_lib.analysis.estimators.all_paths import all_paths, exact, path_gradients, small_problem
from course_lib.analysis.estimators.bias_test import (
    agreement,
    blocks_of,
    directions_for,
    project,
    sampled,
)
from course_lib.analysis.estimators.variance import gradient_variance
from course_lib.analysis.estimators.wrong import WRONG
from course_lib.data import Batch
from course_lib.training.reinforce import REWARDS, Reinforce

RIGHT = {
    "total": Reinforce("total", "none"),
    "total, moving": Reinforce("total", "moving"),
    "total, per step": Reinforce("total", "per_step"),
    "to go": Reinforce("to_go", "per_step"),
}
IMMEDIATE = Reinforce("immediate", "per_step")
WRONGLY = {name: kind("to_go", "per_step") for name, kind in WRONG.items()}


@functools.cache
def truth(row="luong_general"):
    return exact(*small_problem(row))


@functools.cache
def estimates():
    """Every estimator on the same draws; and with the gradient let through, on draws of its own."""
    every = {**RIGHT, "immediate": IMMEDIATE, **WRONGLY}
    held = 2 * truth().bound  # the mean of the total reward over two steps
    found = sampled(*small_problem(), every, samples=10_000, baseline=held)
    through = small_problem(alignment="straight_through")
    let = sampled(*through, {"x": RIGHT["to go"]}, samples=10_000)["x"]
    return {**found, "the gradient is let through the draw": let}


def verdict(name):
    return agreement(estimates()[name], truth().bound_gradient, level=1e-3)


def test_all_paths_by_hand():
    assert all_paths(2, 2).tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert all_paths(5, 2).shape == (25, 2)
    with pytest.raises(ValueError, match=r"10\^6 paths are too many"):
        all_paths(10, 6)


def test_the_bound_is_below_the_likelihood_and_both_are_what_a_loop_gives():
    """Each path followed step by step in Python, its states read by hand."""
    model, source, target = small_problem()
    decoder, prepared = model.decoder, model.encode(source)
    states = np.asarray(prepared.memory.states)
    bound = whole = 0.0
    step = jax.jit(lambda state, token, t, h: forced_step(decoder, prepared, state, token, t, h))
    for path in np.ndindex(5, 5):
        state, chance, log_p = decoder.start(prepared), 1.0, 0.0
        for t, (j, token) in enumerate(zip(path, (1, int(target[0])), strict=True)):
            state, weights, logits = step(state, jnp.asarray(token), t, states[j])
            chance *= float(weights[j])
            log_p += float(jax.nn.log_softmax(logits)[target[t]])
        bound += chance * log_p
        whole += chance * np.exp(log_p)
    assert truth().bound == pytest.approx(bound / 2, rel=1e-4)
    assert truth().log_likelihood == pytest.approx(np.log(whole) / 2, rel=1e-4)
    assert truth().bound < truth().log_likelihood - 0.01


def forced_step(decoder, prepared, state, token, t, read):
    """A step of luong_general with the context given, from its equations (Luong et al., 2015)."""
    embedded = decoder.embed(token)
    gates = prepared.cell_input + embedded.gates + decoder.project("attentional", state.attentional)
    cell = decoder.cell.step(state.cell, gates)
    weights = jax.nn.softmax(prepared.keys @ cell.hidden)
    features = decoder.readout.mix(jnp.concatenate([read, cell.hidden]))
    logits = decoder.readout.vocabulary(features)
    return state._replace(cell=cell, attentional=features), weights, logits


def test_the_exact_gradient_is_that_of_the_exact_value():
    """A step along the gradient raises the bound by as much as it says; likewise log p(y | x)."""
    for name in ("bound", "log_likelihood"):
        gradient = getattr(truth(), f"{name}_gradient")
        size = sum(float((leaf**2).sum()) for leaf in jax.tree.leaves(gradient))
        seen = []
        for step in (-0.01, 0.01):
            model, source, target = small_problem()
            start = nnx.state(model, nnx.Param)
            nnx.update(model, jax.tree.map(lambda p, g, s=step: p + s * g, start, gradient))
            seen.append(getattr(exact(model, source, target), name))
        assert (seen[1] - seen[0]) / 0.02 == pytest.approx(size, rel=0.01)


@pytest.mark.thin(2)
@pytest.mark.parametrize("row", ["luong_general", "luong_general_unfed"])
def test_on_the_mean_over_all_paths_only_the_cut_reward_is_biased_and_only_if_steps_loop(row):
    """No sampling: the mean of each estimate is a sum over 25 paths."""
    names = {f"{r} {b}": Reinforce(r, b) for r in REWARDS for b in ("none", "moving")}
    chances, gradients = path_gradients(*small_problem(row), names)
    assert float(chances.sum()) == pytest.approx(1, abs=1e-5)
    bias = {}
    for name, gradient in gradients.items():
        mean = jax.tree.map(lambda g: jnp.tensordot(chances, g, 1), gradient)
        off = jax.tree.map(lambda a, b: jnp.abs(a - b).max(), mean, truth(row).bound_gradient)
        bias[name] = float(max(jax.tree.leaves(off)))
    biased = {name for name, size in bias.items() if size > 2e-6}
    looping = {"immediate none", "immediate moving"}
    assert biased == (looping if row == "luong_general" else set()), bias
    assert all(bias[name] > 1e-3 for name in biased)


@pytest.mark.thin(2)
@pytest.mark.parametrize("name", RIGHT)
def test_the_mean_of_many_estimates_is_the_exact_gradient(name):
    found = verdict(name)
    assert found.z.shape == (len(blocks_of(truth().bound_gradient)), 20)
    assert found.passed, (found.worst, found.largest)


@pytest.mark.parametrize("name", [*WRONGLY, "the gradient is let through the draw", "immediate"])
def test_a_wrong_estimator_fails_the_same_test(name):
    assert not verdict(name).passed
    assert verdict(name).largest > 1.3 * verdict(name).bound  # by far, so by no luck of the draw


def test_the_likelihoods_own_gradient_is_another_one():
    """What is climbed is the bound: the same estimates do not agree with d log p(y | x)."""
    assert not agreement(estimates()["to go"], truth().log_likelihood_gradient).passed


@pytest.mark.long
def test_the_test_fails_a_right_estimator_as_rarely_as_it_says():
    """300 made-up right estimators, at a level of a fifth, their directions strongly dependent."""
    rng = np.random.default_rng(0)
    gradient = {"a": jnp.asarray(rng.normal(size=3)), "b": jnp.asarray(rng.normal(size=(2, 2)))}
    lines = directions_for(gradient)
    failed = 0
    for _ in range(300):
        noise = {name: rng.normal(size=(200, *leaf.shape)) for name, leaf in gradient.items()}
        made = np.stack([
            np.stack([(leaf + noise[name][i]).ravel() @ lines[name].T
                      for name, leaf in gradient.items()]) for i in range(200)])  # fmt: skip
        failed += not agreement(np.asarray(made, np.float64), gradient, level=0.2).passed
    assert 0.02 < failed / 300 < 0.2 + 3 * np.sqrt(0.2 * 0.8 / 300)


def test_projections_by_hand():
    gradient = {"a": jnp.array([3.0, 4.0]), "b": jnp.array([[2.0]])}
    lines = directions_for(gradient, 5)
    assert list(blocks_of(gradient)) == ["a", "b"]
    np.testing.assert_allclose(np.linalg.norm(lines["a"], axis=1), 1, rtol=1e-5)
    found = project(gradient, lines)
    np.testing.assert_allclose(found[0], lines["a"] @ [3, 4], rtol=1e-5)
    np.testing.assert_allclose(np.abs(found[1]), 2, rtol=1e-5)


def spread(values):
    return values.var(axis=0, ddof=1).sum()


def test_a_baseline_lowers_the_variance_and_changes_no_mean():
    found = estimates()
    plain = spread(found["total"])
    for name in ("total, moving", "total, per step"):
        assert spread(found[name]) < plain / 2


def test_gradient_variance_is_that_of_the_estimates_and_sees_scores_apart():
    model, source, target = small_problem()
    batch = Batch(jnp.tile(source[None], (4, 1)), jnp.tile(target[None], (4, 1)))
    kept = {name: RIGHT[name] for name in ("total", "total, moving")}
    found = gradient_variance(model, batch, kept, samples=400)
    # The same from the paths: their variance, a quarter of it for a batch of four.
    chances, gradients = path_gradients(model, source, target, kept)
    for name, gradient in gradients.items():
        variance = {}
        for block, values in blocks_of(gradient).items():
            off = values - jnp.tensordot(chances, values, 1)[None]
            variance[block] = float(jnp.tensordot(chances, off**2, 1).sum()) / 4
        whole = sum(variance.values())
        assert found[name].variance == pytest.approx(whole, rel=0.2)
        scores = variance["decoder.alignment.score.weight"]
        assert found[name].scores == pytest.approx(scores, rel=0.3)
        size = sum(float((v**2).sum()) for v in jax.tree.leaves(truth().bound_gradient))
        assert found[name].mean == pytest.approx(size, rel=0.3)


def test_errors_name_what_came():
    model, source, target = small_problem()
    with pytest.raises(ValueError, match=r"source must have no padding, got \[3, 0\]"):
        exact(model, jnp.array([3, 0]), target)
    with pytest.raises(ValueError, match="samples must be a multiple of 500, got 7"):
        sampled(model, source, target, RIGHT, samples=7)
    with pytest.raises(ValueError, match="samples must be a whole number of at least 2, got 1"):
        gradient_variance(model, Batch(source[None], target[None]), RIGHT, samples=1)
    with pytest.raises(ValueError, match=r"level must be above 0 and below 1.*got 1\.5"):
        agreement(np.zeros((3, 1, 1)), {"a": jnp.zeros(1)}, level=1.5)


def test_following_paths_leaves_the_model_as_it_was():
    model, source, target = small_problem()
    kind = type(model.decoder.alignment)
    exact(model, source, target)
    assert type(model.decoder.alignment) is kind
    close(model.forced(source, target)[0], small_problem()[0].forced(source, target)[0], 0)
