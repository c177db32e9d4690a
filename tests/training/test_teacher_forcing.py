"""Teacher forcing with a loss and a shift of one's own."""

import jax
import jax.numpy as jnp
import pytest
from tiny import STREAM, copies, same, small

from course_lib.data.batches import shift_right
from course_lib.devices import sharding
from course_lib.kernels.losses import sequence_loss, target_tokens
from course_lib.training.fit import fit
from course_lib.training.recipe import Recipe
from course_lib.training.scheduled_sampling import ScheduledSampling, toss
from course_lib.training.schedules import Constant
from course_lib.training.teacher_forcing import TeacherForced, teacher_forced

BATCH = copies(["abca", "b"])
AT = (BATCH, jax.random.key(0), jnp.int32(0))


def bits(logits, target):
    return sequence_loss(logits, target) / jnp.log(2.0)


def test_with_the_librarys_two_it_is_teacher_forced():
    model = small()
    assert same(TeacherForced()(model, *AT), teacher_forced(model, *AT))
    assert TeacherForced(sequence_loss, shift_right) == TeacherForced()


def test_a_loss_of_ones_own_is_the_loss_and_leaves_the_accuracy():
    model = small()
    nats, right = teacher_forced(model, *AT)
    found, accuracy = TeacherForced(bits)(model, *AT)
    assert found == pytest.approx(float(nats) / 0.693147, rel=1e-5)
    assert accuracy == right


def test_inputs_of_ones_own_are_what_is_read():
    model = small()
    blind = TeacherForced(inputs=lambda target: 0 * target + 1)(model, *AT)[0]
    assert abs(blind - teacher_forced(model, *AT)[0]) > 1e-4


def test_it_is_told_by_names_and_says_what_it_is_a_mean_over():
    """A checkpoint of another session must find the same words."""
    assert repr(TeacherForced()) == "TeacherForced(loss=sequence_loss, inputs=shift_right)"
    assert repr(TeacherForced(bits)) == "TeacherForced(loss=own loss, inputs=shift_right)"
    assert TeacherForced(bits) == TeacherForced(bits) != TeacherForced()
    assert sharding.terms_of(TeacherForced()) is target_tokens
    with pytest.raises(ValueError, match="must say what its loss is a mean over"):
        sharding.terms_of(TeacherForced(bits))
    scheduled = "ScheduledSampling(schedule=Constant(rate=0.5), pick='sampled'"
    assert repr(ScheduledSampling(Constant(0.5))) == f"{scheduled})"
    own = ScheduledSampling(Constant(0.5), coin=lambda *args: toss(*args))
    assert repr(own) == f"{scheduled}, coin=own coin)"


def test_a_loss_that_cannot_be_compiled_is_told_in_plain_words():
    objective, recipe = TeacherForced(lambda z, y: z[y != 0].mean()), Recipe(2, chunk=2, warmup=1)
    with pytest.raises(ValueError, match=r"^loss cannot be used .* picks numbers out by a mask"):
        fit(small(), STREAM, recipe, objective=objective, progress=False)
