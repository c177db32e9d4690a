"""Recorded experiments: what a lesson runs once live, run for every seed and written down.

    python -m course_lib.experiments                     all experiments, what is missing of them
    python -m course_lib.experiments 03 --entry cho      one lesson, one entry
    python -m course_lib.experiments 03 --again          from the start

An experiment is defined once, in a file of its own here; `EXPERIMENTS` lists them.
"""

from course_lib.experiments import (
    bahdanau_luong,
    encoder_decoder,
    fixed_context,
    hard_attention,
    rnn_limits,
)
from course_lib.experiments.record import Experiment, Record

EXPERIMENTS: dict[str, Experiment] = {
    "01": rnn_limits.EXPERIMENT,
    "02": encoder_decoder.EXPERIMENT,
    "03": fixed_context.EXPERIMENT,
    "04": hard_attention.EXPERIMENT,
    "05": bahdanau_luong.EXPERIMENT,
}

__all__ = ["EXPERIMENTS", "Experiment", "Record"]
