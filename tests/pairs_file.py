"""Writes 2,000 generated pairs where lesson 07 looks for real ones, so that both its ways are run.

python tests/pairs_file.py FOLDER
"""

import sys
from pathlib import Path

import numpy as np

from course_lib.data import ENGLISH_GERMAN, detokenise


def written(text: str) -> str:
    """A prepared text as somebody would write it."""
    text = detokenise(text.split())
    return text[0].upper() + text[1:]


def main(folder: Path) -> None:
    pairs = ENGLISH_GERMAN.draw(2000, "train", (4, 11), np.random.default_rng(0))
    path = folder / "tatoeba" / "eng-deu.tsv"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (f"{written(pair.source)}\t{written(pair.target)}\n" for pair in pairs)
    path.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
