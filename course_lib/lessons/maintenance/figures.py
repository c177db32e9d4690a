"""Draw the committed picture of all the rows of the table again.

`python -m course_lib.lessons.maintenance.figures` draws, and `--check` only compares. The
picture carries a fingerprint of what it was drawn from: pixels and paths change with the drawing
library's version, and a picture is out of date only when the models are, or the look of a diagram.
"""

import argparse
import hashlib
import os
import re
import sys
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import matplotlib.style

from course_lib.diagrams import drawing, graph, grid, layout
from course_lib.lessons.maintenance import ROOT
from course_lib.model.table import MODELS

PICTURE = "notebooks/figures/models.svg"


def fingerprint() -> str:
    """Of all that the picture shows: the rows' names and graphs, where their boxes stand, and the
    colours, lines, shades and sizes that they are drawn with."""
    shown = [(name, graph(row)) for name, row in MODELS.items()]
    places = (layout.BOXES, layout.ROUTES, layout.HEADINGS)
    look = (drawing.KINDS, drawing.SHADES, drawing.SMALL, drawing.POINTS)
    return hashlib.sha256(repr((shown, places, look)).encode()).hexdigest()[:16]


def found(root: Path = ROOT) -> str | None:
    """The fingerprint that the committed picture carries; None without picture or fingerprint."""
    path = root / PICTURE
    match = re.search(r"fingerprint (\w+)", path.read_text("utf-8") if path.exists() else "")
    return match[1] if match else None


def draw(root: Path = ROOT) -> None:
    """Write the picture, the same bytes every time."""
    path = root / PICTURE
    path.parent.mkdir(parents=True, exist_ok=True)
    about = {
        "Title": "Every model of the course: one decoding step of each row of the table",
        "Description": f"made by make figures, fingerprint {fingerprint()}",
        "Creator": None,
        "Date": None,
    }
    partial = path.with_suffix(".partial")
    fixed = {"svg.hashsalt": "course", "svg.fonttype": "path"}
    with matplotlib.style.context(["default", fixed]):  # nobody's own style
        figure = grid()
        figure.savefig(partial, format="svg", metadata=about)
        plt.close(figure)
    os.replace(partial, path)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="only report; exit 1 if out of date")
    current = found() == fingerprint()
    if parser.parse_args().check:
        print(f"{PICTURE}: {'current' if current else 'out of date, run `make figures`'}")
        sys.exit(not current)
    draw()
    print(f"{PICTURE}: written")


if __name__ == "__main__":
    matplotlib.use("agg")
    main()
