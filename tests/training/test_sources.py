"""A batch's source may be any tree of arrays: no objective takes the batch's size from it."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from tiny import VOCAB, copies

from course_lib.model.seq2seq import Seq2Seq
from course_lib.model.table import MODELS, Spec
from course_lib.training.reinforce import Reinforce
from course_lib.training.scheduled_sampling import ScheduledSampling
from course_lib.training.schedules import Constant
from course_lib.training.teacher_forcing import teacher_forced

OBJECTIVES = {
    "teacher forcing": ("luong_general", teacher_forced, False),
    "scheduled sampling": ("luong_general", ScheduledSampling(Constant(0.5)), False),
    "reinforce": ("luong_general_hard", Reinforce(), True),
}
BATCH = copies(["abc", "ba", "c"])


class Packed(Seq2Seq):
    """A model whose source is a text with something beside it."""

    def encode(self, source, key=None):
        return super().encode(source["text"][1], key)


@pytest.mark.thin(3)
@pytest.mark.parametrize("name", OBJECTIVES)
def test_an_objective_learns_from_a_tree_as_from_an_array(name):
    from flax import nnx

    row, objective, remembers = OBJECTIVES[name]
    spec = Spec(MODELS[row], VOCAB, VOCAB, hidden=8, embedding=6, max_length=12, dropout=0.2)
    memory = (objective.start(),) if remembers else ()
    packed = BATCH._replace(
        source={"image": jnp.zeros((3, 2, 2, 1)), "text": (jnp.zeros(3), BATCH.source)}
    )
    found = [
        objective(kind(spec, rngs=nnx.Rngs(0)), batch, jax.random.key(0), jnp.int32(0), *memory)
        for kind, batch in ((Seq2Seq, BATCH), (Packed, packed))
    ]
    for a, b in zip(*map(jax.tree.leaves, found), strict=True):
        np.testing.assert_array_equal(a, b)
