"""No type changes in silence: the library computes under strict promotion, where a whole number
plus a fraction, or float32 plus bfloat16, is an error. Traced only, so nothing is compiled."""

import jax
import jax.numpy as jnp
import pytest
from flax import nnx
from tiny import ROWS, VOCAB, copies, fresh

from course_lib.data import Batch
from course_lib.model.scores import SCORES
from course_lib.search import beam, greedy, sample
from course_lib.training.chunk import first, train_chunk
from course_lib.training.recipe import Recipe
from course_lib.training.reinforce import BASELINES, REWARDS, Reinforce
from course_lib.training.scheduled_sampling import ScheduledSampling
from course_lib.training.schedules import Exponential, InverseSigmoid, Linear
from course_lib.training.teacher_forcing import teacher_forced

STACKED = jax.tree.map(lambda array: array[None], copies(["abc", "ab"], 6))


@pytest.fixture(autouse=True)
def strictly():
    with jax.numpy_dtype_promotion("strict"):
        yield


def trace_training(model, objective=teacher_forced, dtype="float32"):
    graph, params = nnx.split(model, nnx.Param)
    recipe = Recipe(steps=2, chunk=1, warmup=1, dtype=dtype)
    batches = Batch(*STACKED)
    key = jax.random.key(0)
    begun = first(params, recipe, objective)
    jax.eval_shape(lambda: train_chunk(graph, recipe, objective, key, begun, batches))


@pytest.mark.thin(3)
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
@pytest.mark.parametrize("name", ROWS)
def test_every_row_trains(name, dtype):
    trace_training(fresh(name, dropout=0.2), dtype=dtype)


@pytest.mark.thin(3)
@pytest.mark.parametrize("score", SCORES)
def test_every_score_trains(score):
    trace_training(fresh("luong_general", score=score))


@pytest.mark.parametrize("name", ["static_context", "bahdanau", "luong_local_p"])
def test_every_search_decodes(name):
    model, source = fresh(name), jnp.asarray([*VOCAB.encode("abc"), 0])
    jax.eval_shape(lambda: greedy(model, source, 5))
    jax.eval_shape(lambda: beam(model, source, 5, 3, 0.6))
    jax.eval_shape(lambda: sample(model, source, 5, 0.7, jax.random.key(0)))


@pytest.mark.parametrize("schedule", [Linear(5), Exponential(3), InverseSigmoid(4)], ids=repr)
def test_every_schedule_mixes(schedule):
    trace_training(fresh("luong_general"), ScheduledSampling(schedule))
    for step in (3, jnp.int32(3), jnp.arange(3)):
        assert schedule(step).dtype == jnp.float32


@pytest.mark.thin(3)
@pytest.mark.parametrize("baseline", BASELINES)
@pytest.mark.parametrize("reward", REWARDS)
def test_every_estimate_of_reinforce_learns(reward, baseline):
    model = fresh("luong_general_hard")
    trace_training(model, Reinforce(reward, baseline, entropy=0.1, anneal=5))
