"""Train the models of the book's playground again: five rows of the table on word-wise reversal.

`python -m course_lib.lessons.maintenance.try_it` trains them (some ten minutes), says of how many
sentences each gets every letter right, and writes one page with all of them.
"""

from typing import Any

from course_lib import plots
from course_lib.analysis import evaluate
from course_lib.data import WORD_REVERSAL, Batches
from course_lib.lessons.maintenance import ROOT
from course_lib.model import Seq2Seq, build
from course_lib.training import Recipe, Reinforce, fit

PAGE = "notebooks/figures/playground.html"
LENGTHS, STEPS = (8, 40), 800
ROWS: dict[str, tuple[str, dict[str, Any]]] = {
    "one vector": ("init_state", {}),
    "attention, Bahdanau": ("bahdanau", {}),
    "attention, Luong": ("luong_general", {}),
    "attention, local-p": ("luong_local_p", {"window": 10}),  # the paper's half-width
    "attention, hard": ("luong_general_hard", {}),
}


def trained(name: str, steps: int = STEPS, hidden: int = 128, seed: int = 0) -> Seq2Seq:
    """The row of this name, trained for so many steps of 64 sentences."""
    row, changes = ROWS[name]
    model = build(row, WORD_REVERSAL.vocab, hidden=hidden, embedding=64, seed=seed, **changes)
    stream = Batches(WORD_REVERSAL, batch=64, lengths=LENGTHS, edges=(16, 24, 40), seed=seed)
    recipe = Recipe(steps=steps, warmup=steps // 16, chunk=min(10, steps))
    if name == "attention, hard":
        fit(model, stream, recipe, objective=Reinforce(), name=name)
    else:
        fit(model, stream, recipe, name=name)
    return model


def main() -> None:
    """Train, say how good each is, and write the page."""
    test = WORD_REVERSAL.test_set(300, LENGTHS)
    models = {name: trained(name) for name in ROWS}
    for name, model in models.items():
        right = evaluate(model, test, edges=LENGTHS)["exact"]
        print(f"{name}: {right:.2f} of {len(test)} sentences right")
    plots.playground(models, WORD_REVERSAL, lengths=LENGTHS).save(ROOT / PAGE)
    print(f"{PAGE}: written")


if __name__ == "__main__":
    main()
