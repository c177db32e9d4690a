"""The experiments of lesson 07, at a size that takes seconds."""

import numpy as np
import pytest

from course_lib.lessons.lesson_07 import experiment, real
from course_lib.training import History, Reinforce, SupervisedAttention, teacher_forced

SMALL = {"hidden": 8, "embedding": 6, "pairs": 80, "steps": 4, "warmup": 1, "test_sentences": 6}
SMALL |= {"buckets": 1, "batch": 4, "lengths": [4, 8], "edges": [4, 6, 8]}


def test_objectives_are_those_of_the_configuration():
    wanted = {
        "luong": type(teacher_forced),
        "hard": Reinforce,
        "bahdanau, supervised": SupervisedAttention,
    }
    for name, kind in wanted.items():
        assert isinstance(experiment.objective_of(experiment.ENTRIES[name]), kind)


def test_the_test_is_the_same_for_every_seed_and_the_training_is_not():
    one, two = (experiment.corpus_of({**experiment.BASE, **SMALL}, seed) for seed in (0, 1))
    assert one.pairs["test"] == two.pairs["test"]
    assert one.pairs["train"] != two.pairs["train"]
    assert not {p.source for p in one.pairs["test"]} & {p.source for p in one.pairs["train"]}


@pytest.mark.long
@pytest.mark.parametrize("name", ["init_state", "bahdanau, supervised"])
def test_a_run_tells_all_that_the_lesson_shows(name, monkeypatch):
    monkeypatch.setattr(experiment, "LONGER", 4)
    config = {**experiment.ENTRIES[name], **SMALL}
    config |= {"steps": 10}
    results = experiment.run(config, 0)
    assert {"exact", "bleu_test", "bleu_unseen", "bleu_longer", "parameters"} <= results.keys()
    assert ("aer" in results) == (name != "init_state")
    assert 0 <= results["bleu_test"] <= 100


@pytest.mark.long
def test_without_attention_a_row_is_as_large_as_luongs(monkeypatch):
    monkeypatch.setattr(experiment, "fit", lambda *given, **settings: History([], []))
    from course_lib.model.seq2seq import count_parameters

    sizes = []
    for name in ("init_state", "cho", "luong"):
        config = {**experiment.ENTRIES[name], **SMALL, "hidden": 128, "embedding": 64, "steps": 10}
        model, _ = experiment.train({**config, "chunk": 10}, 0, progress=False)
        sizes.append(count_parameters(model))
    assert np.ptp(sizes) < 0.03 * sizes[-1]


@pytest.fixture
def sentences(tmp_path, monkeypatch):
    """Pairs that nobody wrote, where Tatoeba's would be, and a small configuration for them."""
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    (tmp_path / "tatoeba").mkdir()
    words = "a b c d e f g h i j k l m n o p q r s t".split()
    rng = np.random.default_rng(0)
    lines = [" ".join(rng.choice(words, 3)) for _ in range(300)]
    text = "".join(f"{line}.\t{line.upper()}!\n" for line in lines)
    (tmp_path / "tatoeba" / "eng-deu.tsv").write_text(text)
    config = {**real.BASE, "corpus": "tatoeba", "hidden": 8, "embedding": 8, "epochs": 1}
    config |= {"batch": 8, "warmup": 2, "longest": 12, "buckets": 1}
    return config


@pytest.mark.long
def test_real_sentences_are_shrunk_to_whole_chunks(sentences, monkeypatch):
    monkeypatch.setenv("COURSE_SCALE", "quick")
    _, history = real.train({**sentences, "epochs": 8}, 0, progress=False)
    assert history.steps == sentences["chunk"] == 20  # of 30: an eighth of 8 epochs


@pytest.mark.long
def test_real_sentences_from_a_file(sentences):
    """The whole of a run."""
    results = real.run(sentences, 0)
    assert results["sentences"] > 10
    assert results["too_long"] == 0
    for name in ("greedy", "beam"):
        assert 0 <= results[name]["bleu"] <= 100
        assert len(results[name]["own"]) == len(real.OWN["tatoeba"])
        assert sum(one["count"] for one in results[name]["by_length"]) == results["sentences"]
