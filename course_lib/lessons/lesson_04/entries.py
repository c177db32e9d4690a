"""What lesson 04 measures: soft against hard attention, the estimator of Xu et al. (2015), that of
their released code, a search for settings in which the first one trains, and the choice of g."""

from typing import Any

from course_lib.lessons.recording.record import Config

BASE: Config = {
    "task": "word_reversal",
    "model": "luong_general",
    "alignment": "soft",
    "embedding": 48,
    "embedding_start": 1.0,
    "hidden": 96,
    "batch": 64,
    "lengths": [6, 14],
    "buckets": [14],
    "steps": 400,
    "learning_rate": 5e-3,
    "warmup": 50,
    "clip": 1.0,
    "test_sentences": 200,
}
# Each look is paid by the log-probability of its own letter.
IMMEDIATE: Config = {"reward": "immediate", "baseline": "moving", "entropy": 0.01}
# Each look is paid by that of the whole sentence, as in the paper.
TOTAL: Config = {**IMMEDIATE, "reward": "total"}
STRENGTHS = {"1": 1.0, "1/25": 1 / 25, "1/125": 1 / 125}  # lambda_r


def hard(reward: Config = IMMEDIATE, *, changes: Config | None = None, **reinforce: Any) -> Config:
    """Hard attention by REINFORCE; `changes` are those of the model, the rest of the estimator."""
    return {
        **BASE,
        "alignment": "hard",
        **(changes or {}),
        "reinforce": {**reward, **reinforce},
    }


# The choice of g needs the additive score, and a smaller model is enough to tell the rows apart.
ADDITIVE: Config = {**BASE, "model": "bahdanau", "hidden": 64}
SCORES = {
    "tanh, hidden": "additive",
    "tanh, score": "additive_then_tanh",
    "relu, score": "additive_then_relu",
    "relu, hidden": "additive_relu",
    "sigmoid, hidden": "additive_sigmoid",
    "sigmoid, score": "additive_then_sigmoid",
    "tanh, score alone": "linear_then_tanh",
}
G: dict[str, Config] = {
    f"g: {name}": {**ADDITIVE, "score": score} for name, score in SCORES.items()
}

ENTRIES: dict[str, Config] = {
    "soft": {**BASE, "erased_sentences": 40},
    "immediate": hard(),
    **{f"total, {name}": hard(TOTAL, strength=value) for name, value in STRENGTHS.items()},
    # The best setting found for it: each draw is compared with seven others of its sentence.
    "total, 8 draws": hard(TOTAL, changes={"draws": 8, "batch": 32}),
    # What the authors' program does by default: the word's own cost, a tenth of it, no baseline.
    # (There the looks' term is summed over a batch of 16 whose cost is a mean, and half of the
    # batches look softly.)
    "code": hard(baseline="none", entropy=0.0, strength=0.1),
}

# Settings tried for the paper's own reward, that of the whole sentence: one seed each.
SEARCH: dict[str, Config] = {
    "16 draws, 1/5": hard(TOTAL, strength=1 / 5, changes={"draws": 16, "batch": 4}),
    "16 draws, 1": hard(TOTAL, strength=1.0, changes={"draws": 16, "batch": 4}),
    "1/5": hard(TOTAL, strength=1 / 5),
    "batch of 256, 1/25": hard(TOTAL, strength=1 / 25, changes={"batch": 256}),
    "short sentences, 1/5": hard(
        TOTAL, strength=1 / 5, changes={"lengths": [4, 8], "buckets": [8]}
    ),
}

# Defined, and not recorded: ready for whoever has the hours.
FURTHER: dict[str, Config] = {
    "straight-through": {**BASE, "alignment": "straight_through"},
    "reads": {"read_lengths": [16, 64, 256, 1024], "batch": 64, "width": 128, "repeats": 30},
    "immediate, no entropy": hard(entropy=0.0),
    "immediate, no baseline": hard(baseline="none"),
    **G,
    "total, entropy 0.1, 1/5": hard(TOTAL, strength=1 / 5, entropy=0.1),
    "total, half soft, 1/25": hard(TOTAL, strength=1 / 25, changes={"alignment": "half_soft"}),
    "total, 1,200 steps, 1/25": hard(TOTAL, strength=1 / 25, changes={"steps": 1200}),
    "immediate, 8 draws": hard(changes={"draws": 8, "batch": 32}),
    "total, 8 draws, 1,200 steps": hard(TOTAL, changes={"draws": 8, "batch": 32, "steps": 1200}),
}
