"""A row of the table in words: its facts, its text for those who do not see it, its differences.

All of it is read off the row's graph, as the picture is.
"""

from course_lib.diagrams.graphs import Graph

WORDS = {
    "token": "previous token",
    "summary": "summary of the source",
    "context": "context",
    "context_before": "previous context",
    "attentional_before": "previous attentional vector",
    "state": "current state",
    "previous": "previous state",
    "token_after": "token",
    "context_after": "context",
    "attentional_after": "attentional vector",
}


def facts(graph: Graph) -> dict[str, str]:
    """What there is to say of a row, by topic. Different graphs differ in some fact."""
    names = graph.names()
    fed = [edge.target for edge in graph.edges if edge.target.endswith("_after")]
    states = {name for name in graph.into("cell") if name in ("previous", "join")}
    inputs = [name for name in graph.into("cell") if name not in states]
    moves_from = "the previous state"
    if "join" in states:
        moves_from += " joined with the context"
    if len(states) == 2:
        moves_from += " (its memory as it was)"
    context = "not used"
    if "context" in names:
        context = "the summary of the source, at every step"
    if "alignment" in names:
        context = f"made of the source's states ({graph.node('alignment').title})"
    if "score" not in names:
        query, score = "nothing", "none"
    else:
        (asking,) = graph.into("score", "query")
        query = {
            "previous": "the previous state, before the cell moves",
            "state": "the current state, after the cell has moved",
        }[asking]
        score = graph.node("score").title
        if "memory" not in graph.into("score"):
            score += ", blind to the source"
    return {
        "encoder": graph.node("memory").title,
        "first state": "from the summary" if graph.into("previous") else "zeros",
        "asks where to look": query,
        "score": score,
        "context": context,
        "cell": graph.node("cell").title,
        "cell moves from": moves_from,
        "cell reads": listed(inputs),
        "readout": graph.node("readout").title,
        "readout reads": listed(graph.into("readout")),
        "next token": graph.node("output").title,
        "fed back": listed(fed),
    }


def described(name: str, graph: Graph) -> str:
    """A row for those who do not see its picture: what a step does, in its order."""
    fact = facts(graph)
    cell = f"the {fact['cell']} moves from {fact['cell moves from']}"
    if fact["cell reads"] != "nothing":
        cell += f" and reads the {fact['cell reads']}"
    sentence = {
        "score": f"{fact['asks where to look'].partition(',')[0]} is compared with the source "
        f"by the {fact['score']}",
        "context": f"the context is {fact['context']}",
        "join": "the context is joined with the previous state",
        "cell": cell,
        "readout": f"the readout ({fact['readout']}) reads the {fact['readout reads']}",
        "output": f"a {fact['next token']} gives the next token",
    }
    steps = [sentence[step] for step in graph.order() if step in sentence]
    return (
        f"One decoding step of {name}: {'; '.join(steps)}. "
        f"Fed back: {fact['fed back']}. First state: {fact['first state']}. "
        f"Source: {fact['encoder']}."
    )


def differences(first: Graph, second: Graph) -> list[str]:
    """Each fact in which two rows differ, as "topic: first | second"; none for equal graphs."""
    one, other = facts(first), facts(second)
    return [
        f"{topic}: {one[topic]} | {other[topic]}" for topic in one if one[topic] != other[topic]
    ]


def unlike(graph: Graph, other: Graph) -> set[str | tuple[str, str]]:
    """What `graph` has and `other` has not, or has otherwise: names of boxes, pairs of arrows.

    Not the output: it only repeats what the readout is called.
    """
    boxes = {node.name for node in graph.nodes if node not in other.nodes} - {"output"}
    arrows = {(e.source, e.target) for e in graph.edges if e not in other.edges}
    return boxes | arrows


def listed(names: list[str]) -> str:
    """a, b and c, in the order given; "nothing" for none."""
    words = [WORDS[name] for name in names]
    if not words:
        return "nothing"
    return ", ".join(words[:-1]) + " and " * (len(words) > 1) + words[-1]
