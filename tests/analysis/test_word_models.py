"""A model of words from a file to its last number: two vocabularies, and words that it lacks.

Each source word has its target word, and every target begins with one that comes from nowhere. The
words "q0" to "q89" are so rare that both sides lack them.
"""

import json
from functools import partial

import numpy as np
import pytest
from tiny import params_of, same

from course_lib.analysis import erase, evaluate, force_all, measure_exposure
from course_lib.data import CorpusBatches, Pair, Words, read_tsv
from course_lib.model.table import build
from course_lib.search import Beam, Greedy, trace, transduce, transduce_all
from course_lib.training.checkpoints import load_model, save_model
from course_lib.training.fit import fit
from course_lib.training.recipe import Recipe

KNOWN = "abcdefgh"
RECIPE = Recipe(steps=400, chunk=20, warmup=10, learning_rate=1e-2)


def line(words):
    return "\t".join([" ".join(words), " ".join(["ja", *(word.upper() for word in words)])])


def aligned(text):
    """A pair with its gold alignment."""
    source, target = line(text.split()).split("\t")
    return Pair(source, target, (-1, *range(len(text.split()))))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    rng = np.random.default_rng(0)
    sentences = [rng.choice([*KNOWN], size) for size in (1, 2, 3) for _ in range(150)]
    for number in range(90):
        sentence = rng.choice([*KNOWN], 1 + number % 3).astype(object)
        sentence[rng.integers(len(sentence))] = f"q{number}"
        sentences.append(sentence)
    path = tmp_path_factory.mktemp("corpus") / "pairs.tsv"
    path.write_text("\n".join(map(line, sentences)) + "\n")
    often = partial(Words.from_texts, least=4)
    return read_tsv(path, source=often, target=often)


@pytest.fixture(scope="module")
def run(corpus, tmp_path_factory):
    """The model, its history and its checkpoint."""
    sizes = {"hidden": 32, "embedding": 16, "max_length": 5, "seed": 1}
    sizes |= {"embedding_start": "glorot"}  # what it learns of rare words is looked at closely
    model = build("luong_general", corpus.source, corpus.target, **sizes)
    stream = CorpusBatches(corpus, ((3, 4),), batch=16)
    path = tmp_path_factory.mktemp("run") / "run.npz"
    history = fit(model, stream, RECIPE, checkpoint=path, progress=False)
    return model, history, path


@pytest.fixture(scope="module")
def model(run):
    return run[0]


def test_the_two_sides_differ(corpus):
    assert set(corpus.source.words) == {*KNOWN}
    assert set(corpus.target.words) == {"ja", *KNOWN.upper()}
    assert min(corpus.unknown("train")) > 0


def test_it_learns(run, corpus):
    _, history, _ = run
    assert np.mean(history.loss[-20:]) < 0.2 * np.mean(history.loss[:5])


def test_a_sentence_that_it_never_saw_with_a_word_that_nobody_saw(model):
    found = transduce(model, "b  q99 e")
    assert found.target == "ja B <unk> E"
    assert found.source_tokens == ["b", "<unk>", "e"]
    assert found.target_tokens == ["ja", "B", "<unk>", "E", "</s>"]
    assert found.weights.shape == (5, 3)
    assert found.weights[1:4].argmax(axis=1).tolist() == [0, 1, 2]


@pytest.mark.parametrize("search", [Greedy(), Beam(3)], ids=str)
def test_forced_decoding_gives_what_search_found(model, search):
    texts = ["b q99 e", "c", "d a"]
    for text, found in zip(texts, transduce_all(model, texts, search=search), strict=True):
        # Forced with the very words: those that it lacks are "<unk>" again.
        (forced,) = force_all(model, [(text, aligned(text).target)])
        assert found.target == aligned(text).target.replace("Q99", "<unk>")
        np.testing.assert_allclose(forced.log_probability, found.log_probability, atol=1e-4)
        np.testing.assert_allclose(forced.weights, found.weights, atol=1e-5)
        assert forced.right.all()


def test_the_trace_shows_words(model):
    steps = trace(model, "b q99", search=Beam(2))
    assert steps[0][0].tokens == ("ja",)
    assert steps[-1][0].tokens == ("ja", "B", "<unk>", "</s>")


def test_evaluation_counts_words_and_says_how_many_it_lacks(model):
    pairs = [aligned("b e"), aligned("c q98 a"), aligned("d")]
    results = evaluate(model, pairs, edges=(1, 2, 3), bins=3)
    assert "character" not in results
    assert results["exact"] == pytest.approx(2 / 3)  # no one can write what is not a word to them
    assert results["word"] == pytest.approx(8 / 9)
    assert results["unknown"] == pytest.approx(1 / 9)
    assert results["by_length"]["count"] == [1, 2]
    assert results["by_length"]["word"] == [1.0, pytest.approx((1 + 3 / 4) / 2)]
    # By their place in the source: c and b; q98 and d, the middle of one; a and e.
    assert results["by_position"] == [1.0, 0.5, 1.0]
    assert results["by_position_forced"] == [1.0, 0.5, 1.0]
    assert results["alignment"]["0"] == 1.0
    assert results["aer"] == pytest.approx(0.0)


def test_a_pair_of_the_corpus_has_no_alignment_to_judge(model, corpus):
    results = evaluate(model, corpus.test_set(20), edges=(1, 3))
    assert {"exact", "cer", "word", "by_length"} <= set(results)
    assert not {"alignment", "aer", "by_position"} & set(results)
    # What it lacks it cannot write, and the rest it knows.
    assert results["word"] + results.get("unknown", 0) > 0.9


def test_exposure_takes_an_unknown_word_as_the_token_it_is(model):
    found = measure_exposure(model, [aligned("b e"), aligned("c q98 a")])
    assert (found.forced, found.free, found.exact) == (1.0, 1.0, 0.5)


def test_what_is_erased_is_a_word(model):
    pairs = [aligned("b e d"), aligned("c q98")]
    for one, pair in zip(erase(model, pairs), pairs, strict=True):
        size = len(pair.source.split())
        assert one.drop.shape == (size + 1, size)
        assert (one.drop[1:].argmax(axis=1) == np.arange(size)).all()


def test_its_limit_is_in_words(model):
    assert transduce(model, "a b c d e").source_tokens == [*"abcde"]
    with pytest.raises(ValueError, match="at most 5 words, got 6: 'a b c d e a'"):
        transduce(model, "a b c d e a")
    with pytest.raises(ValueError, match="at least one word, got ' '"):
        transduce(model, " ")


def test_a_file_holds_both_vocabularies(model, tmp_path):
    save_model(tmp_path / "model.npz", model)
    found = load_model(tmp_path / "model.npz")
    assert found.spec == model.spec
    assert same(params_of(found), params_of(model))
    assert transduce(found, "b q99 e").target == "ja B <unk> E"
    with np.load(tmp_path / "model.npz") as file:
        spec = json.loads(str(file["meta"]))["spec"]
    assert spec["source"]["kind"] == spec["target"]["kind"] == "words"


def test_a_run_on_a_file_is_continued_and_on_another_file_refused(run, corpus):
    model, history, path = run
    sizes = {"hidden": 32, "embedding": 16, "max_length": 5, "seed": 7, "embedding_start": "glorot"}
    again = build("luong_general", corpus.source, corpus.target, **sizes)
    stream = CorpusBatches(corpus, ((3, 4),), batch=16)
    assert fit(again, stream, RECIPE, checkpoint=path, progress=False).loss == history.loss
    assert same(params_of(again), params_of(model))
    other = CorpusBatches(corpus, ((4, 4),), batch=16)
    with pytest.raises(ValueError, match="is another run: its data"):
        fit(again, other, RECIPE, checkpoint=path, progress=False)
