"""A row's graph tells what the decoder does: every arrow is held against the decoder itself.

The parts of a real `Decoder.step` are replaced by ones that note what they are given and answer
with values of our own. Then each value is changed alone: what a part is given changes with it
exactly where the graph has an arrow.
"""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from hypothesis import given, settings
from tiny import ROWS
from wirings import choices, made

from course_lib.diagrams.graphs import Edge, graph
from course_lib.model.alignments import ALIGNMENTS, Aligned
from course_lib.model.cells import CellState
from course_lib.model.decoders import Decoder, State
from course_lib.model.memory import Memory
from course_lib.model.table import MODELS
from course_lib.model.wiring import Wiring

D, J, M = 8, 6, 4
CARRIED = {"context_after": "context", "attentional_after": "readout"}


class Stub:
    """Stands for the cell: its `step` is ours, all else the cell's."""

    def __init__(self, cell, step):
        self.cell, self.step = cell, step
        # From Python 3.12 on, what `__getattr__` would find makes no object a `Cell`.
        self.width, self.parts, self.project = cell.width, cell.parts, cell.project

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
        max_length=J + 2, embedding_start=1.0, rngs=nnx.Rngs(0),
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

    def look(query, prepared, carry, t, key):
        order.append("score")
        given["query"] = query
        return Aligned(current["context"], None, None), carry

    def move(moving, gates):
        order.append("cell")
        given["cell's state"], given["cell's memory"] = moving
        given["cell's gates"] = gates
        return CellState(current["state"], current["memory cell"] if lstm else None)

    def mix(features):
        given["readout"] = features
        return current["readout"]

    look.keys = look.values = lambda states: None
    look.start = lambda prepared: None
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
        prepared = decoder.prepare(memory)
        start = decoder.alignment.start(prepared)
        return decoder.alignment(query, prepared, start, 1, jax.random.key(0))[0]

    query = VALUES["state"]
    others = [query + 1, query - 1, -3 * query]  # a relu may be shut for one of them

    def asks(weights):
        return any(not np.array_equal(look(memory, one).weights, weights) for one in others)

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
    assert asks(seen.weights)
    score_reads = not np.array_equal(look(other, query).weights, seen.weights)
    assert score_reads == ("memory" in drawn.into("score"))
    assert context == {"memory"}
    if decoder.alignment.own_score is None:
        put(decoder.alignment, "score", Indifferent())
    else:  # it scores by itself, by products: with no key, all positions are alike
        put(decoder.alignment, "keys", lambda states: jnp.zeros_like(states))
    seen = look(memory, query)
    gates = any(not np.array_equal(look(memory, one).context, seen.context) for one in others)
    assert (asks(seen.weights) or gates) == bool(drawn.into("alignment", "query"))
    assert np.array_equal(look(other, query).weights, seen.weights)
    assert not np.array_equal(look(other, query).context, seen.context)
    assert set(drawn.into("context")) == {"memory", "alignment"}


def hold_against_graph(wiring: Wiring) -> None:
    hold_step_against_graph(wiring)
    hold_alignment_against_graph(wiring)


class Indifferent:
    """A score that rates all positions alike."""

    def keys(self, states):
        return states

    def __call__(self, query, keys):
        return jnp.zeros(keys.shape[0])


@pytest.mark.thin(3)
@pytest.mark.parametrize("name", ROWS)
def test_arrows_are_what_the_decoder_reads(name):
    hold_against_graph(MODELS[name])


@settings(max_examples=5)
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


@pytest.mark.thin(4)
@pytest.mark.parametrize("name", [name for name, kind in ALIGNMENTS.items() if kind.scored])
def test_a_wrong_arrow_of_any_alignment_is_found_out(name, monkeypatch):
    """Each arrow between the source, the score, the alignment and the context, missing or too
    much."""
    kind = ALIGNMENTS[name]
    row = replace(
        MODELS["luong_general"],
        alignment=name,
        score=kind.own_score or "general",
        window=None if kind.least_window is None else 2,
        heads=2 if kind.headed else None,
    )
    hold_alignment_against_graph(row)
    right = graph(row)
    for wrong in (
        Edge("memory", "score", "read"),
        Edge("state", "alignment", "query"),
        Edge("memory", "context", "read"),
        Edge("alignment", "context", "read"),
    ):
        kept = tuple(edge for edge in right.edges if edge != wrong)
        edges = kept if wrong in right.edges else (*kept, wrong)
        other = replace(right, edges=edges)
        monkeypatch.setitem(globals(), "graph", lambda _, other=other: other)
        with pytest.raises(AssertionError):
            hold_alignment_against_graph(row)
