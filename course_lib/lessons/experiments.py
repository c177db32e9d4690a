"""Recorded experiments: what a lesson runs once live, run for every seed and written down.

    python -m course_lib.lessons                     all experiments, what is missing of them
    python -m course_lib.lessons 03 --entry cho      one lesson, one entry
    python -m course_lib.lessons 03 --again          from the start

An experiment is defined once, in its lesson's folder; `EXPERIMENTS` lists them.
"""

from course_lib.lessons.lesson_01 import experiment as rnn_limits
from course_lib.lessons.lesson_02 import experiment as encoder_decoder
from course_lib.lessons.lesson_03 import experiment as fixed_context
from course_lib.lessons.lesson_04 import experiment as hard_attention
from course_lib.lessons.lesson_05 import compared
from course_lib.lessons.lesson_05b import experiment as windows
from course_lib.lessons.lesson_06 import equally_near, neighbours, rates
from course_lib.lessons.lesson_06 import experiment as spelling
from course_lib.lessons.lesson_07 import experiment as translation
from course_lib.lessons.lesson_07 import ladder
from course_lib.lessons.lesson_07 import real as real_sentences
from course_lib.lessons.lesson_08 import experiment as reading
from course_lib.lessons.lesson_09 import cost
from course_lib.lessons.lesson_09 import experiment as captions
from course_lib.lessons.lesson_09b import experiment as speech
from course_lib.lessons.lesson_11 import experiment as transformer
from course_lib.lessons.recording.record import Experiment, Record

EXPERIMENTS: dict[str, Experiment] = {
    "01": rnn_limits.EXPERIMENT,
    "02": encoder_decoder.EXPERIMENT,
    "03": fixed_context.EXPERIMENT,
    "04": hard_attention.EXPERIMENT,
    "04_search": hard_attention.SEARCHED,
    "05a": compared.EXPERIMENT,
    "05b": windows.EXPERIMENT,
    "06": spelling.EXPERIMENT,
    "06_rows": spelling.ROWS_COMPARED,
    "06_rates": rates.EXPERIMENT,
    "06_near": equally_near.EXPERIMENT,
    "06_neighbours": neighbours.EXPERIMENT,
    "07": translation.EXPERIMENT,
    "07_real": real_sentences.EXPERIMENT,
    "07_ladder": ladder.EXPERIMENT,
    "08": reading.EXPERIMENT,
    "09": captions.EXPERIMENT,
    "09_cost": cost.EXPERIMENT,
    "09b": speech.EXPERIMENT,
    "11": transformer.EXPERIMENT,
}

__all__ = ["EXPERIMENTS", "Experiment", "Record"]
