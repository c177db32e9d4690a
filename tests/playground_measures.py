"""What the numbers of a playground cost and change, measured on models that are really trained.

    PYTHONPATH=.:tests python tests/playground_measures.py [STEPS] [FOLDER]

Trains the fixed vector, Bahdanau and Luong on word-wise reversal as lesson 03 does, for so many
steps (by default 600), or takes them from the folder where an earlier call left them. For each
model and precision it prints: the kilobytes of the model in a page; of 500 test sentences, how many
answers differ from JAX's and the exact match; the largest difference of a logit, teacher-forced, on
50 of them; and the milliseconds of an answer of 50 characters in headless Chromium (median of 9).
"""

import json
import sys
from pathlib import Path
from statistics import median
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from browser import CHROMIUM, Browser
from scripts_run import in_node, in_page
from viewing import PLAIN

from course_lib.data import START, WORD_REVERSAL
from course_lib.lessons.lesson_03.experiment import ENTRIES, train
from course_lib.plots.in_browser.exporting import exported
from course_lib.plots.in_browser.packing import PRECISIONS
from course_lib.search import transduce_all
from course_lib.training import load_model, save_model

ROWS = {"fixed vector": "init_state", "Bahdanau": "bahdanau", "Luong": "luong_general"}
ANSWERS = """(() => { const model = openModel(asked.model); return asked.texts.map((text) => {
    const { numbers, lent } = encode(model.source, text, model.row.longest);
    const steps = [...greedy(model, numbers, limitOf(model, numbers.length))];
    return decode(model.target, steps.map((taken) => taken.written), lent); }); })()"""
FORCED = """(() => { const model = openModel(asked.model); return asked.pairs.map(
    ([source, inputs]) => forced(model, source, inputs).map((logits) => [...logits])); })()"""
TIMED = """(() => { const model = openModel(asked.model), found = [];
    const { numbers } = encode(model.source, asked.text, model.row.longest);
    for (let i = 0; i < 10; i++) { const began = performance.now();
        const steps = [...greedy(model, numbers, 50)];
        found.push([performance.now() - began, steps.length]); }
    return found; })()"""


def trained(name: str, steps: int, folder: Path) -> Any:
    """The model of a row, from the folder or trained now and left there."""
    path = folder / f"{name}_{steps}.npz"
    if not path.exists():
        model, _ = train({**ENTRIES[name], "steps": steps}, 0)
        save_model(path, model)
    return load_model(path)


def logit_gap(model: Any, plain: Any, pairs: list[Any]) -> float:
    """The largest difference of a logit from JAX's, teacher-forced on these pairs."""
    vocab = model.spec.target
    asked = [[vocab.encode(p.source), [START, *vocab.encode(p.target)]] for p in pairs]
    forced = jax.jit(lambda source, inputs: model.forced(source, inputs)[0])
    found = in_node(FORCED, {"model": plain, "pairs": asked})
    gaps = [
        np.abs(np.array(got) - forced(jnp.array(source), jnp.array(inputs))).max()
        for got, (source, inputs) in zip(found, asked, strict=True)
    ]
    return float(max(gaps))


def milliseconds(plain: Any, text: str) -> str:
    """Of an answer of 50 characters in Chromium, without its first, which is compiled."""
    if CHROMIUM is None:
        return "no Chromium"
    browser = Browser()
    try:
        found = in_page(browser.show(PLAIN), TIMED, {"model": plain, "text": text})
    finally:
        browser.close()
    times, counts = zip(*found, strict=True)
    return f"{times[0]:.0f} first, {median(times[1:]):.0f} then, {counts[0]} steps"


def main() -> None:
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else ".cache/playground")
    folder.mkdir(parents=True, exist_ok=True)
    test = WORD_REVERSAL.test_set(500, (10, 60))
    # All lengths alike: a compiled program for each.
    alike = WORD_REVERSAL.draw(50, "test", (50, 50), np.random.default_rng(0))
    for label, name in ROWS.items():
        model = trained(name, steps, folder)
        wanted = [one.target for one in transduce_all(model, [pair.source for pair in test])]
        for precision in PRECISIONS:
            plain = exported(model, precision)
            texts = [pair.source for pair in test]
            found = in_node(ANSWERS, {"model": plain, "texts": texts})
            other = sum(a != b for a, b in zip(found, wanted, strict=True))
            exact = np.mean([a == pair.target for a, pair in zip(found, test, strict=True)])
            print(
                f"{label}, {precision}: {len(json.dumps(plain)) / 1000:.0f} kB; "
                f"{other} of 500 answers differ from JAX's; exact match {exact:.3f}; "
                f"largest difference of a logit {logit_gap(model, plain, alike):.2g}; "
                f"50 characters in ms: {milliseconds(plain, alike[0].source)}",
                flush=True,
            )


if __name__ == "__main__":
    main()
