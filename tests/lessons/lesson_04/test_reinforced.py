"""A loss of one sentence in `fit`: the library's own gives `Reinforce`; several draws, no bias."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from course_lib.analysis.estimators.all_paths import path_gradients, small_problem
from course_lib.data import WORD_REVERSAL, Batches, pairs_to_batch
from course_lib.lessons.lesson_04.reinforced import Reinforced
from course_lib.model import build
from course_lib.training import Recipe, Reinforce, fit
from course_lib.training.reinforce import Drawn


def gradients(objective, seed=0):
    model = build("luong_general_hard", WORD_REVERSAL.vocab, hidden=6, embedding=4)
    graph, params = nnx.split(model, nnx.Param)
    batch = pairs_to_batch(WORD_REVERSAL.test_set(4, (4, 8)), WORD_REVERSAL.vocab, 8)

    def loss(params):
        key = jax.random.key(seed)
        return objective(nnx.merge(graph, params), batch, key, jnp.array(3), objective.start())[0]

    return jax.value_and_grad(loss)(params)


@pytest.mark.thin(3)
@pytest.mark.parametrize(
    "settings",
    [
        {"reward": "immediate", "entropy": 0.1},
        {"reward": "total", "strength": 0.2, "entropy": 0.1, "anneal": 10},
        {"reward": "to_go", "baseline": "per_step"},
    ],
)
def test_with_the_librarys_loss_it_is_the_librarys_objective(settings):
    (loss, found), (wanted_loss, wanted) = (
        gradients(kind(**settings)) for kind in (Reinforced, Reinforce)
    )
    np.testing.assert_allclose(loss, wanted_loss, rtol=1e-6)
    jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, atol=1e-6), found, wanted)


def test_a_wrong_loss_gives_another_gradient():
    def wrong(log_p, log_draw, reward, baseline):
        return -jnp.sum(log_p + (reward - baseline) * log_draw)

    _, found = gradients(Reinforced("total", loss_of=wrong))
    _, right = gradients(Reinforced("total"))
    gaps = jax.tree.map(lambda a, b: float(jnp.abs(a - b).max()), found, right)
    assert max(jax.tree.leaves(gaps)) > 1e-3


def test_on_all_paths_it_is_the_librarys_estimate():
    both = {"own": Reinforced("total", "none"), "library": Reinforce("total", "none")}
    _, found = path_gradients(*small_problem(), both)
    jax.tree.map(
        lambda a, b: np.testing.assert_allclose(a, b, atol=1e-5), found["own"], found["library"]
    )


def test_each_draw_is_compared_with_the_others_of_its_sentence():
    objective = Reinforced("immediate", draws=3)
    rewards = jnp.array([[-1.0, -4.0], [-2.0, -5.0], [-6.0, -9.0]] + [[-8.0, 0.0]] * 3)
    found = objective.subtract(rewards, jnp.ones((6, 2), bool), None)
    wanted = [[-4.0, -7.0], [-3.5, -6.5], [-1.5, -4.5]] + [[-8.0, 0.0]] * 3
    np.testing.assert_allclose(found, wanted)
    assert objective.start() is None


def test_on_padding_all_four_are_zero():
    real = jnp.array([[True, True, False], [True, True, True]])
    parts = jnp.where(real, jnp.array([[-1.0, -2.0, 0.0], [-3.0, -4.0, -5.0]]), 0.0)

    def padding_counted(log_p, log_draw, reward, baseline):
        return jnp.sum(jnp.stack([log_p, log_draw, reward, baseline])[:, 2])

    def paid(loss_of, sentences):
        objective = Reinforced("to_go", "none", loss_of=loss_of)
        drawn = Drawn(parts[sentences], parts[sentences], parts[sentences])
        of = lambda scale: objective.loss(  # noqa: E731
            Drawn(*(scale * part for part in drawn)), real[sentences], 0, None
        )[0]
        return float(jax.grad(of)(1.0))

    totals = [paid(padding_counted, slice(n, n + 1)) for n in (0, 1)]
    assert totals[0] == 0.0
    assert totals[1] != 0.0


def test_several_draws_train():
    model = build("luong_general_hard", WORD_REVERSAL.vocab, hidden=6, embedding=4)
    data = Batches(WORD_REVERSAL, batch=2, lengths=(4, 6), edges=(6,))
    recipe = Recipe(steps=2, warmup=0, chunk=2)
    history = fit(model, data, recipe, objective=Reinforced("total", draws=4), progress=False)
    assert np.isfinite(history.loss).all()


def test_draws_are_one_or_more():
    with pytest.raises(ValueError, match="draws"):
        Reinforced(draws=0)
