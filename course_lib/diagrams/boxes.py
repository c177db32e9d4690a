"""The boxes of a row's graph: what stands in them, in words and as equations."""

from dataclasses import MISSING, dataclass, fields

from course_lib.model.wiring import Wiring

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
ADDED = "(W @ + U h_j)"
SCORES = {  # of the query, @
    "dot": r"@^\top h_j",
    "scaled_dot": r"@^\top h_j / \sqrt{K}",
    "general": r"@^\top W_a h_j",
    "additive": rf"v^\top\tanh{ADDED}",
    "concat": r"v^\top\tanh(W_a [@; h_j])",
    "location": "(W_a @)_j",
    "additive_sigmoid": rf"v^\top\sigma{ADDED}",
    "additive_relu": rf"v^\top\mathrm{{relu}}{ADDED}",
    "additive_then_tanh": rf"\tanh(v^\top\tanh{ADDED})",
    "additive_then_sigmoid": rf"\sigma(v^\top\tanh{ADDED})",
    "additive_then_relu": rf"\mathrm{{relu}}(v^\top\tanh{ADDED})",
    "linear_then_tanh": rf"\tanh(v^\top{ADDED})",
}
DRAWN = r"\hat\jmath \sim \mathrm{softmax}_j\,(e_{tj})"
PLACED = r"p_t = J\,\sigma(v_p^\top\tanh(W_p @) / \sqrt{n})"
LOOKS = {  # by how the name of an alignment begins; what follows it is a variant
    "soft": ("soft, all positions", r"\alpha_{tj} = \mathrm{softmax}_j\,(e_{tj})"),
    "hard": ("hard, one position", DRAWN),
    "straight_through": ("hard, straight through", DRAWN),
    "half_soft": ("hard or soft, by a coin", DRAWN),
    "local_m": ("local-m", r"|j - p_t| \leq D,\; p_t = t"),
    "local_p_uncut": ("local-p, uncut", PLACED),
    "local_p": ("local-p", rf"|j - p_t| \leq D,\; {PLACED}"),
}
MEAN, ONE = r"\Sigma_j\,\alpha_{tj} h_j", r"h_{\hat\jmath}"
CONTEXTS = {"hard": ONE, "straight_through": ONE, "half_soft": rf"{ONE}\;\mathrm{{or}}\;{MEAN}"}
LONGEST = 20  # letters that a small box holds; these shorten what is longer
BRIEF = (("renormalised", "renorm."), ("additive then", "add. then"), (",", ""), (" = ", "="))
KNOWN = {
    "reads", "joins_state", "first_state", "attends", "alignment", "score", "window", "readout",
    "mix", "reading", "cell",
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
    equation = SCORES.get(name, "e(@, h_j)").replace("@", _query(wiring))
    title = name.replace("_", " ")
    return Node("score", f"{title} score", (f"e_{{tj}} = {equation}",), _brief(title))


def _alignment(wiring: Wiring) -> Node:
    kind = next((known for known in LOOKS if wiring.alignment.startswith(known)), wiring.alignment)
    variant = wiring.alignment.removeprefix(kind).replace("_", ", ")
    title, looks = LOOKS.get(kind, (kind.replace("_", "-"), r"\alpha_{tj}"))
    size = "" if wiring.window is None else f", D = {wiring.window}"
    rest = variant + size + _unknown(wiring)
    short = _brief(kind.replace("_", "-") + rest)
    looks = looks.replace("@", _query(wiring))
    return Node("alignment", title + rest, (looks,), short)


def _context(wiring: Wiring) -> Node:
    made = CONTEXTS.get(wiring.alignment, MEAN) if wiring.weighs else "r"
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
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _unknown(wiring: Wiring) -> str:
    """Settings that this file knows nothing of, by name and value: shown rather than left out."""
    found = []
    for field in fields(wiring):
        value = getattr(wiring, field.name)
        if field.name not in KNOWN and (field.default is MISSING or value != field.default):
            found.append(f", {field.name} = {value}".replace("_", " "))
    return "".join(found)
