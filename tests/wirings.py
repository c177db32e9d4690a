"""Random rows for property tests: any `Wiring` that is not refused."""

from typing import Any

from hypothesis import strategies as st

from course_lib.model.alignments import ALIGNMENTS
from course_lib.model.cells import CELLS
from course_lib.model.copying import DISTRIBUTIONS
from course_lib.model.readers import SelfAttentionReading, TextReading
from course_lib.model.readouts import MIXES
from course_lib.model.scores import SCORES
from course_lib.model.wiring import CELL_READS, READOUT_READS, Wiring

READINGS = (
    TextReading(),
    TextReading(directions=1),
    TextReading(directions=1, reverse=True),
    TextReading(layers=2),
    SelfAttentionReading(layers=1, heads=2),
)


def some(parts: tuple[str, ...], least: int) -> st.SearchStrategy[tuple[str, ...]]:
    """Some of `parts`, each once, in any order."""
    return st.lists(st.sampled_from(parts), min_size=least, unique=True).map(tuple)


FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "reads": some(CELL_READS, 1),
    "joins_state": st.booleans(),
    "first_state": st.sampled_from(["projection", "zeros"]),
    "attends": st.sampled_from(["before", "after"]),
    "alignment": st.sampled_from(list(ALIGNMENTS)),
    "score": st.sampled_from([None, *SCORES]),
    "window": st.sampled_from([None, 1, 2, 3]),
    "heads": st.sampled_from([None, 1, 2]),
    "readout": some(READOUT_READS, 1),
    "mix": st.sampled_from(list(MIXES)),
    "distribution": st.sampled_from(list(DISTRIBUTIONS)),
    "reading": st.sampled_from(READINGS),
    "cell": st.sampled_from(list(CELLS)),
}


# Choices, and not the rows themselves: their types are checked at random places when they are made,
# which hypothesis wants outside its strategies.
choices = st.fixed_dictionaries(FIELDS)


def made(chosen: dict[str, Any]) -> Wiring:
    """The row of these choices, those that do not fit changed until they do."""
    fit = dict(chosen)
    kind = ALIGNMENTS[fit["alignment"]]
    windowed = kind.least_window is not None
    fit["window"] = (fit["window"] or 2) if windowed else None
    fit["heads"] = (fit["heads"] or 2) if kind.headed else None
    if not kind.scored:
        fit["score"], fit["distribution"] = None, "vocabulary"
    elif fit["score"] is None or (kind.needs_source and not SCORES[fit["score"]].reads_source):
        fit["score"] = "general"
    if kind.own_score is not None:
        fit["score"] = kind.own_score
    if fit["attends"] == "after":
        fit["joins_state"] = False
        reads = tuple(part for part in fit["reads"] if part != "context")
        fit["reads"] = reads or ("token",)
    if "attentional" in fit["reads"]:
        fit["mix"] = "tanh"
    return Wiring(**fit)
