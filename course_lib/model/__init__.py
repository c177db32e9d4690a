"""Readers, cells, scores, alignments, readouts, the one decoder, and the table of rows.

`build(name, vocab)` makes a model of a row of `MODELS`.
"""

from course_lib.model.alignments import (
    ALIGNMENTS,
    Aligned,
    Alignment,
    HeadWeights,
    Looked,
    MultiHead,
    attend,
    gate,
    location_features,
    next_query,
)
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
from course_lib.model.copying import DISTRIBUTIONS, CopyingReadout, copy_mixture
from course_lib.model.decoders import Decoder, Output, State, Token
from course_lib.model.keys import Keys, split_key
from course_lib.model.looking_back import look_back
from course_lib.model.memory import Memory, Prepared
from course_lib.model.own import Own
from course_lib.model.own_past import LooksBack, looked_back
from course_lib.model.parts import Parts
from course_lib.model.readers import (
    READINGS,
    FramesReader,
    FramesReading,
    GridReader,
    GridReading,
    PassageReader,
    PassageReading,
    Reader,
    Reading,
    SelfAttentionReader,
    SelfAttentionReading,
    Sizes,
    TextReader,
    TextReading,
)
from course_lib.model.readouts import MIXES, Distribution, Readout, Said
from course_lib.model.scores import SCORES, Score
from course_lib.model.seq2seq import Seq2Seq, count_parameters
from course_lib.model.spec import Spec
from course_lib.model.table import MODELS, build, luong, luong_local, matching_hidden
from course_lib.model.wiring import CELL_READS, READOUT_READS, Wiring

__all__ = [
    "ALIGNMENTS",
    "CELLS",
    "CELL_READS",
    "DISTRIBUTIONS",
    "GRU",
    "LSTM",
    "MIXES",
    "MODELS",
    "READINGS",
    "READOUT_READS",
    "RNN",
    "SCORES",
    "Aligned",
    "Alignment",
    "Cell",
    "CellState",
    "CopyingReadout",
    "Decoder",
    "Distribution",
    "FramesReader",
    "FramesReading",
    "FullyConnected",
    "GridReader",
    "GridReading",
    "HeadWeights",
    "Keys",
    "Looked",
    "LooksBack",
    "Memory",
    "MultiHead",
    "Output",
    "Own",
    "Parts",
    "PassageReader",
    "PassageReading",
    "Prepared",
    "Reader",
    "Reading",
    "Readout",
    "Recurrent",
    "Said",
    "Score",
    "SelfAttentionReader",
    "SelfAttentionReading",
    "Seq2Seq",
    "Sizes",
    "Spec",
    "State",
    "TextReader",
    "TextReading",
    "Token",
    "Wiring",
    "attend",
    "build",
    "copy_mixture",
    "count_parameters",
    "gate",
    "location_features",
    "look_back",
    "looked_back",
    "luong",
    "luong_local",
    "make_cell",
    "matching_hidden",
    "next_query",
    "run",
    "split_key",
    "zero_state",
]
