"""What is said of answers and supporting facts, counted by hand."""

import numpy as np
import pytest

from course_lib.analysis import Forced, evaluate_reading, on_facts
from course_lib.analysis.reading import supporting_facts
from course_lib.data import Pair, Passage, Words
from course_lib.model import PassageReading, build

VOCAB = Words(tuple("abcd"))
PASSAGE = Passage("a", ("b c", "d", "a b c"))


def model(name="luong_general", **reading):
    sizes = {"hidden": 4, "embedding": 3, "max_length": 20, "cell": "gru"}
    return build(name, VOCAB, **sizes, reading=PassageReading(**reading))


def test_weights_of_words_are_summed_over_their_facts():
    weights = np.array([[0.1, 0.2, 0.3, 0.1, 0.1, 0.2], [0.0, 0.0, 1.0, 0.0, 0.0, 0.0]])
    found = on_facts(model(over="words"), PASSAGE, weights)
    np.testing.assert_allclose(found, [[0.3, 0.3, 0.4], [0.0, 1.0, 0.0]])
    facts = np.array([[0.2, 0.3, 0.5]])
    np.testing.assert_array_equal(on_facts(model(), PASSAGE, facts), facts)
    with pytest.raises(ValueError, match=r"weights must have 6 columns, .* got 3"):
        on_facts(model(over="words"), PASSAGE, facts)
    with pytest.raises(ValueError, match="model's reading must be a PassageReading"):
        on_facts(build("luong_dot", VOCAB, hidden=4), PASSAGE, facts)


def test_supporting_facts_by_hand():
    """Two words of one answer, and two looks: the first finds a fact beside the one that names."""
    pair = Pair(PASSAGE, "c d", (2, 1), ((0,), ()))
    weights = np.array([[0.5, 0.1, 0.4], [0.2, 0.3, 0.5], [1.0, 0.0, 0.0]])
    found = supporting_facts(model(), [pair], [Forced(-1.0, np.ones(3, bool), weights)])
    assert found == {"supporting": 0.5, "placed": 0.0, "mass": pytest.approx((0.9 + 0.3) / 2)}
    looks = np.stack([[[0.9, 0.1, 0.0], [0.1, 0.0, 0.9]], [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]],
                      [[1.0, 0.0, 0.0], [1.0, 0.0, 0.0]]])  # fmt: skip
    read = Forced(-1.0, np.ones(3, bool), looks[:, -1], looks=looks)
    found = supporting_facts(model(), [pair], [read])
    assert found["looks"] == [0.5, 1.0]
    assert (found["supporting"], found["placed"], found["all_found"]) == (1.0, 1.0, 1.0)


@pytest.mark.thin(2)
@pytest.mark.parametrize("over", ["facts", "words"])
def test_a_model_is_judged_whole(over):
    pairs = [Pair(PASSAGE, "d", (1,)), Pair(Passage("b", ("a",)), "a", (0,))]
    found = evaluate_reading(model(over=over), pairs, edges=(1, 2, 5))
    assert found["by_facts"]["count"] == [1, 1]
    assert 0 <= found["exact"] <= 1
    assert 0 < found["mass"] <= 1
    assert "looks" not in found
    plain = evaluate_reading(model("init_state"), pairs, edges=(1, 5))
    assert set(plain) == {"exact", "by_facts"}
    unknown = [pair._replace(alignment=None) for pair in pairs]
    assert "mass" not in evaluate_reading(model(), unknown, edges=(1, 5))
    twice = evaluate_reading(model("luong_general_two_hops"), pairs, edges=(1, 5))
    assert len(twice["looks"]) == 2


def test_answers_are_those_of_a_search():
    from course_lib.search import transduce_all

    asked = model()
    sources = [Passage(question, PASSAGE.facts) for question in "abcd"]
    written = [found.target for found in transduce_all(asked, sources)]
    pairs = [Pair(source, "b", (0,)) for source in sources]
    assert evaluate_reading(asked, pairs, edges=(1, 9))["exact"] == np.mean(
        [text == "b" for text in written]
    )


def test_what_is_no_passage_is_refused():
    with pytest.raises(ValueError, match=r"pairs\[0\]\.source must be a Passage"):
        evaluate_reading(model(), [Pair("a b", "b")], edges=(1, 2))
    with pytest.raises(ValueError, match="pairs must be 1 or more"):
        evaluate_reading(model(), [], edges=(1, 2))
