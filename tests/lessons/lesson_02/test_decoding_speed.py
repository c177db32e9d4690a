"""What the comparison of decoders compares: the same work, done in turn."""

import jax
import numpy as np
import pytest
from tiny import close

from course_lib.data.vocab import END, PAD
from course_lib.lessons.lesson_02.decoding_speed import endless, sentences, ways


@pytest.mark.thin(2)
@pytest.mark.parametrize("name", ["luong_general", "init_state"])
def test_all_ways_write_the_same_to_the_last_step(name):
    model, source = endless(name, hidden=8, embedding=6), sentences(3, 7)
    assert source.shape == (3, 7)
    assert (source > END).all()
    found = {name: call() for name, call in ways(model, source).items()}
    greedy = jax.tree.map(lambda array: array[:, 0], found["greedy"])
    assert greedy.tokens.shape == (3, 8)
    assert not np.isin(greedy.tokens, [END, PAD]).any()  # or a search could stop before the others
    assert not np.isin(found["beam 5"].tokens, [END, PAD]).any()
    for loop in ("loop, batched", "loop, one sentence"):
        assert found[loop].tokens.tolist() == greedy.tokens.tolist()
        close(found[loop].log_probability, greedy.log_probability)
        if greedy.weights is not None:
            close(found[loop].weights, greedy.weights)
