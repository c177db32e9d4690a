"""A row of the table as a graph: what one decoding step computes, and what is read where.

The graph says what `Decoder.step` does with a `Wiring`, as boxes and arrows, and draws nothing. The
pictures, their texts and their comparisons are all made from it, so none can drift from the others;
the tests hold it against the decoder itself, arrow by arrow.
"""

from dataclasses import dataclass

from course_lib.diagrams.boxes import PARTS, Node, boxes
from course_lib.model.alignments import ALIGNMENTS
from course_lib.model.cells import CELLS
from course_lib.model.scores import SCORES
from course_lib.model.wiring import Wiring

FED = ("token", "context_before", "attentional_before")
STEPS = ("score", "alignment", "context", "join", "cell", "state", "readout", "output")


@dataclass(frozen=True)
class Edge:
    """One arrow. `kind` is one of

    read: a value of this step, of the source, or the cell's own state goes in;
    query: the decoder state that asks where to look;
    fed: a result of the step before comes back, or one of this step is kept for the next;
    first: goes in once, before the first step.
    """

    source: str
    target: str
    kind: str


@dataclass(frozen=True)
class Graph:
    """All boxes and arrows of one decoding step t."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def node(self, name: str) -> Node:
        return next(node for node in self.nodes if node.name == name)

    def names(self) -> set[str]:
        return {node.name for node in self.nodes}

    def into(self, target: str, *kinds: str) -> list[str]:
        """The boxes with an arrow into `target`, of these kinds or of any."""
        return [
            edge.source
            for edge in self.edges
            if edge.target == target and (not kinds or edge.kind in kinds)
        ]

    def order(self) -> list[str]:
        """The boxes that a step computes, each after all that it needs."""
        waiting = [name for name in STEPS if name in self.names()]
        done: list[str] = []
        while waiting:
            ready = next(n for n in waiting if not set(self.into(n)) & set(waiting))
            waiting.remove(ready)
            done.append(ready)
        return done

    def fixed(self) -> list[str]:
        """Of the boxes of a step, those that are the same at every step of a source."""
        return ["context"] if self.into("context") == ["summary"] else []


def graph(wiring: Wiring) -> Graph:
    """The graph of a row. Two rows that are different models have different graphs.

    A setting that changes nothing is not in it: when to attend, for a row that does not.
    """
    edges = _edges(wiring)
    joined = {name for edge in edges for name in (edge.source, edge.target)}
    nodes = [node for node in boxes(wiring) if node.name in joined or node.name == "memory"]
    return Graph(tuple(nodes), tuple(edges))


def _edges(wiring: Wiring) -> list[Edge]:
    query = "previous" if wiring.attends == "before" else "state"
    into_cell = [PARTS[part] for part in wiring.reads]
    into_readout = [PARTS[part] for part in wiring.readout]
    edges = []
    if wiring.weighs:
        if wiring.score is not None and SCORES[wiring.score].reads_source:
            edges.append(Edge("memory", "score", "read"))
        edges.append(Edge(query, "score", "query"))
        if ALIGNMENTS[wiring.alignment].asks_query:
            edges.append(Edge(query, "alignment", "query"))
        edges.append(Edge("score", "alignment", "read"))
        edges += [Edge(name, "context", "read") for name in ("memory", "alignment")]
    elif wiring.joins_state or {"context", "context_before"} & {*into_cell, *into_readout}:
        edges.append(Edge("summary", "context", "read"))
    if wiring.joins_state:
        edges += [Edge(name, "join", "read") for name in ("previous", "context")]
        edges.append(Edge("join", "cell", "read"))
    if not wiring.joins_state or CELLS[wiring.cell].parts == 2:  # an LSTM's memory is not joined
        edges.append(Edge("previous", "cell", "read"))
    for target, sources in (("cell", into_cell), ("readout", into_readout)):
        edges += [Edge(name, target, "fed" if name in FED else "read") for name in sources]
    edges += [Edge("cell", "state", "read"), Edge("readout", "output", "read")]
    if wiring.copies:
        edges.append(Edge("alignment", "output", "read"))
    if "context_before" in into_cell:
        edges.append(Edge("context", "context_after", "fed"))
    if "attentional_before" in into_cell:
        edges.append(Edge("readout", "attentional_after", "fed"))
    if "token" in {*into_cell, *into_readout}:
        edges.append(Edge("output", "token_after", "fed"))
    if wiring.first_state == "projection":
        edges.append(Edge("summary", "previous", "first"))
    if any(edge.source == "summary" for edge in edges):
        edges.append(Edge("memory", "summary", "read"))
    return edges
