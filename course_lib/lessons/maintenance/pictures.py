"""The pictures of a committed lesson, in as many colours as an eye can use."""

import base64
import io

import nbformat
import numpy as np
from PIL import Image

COLOURS = 256  # lines, letters and their soft edges need no more
# Of 255, on average over all pixels. A photograph or a map of many shades has more.
DIFFERENCE = 0.1


def lighter(code: str) -> str:
    """A PNG in base 64 in a table of 256 colours, a third of its size; the PNG as it is where that
    would be seen, where it is transparent, and where nothing is saved."""
    picture = Image.open(io.BytesIO(base64.b64decode(code)))
    opaque = picture.mode == "RGB" or (
        picture.mode == "RGBA" and picture.getchannel("A").getextrema()[0] == 255
    )
    if not opaque:
        return code
    full = picture.convert("RGB")
    few = full.quantize(COLOURS, dither=Image.Dither.NONE)
    gap = np.abs(np.asarray(few.convert("RGB"), float) - np.asarray(full, float)).mean()
    few.save(buffer := io.BytesIO(), format="png", optimize=True, dpi=picture.info.get("dpi"))
    found = base64.b64encode(buffer.getvalue()).decode()
    return found if gap <= DIFFERENCE and len(found) < len(code) else code


def make_lighter(book: nbformat.NotebookNode) -> None:
    """All PNGs that the cells of a notebook have put out, in place."""
    for cell in book.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if "image/png" in data:
                data["image/png"] = lighter(data["image/png"])
