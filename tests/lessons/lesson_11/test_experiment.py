"""Lesson 11's record: what the lesson says of it, on every recorded seed; and how it measures."""

import json
import re

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from course_lib import ROOT
from course_lib.data import PAD, WORD_REVERSAL, pairs_to_batch
from course_lib.data.batches import shift_right
from course_lib.kernels import multi_head, position_code
from course_lib.lessons.lesson_11.entries import BEYOND, EDGES, ENTRIES, FURTHER, LENGTHS, LONGER
from course_lib.lessons.lesson_11.experiment import EXPERIMENT, make_model, run
from course_lib.lessons.lesson_11.transformer import Transformer, forced_loss, write_all
from course_lib.model.seq2seq import count_parameters

LESSON = ROOT / "notebooks" / "11_towards_the_transformer.ipynb"
VOCAB = WORD_REVERSAL.vocab


@pytest.fixture(scope="module")
def record():
    return EXPERIMENT.record()


def test_attention_reads_and_writes_within_the_parameters_of_the_first_row(record):
    most = record.values("LSTM reader", "parameters").max()
    for name in ("self-attention reader", "Transformer"):
        assert record.values(name, "parameters").max() <= most
    assert record.values("self-attention reader", "exact").min() >= 0.95


def test_no_step_has_more_parameters_than_the_first():
    def count(config):
        return count_parameters(nnx.eval_shape(lambda: make_model(config, 0)))

    first = count(ENTRIES["LSTM reader"])
    for name, config in (ENTRIES | FURTHER).items():
        assert 0.94 < count(config) / first <= 1.0, name


def test_beyond_the_lengths_of_training_it_falls_further_than_the_lstm(record):
    """The lesson's bound, .15, refuses every LSTM reader."""
    for name in ("self-attention reader", "Transformer"):
        assert record.values(name, "beyond", "exact").max() <= 0.1
    assert record.values("LSTM reader", "beyond", "exact").min() >= 0.2


def test_buckets_meet_the_lengths():
    assert (EDGES[0], EDGES[-1] - 1) == LENGTHS
    assert (LONGER[0], LONGER[-1] - 1) == BEYOND


@pytest.mark.long
@pytest.mark.parametrize("name", ["self-attention reader", "Transformer"])
def test_a_run_measures_what_the_record_holds(name, record, monkeypatch):
    monkeypatch.setenv("COURSE_SCALE", "quick")
    config = {**ENTRIES[name], "batch": 4, "steps": 160, "test_sentences": 40}
    small = {"hidden": 8} if "hidden" in config else {
        "transformer": {"width": 8, "heads": 2, "inner": 8, "layers": 1}
    }  # fmt: skip
    found = run(config | small, 0)
    assert found.keys() == record.entries[name]["runs"]["0"]["results"].keys()


def small():
    return Transformer(len(VOCAB), width=16, heads=2, inner=16, layers=2)


def tokens(text):
    return jnp.array(VOCAB.encode(text))


def test_no_step_reads_what_comes_later_and_padding_changes_nothing():
    model, source, told = small(), tokens("the cat"), tokens("eht tac")
    logits = model(source, told)
    for t in range(1, told.size):
        other = model(source, told.at[t].set(tokens("x")[0]))
        changed = np.abs(other - logits).max(axis=1) > 1e-6
        assert not changed[:t].any()
        assert changed[t]
    padded = model(jnp.pad(source, (0, 4)), jnp.pad(told, (0, 3)))[: told.size]
    np.testing.assert_allclose(padded, logits, atol=1e-5)


@pytest.mark.long
def test_what_is_written_is_greedy():
    """Each letter is the likeliest one after those before it."""
    model, text = small(), "a cat"
    (answer,) = write_all(model, [text])
    told = [1]
    for _ in range(len(text) + 1):
        logits = model(tokens(text), jnp.array(told))[-1]
        told.append(int(logits.argmax()))
    wanted = told[1:]
    ends = [k for k, one in enumerate(wanted) if one in (PAD, 2)]
    assert answer == VOCAB.decode(wanted[: ends[0]] if ends else wanted)


def test_the_lessons_transformer_is_the_one_that_was_recorded():
    """The classes of the lesson's cells, with the library's functions in them, give its logits."""
    cells = json.loads(LESSON.read_text())["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    classes = [s for s in sources if re.match(r"class (Attention|Transformer)\(", s)]
    assert len(classes) == 2
    imports = next(s for s in sources if "from course_lib.kernels import" in s)
    names: dict = {"my_heads": multi_head, "my_code": position_code}
    kernels = "\n".join(re.findall(r"^(?:from course_lib\.(?:kernels|data)|import jax|from flax).*",
                                   imports, re.MULTILINE))  # fmt: skip
    for code in (kernels, *classes):
        exec(code, names)
    lines = sum(len([line for line in code.splitlines() if line.strip()]) for code in classes)
    assert lines <= 70
    theirs, ours = names["Transformer"](len(VOCAB)), Transformer(
        len(VOCAB), **ENTRIES["Transformer"]["transformer"]
    )  # fmt: skip
    batch = pairs_to_batch([WORD_REVERSAL.pair("the cat")], VOCAB, 8)
    inputs = shift_right(batch.target)[0]
    np.testing.assert_allclose(
        theirs(batch.source[0], inputs), ours(batch.source[0], inputs), atol=1e-5
    )
    assert np.isfinite(forced_loss(ours, batch, jax.random.key(0), jnp.array(0))[0])
