"""Pictures of models: a first one by hand, and any row of the table drawn from its `Wiring`.

`wiring` draws a row, `compare` two and their differences, `grid` many; `alt_text` says the same in
words. All four are made from `graph`, which holds what a decoding step reads and when.
"""

from course_lib.diagrams.boxes import Node
from course_lib.diagrams.bridges import bridges
from course_lib.diagrams.drawing import alt_text, compare, differences, grid, wiring
from course_lib.diagrams.graphs import Edge, Graph, graph

__all__ = [
    "Edge",
    "Graph",
    "Node",
    "alt_text",
    "bridges",
    "compare",
    "differences",
    "graph",
    "grid",
    "wiring",
]
