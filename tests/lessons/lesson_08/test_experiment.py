"""The experiments of lesson 08, at a size that takes seconds."""

import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.data import Pair, Passage
from course_lib.data.labelled.stories import Stories
from course_lib.lessons.lesson_08 import experiment, headlines, past, reading, tricks
from course_lib.lessons.lesson_08.entries import ENTRIES
from course_lib.model import LooksBack, count_parameters

SMALL = {"hidden": 8, "embedding": 6, "steps": 10, "warmup": 1, "test_sentences": 6, "batch": 4}
SMALL_PAST = {"width": 8, "steps": 10, "warmup": 1, "batch": 4}
BABI = "1 Mary went to the office.\n2 Where is Mary?\toffice\t1\n" * 3


def small(name):
    config = ENTRIES[name]
    if "first" in config:
        config = {**config, "first": {**config["first"], "steps": 10}}
    return {**config, **(SMALL_PAST if config["about"] == "past" else SMALL)}


@pytest.fixture
def babi(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    (tmp_path / "babi").mkdir()
    (tmp_path / "babi" / reading.BABI).write_text(BABI)


@pytest.mark.long
# Each asks many stories of many lengths, and compiles for each.
@pytest.mark.parametrize("name", ["attention", "summary", "two facts, two looks"])
def test_a_run_of_a_reader_tells_all_that_the_lesson_shows(name, babi):
    config = small(name)
    found = experiment.run(config, 0)
    assert {"trained", "longer", "parameters", "curve", "cpu_seconds"} <= found.keys()
    assert sum(found["trained"]["by_facts"]["count"]) == 6
    assert ("mass" in found["trained"]) == (name != "summary")
    assert ("looks" in found["trained"]) == ("two looks" in name)
    about_people = config["asks"] == "person"
    assert ("again, shuffled" in found) == about_people
    assert ("babi" in found) == about_people
    if about_people:
        assert found["babi"]["by_facts"]["count"] == [3, 0]


@pytest.mark.long
@pytest.mark.parametrize("name", ["words", "hard"])
def test_a_configuration_says_what_a_position_is_and_how_the_choice_is_learned(name):
    model, history = experiment.train(small(name), 0, progress=False)
    wiring = model.spec.wiring
    assert (wiring.reading.over, wiring.alignment) == (
        ("words", "soft") if name == "words" else ("facts", "hard")
    )
    assert history.steps == 10
    assert np.isfinite(history.loss).all()


def test_the_last_fact_is_a_trick_that_no_model_is_needed_for(babi):
    found = experiment.run({**ENTRIES["the last fact"], "test_sentences": 6}, 0)
    assert {"trained", "longer", "again, told"} <= found.keys()
    assert found["babi"] == {"exact": 1.0, "supporting": 1.0}
    story = Passage("Where is Lena?", ("Lena is in the attic.", "Tom ran to the attic."))
    other = Passage("Where is Tom?", ("Tom ran to the attic.", "Lena is in the cellar."))
    pairs = [Pair(story, "attic", (0,)), Pair(other, "attic", (0,)), Pair(story, "attic", (1,))]
    assert tricks.last_fact(pairs) == pytest.approx({"exact": 2 / 3, "supporting": 1 / 3})


@pytest.mark.long
def test_without_the_real_file_nothing_is_said_of_it(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    model, history = experiment.train(small("question alone"), 0, progress=False)
    assert reading.measure(model, history, small("question alone"))["babi"] is None
    assert experiment.run(ENTRIES["the last fact"], 0)["babi"] is None


def test_the_test_is_the_same_for_every_seed():
    one, two = (reading.tests(small("attention")) for _ in range(2))
    assert one == two
    assert set(one) == {
        "trained", "longer", "once, told", "once, shuffled", "again, told", "again, shuffled",
    }  # fmt: skip
    assert set(reading.tests(small("two facts, one look"))) == {"trained", "longer"}


@pytest.mark.parametrize("name", ["lstm, stories", "lstm that looks back, stories"])
def test_a_run_of_a_language_model_tells_all_that_the_lesson_shows(name, monkeypatch):
    monkeypatch.setattr(past, "STORIES", 60)
    found = experiment.run(small(name), 0)
    assert {"perplexity", "long", "by_gap", "probability", "curve"} <= found.keys()
    assert len(found["by_gap"]) == len(past.EDGES) - 1
    assert ("points" in found) == ("looks back" in name)


def test_perplexity_and_pointing_by_hand():
    assert past.perplexity(np.log([0.5, 0.125])) == pytest.approx(4.0)
    examples = Stories(sentences=3).draw(5, np.random.default_rng(0))
    model = LooksBack("gru", Stories().vocabulary, width=4, embedding=3)
    points, near, mass = past.pointing(model, examples)
    for row in range(5):
        words = examples.source[row]
        weights = np.asarray(model.weights(jnp.asarray(words)))
        last = int((words != 0).sum()) - 1
        up = int(np.flatnonzero(words == past_number("up"))[0])
        assert points[row] == (weights[last].argmax() == up + 2)
        assert near[row] == (up - 2 <= weights[last].argmax() <= up + 3)
        assert mass[row] == pytest.approx(weights[last, up + 2], abs=1e-6)


def past_number(word):
    from course_lib.data.labelled.stories import NUMBER

    return NUMBER[word]


def test_looking_back_costs_few_parameters():
    sizes = [
        count_parameters(past.make_model(ENTRIES[f"lstm{looks}, stories"], 0))
        for looks in ("", " that looks back")
    ]
    assert 1.0 < sizes[1] / sizes[0] < 1.5


@pytest.mark.long
@pytest.mark.parametrize("name", ["copying", "not copying"])
def test_a_run_of_headlines_tells_all_that_the_lesson_shows(name):
    found = experiment.run(small(name), 0)
    for names in ("unseen", "known", "unseen, replaced"):
        assert set(found[names]) == {"exact", "names", "others"}


def test_a_gate_says_whether_a_word_is_written_or_copied():
    model = headlines.make_model(small("copying"), 0)
    (pair,) = headlines.task_of(ENTRIES["copying"]).test_set(1, (8, 44))
    shares = headlines.gates(model, pair)
    assert shares.shape == (len(pair.target.split()) + 1,)
    assert ((shares > 0) & (shares < 1)).all()
    bias = model.decoder.readout.gate_bias
    bias[...] = bias[...] - 30.0  # all is copied
    assert (headlines.gates(model, pair) < 1e-6).all()


def test_headlines_are_judged_word_by_word():
    (pair,) = headlines.task_of(ENTRIES["copying"]).test_set(1, (8, 44))
    words = pair.target.split()
    wrong = " ".join(["bo", *words[1:]])
    assert headlines.judged([pair.target], [pair]) == {"exact": 1, "names": 1, "others": 1}
    assert headlines.judged([wrong], [pair]) == {"exact": 0, "names": 0.5, "others": 1}
    assert headlines.judged(["bo"], [pair]) == {"exact": 0, "names": 0, "others": 0}


def test_both_models_of_headlines_differ_in_copying_alone():
    models = [headlines.make_model(ENTRIES[name], 0) for name in ("copying", "not copying")]
    first, second = (model.spec.wiring for model in models)
    assert first.copies
    assert not second.copies
    assert (first.readout, first.reads, first.score) == (second.readout, second.reads, second.score)
