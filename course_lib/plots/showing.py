"""How a notebook shows a figure: with its alternative text, wherever the notebook is read.

JupyterLab, and nbconvert's usual template, take no text for an `image/png`, so a figure is also an
`<img alt="...">`, which they prefer. That copy is drawn in 64 colours, which takes a third of the
room and is enough for lines and letters; the full picture stays beside it, for a PDF and for pages
that take such images out.
"""

import base64
import io
import sys
from html import escape
from typing import Any

from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from PIL import Image

from course_lib.plots.alternative import alternative_text
from course_lib.plots.paper import paper

SHADES = 64


def in_notebooks(formatter: Any = None) -> None:
    """From now on, IPython shows every figure with its alternative text; elsewhere, nothing.

    formatter: the `DisplayFormatter` of another IPython than the running one.
    """
    if formatter is None:
        ipython = sys.modules.get("IPython")
        shell = ipython.get_ipython() if ipython else None
        formatter = getattr(shell, "display_formatter", None)
    if formatter is not None:
        formatter.mimebundle_formatter.for_type(Figure, lambda figure: _bundle(figure, formatter))


def _bundle(figure: Figure, formatter: Any) -> tuple[dict[str, str], dict[str, Any]]:
    """What is shown beside the pictures that IPython makes itself, and the outputs' metadata."""
    text = alternative_text(figure)
    data = {"text/plain": text}
    if "text/html" in formatter.active_types:  # not in a terminal
        drawn = formatter.formatters["image/png"](figure)
        picture, size = drawn if isinstance(drawn, tuple) else (drawn, {})
        if picture is not None:  # None: only SVG is asked for, or it cannot be drawn
            data["text/html"] = _image(picture, text, size, figure)
    return data, {"alt": text}


def _image(picture: bytes | str, text: str, size: dict[str, Any], figure: Figure) -> str:
    """The HTML of a PNG, which a kernel has in base 64 already. Where it is transparent it gets the
    paper that its ink was made for."""
    pixels = base64.b64decode(picture) if isinstance(picture, str) else picture
    drawn = Image.open(io.BytesIO(pixels)).convert("RGBA")
    ground = Image.new("RGBA", drawn.size, to_hex(paper(figure)))
    flat = Image.alpha_composite(ground, drawn).convert("RGB")
    few = flat.quantize(SHADES, dither=Image.Dither.NONE)
    few.save(buffer := io.BytesIO(), format="png", optimize=True)
    code = base64.b64encode(buffer.getvalue()).decode()
    sides = "".join(f' {side}="{size[side]}"' for side in ("width", "height") if side in size)
    return (
        f'<img alt="{escape(text)}"{sides} style="max-width:100%" '
        f'src="data:image/png;base64,{code}">'
    )
