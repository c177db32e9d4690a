"""Draw README's first picture again: a sentence that is typed, and what two trained models write.

`python -m course_lib.lessons.maintenance.typed` trains both on sentences of 10 to 60 characters
(some minutes), and prints the picture's words, which stand in README as its alternative text.
"""

import os
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import matplotlib.style
from matplotlib.figure import Figure

from course_lib.data import WORD_REVERSAL, Batches
from course_lib.lessons.maintenance import ROOT
from course_lib.model import build
from course_lib.plots import COLOURS, heat_map
from course_lib.search import Transduction, transduce
from course_lib.training import Recipe, fit

PICTURE = "notebooks/figures/typed.svg"
SENTENCE = "one vector must hold this whole sentence"
MODELS = {
    "one vector": ("init_state", 168),
    "attention": ("luong_general", 128),
}  # 322,398 and 320,286 parameters
RIGHT, WRONG = COLOURS[2], COLOURS[1]


def answers(sentence: str = SENTENCE, seed: int = 0) -> dict[str, Transduction]:
    """What each model writes, trained on word-wise reversal for 800 steps."""
    found = {}
    for name, (row, hidden) in MODELS.items():
        model = build(row, WORD_REVERSAL.vocab, hidden=hidden, embedding=64, seed=seed)
        stream = Batches(WORD_REVERSAL, batch=64, lengths=(10, 60), edges=(20, 40, 60), seed=seed)
        fit(model, stream, Recipe(), name=name)
        found[name] = transduce(model, sentence)
    return found


def words(found: dict[str, Transduction], wanted: str) -> str:
    """The picture in words: what is typed, and what each model writes."""
    typed = next(iter(found.values())).source
    said = [
        f'{name} writes "{one.target}"{", which is right" if one.target == wanted else ""}'
        for name, one in found.items()
    ]
    return f'Typed: "{typed}". Each word is to be written backwards. ' + "; ".join(said) + "."


def picture(found: dict[str, Transduction], wanted: str) -> Figure:
    """Lines of letters, wrong ones in another colour and underlined; and where attention looked."""
    figure, (lines, look) = plt.subplots(
        1, 2, figsize=(11, 4.4), width_ratios=(1.35, 1), layout="constrained"
    )
    lines.set_axis_off()
    longest = max(len(wanted), *(len(one.target) for one in found.values()))
    lines.set(xlim=(-0.5, longest - 0.5), ylim=(6.2, -0.7))
    typed = next(iter(found.values())).source
    rows = {"You type:": (typed, typed)}
    for name, one in found.items():
        rows[f"With {name}, it writes:"] = (one.target, wanted)
    for row, (name, (text, right)) in enumerate(rows.items()):
        lines.text(-0.5, 2.2 * row, name, va="center", fontsize=12, weight="bold")
        for place, letter in enumerate(text):
            good = right[place : place + 1] == letter
            ink = "black" if row == 0 else RIGHT if good else WRONG
            lines.text(
                place, 2.2 * row + 0.8, letter, color=ink, family="monospace", fontsize=13,
                ha="center", va="center",
            )  # fmt: skip
            if not good:
                lines.plot([place - 0.4, place + 0.4], [2.2 * row + 1.2] * 2, color=WRONG, lw=1.5)
    one = found["attention"]
    title = "Where attention looked, letter by letter"
    heat_map(one.weights, one.source_tokens, one.target_tokens, title=title, ax=look)
    return figure


def draw(root: Path = ROOT) -> str:
    """Train, write the picture, and return its words."""
    wanted = WORD_REVERSAL.pair(SENTENCE).target
    found = answers()
    said = words(found, wanted)
    about = {
        "Title": "A sentence, and two answers",
        "Description": said,
        "Creator": None,
        "Date": None,
    }
    path = root / PICTURE
    partial = path.with_suffix(".partial")
    with matplotlib.style.context(["default", {"svg.hashsalt": "course", "svg.fonttype": "path"}]):
        figure = picture(found, wanted)
        figure.savefig(partial, format="svg", metadata=about)
        plt.close(figure)
    os.replace(partial, path)
    return said


if __name__ == "__main__":
    matplotlib.use("agg")
    print(draw())
