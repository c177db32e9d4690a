"""Readers, cells, scores, alignments, readouts, the one decoder, and the table of rows.

`build(name, vocab)` makes a model of a row of `MODELS`.
"""

from course_lib.model.alignments import ALIGNMENTS, Aligned, Looked, attend
from course_lib.model.cells import (
    CELLS,
    GRU,
    LSTM,
    RNN,
    Cell,
    CellState,
    make_cell,
    run,
    zero_state,
)
from course_lib.model.classifiers import FullyConnected, Recurrent
from course_lib.model.decoders import Decoder, Output, State, Token
from course_lib.model.encoders import Encoder, Reading
from course_lib.model.memory import Memory, Prepared
from course_lib.model.readouts import MIXES, Readout
from course_lib.model.scores import SCORES
from course_lib.model.table import (
    MODELS,
    Seq2Seq,
    Spec,
    build,
    count_parameters,
    luong,
    luong_local,
    matching_hidden,
)
from course_lib.model.wiring import CELL_READS, READOUT_READS, Wiring

__all__ = [
    "ALIGNMENTS",
    "CELLS",
    "CELL_READS",
    "GRU",
    "LSTM",
    "MIXES",
    "MODELS",
    "READOUT_READS",
    "RNN",
    "SCORES",
    "Aligned",
    "Cell",
    "CellState",
    "Decoder",
    "Encoder",
    "FullyConnected",
    "Looked",
    "Memory",
    "Output",
    "Prepared",
    "Reading",
    "Readout",
    "Recurrent",
    "Seq2Seq",
    "Spec",
    "State",
    "Token",
    "Wiring",
    "attend",
    "build",
    "count_parameters",
    "luong",
    "luong_local",
    "make_cell",
    "matching_hidden",
    "run",
    "zero_state",
]
