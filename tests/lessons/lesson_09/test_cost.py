"""What a word costs on a growing grid: that what is said to be read and scored is what is."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from course_lib.data import END, SCENES
from course_lib.lessons.lesson_09 import cost
from course_lib.search import Greedy
from course_lib.search.transduce import decode

SMALL = {**cost.GRIDS, "places": [2, 3], "hidden": 8, "embedding": 6, "batch": 2, "words": 3}
SMALL |= {"rounds": 2, "window": 2}


def prepared(kind, model="luong_concat", places=2):
    made = cost.captioner({**SMALL, "model": model}, kind, places, 0)
    rng = np.random.default_rng(0)
    images = rng.random((1, 12 * places, 12 * places), dtype=np.float32)
    return made, *cost.prepare(made, images)


@pytest.mark.parametrize("kind", cost.KINDS)
def test_as_many_states_are_read_as_is_said(kind):
    """A state that is read and is NaN makes what the step gives NaN; another changes nothing."""
    made, _, memory, state = prepared(kind)
    one, first = jax.tree.map(lambda rows: rows[0], (memory, state))
    token = made.decoder.embed(jnp.int32(3))

    @jax.jit
    @jax.vmap
    def given(j):
        states = one.memory.states.at[j].set(jnp.nan)
        poisoned = one._replace(memory=one.memory._replace(states=states))
        return made.decoder.step(poisoned, first, token, 0)[1].features

    read = np.isnan(np.asarray(given(jnp.arange(25)))).any(axis=1)
    assert read.sum() == cost.states_read(kind, 25, SMALL["window"])


@pytest.mark.parametrize("kind", cost.KINDS)
def test_as_many_keys_are_scored_as_is_said(kind, monkeypatch):
    made, _, memory, state = prepared(kind)
    one, first = jax.tree.map(lambda rows: rows[0], (memory, state))
    scored, score = [], type(made.decoder.alignment.score)

    def counted(self, query, keys, was=score.__call__):
        scored.append(keys.shape[0])
        return was(self, query, keys)

    monkeypatch.setattr(score, "__call__", counted)
    made.decoder.step(one, first, made.decoder.embed(jnp.int32(3)), 0)
    assert scored == [cost.keys_scored(kind, 25, SMALL["window"])]


@pytest.mark.parametrize("kind", cost.KINDS)
def test_what_is_timed_writes_what_the_search_writes(kind):
    made, _, memory, state = prepared(kind, places=3)
    bias = made.decoder.readout.bias
    bias[...] = bias[...].at[END].set(-1e4)  # or the search might stop
    graph, params = nnx.split(made, nnx.Param)
    written = np.asarray(cost.writer(made, 4)(params, memory, state))
    image = np.random.default_rng(0).random((1, 36, 36), dtype=np.float32)
    wanted = decode(Greedy(), graph, params, image, 4, np.arange(1))
    np.testing.assert_array_equal(written[0], np.asarray(wanted.tokens)[0, 0])


@pytest.mark.long
def test_a_run_tells_all_that_the_lesson_shows():
    found = cost.run(SMALL, 0)
    assert found["patches"] == [25, 64]
    assert found["reads"] == {"soft": [25, 64], "hard": [1, 1], "local": [5, 5]}
    assert found["scores"] == {"soft": [25, 64], "hard": [25, 64], "local": [5, 5]}
    for name in ("word", "ratio", "flops"):
        assert set(found[name]) == set(cost.KINDS)
        assert all(len(row) == 2 and min(row) > 0 for row in found[name].values())
    assert found["ratio"]["soft"] == [1.0, 1.0]
    assert set(found["context"]) == {"soft", "hard"}


@pytest.mark.long
def test_hard_attention_saves_the_sum_and_no_score():
    """By the compiler's own count: 2 E operations for each state; local's do not grow at all."""
    found = cost.run(SMALL, 0)
    more = {kind: np.diff(found["flops"][kind])[0] / (64 - 25) for kind in cost.KINDS}
    assert more["local"] == pytest.approx(0, abs=0.1)
    assert more["soft"] - more["hard"] == pytest.approx(2 * SMALL["hidden"], rel=0.5)
    assert more["hard"] > 2 * SMALL["hidden"]


def test_the_smallest_grid_is_the_lessons_and_the_largest_has_more_than_a_thousand_patches():
    assert cost.GRIDS["place"] == SCENES.place
    grids = cost.patches_of(cost.GRIDS)
    assert grids[0] == 64
    assert grids[-1] > 1024
