"""The boxes of a row's graph: what stands in them, in words and as equations."""

from dataclasses import MISSING, dataclass, fields

from course_lib.model.alignments import ALIGNMENTS
from course_lib.model.scores import SCORES
from course_lib.model.wiring import Wiring
from course_lib.plots.lettering import literal

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
LONGEST = 20  # letters that a small box holds; these shorten what is longer
BRIEF = (("renormalised", "renorm."), ("additive then", "add. then"), (",", ""), (" = ", "="))
KNOWN = {
    "reads", "joins_state", "first_state", "attends", "alignment", "score", "window", "readout",
    "mix", "reading", "cell", "distribution",
}  # fmt: skip


@dataclass(frozen=True)
class Node:
    """One box: its plain `title`, its equations, and the `short` text of a small picture.

    Equations are mathtext without the dollar signs; `short` is text with them.
    """

    name: str
    title: str
    equations: tuple[str, ...]
    short: str


def boxes(wiring: Wiring) -> list[Node]:
    """Every box that a row could have, with what it holds in this row."""
    cell, mix = wiring.cell.upper(), wiring.mix
    features = _side_by_side(wiring.readout)
    mixed = {"none": features, "tanh": r"\tilde h_t", "maxout": "m_t"}[mix]
    readout = {
        "none": features,
        "tanh": rf"\tilde h_t = \tanh(W_c {features})",
        "maxout": rf"m_t = \mathrm{{maxout}}(W_m {features} + b_m)",
    }[mix]
    named = "" if mix == "none" else mix
    reader = wiring.reading.drawn(wiring.cell)
    zeros = wiring.first_state == "zeros"
    plain = [Node(name, "", (symbol,), f"${symbol}$") for name, symbol in SYMBOLS.items()]
    special = [
        Node("memory", reader.title, (reader.states,), f"{cell}  ${reader.states}$"),
        Node("summary", "summary", (f"r = {reader.summary}",), "$r$"),
        Node("previous", "", ("s_{t-1}", "s_0 = 0") if zeros else ("s_{t-1}",), "$s_{t-1}$"),
        _score(wiring),
        _alignment(wiring),
        _context(wiring),
        Node("join", "", (r"\tilde s_{t-1}",), r"$\tilde s$"),
        _cell(wiring),
        Node("readout", named or "readout", (readout,), f"{named} ${features}$".strip()),
        _output(wiring, mixed),
    ]  # fmt: skip
    return [*({node.name: node for node in (*plain, *special)}).values()]


def _output(wiring: Wiring, mixed: str) -> Node:
    softmax = rf"\mathrm{{softmax}}(W_o {mixed} + b_o)"
    if not wiring.copies:
        return Node("output", "softmax", (rf"p(y_t) = {softmax}",), "$p(y_t)$")
    both = rf"p(y_t) = g\,{softmax} + (1 - g)\,\Sigma_{{j: x_j = y_t}}\alpha_{{tj}}"
    return Node("output", "copying softmax", (both,), "$p(y_t)$, copy")


def _score(wiring: Wiring) -> Node:
    name = str(wiring.score)
    shown = SCORES[name].equation if wiring.weighs else ""
    equation = shown.replace("@", _query(wiring))
    title = name.replace("_", " ")
    return Node("score", f"{title} score", (f"e_{{tj}} = {equation}",), _brief(title))


def _alignment(wiring: Wiring) -> Node:
    kind = ALIGNMENTS[wiring.alignment]
    size = "" if wiring.window is None else f", R = {wiring.window}"
    rest = kind.variant + size + _unknown(wiring)
    looks = kind.equation.replace("@", _query(wiring))
    return Node("alignment", kind.title + rest, (looks,), _brief(kind.short + rest))


def _context(wiring: Wiring) -> Node:
    made = ALIGNMENTS[wiring.alignment].context
    return Node("context", "context", (f"c_t = {made}",), "$c_t$")


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


def _brief(text: str) -> str:
    """What fits into a small box."""
    for word, brief in BRIEF:
        text = text.replace(word, brief)
    return literal(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")


def _unknown(wiring: Wiring) -> str:
    """Settings that this file knows nothing of, by name and value: shown rather than left out."""
    found = []
    for field in fields(wiring):
        value = getattr(wiring, field.name)
        if field.name not in KNOWN and (field.default is MISSING or value != field.default):
            found.append(f", {field.name} = {value}".replace("_", " "))
    return "".join(found)
