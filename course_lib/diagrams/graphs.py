"""A row of the table as a graph: what one decoding step computes, and what is read where.

The graph says what `Decoder.step` does with a `Wiring`, as boxes and arrows, and draws nothing. The
pictures, their texts and their comparisons are all made from it, so none can drift from the others;
the tests hold it against the decoder itself, box by box.
"""

from dataclasses import MISSING, dataclass, fields

from course_lib.cells import CELLS
from course_lib.wiring import Wiring

# What a part of the cell's or the readout's input is called in a graph, and in an equation.
PARTS = {
    "token": "token",
    "summary": "summary",
    "context": "context",
    "previous_context": "context_before",
    "attentional": "attentional_before",
    "state": "state",
    "previous_state": "previous",
}
SYMBOLS = {
    "token": "y_{t-1}",
    "summary": "r",
    "context": "c_t",
    "context_before": "c_{t-1}",
    "attentional_before": r"\tilde h_{t-1}",
    "state": "s_t",
    "previous": "s_{t-1}",
    "token_after": "y_t",
    "context_after": "c_t",
    "attentional_after": r"\tilde h_t",
}
SCORES = {  # of the query q
    "dot": r"q^\top h_j",
    "scaled_dot": r"q^\top h_j / \sqrt{K}",
    "general": r"q^\top W_a h_j",
    "additive": r"v^\top\tanh(W q + U h_j)",
    "concat": r"v^\top\tanh(W_a [q; h_j])",
    "location": "(W_a q)_j",
}
LOOKS = {  # by how the name of an alignment begins; what follows it is a variant
    "soft": ("soft, all positions", r"\alpha_{tj} = \mathrm{softmax}_j\,(e_{tj})"),
    "hard": ("hard, one position", r"\hat\jmath \sim \mathrm{softmax}_j\,(e_{tj})"),
    "local_m": ("local-m", r"|j - p_t| \leq D,\; p_t = t"),
    "local_p": ("local-p", r"|j - p_t| \leq D,\; p_t = J\,\sigma(v_p^\top\tanh(W_p q))"),
}
LONGEST = 20  # letters that a small box holds
PREDICTS = "local_p"  # the alignment that reads the query itself, to place its window
FED = ("token", "context_before", "attentional_before")
KNOWN = {
    "reads", "joins_state", "first_state", "attends", "alignment", "score", "window", "readout",
    "mix", "reading", "cell",
}  # fmt: skip
STEPS = ("score", "alignment", "context", "join", "cell", "state", "readout", "output")


@dataclass(frozen=True)
class Node:
    """One box: its plain `title`, its equations, and the `short` text of a small picture.

    Equations are mathtext without the dollar signs; `short` is text with them.
    """

    name: str
    title: str
    equations: tuple[str, ...]
    short: str


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
    nodes = [node for node in _nodes(wiring) if node.name in joined or node.name == "memory"]
    return Graph(tuple(nodes), tuple(edges))


def _edges(wiring: Wiring) -> list[Edge]:
    query = "previous" if wiring.attends == "before" else "state"
    into_cell = [PARTS[part] for part in wiring.reads]
    into_readout = [PARTS[part] for part in wiring.readout]
    edges = []
    if wiring.weighs:
        if wiring.score != "location":  # it knows a position by its number alone
            edges.append(Edge("memory", "score", "read"))
        edges.append(Edge(query, "score", "query"))
        if wiring.alignment.startswith(PREDICTS):
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


def _nodes(wiring: Wiring) -> list[Node]:
    cell, mix, directions = wiring.cell.upper(), wiring.mix, wiring.reading.directions
    features = _side_by_side(wiring.readout)
    mixed = {"none": features, "tanh": r"\tilde h_t", "maxout": "m_t"}[mix]
    readout = {
        "none": features,
        "tanh": rf"\tilde h_t = \tanh(W_c {features})",
        "maxout": rf"m_t = \mathrm{{maxout}}(W_m {features} + b_m)",
    }[mix]
    named = "" if mix == "none" else mix
    arrow = r"\leftarrow" if wiring.reading.reverse else r"\rightarrow"
    way, end = "from its end" if wiring.reading.reverse else "forwards", "h_J"
    if wiring.reading.reverse:
        end = "h_1"
    if directions == 2:
        arrow, way, end = (
            r"\rightleftarrows", "both ways", r"[\overrightarrow{h}_J; \overleftarrow{h}_1]"
        )  # fmt: skip
    zeros = wiring.first_state == "zeros"
    plain = [Node(name, "", (symbol,), f"${symbol}$") for name, symbol in SYMBOLS.items()]
    special = [
        Node("memory", f"{cell} encoder, reads {way}", (f"h_1 {arrow} h_J",),
             f"{cell}  $h_1 {arrow} h_J$"),
        Node("summary", "summary", (f"r = {end}",), "$r$"),
        Node("previous", "", ("s_{t-1}", "s_0 = 0") if zeros else ("s_{t-1}",), "$s_{t-1}$"),
        _score(wiring),
        _alignment(wiring),
        _context(wiring),
        Node("join", "", (r"\tilde s_{t-1}",), r"$\tilde s$"),
        _cell(wiring),
        Node("readout", named or "readout", (readout,), f"{named} ${features}$".strip()),
        Node("output", "softmax", (rf"p(y_t) = \mathrm{{softmax}}(W_o {mixed} + b_o)",),
             "$p(y_t)$"),
    ]  # fmt: skip
    return [*({node.name: node for node in (*plain, *special)}).values()]


def _score(wiring: Wiring) -> Node:
    name = str(wiring.score)
    equation = SCORES.get(name, "e(q, h_j)").replace("q", _query(wiring))
    title = name.replace("_", " ")
    return Node("score", f"{title} score", (f"e_{{tj}} = {equation}",), title)


def _alignment(wiring: Wiring) -> Node:
    kind = next((known for known in LOOKS if wiring.alignment.startswith(known)), wiring.alignment)
    variant = wiring.alignment.removeprefix(kind).replace("_", ", ")
    title, looks = LOOKS.get(kind, (kind.replace("_", "-"), r"\alpha_{tj}"))
    size = "" if wiring.window is None else f", D = {wiring.window}"
    rest = variant + size + _unknown(wiring)
    short = kind.replace("_", "-") + rest
    for word, brief in (("renormalised", "renorm."), (",", ""), (" = ", "=")):
        short = short.replace(word, brief)
    if len(short) > LONGEST:
        short = short[: LONGEST - 1] + "…"
    looks = looks.replace("W_p q", f"W_p {_query(wiring)}")
    return Node("alignment", title + rest, (looks,), short)


def _context(wiring: Wiring) -> Node:
    mean = r"c_t = \Sigma_j\,\alpha_{tj} h_j"
    if wiring.alignment == "hard":
        mean = r"c_t = h_{\hat\jmath}"
    return Node("context", "context", (mean if wiring.weighs else "c_t = r",), "$c_t$")


def _cell(wiring: Wiring) -> Node:
    kind, state = wiring.cell.upper(), "s_{t-1}"
    equations = [f"x_t = {_side_by_side(wiring.reads)}"]
    if wiring.joins_state:
        state = r"\tilde s_{t-1}"
        equations.append(rf"{state} = \tanh(W_s [s_{{t-1}}; c_t] + b_s)")
    equations.append(rf"s_t = \mathrm{{{kind}}}({state}, x_t)")
    return Node("cell", f"{kind} cell", tuple(equations), kind)


def _query(wiring: Wiring) -> str:
    return SYMBOLS["previous" if wiring.attends == "before" else "state"]


def _side_by_side(parts: tuple[str, ...]) -> str:
    """[a; b], in the order in which the parts are joined."""
    return "[" + "; ".join(SYMBOLS[PARTS[part]] for part in parts) + "]"


def _unknown(wiring: Wiring) -> str:
    """Settings that this file knows nothing of, by name and value: shown rather than left out."""
    found = []
    for field in fields(wiring):
        value = getattr(wiring, field.name)
        if field.name not in KNOWN and (field.default is MISSING or value != field.default):
            found.append(f", {field.name} = {value}".replace("_", " "))
    return "".join(found)
