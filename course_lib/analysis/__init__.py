"""How an answer is judged."""

from course_lib.analysis.erasure import erase
from course_lib.analysis.evaluation import evaluate
from course_lib.analysis.exposure_gap import Exposure, measure_exposure
from course_lib.analysis.forced_decoding import Forced, force_all
from course_lib.analysis.gradient_reach import gradient_norms, spectral_radius, with_radius
from course_lib.analysis.listening import evaluate_listening, listening_game, spans_of
from course_lib.analysis.pointing import (
    evaluate_captions,
    pointed,
    pointing_game,
    regions_of,
    spread,
)
from course_lib.analysis.reading import evaluate_reading, on_facts
from course_lib.analysis.search_errors import compare, tally
from course_lib.analysis.translation import Bleu, bleu, bleu_by_length, bleu_on, chrf

__all__ = [
    "Bleu",
    "Exposure",
    "Forced",
    "bleu",
    "bleu_by_length",
    "bleu_on",
    "chrf",
    "compare",
    "erase",
    "evaluate",
    "evaluate_captions",
    "evaluate_listening",
    "evaluate_reading",
    "force_all",
    "gradient_norms",
    "listening_game",
    "measure_exposure",
    "on_facts",
    "pointed",
    "pointing_game",
    "regions_of",
    "spans_of",
    "spectral_radius",
    "spread",
    "tally",
    "with_radius",
]
