"""A small alignment view in a page, and what is seen of it there."""

import numpy as np

from course_lib import plots

HOSTILE = [
    "</script>",
    "<script>alert(1)</script>",
    "</table>",
    "<b>",
    "&amp;",
    "&",
    '"',
    "'",
    "<!--",
]
# Nothing may be loaded, nothing evaluated, and no text may be made into elements: a page under
# this policy throws where one is tried.
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "require-trusted-types-for 'script'"
)
PLAIN = '<!doctype html><meta charset="utf-8">'
PAGE = f'{PLAIN}<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
WEIGHTS = np.array([[0.05, 0.15, 0.8, 0.0], [0.9, 0.1, 0.0, 0.0], [0.3, 0.3, 0.3, 0.1]])
HINT = "Point at a token"
SAID = "[...document.querySelectorAll('.av-said')].map(e => e.textContent)"
SECOND = "Target 2 “q” looks at source 1 “x” with weight .90, 2 “␣” .10."


def small_view(**more) -> plots.AlignmentView:
    """Of three targets on four sources, with gold for the first two."""
    arguments = {"title": "A view", "gold": [2, 1, -1], **more}
    return plots.alignment_view(WEIGHTS, ["x", " ", "y", "</s>"], ["p", "q", "r"], **arguments)


def chip(side: str, index: int, view: int = 0) -> str:
    """The element of a token, as an expression."""
    line = ["source", "target"].index(side)
    return (
        f"document.querySelectorAll('.alignment-view')[{view}]"
        f".querySelectorAll('.av-strip')[{line}].children[{index}]"
    )


def numbers(page, side: str, view: int = 0) -> list[str]:
    """What is written under the tokens of a line."""
    return page.js(
        f"[...{chip(side, 0, view)}.parentNode.children].map(c => c.lastChild.textContent)"
    )


def light(page, side: str) -> list[float]:
    """How opaque the ink over each token is: what the eye takes for its weight."""
    ink = "parseFloat(getComputedStyle(c, '::before').opacity)"
    return page.js(f"[...{chip(side, 0)}.parentNode.children].map(c => {ink})")


def focused(page) -> str | None:
    """The name of what has the keyboard."""
    return page.js("document.activeElement.getAttribute('aria-label')")


def contrast(page, token: str) -> float:
    """Of a token's letter against its shade, as WCAG 2 defines it (1 to 21)."""
    js = f"""(() => {{ const c = {token}, paint = getComputedStyle(c, "::before");
        const channels = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
        return [channels(getComputedStyle(c.firstChild).color), channels(paint.backgroundColor),
                channels(getComputedStyle(c.closest(".alignment-view")).backgroundColor),
                parseFloat(paint.opacity)]; }})()"""
    letter, ink, paper, opacity = (np.asarray(value) for value in page.js(js))

    def luminance(channels):
        c = channels / 255
        linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
        return linear @ [0.2126, 0.7152, 0.0722]

    low, high = sorted([luminance(letter), luminance(opacity * ink + (1 - opacity) * paper)])
    return (high + 0.05) / (low + 0.05)


def diffuse(size: int) -> np.ndarray:
    """Weights of which nearly all are above the smallest that is written: the largest table."""
    scores = np.random.default_rng(0).normal(size=(size, size)) + 4 * np.eye(size)
    return np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
