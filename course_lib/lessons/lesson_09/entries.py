"""What lesson 09 measures: models that say what is in a scene of handwritten digits."""

from course_lib.lessons.recording.record import Config

# The additive score on Luong's data path. One to four digits from the first step on: scenes of a
# single digit can be told without looking (the summary knows the place), and whoever begins with
# them stays where places are right and digits are guessed, at a loss of .58.
CAPTIONS: Config = {
    "model": "luong_concat",
    "alignment": "soft",
    "cell": "lstm",
    "hidden": 64,
    "embedding": 32,
    "patch": 8,
    "stride": 4,
    "filters": 0,
    "summary": "grid",
    "says": "places",
    "digits": [1, 4],
    "place": 12,
    "step": 4,
    "batch": 64,
    "steps": 1000,
    "learning_rate": 5e-3,
    "warmup": 50,
    "clip": 1.0,
    "test_scenes": 500,
}
HARD: Config = {**CAPTIONS, "alignment": "hard"}
IMMEDIATE: Config = {"reward": "immediate", "baseline": "moving", "entropy": 0.02}
# The rule of Xu et al. 2015: the whole caption rewards every look, a moving baseline, and entropy;
# lambda_r is `strength`.
WHOLE: Config = {"reward": "total", "baseline": "moving", "entropy": 0.01, "strength": 0.04}
ENTRIES: dict[str, Config] = {
    "soft": CAPTIONS,
    # As many parameters: the width is `matching_hidden` of the first entry's.
    "fixed vector": {**CAPTIONS, "model": "init_state", "alignment": "summary", "hidden": 68},
    "hard": {**HARD, "reinforce": IMMEDIATE},
}
# Defined, and not recorded yet.
FURTHER: dict[str, Config] = {
    "bahdanau": {**CAPTIONS, "model": "bahdanau"},
    "general": {**CAPTIONS, "model": "luong_general"},
    "straight through": {**CAPTIONS, "alignment": "straight_through"},
    "half soft": {**HARD, "alignment": "half_soft", "reinforce": WHOLE},
    "hard, whole caption": {**HARD, "reinforce": WHOLE},
    "hard, whole caption, strength 1": {**HARD, "reinforce": {**WHOLE, "strength": 1.0}},
    "gated": {**CAPTIONS, "alignment": "gated"},
    "doubly stochastic": {**CAPTIONS, "doubly_stochastic": 1.0},
    "mean summary": {**CAPTIONS, "summary": "mean"},
    "one digit first": {**CAPTIONS, "first": {"digits": [1, 1], "steps": 300}, "steps": 700},
    "anywhere in its place": {**CAPTIONS, "step": 1},
    "relations": {**CAPTIONS, "says": "relations", "digits": [2, 4]},
    "counts": {**CAPTIONS, "says": "counts"},
}
