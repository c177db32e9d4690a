"""The scripts that run a model in a page compute what JAX does: every row, every part of one."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from playing import loud
from scripts_run import NODE, in_node, in_page
from tiny import ROWS, fresh

from course_lib.data import Characters, OpenWords, Words, tokenise
from course_lib.data.tokenising import detokenise
from course_lib.data.vocab import START
from course_lib.data.vocab_kinds import vocab_to_json
from course_lib.model import CELLS, MODELS, SCORES, TextReading, build
from course_lib.plots.in_browser import scripts
from course_lib.plots.in_browser.exporting import exported
from course_lib.search import transduce_all

SOURCE, INPUTS = [3, 5, 5, 4, 3, 4, 5], [START, 4, 5, 3, 3]
FORCED = """asked.map(({model, source, inputs}) =>
    forced(openModel(model), source, inputs).map((logits) => [...logits]))"""
GREEDY = """(() => { const model = openModel(asked.model); return asked.texts.map((text) => {
    const {numbers, lent} = encode(model.source, text, model.row.longest);
    const steps = [...greedy(model, numbers, limitOf(model, numbers.length))];
    return decode(model.target, steps.map((taken) => taken.written), lent); }); })()"""
# What the rows of the table leave out, a row and its change; the first name says what is tried.
PARTS = {
    **{f"score {name}": ("bahdanau", {"score": name}) for name in SCORES if "_" in name},
    **{f"cell {name}": ("luong_general", {"cell": name}) for name in CELLS},
    "reversed": ("luong_general", {"reading": TextReading(directions=1, reverse=True)}),
    "layers": ("bahdanau", {"reading": TextReading(layers=2), "cell": "gru"}),
    "one layer of each": ("cho", {"reading": TextReading(directions=1, layers=3), "cell": "lstm"}),
    "gate": ("bahdanau", {"alignment": "gated"}),
    "three hops": ("bahdanau", {"alignment": "three_hops"}),
    "location-aware, dot": ("luong_dot", {"alignment": "location_aware", "window": 2}),
    "coverage, general": ("luong_general", {"alignment": "coverage"}),
    "a narrow window": ("luong_local_m", {"window": 1}),
    "zeros, all read": (
        "bahdanau",
        {"first_state": "zeros", "reads": ("context", "summary", "previous_context", "token")},
    ),
    "copies by a window": (
        "pointer_generator",
        {"alignment": "local_p", "window": 2, "mix": "tanh"},
    ),
    "no token": ("luong_dot", {"reads": ("attentional",), "readout": ("state", "summary")}),
}


@pytest.fixture(scope="module")
def run(request):
    """`run(expression, asked)`: in node, or in Chromium where there is none; or a skip."""
    if NODE:
        return in_node
    page = request.getfixturevalue("browser").show("<!doctype html>")
    return functools.partial(in_page, page)


def check(run, model, tolerance=1e-4):
    """Within a tenth of what was promised: of the wrong models below none is."""
    inputs = [number % len(model.spec.target) for number in INPUTS]
    asked = [{"model": exported(model), "source": SOURCE, "inputs": inputs}]
    wanted = jax.jit(model.forced)(jnp.array(SOURCE), jnp.array(inputs))[0]
    found = np.array(run(FORCED, asked)[0], float)  # None, which -inf comes as, is NaN
    np.testing.assert_allclose(found, np.where(np.isfinite(wanted), wanted, np.nan), 0, tolerance)
    return found


@pytest.mark.thin(5)
@pytest.mark.parametrize("name", ROWS)
def test_the_logits_of_every_row_are_those_of_jax(run, name):
    check(run, loud(fresh(name)))


@pytest.mark.thin(5)
@pytest.mark.parametrize("part", PARTS)
def test_the_logits_of_every_part_are_those_of_jax(run, part):
    name, changes = PARTS[part]
    check(run, loud(fresh(name, **changes)))


def test_parts_beyond_the_rows_are_all_tried():
    """Whatever score and cell there is, a row or `PARTS` has it."""
    rows = [MODELS[name] for name in ROWS]
    tried = {row.score for row in rows} | {changes.get("score") for _, changes in PARTS.values()}
    assert set(SCORES) <= tried
    assert set(CELLS) == {
        changes.get("cell") for part, (_, changes) in PARTS.items() if part.startswith("cell")
    }


def test_wrong_arithmetic_would_be_seen(run):
    """The bound is far below what a slip does: gates in another order, the other end first."""
    model = loud(fresh("init_state", reading=TextReading(directions=1)))
    right = check(run, model)
    turned = loud(fresh("init_state", reading=TextReading(directions=1, reverse=True)))
    assert np.abs(check(run, turned) - right).max() > 1e-2
    model.decoder.cell.bias[...] = jnp.roll(model.decoder.cell.bias[...], model.decoder.width)
    assert np.abs(check(run, model) - right).max() > 1e-2


@pytest.mark.parametrize("precision", ["float32", "float16"])
def test_a_trained_model_writes_the_same_500_texts(run, trained, precision):
    model, rng = trained[0], np.random.default_rng(1)
    texts = ["".join(rng.choice([*"abc"], rng.integers(1, 9))) for _ in range(500)]
    wanted = [one.target for one in transduce_all(model, texts)]
    found = run(GREEDY, {"model": exported(model, precision), "texts": texts})
    assert len(set(wanted)) > 100
    apart = sum(a != b for a, b in zip(found, wanted, strict=True))
    assert apart <= {"float32": 0, "float16": 5}[precision]


def test_a_model_that_copies_writes_words_that_it_does_not_know(run):
    vocab = OpenWords(("in", "was", "seen"))
    model = loud(build("pointer_generator", vocab, hidden=8, embedding=6, max_length=12, seed=3))
    model.decoder.readout.gate_bias[...] -= 8.0
    texts = ["Ruvo was seen in Belk", "Belk seen in Ruvo Belk", "in", "<unk> </s> was Ruvo"]
    wanted = [one.target for one in transduce_all(model, texts)]
    assert any("Ruvo" in one or "Belk" in one for one in wanted), "or nothing is copied"
    assert run(GREEDY, {"model": exported(model), "texts": texts}) == wanted


def test_texts_become_the_same_numbers(run):
    written = [
        "Der Bus, sagte sie, kommt um 8:15 Uhr!", "„Ein- und Ausgang“ … Vor- oder -nachname",
        "he's T-Shirt 3.50 ...  a_b &amp; naïve ΣΑΣ", "日本 語 🙂", "u\u0308ber",
    ]  # fmt: skip
    cases = [
        (Characters("abc🙂 "), ["cab 🙂", "a"]),
        (Words(("the", "cat")), ["the cow  <unk> cat", " the\tcat "]),
        (Words(("der", "bus", ",", "über"), written=True, lower=True), written),
        (OpenWords(("a",)), ["b a b c <pad>"]),
    ]
    asked = [{"vocab": vocab_to_json(vocab), "texts": texts} for vocab, texts in cases]
    expression = """asked.map(({vocab, texts}) => texts.map((text) =>
        encode(openVocab(vocab), text, 99).numbers))"""
    assert run(expression, asked) == [[v.encode(text) for text in texts] for v, texts in cases]
    tokens = [tokenise(text) for text in written]
    assert run("asked.map(tokenise)", written) == tokens
    assert run("asked.map(detokenise)", tokens) == [detokenise(one) for one in tokens]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Type at least one character."),
        ("a" * 13, "The model was built for at most 12 characters; these are 13."),
        ("abxcx!", "The model does not know “x”, “!”."),
    ],
)
def test_a_text_that_cannot_be_read_is_refused_in_a_readers_words(run, text, message):
    expression = """(() => { try { encode(openVocab(asked.vocab), asked.text, 12); }
        catch (error) { return error.message; } })()"""
    asked = {"vocab": {"kind": "characters", "characters": "abc"}, "text": text}
    assert run(expression, asked) == message


def test_limits_are_the_readings(run):
    for model in (fresh("init_state", max_length=100), fresh("init_state", max_length=12)):
        reading, sizes = model.spec.wiring.reading, model.spec.sizes
        for count in (1, 12, 64, 65, 100):
            if count > model.spec.max_length:
                continue
            wanted = reading.limit(sizes, reading.room(sizes, [3] * count))
            row = exported(model)["row"]
            assert run("limitOf(asked, asked.count)", {"row": row, "count": count}) == wanted


def test_nothing_of_the_scripts_is_seen_outside_and_nothing_asks_for_anything():
    text = scripts.page_script()
    assert text.startswith("(() => {")
    for word in ("fetch(", "XMLHttpRequest", "import(", "http:", "https:", "innerHTML", "eval("):
        assert word not in text
    assert len(text) < 60_000
    assert all(name in text for name in ("function step(", "function play("))
