"""Checks of the exercises: `checks.softmax_scores(my_function)`, and so on.

A lesson's exercises live in its `lesson_NN` module. `ALL` holds every one of them by name.
"""

import importlib
import pkgutil

from course_lib.checks.bank import Case, Misconception, Property
from course_lib.checks.exercise import Exercise, Result
from course_lib.checks.lesson_00 import (
    batch_scores,
    clip_by_global_norm,
    masked_mean,
    running_average,
)
from course_lib.checks.lesson_01 import accuracy_by_gap, lstm_step, rescale, run_batch
from course_lib.checks.lesson_02 import (
    beam_step,
    decoder_inputs,
    length_normalised,
    mixed_inputs,
    sequence_loss,
    tempered,
)
from course_lib.checks.lesson_03 import (
    exact_match,
    first_state,
    gold_alignment,
    last_state,
    read_context,
    softmax_scores,
)
from course_lib.checks.lesson_04 import (
    advantages,
    look_up,
    mean_entropy,
    reinforce_loss,
    reward_to_go,
    sample_positions,
)
from course_lib.checks.lesson_05 import (
    additive_scores,
    attentional_vector,
    bahdanau_step,
    gaussian_weights,
    location_weights,
    luong_step,
    maxout,
    window_weights,
)
from course_lib.checks.lesson_10 import (
    projected_contexts,
    query_gradient,
    scores_from_exponentials,
    shortest_time,
)

__all__ = [
    "ALL",
    "Case",
    "Exercise",
    "Misconception",
    "Property",
    "Result",
    "accuracy_by_gap",
    "additive_scores",
    "advantages",
    "attentional_vector",
    "bahdanau_step",
    "batch_scores",
    "beam_step",
    "clip_by_global_norm",
    "decoder_inputs",
    "exact_match",
    "first_state",
    "gaussian_weights",
    "gold_alignment",
    "last_state",
    "length_normalised",
    "location_weights",
    "look_up",
    "lstm_step",
    "luong_step",
    "masked_mean",
    "maxout",
    "mean_entropy",
    "mixed_inputs",
    "projected_contexts",
    "query_gradient",
    "read_context",
    "reinforce_loss",
    "rescale",
    "reward_to_go",
    "run_batch",
    "running_average",
    "sample_positions",
    "scores_from_exponentials",
    "sequence_loss",
    "shortest_time",
    "softmax_scores",
    "tempered",
    "window_weights",
]


def _discover() -> dict[str, Exercise]:
    found: dict[str, Exercise] = {}
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        if not info.name.startswith("lesson_"):
            continue
        for value in vars(importlib.import_module(f"{__name__}.{info.name}")).values():
            if isinstance(value, Exercise) and found.setdefault(value.name, value) is not value:
                raise ValueError(f"{info.name}: a second exercise {value.name!r}; wanted new names")
    return found


ALL = _discover()
