"""Formulas as MathML, which every browser draws itself: no script, no font, and a screen reader can
read them aloud."""

from typing import Any, NoReturn

from docutils.nodes import SkipNode, math_block
from latex2mathml.converter import convert


def mathml(tex: str, display: str = "inline") -> str:
    """A formula of LaTeX as MathML; `display` is "inline" or "block".

    ValueError if a command or an environment of it isn't known.
    """
    known = tex.replace("{aligned}", "{align*}")  # the same, under the name that the library knows
    found = convert(known, display=display)
    if "\\" in found or "<mi>&</mi>" in found:  # a column's mark outside of a table it knows
        raise ValueError(f"a formula that can't become MathML: {tex}")
    return found


def inline(page: Any, node: Any) -> NoReturn:
    """A formula in a line of text."""
    page.body.append(mathml(node.astext()))
    raise SkipNode


def block(page: Any, node: Any) -> NoReturn:
    """A formula on a line of its own, with its number if it has one."""
    number = node.get("number")
    page.body.append(page.starttag(node, "div", CLASS="math"))
    if number:
        page.body.append(f'<span class="eqno">({number})')
        page.add_permalink_ref(node, "Link to this equation")
        page.body.append("</span>")
    name = f"Equation {number or ''}".strip()  # it can be reached with Tab, and moved by the arrows
    page.body.append(f'<div class="formula" tabindex="0" role="group" aria-label="{name}">')
    page.body.append(mathml(node.astext(), "block") + "</div></div>\n")
    raise SkipNode


def number(app: Any, page: Any) -> None:
    """Give every formula of a page that stands on its own line a number, and a place to link to."""
    for count, node in enumerate(page.findall(math_block), start=1):
        node["number"], node["ids"] = count, [f"equation-{count}"]
