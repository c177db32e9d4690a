"""Reading a passage: what a position is, what the summary has read, and that filling is nothing."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from jaxtyping import TypeCheckError
from tiny import ROWS, close, quick_key

from course_lib.analysis import force_all
from course_lib.data import Batches, Pair, Passage, Whereabouts, Words, pairs_to_batch
from course_lib.data.batches import shift_right
from course_lib.data.reading.passages import Passages, number_passage, stack_passages
from course_lib.model import MODELS, PassageReading, Reader, Reading, Sizes, build
from course_lib.search import Beam, Greedy, Sample, transduce, transduce_all
from course_lib.training import Recipe, fit, load_model, save_model

VOCAB = Words(tuple("abcd"))
E, M = 6, 4
KINDS = [
    PassageReading(),
    PassageReading(summary="joined"),
    PassageReading(story=False, summary="joined"),
    PassageReading(over="words"),
    PassageReading(over="words", summary="joined"),
]
PASSAGES = [
    Passage("a b", ("c", "b c a", "d")),
    Passage("c", ("a b", "d d")),
    Passage("d", ("b",)),
]


def made_sizes(rate=0.0, longest=20, vocab=VOCAB):
    return Sizes(
        width=E, embedding=M, cell="gru", longest=longest, dropout=rate, embedding_start=1.0,
        vocab=vocab,
    )  # fmt: skip


def made(reading, rate=0.0):
    return reading.make(made_sizes(rate), rngs=nnx.Rngs(0))


def arrays(passages, facts, rounds=1):
    numbered = [number_passage(one, VOCAB) for one in passages]
    return jax.tree.map(jnp.asarray, stack_passages(numbered, facts, rounds))


def one(passage, facts=None, rounds=1):
    stacked = arrays([passage], facts or len(passage.facts), rounds)
    return jax.tree.map(lambda rows: rows[0], stacked)


def model(name="luong_general", **changes):
    sizes = {"hidden": E, "embedding": M, "max_length": 20, "seed": 1, "cell": "gru"}
    return build(name, VOCAB, **{**sizes, "reading": PassageReading(), **changes})


def run(layer, vectors):
    """Both directions of a layer over real inputs, by hand: states, and the ends joined."""
    halves = []
    for cell, order in ((layer.first, 1), (layer.second, -1)):
        state, states = jnp.zeros(cell.width), []
        for vector in vectors[::order]:
            gates = cell.project(vector)
            state = cell.function(gates, state, cell.recurrent[...])
            states.append(state)
        halves.append((states[::order], state))
    states = [jnp.concatenate(pair) for pair in zip(halves[0][0], halves[1][0], strict=True)]
    return jnp.stack(states), jnp.concatenate([halves[0][1], halves[1][1]])


def by_hand(reader, passage):
    """The memory of a passage without any filling: loops over facts and words."""
    embed = lambda text: [reader.embedding[...][n] for n in VOCAB.encode(text)]  # noqa: E731
    question = run(reader.question, embed(passage.question))[1]
    if reader.reading.over == "words":
        states, last = run(reader.words, [v for fact in passage.facts for v in embed(fact)])
    else:
        facts = [run(reader.words, embed(fact))[1] for fact in passage.facts]
        if reader.reading.story:
            states, last = run(reader.story, facts)
            states = states + jnp.stack(facts)
        else:
            states, last = jnp.stack(facts), sum(facts) / len(facts)
    joined = reader.reading.summary == "joined"
    return states, jnp.concatenate([question, last]) if joined else question


@pytest.mark.thin(2)
@pytest.mark.parametrize("reading", KINDS, ids=str)
def test_a_memory_is_that_of_loops_over_facts_and_words(reading):
    reader = made(reading)
    for passage in PASSAGES:
        states, summary = by_hand(reader, passage)
        memory = reader(one(passage, 5, rounds=4))
        close(memory.summary, summary)
        assert memory.length == len(states)
        assert memory.mask[: len(states)].all()  # what is real stands first
        close(memory.states[: len(states)], states)
        assert not np.asarray(memory.states)[len(states) :].any()


@pytest.mark.parametrize("reading", KINDS, ids=str)
def test_readers_keep_the_contracts(reading):
    reader = made(reading)
    assert isinstance(reading, Reading)
    assert isinstance(reader, Reader)
    memory = reader(one(PASSAGES[0]))
    assert memory.states.shape[1] == reader.width
    assert memory.summary.shape == (reader.summary_width,)
    names = reading.shown(made_sizes(), PASSAGES[0])
    assert len(names) == memory.length
    wanted = ["c", "b c a", "d"] if reading.over == "facts" else ["c", "b", "c", "a", "d"]
    assert names == wanted


@pytest.mark.thin(4)
@pytest.mark.parametrize("reading", KINDS, ids=str)
@pytest.mark.parametrize("key", [None, 0])
def test_more_facts_and_more_words_of_filling_change_nothing(reading, key):
    """Dropout, too, falls on the same numbers."""
    reader = made(reading, rate=0.4)
    key = None if key is None else jax.random.key(key)
    short, long = (reader(one(PASSAGES[0], *size), key) for size in ((3, 1), (8, 4)))
    close(long.summary, short.summary)
    length = int(short.length)
    assert int(long.length) == length
    close(long.states[:length], short.states[:length])
    if key is not None:
        assert (reader(one(PASSAGES[0])).summary != short.summary).any()


@pytest.mark.thin(18)
@pytest.mark.parametrize("name", [name for name in ROWS if not MODELS[name].copies])
@pytest.mark.parametrize("reading", [KINDS[0], KINDS[4]], ids=["facts", "words"])
def test_every_row_reads_passages(name, reading):
    """And filling changes no logit, weight, loss or gradient."""
    made = model(name, reading=reading, dropout=0.3)
    pairs = [Pair(passage, "ab"[:1]) for passage in PASSAGES]
    target = pairs_to_batch(pairs, VOCAB, 4, target_size=3).target
    structure, params = nnx.split(made, nnx.Param)
    keys = jax.random.split(quick_key(0), len(pairs))

    @jax.jit
    def run(params, source):
        def loss_of(params):
            model = nnx.merge(structure, params)
            said, output = jax.vmap(model.said)(source, shift_right(target), keys)
            return model.decoder.readout.loss(said, target)[0], (said.features, output.weights)

        return jax.value_and_grad(loss_of, has_aux=True)(params)

    (loss, (said, weights)), grads = run(params, arrays(PASSAGES, 3, 3))
    (other, (padded, wider)), padded_grads = run(params, arrays(PASSAGES, 5, 4))
    close((other, padded), (loss, said))
    close(padded_grads, grads)
    if MODELS[name].weighs:
        size = weights.shape[2]
        close(wider[:, :, :size], weights)
        assert not np.asarray(wider)[:, :, size:].any()


@pytest.mark.thin(3)
@pytest.mark.parametrize("search", [Greedy(), Beam(2), Sample(0.5)], ids=str)
@pytest.mark.parametrize("reading", [KINDS[1], KINDS[3]], ids=["facts", "words"])
def test_every_search_answers_and_names_the_columns(search, reading):
    asked = model(reading=reading)
    found = transduce_all(asked, PASSAGES, search=search)
    for answer, passage in zip(found, PASSAGES, strict=True):
        assert answer.source_tokens == reading.shown(made_sizes(), passage)
        assert answer.weights.shape == (len(answer.target_tokens), len(answer.source_tokens))
        np.testing.assert_allclose(answer.weights.sum(axis=1), 1.0, atol=1e-5)
    alone = transduce(asked, PASSAGES[0], search=search)
    assert alone.target == found[0].target
    forced = force_all(asked, [(one, "a") for one in PASSAGES])
    assert [len(f.weights[0]) for f in forced] == [len(a.source_tokens) for a in found]


@pytest.mark.parametrize("reading", [KINDS[1], KINDS[3]], ids=str)
def test_a_checkpoint_reads_as_before(reading, tmp_path):
    first = model(reading=reading)
    save_model(tmp_path / "model.npz", first)
    again = load_model(tmp_path / "model.npz")
    assert again.spec == first.spec
    a, b = (transduce(one, PASSAGES[0]) for one in (first, again))
    assert (a.target, a.log_probability) == (b.target, b.log_probability)


def test_a_passage_beyond_the_maximum_is_refused():
    for over, unit in (("facts", "3 facts, got 4"), ("words", "3 words, got 4")):
        short = model(reading=PassageReading(over=over), max_length=3)
        transduce(short, Passage("a", ("b", "c", "d")))
        with pytest.raises(ValueError, match=f"passages of at most {unit}"):
            transduce_all(short, [Passage("a", ("b", "c", "d", "a"))])


def test_what_is_no_passage_is_refused():
    with pytest.raises(ValueError, match=r"passage must be a Passage\(question, facts\), got 'a"):
        transduce(model(), "a b")
    for source in (jnp.zeros(3, int), (jnp.zeros(3, int),), Passages(jnp.zeros(3, int), None)):
        with pytest.raises((ValueError, TypeCheckError), match="source"):
            model().encode(source)


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="over must be facts or words, got 'lines'"):
        PassageReading(over="lines")
    with pytest.raises(ValueError, match="summary must be question or joined, got 'mean'"):
        PassageReading(summary="mean")
    with pytest.raises(ValueError, match="story must be True where over='words'"):
        PassageReading(over="words", story=False)
    with pytest.raises(ValueError, match="needs a source vocabulary, got source=None"):
        PassageReading().make(replace(made_sizes(), vocab=None), rngs=nnx.Rngs(0))
    with pytest.raises(ValueError, match="even width, got 5"):
        model(hidden=5)


def test_who_is_asked_for_reaches_the_answer_by_attention_alone():
    """With the summary of the question, a model without weights cannot know the facts."""
    blind, sees = model("init_state"), model("init_state", reading=KINDS[1])
    for asked, differs in ((blind, False), (sees, True)):
        prepared = [asked.encode(one(p)) for p in (PASSAGES[0], PASSAGES[0]._replace(facts=("b",)))]
        summaries = [np.asarray(p.memory.summary) for p in prepared]
        assert (summaries[0] != summaries[1]).any() == differs


@pytest.mark.long
def test_passages_are_learned_by_the_same_fit():
    """Two facts about two people. An answer by chance costs log 11 for its place."""
    task = Whereabouts(facts=(2, 2))
    asked = build(
        "luong_general", task.source, hidden=24, embedding=16, cell="gru", reading=PassageReading()
    )
    stream = Batches(task, batch=32, lengths=(2, 2), edges=(2,), target_edges=(2,))
    recipe = Recipe(steps=150, chunk=50, warmup=10, learning_rate=2e-2)
    history = fit(asked, stream, recipe, progress=False)
    assert np.mean(history.loss[-10:]) < 0.5 * np.mean(history.loss[:10])
