"""The exercises of lesson 02, "The LSTM encoder-decoder": one file each."""

from course_lib.checks.lesson_02.coin import mixed_inputs
from course_lib.checks.lesson_02.extending import beam_step
from course_lib.checks.lesson_02.loss import sequence_loss
from course_lib.checks.lesson_02.normalising import length_normalised
from course_lib.checks.lesson_02.shifting import decoder_inputs
from course_lib.checks.lesson_02.temperature import tempered

__all__ = [
    "beam_step",
    "decoder_inputs",
    "length_normalised",
    "mixed_inputs",
    "sequence_loss",
    "tempered",
]
