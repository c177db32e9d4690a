"""Search: from a trained model to targets, on the one `Decoder.step`.

`greedy`, `sample` and `beam` decode one source; `transduce` goes from a string to a string, with
`search=Greedy()`, `Sample(...)` or `Beam(...)`, which a `Trie` can hold to a list of words; `trace`
shows what a beam held at each step.
"""

from course_lib.search.beam import Beam, beam
from course_lib.search.beam_steps import beam_step, constrained_step
from course_lib.search.greedy import Greedy, greedy
from course_lib.search.sampling import Sample, sample, tempered
from course_lib.search.step import Hypothesis, Search
from course_lib.search.trace import Kept, Lost, lost, trace
from course_lib.search.transduce import (
    Transduction,
    in_batches,
    n_best,
    transduce,
    transduce_all,
)
from course_lib.search.trie import Trie
from course_lib.search.unknown_words import replace_unknown

__all__ = [
    "Beam",
    "Greedy",
    "Hypothesis",
    "Kept",
    "Lost",
    "Sample",
    "Search",
    "Transduction",
    "Trie",
    "beam",
    "beam_step",
    "constrained_step",
    "greedy",
    "in_batches",
    "lost",
    "n_best",
    "replace_unknown",
    "sample",
    "tempered",
    "trace",
    "transduce",
    "transduce_all",
]
