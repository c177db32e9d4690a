"""A row's graph tells what the decoder does: every arrow is held against the decoder itself."""

import itertools
from dataclasses import dataclass, fields, replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from hypothesis import assume, given, settings
from tiny import ROWS
from wirings import FIELDS, choices, made

from course_lib.alignments import ALIGNMENTS, Aligned
from course_lib.cells import CellState
from course_lib.decoders import Decoder, State
from course_lib.diagrams.graphs import Edge, graph
from course_lib.diagrams.words import described, differences, facts, unlike
from course_lib.memory import Memory
from course_lib.models import MODELS
from course_lib.wiring import Wiring

D, J, M = 8, 6, 4
CARRIED = {"context_after": "context", "attentional_after": "readout"}


def same_model(one: Wiring, other: Wiring) -> bool:
    """Whether two rows compute the same: when to attend is nothing to a row that does not."""
    first, second = (
        wiring if wiring.weighs else replace(wiring, attends="before", window=None)
        for wiring in (one, other)
    )
    return first == second


def test_every_field_of_a_row_has_random_values():
    assert set(FIELDS) == {field.name for field in fields(Wiring)}


@pytest.mark.parametrize("field", FIELDS)
@settings(max_examples=60)
@given(choices, choices)
def test_every_field_changes_the_graph_and_the_facts(field, chosen, others):
    """And only a field that changes nothing of the model does not."""
    row = made(chosen)
    try:
        other = replace(row, **{field: others[field]})
    except ValueError:
        assume(False)
    assert (graph(row) == graph(other)) == same_model(row, other)
    assert (differences(graph(row), graph(other)) == []) == same_model(row, other)


@given(choices, choices)
def test_different_rows_have_different_graphs(first, second):
    one, other = made(first), made(second)
    assert (graph(one) == graph(other)) == same_model(one, other)


def test_all_rows_of_the_table_have_different_graphs():
    for one, other in itertools.combinations(set(MODELS.values()), 2):
        assert graph(one) != graph(other)
        assert unlike(graph(one), graph(other)) | unlike(graph(other), graph(one))


def test_arrows_of_bahdanau_and_luong_by_hand():
    bahdanau, luong = graph(MODELS["bahdanau"]), graph(MODELS["luong_dot"])
    assert bahdanau.into("score", "query") == ["previous"]
    assert luong.into("score", "query") == ["state"]
    assert bahdanau.into("cell") == ["previous", "token", "context"]
    assert luong.into("cell") == ["previous", "token", "attentional_before"]
    assert luong.into("cell", "fed") == ["token", "attentional_before"]
    assert bahdanau.into("readout") == ["previous", "token", "context"]
    assert luong.into("readout") == ["context", "state"]
    assert luong.into("attentional_after") == ["readout"]
    assert "attentional_after" not in bahdanau.names()
    assert bahdanau.order() == [
        "score", "alignment", "context", "cell", "state", "readout", "output",
    ]  # fmt: skip
    assert luong.order() == ["cell", "state", "score", "alignment", "context", "readout", "output"]
    article = graph(MODELS["bahdanau_article"])
    assert article.into("join") == ["previous", "context"]
    assert article.into("cell") == ["join", "previous", "token"]  # an LSTM's memory is not joined
    gru = graph(replace(MODELS["bahdanau_article"], cell="gru"))
    assert gru.into("cell") == ["join", "token"]


class Stub:
    """Stands for the cell: its `step` is ours, all else the cell's."""

    def __init__(self, cell, step):
        self.cell, self.step = cell, step

    def __getattr__(self, name):
        return getattr(self.cell, name)


def numbers(shape, seed):
    return jax.random.normal(jax.random.key(seed), shape)


VALUES = {
    "previous": numbers(D, 1), "memory cell": numbers(D, 2), "token": numbers(M, 3),
    "summary": numbers(D, 4), "context_before": numbers(D, 6), "attentional_before": numbers(D, 7),
    "context": numbers(D, 8), "state": numbers(D, 9), "readout": numbers(D, 10),
    "memory": numbers((J, D), 11),
}  # fmt: skip


def decoder_of(wiring: Wiring) -> Decoder:
    return Decoder(
        wiring, vocabulary=6, embedding=M, width=D, memory_width=D, summary_width=D,
        max_length=J + 2, rngs=nnx.Rngs(0),
    )  # fmt: skip


def put(module: nnx.Module, name: str, value) -> None:
    object.__setattr__(module, name, value)  # past nnx, which would look for parameters in it


def taken_apart(wiring: Wiring):
    """One real `Decoder.step` whose parts are replaced: what each of them is given.

    The parts answer with values of our own, so what one is given depends on its own arrows alone.
    """
    decoder = decoder_of(wiring)
    lstm, given, order = decoder.cell.parts == 2, {}, []
    current = dict(VALUES)

    def look(query, prepared, t, key):
        order.append("score")
        given["query"] = query
        return Aligned(current["context"], None, None)

    def move(moving, gates):
        order.append("cell")
        given["cell's state"], given["cell's memory"] = moving
        given["cell's gates"] = gates
        return CellState(current["state"], current["memory cell"] if lstm else None)

    def mix(features):
        given["readout"] = features
        return current["readout"]

    look.keys = lambda states: None
    put(decoder, "cell", Stub(decoder.cell, move))
    put(decoder, "alignment", look)
    put(decoder.readout, "mix", mix)

    def step(**changes):
        given.clear()
        order.clear()
        current.update(VALUES | changes)
        memory = Memory(current["memory"], jnp.ones(J, bool), current["summary"])
        prepared = decoder.prepare(memory)
        carried = decoder.start(prepared)
        state = State(
            CellState(current["previous"], current["memory cell"] if lstm else None),
            None if carried.context is None else current["context_before"],
            None if carried.attentional is None else current["attentional_before"],
        )
        following, output = decoder.step(prepared, state, decoder.read(current["token"]), 1)
        given.setdefault("readout", output.features)
        given["context_after"] = following.context
        given["attentional_after"] = following.attentional
        given["first"] = carried.cell.hidden
        return dict(given), list(order)

    return step


def moved(first, second) -> set[str]:
    """The names of what changed between two sets of values."""
    return {
        name
        for name in first
        if first[name] is not None and not np.array_equal(first[name], second[name])
    }


def hold_step_against_graph(wiring: Wiring) -> None:
    step, drawn = taken_apart(wiring), graph(wiring)
    before, order = step()
    reached = {name: moved(before, step(**{name: VALUES[name] + 1})[0]) for name in VALUES}

    def sources(given):
        return {name for name, changed in reached.items() if given in changed}

    cell = set(drawn.into("cell")) - {"previous", "join"}
    if not wiring.weighs and "context" in cell:  # read once a source, in `prepare`
        cell = cell - {"context"} | {"summary"}
    assert sources("cell's gates") == cell
    joins = "join" in drawn.names()
    assert sources("cell's state") == (set(drawn.into("join")) if joins else {"previous"})
    unjoined = before["cell's memory"] is not None or not joins
    assert ("previous" in drawn.into("cell")) == unjoined
    assert sources("readout") == set(drawn.into("readout"))
    for name, source in CARRIED.items():
        assert sources(name) == ({source} if name in drawn.names() else set())
        assert (before[name] is not None) == (name in drawn.names())
    assert sources("first") == set(drawn.into("previous"))
    if wiring.weighs:
        assert sources("query") == set(drawn.into("score", "query"))
        assert [name for name in drawn.order() if name in order] == order


def hold_alignment_against_graph(wiring: Wiring) -> None:
    decoder, drawn = decoder_of(wiring), graph(wiring)
    memory = Memory(VALUES["memory"], jnp.ones(J, bool), VALUES["summary"])
    told = memory._replace(summary=memory.summary + 1)
    other = memory._replace(states=memory.states[::-1] + numbers((J, D), 20))

    def look(memory, query):
        return decoder.alignment(query, decoder.prepare(memory), 1, jax.random.key(0))

    query = VALUES["state"]
    seen = look(memory, query)
    context = {
        name
        for name, changed in (("memory", other), ("summary", told))
        if not np.array_equal(look(changed, query).context, seen.context)
    }
    if not wiring.weighs:
        assert seen.weights is None
        assert context == {"summary"}
        return
    assert not np.array_equal(look(memory, query + 1).weights, seen.weights)
    score_reads = not np.array_equal(look(other, query).weights, seen.weights)
    assert score_reads == ("memory" in drawn.into("score"))
    put(decoder.alignment, "score", Indifferent())
    seen = look(memory, query)
    asked = not np.array_equal(look(memory, query + 1).weights, seen.weights)
    assert asked == bool(drawn.into("alignment", "query"))
    assert np.array_equal(look(other, query).weights, seen.weights)
    assert not np.array_equal(look(other, query).context, seen.context)
    assert set(drawn.into("context")) == {"memory", "alignment"}
    assert context == {"memory"}


def hold_against_graph(wiring: Wiring) -> None:
    hold_step_against_graph(wiring)
    hold_alignment_against_graph(wiring)


class Indifferent:
    """A score that rates all positions alike."""

    def keys(self, states):
        return states

    def __call__(self, query, keys):
        return jnp.zeros(keys.shape[0])


@pytest.mark.parametrize("name", ROWS)
def test_arrows_are_what_the_decoder_reads(name):
    hold_against_graph(MODELS[name])


@settings(max_examples=12)
@given(choices)
def test_arrows_are_what_the_decoder_reads_in_any_row(chosen):
    hold_against_graph(made(chosen))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("bahdanau", {"attends": "after", "reads": ("token", "previous_context")}),
        ("luong_dot", {"reads": ("token", "previous_context")}),
        ("luong_dot", {"readout": ("state",)}),
        ("bahdanau_article", {"joins_state": False}),
        ("cho", {"reads": ("token",)}),
        ("init_state", {"first_state": "zeros"}),
        ("luong_general", {"score": "location"}),
    ],
)
def test_a_graph_of_another_row_is_found_out(name, wrong, monkeypatch):
    """The two checks above fail for a graph that is not the decoder's."""
    other = graph(replace(MODELS[name], **wrong))
    monkeypatch.setitem(globals(), "graph", lambda _: other)
    with pytest.raises(AssertionError):
        hold_against_graph(MODELS[name])


def test_words_by_hand():
    text = described("bahdanau", graph(MODELS["bahdanau"]))
    order = ["the previous state is compared", "by the additive score", "the context is a mean",
             "LSTM cell moves from the previous state and reads the previous token and context",
             "readout (maxout) reads the previous state, previous token and context",
             "a softmax gives the next token", "Fed back: token.", "from the summary",
             "LSTM encoder, reads both ways"]  # fmt: skip
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert facts(graph(MODELS["luong_location"]))["score"].endswith("blind to the source")
    assert differences(graph(MODELS["luong_dot"]), graph(MODELS["luong_dot_unfed"])) == [
        "cell reads: previous token and previous attentional vector | previous token",
        "fed back: attentional vector and token | token",
    ]


@given(choices)
def test_every_row_has_words(chosen):
    text = described("row", graph(made(chosen)))
    assert "$" not in text
    assert "_" not in text
    assert text.count(".") >= 3


@dataclass(frozen=True)
class Wider(Wiring):
    sharpness_of_look: float = 1.0


def test_a_setting_that_the_pictures_do_not_know_is_shown():
    row = Wider(alignment="soft", score="dot", sharpness_of_look=2.0)
    assert graph(row).node("alignment").title == "soft, all positions, sharpness of look = 2.0"
    plain = replace(row, sharpness_of_look=1.0)
    assert graph(plain) == graph(Wiring(alignment="soft", score="dot"))


def test_an_alignment_that_the_pictures_do_not_know_is_shown_by_its_name(monkeypatch):
    monkeypatch.setitem(ALIGNMENTS, "nearest_three", ALIGNMENTS["soft"])
    row = Wiring(alignment="nearest_three", score="dot")
    assert graph(row).node("alignment").title == "nearest-three"
    assert Edge("previous", "score", "query") in graph(row).edges
